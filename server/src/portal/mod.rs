//! The customers' portal: rendered here, hydrated in the browser; its forms work without script.

mod accounts;
mod entry;
mod forms;
mod own;
mod render;
mod requests;
mod routes;

pub use render::routes as pages;
pub use routes::routes;
