//! Frontdesk's server.

pub mod migrations;
pub mod platform;
