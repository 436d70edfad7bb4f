//! Search templates: what was answered is looked up in a source, and what is found there fills other fields.
//!
//! A form is looked up with [`look_up`] before the transaction that takes it in, and what came of it goes into
//! [`Forms::begin`](super::Forms::begin); an agent's call with [`look_up_item`], and what it returns is set like any change.

mod address;
mod cache;
mod changes;
mod forms;
mod http;
mod routes;
mod rules;
mod sheet;
mod sources;
mod sql;
mod statement;
mod store;
mod uploads;

pub use cache::Cache;
pub use forms::{Searched, look_up, look_up_item};
pub use routes::routes;
pub(super) use rules::in_force;
pub(super) use store::{Search, one, searches};
pub use uploads::react;
