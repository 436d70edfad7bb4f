//! The key of a customer who is signed in.

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::request::Parts,
};
use contract::{people::PersonKind, roles::CustomerRole};
use uuid::Uuid;

use crate::{
    people::{access, tables::accounts},
    platform::{App, error::Failure},
};

/// The cookie of a customer's session.
pub const COOKIE: &str = "__Host-customer";

/// The role of customers that who is signed in to an account holds.
pub(in crate::people) fn role(account: &accounts::Model) -> CustomerRole {
    if account.email_verified { CustomerRole::Verified } else { CustomerRole::Registered }
}

/// A customer with a valid session. Only this module makes one.
#[derive(Clone, Debug)]
pub struct Customer {
    /// The account.
    pub account: accounts::Model,
    /// The session.
    pub session: Uuid,
}

impl Customer {
    /// The role held.
    pub fn role(&self) -> CustomerRole {
        role(&self.account)
    }

    /// The address as compared, once it was shown to be the customer's own: what was written from it before then is
    /// somebody's, and nobody knows whose.
    pub fn verified_address(&self) -> Option<&str> {
        self.account.email_verified.then_some(self.account.email_key.as_str())
    }
}

impl FromRequestParts<App> for Customer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let found = access::session(app, &parts.headers, COOKIE, PersonKind::Customer).await?;
        Ok(Customer { account: found.account.clone(), session: found.session.id })
    }
}

/// Where anybody may come: who is signed in is known, whose session ended is anybody.
impl OptionalFromRequestParts<App> for Customer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Failure> {
        match <Customer as FromRequestParts<App>>::from_request_parts(parts, app).await {
            Ok(customer) => Ok(Some(customer)),
            Err(failure) if failure.code() == "signed_out" => Ok(None),
            Err(failure) => Err(failure),
        }
    }
}
