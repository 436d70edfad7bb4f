//! Live chats: the queues, one's own chats, and the conversation.

mod page;
pub mod state;
mod store;
mod transcript;

pub use page::ChatsPage;
pub use store::{Chats, use_chats};
pub use transcript::TranscriptPage;
