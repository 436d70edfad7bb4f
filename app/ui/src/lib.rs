//! Components, browser transport, live connection and catalogues; knows no capability.
//!
//! `README.md` beside this file's folder shows how each piece is used. Both sides compile the same code: what only a
//! browser can do happens in effects and event handlers, so the server renders these components as they stand.

#[macro_use]
pub mod text;

pub mod components;
pub mod live;
pub mod transport;

mod browser;
mod words;

pub use components::*;
pub use live::{Connection, Heard, Live};
pub use text::{Language, count, fill, language, texts};
pub use transport::{api, provide_api};
