//! Frontdesk's server.

pub mod migrations;
pub mod people;
pub mod platform;
