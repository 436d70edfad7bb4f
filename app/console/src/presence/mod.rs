//! Presence: the four facts about the signed-in agent, in words, and what would change them.

mod store;

pub use store::{PresenceStore, use_presence};
