//! The server's tests: the whole server in process, through the typed client, on SQLite and PostgreSQL alike.
#![expect(clippy::disallowed_methods, reason = "tests make ids and read the environment")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod acts;
mod architecture;
mod asks;
mod backup;
mod chat;
mod departments;
mod dovecot;
mod ears;
mod events;
mod fields;
mod hidden;
mod history;
mod issuer;
mod mail;
mod maker;
mod malformed;
mod openapi;
mod organizations;
mod people;
mod plans;
mod postfix;
mod refusals;
mod releases;
mod required;
mod rights;
mod routing;
mod scene;
mod security;
mod strangers;
mod support;
mod tickets;
mod transactions;
mod writer;
