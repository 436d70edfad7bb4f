//! Files that belong to what was said: what mails enclose, what people add, and the HTML that mails came as.
//!
//! A file is kept before the transaction that names it. Whoever may read what was said gets a [`Links`] of their own;
//! nothing else opens a file.

mod actions;
mod links;
mod routes;
pub mod rules;
mod sanitised;
mod store;
pub mod tables;

pub use actions::{
    Enclosed, Kept, Part, add, carry, claim, claim_all, enclose, keep, keep_enclosed, react, release, start,
};
pub use links::Links;
pub use routes::routes;
pub use store::{Shown, named, of_item, shown};
