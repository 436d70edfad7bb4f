//! Frontdesk's server.
pub mod chat;
pub mod departments;
pub mod migrations;
pub mod people;
pub mod platform;
pub mod routing;
pub mod tickets;
