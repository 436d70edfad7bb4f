//! The first start: an assistant makes the first administrator, brand and department. Whoever starts the server reads
//! a one-time code in its log; without it, the first stranger to find an empty server could take it.

mod actions;
mod code;
mod routes;

pub use actions::needed;
pub use code::Code;
pub use routes::routes;
