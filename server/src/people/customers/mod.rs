//! Customers' own accounts: registered, verified, signed in and kept at the portal of any brand.
//!
//! They are accounts like employees', and nothing else is shared: a session of one kind opens nothing of the other,
//! and a link by mail works at the portal of the brand that sent it. Nobody is told who has an account: registering,
//! a forgotten password and another address are answered before anything is looked up.

mod access;
mod by_link;
pub(super) mod pass;
mod profile;
mod register;
mod sessions;

pub(super) use access::role;
pub use access::{COOKIE, Customer};
pub use by_link::{ask_for_address, ask_for_verification, forget, reset, verify};
pub use pass::pass;
pub use profile::{change_password, shown, update};
pub use register::register;
pub use sessions::{end_own, no_cookie, own_sessions, sign_in, sign_out, slid};

use super::compare::Country;
use crate::platform::{App, events::Reactions};

pub(super) fn react(reactions: &mut Reactions) {
    register::react(reactions);
    by_link::react(reactions);
}

fn country(app: &App) -> Option<Country> {
    app.config().default_country.parse().ok()
}
