//! Tickets: matters that outlive a conversation. Their numbers, participants, entries and status live here; whose a
//! ticket is, is decided by `routing` and written here in the same transaction.
//!
//! Every change raises the ticket's version, stands in its history and is told as [`Changed`].

mod access;
mod actions;
mod asked;
mod changed;
mod find;
mod list;
mod open;
mod own;
mod routed;
pub mod routes;
mod rules;
mod store;
pub mod tables;
mod view;

pub use access::TicketHistories;
pub use changed::{Changed, ValuesChanged};
pub use open::{Writer, leave_message};
pub use own::{answer_own, own, own_rows, own_ticket};
pub use routed::TicketsHere;
pub use routes::routes;
pub use store::{participants, ticket, tickets};
pub use view::{row, rows};
