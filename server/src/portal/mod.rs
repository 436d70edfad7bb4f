//! The customers' portal: rendered here, hydrated in the browser; its forms work without script.

mod forms;
mod render;
mod routes;

pub use render::routes as pages;
pub use routes::routes;
