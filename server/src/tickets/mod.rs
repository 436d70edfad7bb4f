//! Tickets: matters that outlive a conversation. Their numbers, participants, entries and status live here; whose a
//! ticket is, is decided by `routing` and written here in the same transaction.
//!
//! Every change raises the ticket's version, stands in its history and is told as [`Changed`].

mod access;
mod actions;
mod asked;
mod changed;
mod deletion;
mod find;
mod follow_on;
mod links;
mod list;
mod mailed;
mod marks;
mod merge;
mod merged;
mod of_chat;
mod open;
mod own;
mod policies;
mod routed;
pub mod routes;
mod rules;
mod said_out;
mod search;
mod sendings;
mod spans;
mod split;
mod store;
pub mod tables;
mod tags;
mod undo;
mod view;

pub use access::{TicketHistories, read_by};
pub use changed::{Changed, SendingChanged, ValuesChanged};
pub use mailed::{Mailed, Party, Placed, answer_by_mail, answered_by_mail, begin_by_mail};
pub use of_chat::{OfChat, begin_of_chat, made_of_chat};
pub use open::{Writer, leave_message};
pub use own::{add_own_file, answer_own, close_own, own, own_rows, own_ticket};
pub use routed::TicketsHere;
pub use routes::routes;
pub use said_out::{Began, Said};
pub use sendings::{say_automatically, sendings_in, sent, sent_as, settle_all, settle_sending};
pub use store::{by_number, entry, event, participants, ticket, tickets};
pub use view::{row, rows};

/// Registers what this slice does later.
pub fn react(reactions: &mut crate::platform::events::Reactions) {
    marks::react(reactions);
    policies::react(reactions);
}
