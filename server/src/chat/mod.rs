//! Live chats: their two numbered logs, what visitors and agents do with them, and what both see.
//!
//! Where a chat is — in which queue, with whom — is routing's decision, written down by [`ChatsHere`] in routing's
//! transaction. What happened is told after its commit as [`Happened`].

mod access;
mod actions;
mod asked;
mod bubble;
mod card;
mod happened;
mod life;
mod lists;
mod numbering;
mod own;
mod patience;
mod refusal;
mod routed;
mod routes;
mod rows;
mod rules;
mod store;
pub mod tables;
mod targets;
mod watch;
mod widget;

pub use access::{head_for_agent, head_for_visitor, still_readable};
pub use card::cards;
pub use happened::{Happened, Head, for_others};
pub use own::{own, own_chat, own_rows};
pub use routed::ChatsHere;
pub use rows::{rows, waiting_in};
pub use watch::react;

use crate::{people::VisitorRef, platform::api::Api};

/// Whether visitors' pages are connected; lent by realtime as `Arc<dyn Online>`.
pub trait Online: Send + Sync {
    /// Whether a visitor's widget is connected now, in any browser of the same person.
    fn online(&self, visitor: &VisitorRef) -> bool;
}

/// What this slice serves.
pub fn routes(api: Api) -> Api {
    api.with(routes::routes).with(bubble::routes).with(widget::routes)
}
