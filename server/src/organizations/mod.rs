//! Organizations: customer companies, each a set of member rules. What belongs to one is computed whenever it is asked
//! for, and written on no ticket and no chat.
//!
//! [`rules`] says what a rule gathers; the rest finds exactly that in the indexes, of what the reader may view.

mod access;
mod actions;
mod belongings;
pub mod compare;
mod gather;
mod list;
mod probes;
mod routes;
pub mod rules;
mod store;
pub mod tables;
mod typed;
mod view;

pub use access::OrganizationHistories;
pub use routes::routes;
