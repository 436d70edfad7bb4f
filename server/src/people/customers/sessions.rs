//! Customers sign in and out, and see where they are signed in.

use axum::http::HeaderMap;
use contract::{
    List,
    me::SignedInAt,
    people::{PersonKind, SignIn},
};
use uuid::Uuid;

use super::access::{COOKIE, Customer};
use crate::{
    people::{
        Device, Peer,
        access::{self, SESSION_MILLIS},
        profile, sessions,
        tables::accounts,
    },
    platform::{App, error::Answered},
};

/// Signs a customer in: a new session each time, and the cookie that carries it.
///
/// # Errors
/// 401, the same for everything that can be wrong; 429.
pub async fn sign_in(app: &App, peer: Peer, device: Device, sign_in: SignIn) -> Answered<(accounts::Model, String)> {
    let (account, token) = sessions::check_in(app, peer, device, sign_in, None, PersonKind::Customer).await?;
    Ok((account, cookie(&token)))
}

/// Signs out.
///
/// # Errors
/// The database's.
pub async fn sign_out(app: &App, customer: Customer) -> Answered<()> {
    sessions::end(app, customer.account.id, customer.session).await
}

/// The browsers a customer is signed in at, the last used first.
///
/// # Errors
/// The database's.
pub async fn own_sessions(app: &App, customer: &Customer) -> Answered<List<SignedInAt>> {
    sessions::list(app, customer.account.id, Some(customer.session)).await
}

/// Signs a customer out in one of them.
///
/// # Errors
/// 404 when it is none of the customer's.
pub async fn end_own(app: &App, customer: &Customer, session: Uuid) -> Answered<()> {
    profile::end_own(app, customer.account.id, session).await
}

/// The `Set-Cookie` of the session whose cookie the headers carry: it lasts as long as the session does.
pub fn slid(headers: &HeaderMap) -> Option<String> {
    access::session_token(headers, COOKIE).map(cookie)
}

/// The `Set-Cookie` of a customer's session.
pub(super) fn cookie(token: &str) -> String {
    format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}", SESSION_MILLIS / 1000)
}

/// The `Set-Cookie` that takes it back.
pub fn no_cookie() -> String {
    format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_its_cookie() {
        assert_eq!(cookie("t"), "__Host-customer=t; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=1209600");
        assert!(no_cookie().ends_with("Max-Age=0"));
    }
}
