//! The chats' store: the state of `state.rs`, and the calls that feed it.

use contract::live::AgentFrame;
use leptos::prelude::*;

/// The chats; a context of the whole console.
#[derive(Clone, Copy)]
pub struct Chats {}

impl Chats {
    /// Makes the chats known below.
    pub fn provide() -> Self {
        let chats = Self {};
        provide_context(chats);
        chats
    }

    /// Hears what the live connection brought.
    pub fn hear(self, _frame: &AgentFrame) {}

    /// Fetches the lists, and what the logs miss.
    pub fn refetch(self) {}

    /// Says again which chat is shown: the server forgets it with the connection.
    pub fn watch_again(self) {}
}

/// The chats. Ask in the component's body.
///
/// # Panics
/// Outside of the console's [`App`](crate::app::App).
pub fn use_chats() -> Chats {
    expect_context()
}
