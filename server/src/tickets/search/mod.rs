//! Full-text search: which tickets have all of some words, the newest first.
//!
//! A ticket is known by the words of its number, subject, messages, comments, participants and fields, each once and in
//! no order; of a very long ticket the newest 1,000 entries, of a very long text the first 20,000 letters, and at most
//! 5,000 words in all. What is a word is said here (`words.rs`), the same for both databases: SQLite keeps them in FTS5,
//! PostgreSQL in a `tsvector`. They are written in the transaction that changes the ticket.

mod excerpt;
mod learn;
mod list;
mod words;

pub(super) use learn::learn;
pub(super) use list::list;
