//! Presence: the four facts about the signed-in agent, in words, and what would change them.

mod control;
mod reason;
mod store;
pub mod words;

pub use control::PresenceControl;
pub use reason::ReasonInWords;
pub use store::{PresenceStore, use_presence};

/// The id of the presence control's panel, for whoever wants to open it.
pub const PANEL: &str = "presence-panel";
