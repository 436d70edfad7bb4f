//! The role of customers a department requires of who turns to it from outside. Agents are not bound by it, nor is mail.

use axum::http::StatusCode;
use contract::{departments::Channel, roles::CustomerRole};

use super::tables::departments;
use crate::platform::{
    error::{Answered, Failure},
    words,
};

/// Lets somebody who holds a role begin a chat or a ticket in a department.
///
/// # Errors
/// 403 `sign_in_first` when nobody is signed in, `verify_first` when the address is still to be verified.
pub fn admit(department: &departments::Model, channel: Channel, held: CustomerRole) -> Answered<()> {
    let required = match channel {
        Channel::Chat => &department.chat_requires,
        Channel::Ticket => &department.tickets_require,
    };
    match held {
        held if held >= words::from_text(required)? => Ok(()),
        CustomerRole::Everyone => {
            Err(Failure::new(StatusCode::FORBIDDEN, "sign_in_first", "Sign in first to write to this department."))
        }
        CustomerRole::Registered | CustomerRole::Verified => Err(Failure::new(
            StatusCode::FORBIDDEN,
            "verify_first",
            "Confirm your e-mail address first to write to this department.",
        )),
    }
}
