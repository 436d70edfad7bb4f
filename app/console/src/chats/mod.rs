//! Live chats: the queues, one's own chats, and the conversation.

pub mod alerts;
mod page;
pub mod state;
mod store;
mod transcript;
pub mod words;

pub use page::ChatsPage;
pub use store::{Chats, use_chats};
pub use transcript::TranscriptPage;
