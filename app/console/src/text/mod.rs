//! The console's catalogue: every text people read, by capability.

mod chats;
mod presence;
mod shell;
mod sign_in;

pub use chats::{ChatsText, VisitorText};
pub use presence::{PresenceText, ReasonText};
pub use shell::ShellText;
pub use sign_in::{SetupText, SignInText};
