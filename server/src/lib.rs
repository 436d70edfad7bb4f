//! Frontdesk's server.
pub mod chat;
pub mod departments;
mod manual;
pub mod migrations;
pub mod organizations;
mod pages;
pub mod people;
pub mod platform;
pub mod portal;
pub mod realtime;
pub mod routing;
pub mod setup;
pub mod tickets;
