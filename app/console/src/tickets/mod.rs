//! Tickets: lists that follow what happens, the ticket that is open, and what agents do with it.
//!
//! `state.rs` holds what this tab knows and is tested without a browser; `store.rs` feeds it; the rest shows it.

mod acts;
mod composer;
mod entries;
mod history;
mod item;
mod list;
mod new;
mod page;
mod properties;
pub mod state;
mod store;
mod transfer;
mod words;

pub use new::NewTicketPage;
pub use page::TicketsPage;
pub use store::{Tickets, use_tickets};
