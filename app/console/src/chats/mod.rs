//! Live chats: the queues, one's own chats, and the conversation.
//!
//! `state.rs` holds what this tab knows and is tested without a browser; `store.rs` feeds it; the rest shows it.

mod acts;
pub mod alerts;
mod bubbles;
mod composer;
mod conversation;
mod ended;
mod list;
mod page;
mod properties;
mod sending;
pub mod state;
mod store;
mod talk;
mod ticket;
mod transcript;
mod transfer;
mod why;
pub mod words;

pub use page::ChatsPage;
pub use store::{Chats, use_chats};
pub use ticket::MakeTicket;
pub use transcript::TranscriptPage;
