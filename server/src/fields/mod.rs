//! Custom fields, templates, and the values of items.
//!
//! A template says what is asked in a department for chats, tickets or calls; the installation has one for each, a
//! department may have its own. [`Forms`] is all of that as it stands, remembered: take it before a transaction, for it
//! may be read from the database. Whoever owns an item begins it with [`Forms::begin`] and [`put`], changes it with
//! [`change`], and asks [`demand`] before an agent replies or closes.
//!
//! It stands above `departments`, whose keys its settings need and whose departments have templates.

mod changes;
mod definitions;
mod forms;
mod histories;
mod items;
mod parts;
mod routes;
mod rules;
mod searches;
mod store;
pub mod tables;

pub use changes::TemplatesCopied;
pub use forms::{Forms, availability, forms, names};
pub use histories::{FieldHistories, SearchHistories, TemplateHistories};
pub use items::{Item, carry, change, demand, of_item, put, values};
pub use routes::routes;
pub use rules::{Demand, Giver, Values};
pub use searches::{Cache as SearchCache, Searched, look_up, look_up_item, react};
