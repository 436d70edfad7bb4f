//! The agents' console: a single-page application under `/console`.
//!
//! `app.rs` is the way in: who is signed in (`session`), what arrives by itself (`live`); `routes.rs` is the table of
//! pages. Every capability has a folder of its name; its `state.rs`, where it has one, knows neither Leptos nor the
//! browser.

pub mod account;
pub mod again;
pub mod app;
pub mod asks;
pub mod chats;
pub mod company;
pub mod confirm;
pub mod copy;
pub mod edit;
pub mod face;
pub mod face_field;
pub mod fields;
pub mod files;
pub mod foot;
pub mod frame;
pub mod history;
pub mod live;
mod mails;
pub mod organizations;
pub mod pages;
pub mod panes;
pub mod passkeys;
pub mod paths;
pub mod picture;
pub mod pieces;
pub mod presence;
pub mod reports;
pub mod routes;
pub mod searches;
pub mod sending;
pub mod session;
pub mod settings;
pub mod shell;
pub mod sign_in;
pub mod text;
pub mod tickets;
pub mod transfer;
pub mod when;

ui::languages!();

/// Starts in the page that loaded it.
pub fn start() {
    ui::panic_hook::install();
    text::know_problems();
    ui::once_spoken(|| leptos::mount::mount_to_body(app::App));
}
