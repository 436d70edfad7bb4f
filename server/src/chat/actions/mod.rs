//! What changes chats, one verb per file. Each is one transaction; what moves a chat between agents and queues goes
//! through routing, which is held before the chat's own row is.

mod comment;
mod end;
mod fill;
mod say;
mod see;
mod start;
mod take;
mod ticket;
mod transfer;

pub use comment::comment;
pub use end::{end_for_agent, end_for_silence, end_for_visitor};
pub use fill::{fill, search};
pub use say::{answer, write};
pub use see::{see_for_agent, see_for_visitor};
pub use start::start;
pub use take::take;
pub use ticket::make_ticket;
pub use transfer::transfer;

use crate::{
    people::validity::clean_text,
    platform::{Answered, Failure},
};

/// What somebody says, ready to be stored: there must be something to read in it.
fn words(text: &str) -> Answered<String> {
    let text = clean_text(text);
    if text.trim().is_empty() {
        return Err(Failure::field("text", "required", "Write something."));
    }
    Ok(text)
}
