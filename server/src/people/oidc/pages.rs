//! The way of a browser to a provider and back. Both are no operations: what they answer leads on, and what goes wrong
//! is said by the sign-in page.

use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use contract::people::PersonKind;
use sea_orm::entity::prelude::Uuid;
use serde::Deserialize;

use super::{
    attempts,
    entering::{self, Entered},
    exchange::{self, Unbelieved},
    own, settings,
};
use crate::{
    people::{Device, Peer, access, sessions},
    platform::{App, Failure},
};

/// The page that leads on: it knows which ways are the console's own.
const SIGN_IN: &str = "/console/sign-in";
/// The page of who is signed in already.
const ACCOUNT: &str = "/console/account";
/// How long a wish may be.
const WISH_BYTES: usize = 500;

/// The routes.
pub fn routes() -> Router<App> {
    Router::new().route("/oidc/{provider}", get(begin)).route("/oidc/{provider}/callback", get(back))
}

/// Why somebody was not let in, as the sign-in page is told.
#[derive(Clone, Copy, Debug)]
enum Refused {
    /// There is no such provider, or it does not answer.
    Provider,
    /// The provider did not say who it is, or what it said is not right.
    Unbelieved,
    /// This browser began nothing there, or too long ago, or came back before.
    Over,
    /// The provider says who it is, and nobody is let in here by that. Also who was deactivated, and customers.
    Nobody,
    /// Who it is there is connected with another account here, or the account with somebody else there.
    Taken,
    /// The account has a passkey only, where everybody must have a second factor.
    Passkey,
    /// Too often.
    TooOften,
    /// Something broke.
    Fault,
}

impl Refused {
    fn word(self) -> &'static str {
        match self {
            Refused::Provider => "provider",
            Refused::Unbelieved => "unbelieved",
            Refused::Over => "over",
            Refused::Nobody => "nobody",
            Refused::Taken => "taken",
            Refused::Passkey => "passkey",
            Refused::TooOften => "too_often",
            Refused::Fault => "fault",
        }
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        if failure.code() == "passkey_needed" {
            return Refused::Passkey;
        }
        tracing::warn!(%failure, "a sign-in by a provider failed");
        Refused::Fault
    }
}

impl From<sea_orm::DbErr> for Refused {
    fn from(error: sea_orm::DbErr) -> Self {
        Failure::from(error).into()
    }
}

impl From<Unbelieved> for Refused {
    fn from(why: Unbelieved) -> Self {
        tracing::warn!(%why, "a sign-in provider is not believed");
        match why {
            Unbelieved::NoProvider(_) => Refused::Provider,
            Unbelieved::Wrong(_) => Refused::Unbelieved,
        }
    }
}

/// Where somebody wants to go.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wish {
    to: String,
}

async fn begin(
    State(app): State<App>,
    peer: Peer,
    Path(provider): Path<String>,
    Query(Wish { to }): Query<Wish>,
) -> Response {
    let wish = if to.len() > WISH_BYTES { String::new() } else { to.replace('\0', "") };
    match begun(&app, peer, &provider, &wish).await {
        Ok((url, browser)) => lead(&url, &[attempts::cookie(&browser)]),
        Err(refused) => refuse(refused, &wish, &[]),
    }
}

async fn begun(app: &App, peer: Peer, provider: &str, wish: &str) -> Result<(String, String), Refused> {
    sessions::anonymous(app, peer).map_err(|_| Refused::TooOften)?;
    let id: Uuid = provider.parse().map_err(|_| Refused::Provider)?;
    let row = settings::one(app.db().read(), id).await?.filter(|row| row.enabled).ok_or(Refused::Provider)?;
    let begun = exchange::begin(app, &row).await?;
    let browser = attempts::begin(app, id, &begun, wish.to_owned(), None).await?;
    Ok((begun.url, browser))
}

/// What a provider sends a browser back with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Brought {
    state: String,
    code: Option<String>,
    /// Who sends it, where the provider says so (RFC 9207).
    iss: Option<String>,
}

async fn back(
    State(app): State<App>,
    peer: Peer,
    device: Device,
    headers: HeaderMap,
    Path(provider): Path<String>,
    Query(brought): Query<Brought>,
) -> Response {
    let mut wish = String::new();
    let gone = attempts::no_cookie();
    match returned(&app, peer, device, &headers, &provider, brought, &mut wish).await {
        Ok(Returned::Entered(Entered::In(token))) => {
            lead(&page(SIGN_IN, &[("to", &wish)]), &[sessions::cookie(&token), gone])
        }
        Ok(Returned::Entered(Entered::AsksCode(browser))) => {
            lead(&page(SIGN_IN, &[("step", "code"), ("to", &wish)]), &[attempts::cookie(&browser)])
        }
        Ok(Returned::Connected) => lead(&page(ACCOUNT, &[("connected", provider.as_str())]), &[gone]),
        // The sign-in page has nothing to say to who is signed in.
        Err(refused) if signed_in(&app, &headers).await.is_some() => {
            lead(&page(ACCOUNT, &[("refused", refused.word())]), &[gone])
        }
        Err(refused) => refuse(refused, &wish, &[gone]),
    }
}

/// What came of it.
enum Returned {
    Entered(Entered),
    Connected,
}

async fn returned(
    app: &App,
    peer: Peer,
    device: Device,
    headers: &HeaderMap,
    provider: &str,
    brought: Brought,
    wish: &mut String,
) -> Result<Returned, Refused> {
    sessions::anonymous(app, peer).map_err(|_| Refused::TooOften)?;
    let id: Uuid = provider.parse().map_err(|_| Refused::Provider)?;
    let browser = attempts::browser(headers).ok_or(Refused::Over)?;
    let attempt = attempts::redeem(app, id, browser, &brought.state).await?.ok_or(Refused::Over)?;
    wish.clone_from(&attempt.wish);
    // What was begun by who is signed in ends in the same session, or not at all.
    let connects = match attempt.session {
        Some(session) => {
            let now = signed_in(app, headers).await.filter(|(now, _)| *now == session);
            Some(now.ok_or(Refused::Over)?.1)
        }
        None => None,
    };
    let row = settings::one(app.db().read(), id).await?.filter(|row| row.enabled).ok_or(Refused::Provider)?;
    let code = brought.code.ok_or(Refused::Unbelieved)?;
    let brought = exchange::Brought { code, issuer: brought.iss, nonce: attempt.nonce, verifier: attempt.verifier };
    let said = exchange::redeem(app, &row, brought).await?;
    let Some(account) = connects else {
        return entering::enter(app, id, said, device).await?.map(Returned::Entered).ok_or(Refused::Nobody);
    };
    let connected = own::connect(app, id, account, said).await?;
    if connected { Ok(Returned::Connected) } else { Err(Refused::Taken) }
}

/// The session this browser has, and whose it is.
async fn signed_in(app: &App, headers: &HeaderMap) -> Option<(Uuid, Uuid)> {
    let found = access::session(app, headers, access::COOKIE, PersonKind::Employee).await.ok()?;
    Some((found.session.id, found.account.id))
}

fn refuse(refused: Refused, wish: &str, cookies: &[String]) -> Response {
    lead(&page(SIGN_IN, &[("refused", refused.word()), ("to", wish)]), cookies)
}

/// A page with what it has to know. A wish is its affair: it follows only what is the console's.
fn page(path: &str, said: &[(&str, &str)]) -> String {
    let said = said.iter().filter(|(_, value)| !value.is_empty());
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

fn lead(to: &str, cookies: &[String]) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    let Ok(to) = HeaderValue::from_str(to) else { return StatusCode::BAD_GATEWAY.into_response() };
    headers.insert(header::LOCATION, to);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for cookie in cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        headers.append(header::SET_COOKIE, cookie);
    }
    response
}
