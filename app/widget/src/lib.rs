//! The widget: the chat in the iframe on a customer's website.
//!
//! `state` is what the panel knows and what each push makes of it, `talk` the conversation in it; `lines` is what is shown
//! of it, `links` finds web addresses in it: these are pure. `visit` is what is heard, `fetching` what is fetched again,
//! `identity` who the visitor is, `sending` what goes out, `loader` the words with the page around us, `memory` what it
//! keeps for us. `questions` is what a department asks beyond that
//! (with the feature of that name). `panel`, `home` and `conversation` are what one sees.

mod conversation;
mod fetching;
mod home;
mod identity;
mod lines;
mod links;
mod loader;
mod memory;
mod panel;
#[cfg_attr(not(feature = "questions"), path = "unasked.rs")]
mod questions;
mod sending;
mod state;
mod talk;
mod transcript;
mod visit;
mod words;

#[cfg(test)]
mod required_tests;
#[cfg(test)]
mod state_tests;

ui::languages!();

/// Starts in the page that loaded it.
pub fn start() {
    ui::panic_hook::install();
    ui::once_spoken(|| leptos::mount::mount_to_body(panel::Panel));
}
