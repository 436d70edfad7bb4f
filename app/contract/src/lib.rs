//! Everything that crosses the wire, and nothing else: the words both sides speak.
//!
//! One file per capability. Each holds its resources and, below them, the operations on them, every one declared
//! once with [`endpoint!`]. The literal in the declaration is the server's route and the client's URL; its doc
//! comment is the API manual. This crate does no I/O and knows neither Leptos, nor axum, nor a database.
#![deny(missing_docs)]

#[macro_use]
mod endpoint;
#[macro_use]
mod ids;

pub mod accounts;
pub mod asks;
pub mod attachments;
pub mod brands;
pub mod chat;
pub mod customers;
pub mod departments;
pub mod fields;
pub mod history;
pub mod hours;
pub mod live;
pub mod mail_templates;
pub mod mailboxes;
pub mod mails;
pub mod me;
pub mod organizations;
pub mod passkeys;
pub mod people;
pub mod pictures;
pub mod portal;
pub mod presence;
pub mod problem;
pub mod reports;
pub mod requests;
pub mod rights;
pub mod roles;
pub mod searches;
pub mod second_factor;
pub mod setup;
pub mod sign_in;
pub mod tickets;
pub mod tree;
pub mod widget;

mod flat;
mod page;
mod permissions;
mod time;

pub use endpoint::{Endpoint, Method, ParameterError, filled};
pub use ids::*;
pub use page::{Count, List, Page};
pub use problem::{FieldProblem, Problem};
pub use time::Timestamp;
