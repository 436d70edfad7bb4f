//! Asking a colleague: naming agents and groups in a comment by `@`, and what is asked of oneself.
//!
//! `mention.rs` knows where names stand in a text and is tested without a browser.

mod list;
mod mention;
mod picker;
mod store;

pub use list::{AskedOfMe, shown};
pub use picker::{Askables, Naming, Suggestions};
pub use store::{Asks, use_asks};
