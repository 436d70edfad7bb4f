//! Employees sign in by the word of an OpenID provider: which there are, the way there and back, who is let in.
//!
//! The way: [`pages`] sends a browser to the provider with a state, a nonce and a challenge of its own; what comes back
//! is believed once, from that browser, by that provider (`attempts`, `exchange`); whose account it is decides `rules`,
//! and `entering` lets in; who is signed in already connects an account there (`own`). Between that and a session stands
//! the second factor, where there is one, and nothing else.

mod attempts;
mod entering;
mod exchange;
mod own;
pub mod pages;
pub(super) mod routes;
mod rules;
mod settings;

pub(super) use attempts::sweep;
pub(super) use own::signs_in;
