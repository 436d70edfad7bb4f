//! Mail: what leaves by SMTP. The slices below record what is to be told, durably; this one writes the letters and
//! sends them, outside of every transaction, until the server for mail has taken them.

mod letter;
mod listen;
mod post;
mod words;

pub use listen::react;
pub use post::{Post, check};
