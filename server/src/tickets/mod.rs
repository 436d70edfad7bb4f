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
mod mailed;
mod open;
mod own;
mod routed;
pub mod routes;
mod rules;
mod said_out;
mod sendings;
mod store;
pub mod tables;
mod view;

pub use access::TicketHistories;
pub use changed::{Changed, SendingChanged, ValuesChanged};
pub use mailed::{Mailed, Party, Placed, answer_by_mail, answered_by_mail, begin_by_mail};
pub use open::{Writer, leave_message};
pub use own::{answer_own, own, own_rows, own_ticket};
pub use routed::TicketsHere;
pub use routes::routes;
pub use said_out::Said;
pub use sendings::{sendings_in, sent, sent_as, settle_all, settle_sending};
pub use store::{entry, event, participants, ticket, tickets};
pub use view::{row, rows};
