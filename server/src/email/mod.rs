//! Mail: what comes in, and what leaves by SMTP. The slices below record what is to be told, durably; this one writes the letters and
//! sends them, outside of every transaction, until the server for mail has taken them.

mod answer;
pub mod inbound;
mod letter;
mod listen;
mod log;
mod mailbox;
mod notices;
mod post;
mod reply_address;
pub mod routes;
pub mod tables;
mod templates;
mod words;

pub use listen::react;
pub use mailbox::{Fetchers, start};
pub use post::{Post, check};
pub use routes::routes;
