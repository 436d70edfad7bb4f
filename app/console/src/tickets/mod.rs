//! Tickets: lists that follow what happens, the ticket that is open, and what agents do with it.
//!
//! `state.rs` holds what this tab knows and is tested without a browser; `store.rs` feeds it; the rest shows it.

mod acts;
mod adding;
mod composer;
mod enclosed;
mod entries;
mod history;
mod item;
mod links;
mod list;
mod looking;
mod mailing;
mod marks;
mod new;
mod page;
mod parting;
mod properties;
mod quoted;
mod saying;
mod search;
pub mod state;
mod store;
mod transfer;
mod words;

pub use adding::FilesToAdd;
pub use enclosed::Enclosed;
pub use marks::Marks;
pub use new::NewTicketPage;
pub use page::TicketsPage;
pub use store::{Tickets, use_tickets};
