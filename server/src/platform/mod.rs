//! What every slice stands on, and nothing about help desks: configuration, the database and its one writer, events
//! and jobs, the API mechanism, limits, telemetry.

pub mod api;
pub mod app;
pub mod assets;
pub mod backup;
pub mod bus;
pub mod clock;
pub mod config;
pub mod cursor;
pub mod db;
mod drawing;
pub mod errands;
pub mod error;
pub mod events;
pub mod files;
pub mod headers;
pub mod health;
pub mod history;
pub mod ids;
pub mod jobs;
pub mod languages;
pub mod limits;
pub mod memory;
pub mod outside;
pub mod page;
pub mod pictures;
pub mod releases;
pub mod telemetry;
pub mod topics;
pub mod turns;
pub mod vault;
pub mod words;

pub use app::{App, Lent};
pub use clock::{Clock, Time};
pub use config::Config;
pub use db::{Db, Tx};
pub use error::{Answered, Failure};
pub use vault::Vault;
