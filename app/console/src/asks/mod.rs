//! Comments, which only colleagues see: naming agents and groups in one by `@`, and what is asked of oneself.
//!
//! `mention.rs` knows where names stand in a text and is tested without a browser.

mod comment;
mod list;
mod mention;
mod picker;
mod store;

pub use comment::{Comment, UnsentComment};
pub use list::AskedOfMe;
pub use picker::{Askables, Naming, Suggestions};
pub use store::{Asks, use_asks};
