//! The keys of this slice: an employee's session, a visitor's token, a client's address.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
};
use contract::{
    people::{PersonKind, Role},
    rights::{HeldRole, Permission},
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    scopes, second_factor, sessions, store,
    tables::{accounts, api_tokens, sessions as table, visitors},
    tokens,
};
use crate::platform::{
    App,
    error::{Answered, Failure},
    ids,
    memory::Remembered,
    words,
};

/// The cookie of an employee's session.
pub const COOKIE: &str = "__Host-agent";

/// How long a session lasts after it was last used.
pub(super) const SESSION_MILLIS: i64 = 14 * DAY;
/// How long a visitor is known after the last visit.
pub(super) const VISITOR_MILLIS: i64 = 30 * DAY;
const DAY: i64 = 24 * 60 * 60 * 1000;
/// How often a use is written down.
const SLIDE_MILLIS: i64 = 60 * 60 * 1000;

/// An employee with a valid session or token. Only this module makes one.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The account.
    pub account: accounts::Model,
    /// The session, or the token in its place.
    pub session: Uuid,
    /// The roles held, lowest first.
    pub roles: Vec<Role>,
    /// What each of them allows.
    pub held: Vec<HeldRole>,
    /// Whether a second factor must be set up before anything else is done.
    pub lacks_second_factor: bool,
    /// Whether it is a program, with a token.
    pub by_token: bool,
}

impl Signed {
    /// Refuses a program what changes how somebody signs in.
    ///
    /// # Errors
    /// 403 `scope`.
    pub(super) fn at_a_browser(&self) -> Answered<()> {
        if self.by_token { Err(out_of_scope()) } else { Ok(()) }
    }

    /// Whether a role allows this.
    pub fn holds(&self, permission: Permission) -> bool {
        self.held.iter().any(|held| held.permissions.contains(permission))
    }
}

/// A session and whose it is, as remembered between requests.
pub(super) struct Session {
    /// The session.
    pub session: table::Model,
    /// Whose.
    pub account: accounts::Model,
    lacks_second_factor: bool,
}

impl Remembered for Session {
    const TABLES: &'static [&'static str] = &["sessions", "accounts", "second_factors", "passkeys", "policies"];
}

/// A token and whose it is, as remembered between requests.
struct Bearer {
    token: api_tokens::Model,
    account: accounts::Model,
    lacks_second_factor: bool,
}

impl Remembered for Bearer {
    const TABLES: &'static [&'static str] = &["api_tokens", "accounts", "second_factors", "passkeys", "policies"];
}

impl Remembered for visitors::Model {
    const TABLES: &'static [&'static str] = &["visitors"];
}

/// Who asks for something: the session whose cookie the headers carry, else the token they show, within its scopes.
///
/// # Errors
/// 401 when there is neither, it ended, or the account may no longer sign in; 403 when it is none of the token's scopes.
pub async fn signed(app: &App, headers: &HeaderMap, reads: bool, path: &str) -> Answered<Signed> {
    match bearer(headers).filter(|token| token.starts_with(tokens::BEGINS)) {
        Some(token) if session_token(headers, COOKIE).is_none() => by_token(app, token, reads, path).await,
        _ => by_session(app, headers, path).await,
    }
}

/// Refuses everything but the setting up to those who lack a second factor that everybody must have.
fn require_second_factor(lacks: bool, path: &str) -> Answered<()> {
    if !lacks || scopes::is_open_without_second_factor(path) {
        return Ok(());
    }
    Err(Failure::new(StatusCode::FORBIDDEN, "second_factor_required", "Set up a second factor first."))
}

async fn by_token(app: &App, token: &str, reads: bool, path: &str) -> Answered<Signed> {
    let now = app.clock().now();
    let hash = ids::secret_hash(token);
    let read = async {
        let db = app.db().read();
        let Some((token, account)) = tokens::by_hash(db, &hash).await? else { return Ok(None) };
        let lacks_second_factor = second_factor::lacks(db, account.id).await?;
        Ok::<_, DbErr>(Some((token.id, Bearer { token, account, lacks_second_factor })))
    };
    let found = app.memory().recall(&hash, read).await?.ok_or_else(Failure::signed_out)?;
    let Bearer { token, account, lacks_second_factor } = &*found;
    if token.ends_at <= now || !sessions::may_sign_in(account) {
        return Err(Failure::signed_out());
    }
    require_second_factor(*lacks_second_factor, path)?;
    if !scopes::allows(&tokens::scopes(&token.scopes)?, reads, path) {
        return Err(out_of_scope());
    }
    if token.used_at.is_none_or(|used| now.since(used) >= SLIDE_MILLIS) {
        let id = token.id;
        app.db().write(move |tx| Box::pin(tokens::used(tx, id))).await?;
    }
    let roles = super::roles(&account.roles)?;
    let held = super::recall_held(app, &roles).await?;
    let lacks_second_factor = *lacks_second_factor;
    Ok(Signed { account: account.clone(), session: token.id, roles, held, lacks_second_factor, by_token: true })
}

fn out_of_scope() -> Failure {
    Failure::new(StatusCode::FORBIDDEN, "scope", "This token is not made for that.")
}

async fn by_session(app: &App, headers: &HeaderMap, path: &str) -> Answered<Signed> {
    let found = session(app, headers, COOKIE, PersonKind::Employee).await?;
    let Session { session, account, lacks_second_factor } = &*found;
    require_second_factor(*lacks_second_factor, path)?;
    let roles = super::roles(&account.roles)?;
    let held = super::recall_held(app, &roles).await?;
    Ok(Signed {
        account: account.clone(),
        session: session.id,
        roles,
        held,
        lacks_second_factor: *lacks_second_factor,
        by_token: false,
    })
}

/// The session of somebody of this kind whose cookie the headers carry; being used, it lasts on.
pub(super) async fn session(app: &App, headers: &HeaderMap, cookie: &str, kind: PersonKind) -> Answered<Arc<Session>> {
    let token = session_token(headers, cookie).ok_or_else(Failure::signed_out)?;
    let now = app.clock().now();
    let hash = ids::secret_hash(token);
    let read = async {
        let db = app.db().read();
        let Some((session, account)) = store::session_by_hash(db, &hash).await? else { return Ok(None) };
        let lacks_second_factor = !session.vouched && second_factor::lacks(db, account.id).await?;
        Ok::<_, DbErr>(Some((session.id, Session { session, account, lacks_second_factor })))
    };
    let found = app.memory().recall(&hash, read).await?.ok_or_else(Failure::signed_out)?;
    let Session { session, account, .. } = &*found;
    if session.ends_at <= now || !account.active || account.kind != words::to_text(&kind) {
        return Err(Failure::signed_out());
    }
    if now.since(session.seen_at) >= SLIDE_MILLIS {
        let id = session.id;
        app.db().write(move |tx| Box::pin(store::slide_session(tx, id))).await?;
    }
    Ok(found)
}

/// A session cookie's value, when there is one.
pub(super) fn session_token<'a>(headers: &'a HeaderMap, cookie: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == cookie && !value.is_empty()).then_some(value))
}

impl FromRequestParts<App> for Signed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let reads = matches!(parts.method, Method::GET | Method::HEAD);
        signed(app, &parts.headers, reads, parts.uri.path()).await
    }
}

/// A visitor who showed a valid token. Only this module makes one.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The visitor, as stored.
    pub row: visitors::Model,
}

/// The visitor a token belongs to; being seen, the visitor is known for another 30 days.
///
/// # Errors
/// 401 when the token is nobody's, or no longer.
pub async fn visitor_by_token(app: &App, token: &str) -> Answered<Visitor> {
    let now = app.clock().now();
    let hash = ids::secret_hash(token);
    let read = async {
        let found = store::visitor_by_hash(app.db().read(), &hash).await?;
        Ok::<_, DbErr>(found.map(|row| (row.id, row)))
    };
    let found = app.memory().recall(&hash, read).await?.filter(|row| row.ends_at > now);
    let mut row = visitors::Model::clone(&*found.ok_or_else(Failure::signed_out)?);
    if now.since(row.seen_at) >= SLIDE_MILLIS {
        let id = row.id;
        app.db().write(move |tx| Box::pin(store::slide_visitor(tx, id))).await?;
        row.seen_at = now;
        row.ends_at = now.plus(VISITOR_MILLIS);
    }
    Ok(Visitor { row })
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        visitor_by_token(app, bearer(&parts.headers).ok_or_else(Failure::signed_out)?).await
    }
}

/// The token a request shows.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let shown = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = shown.split_once(' ')?;
    Some(token.trim()).filter(|token| scheme.eq_ignore_ascii_case("bearer") && !token.is_empty())
}

/// Where a request comes from. `X-Forwarded-For` is believed from configured proxies only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

impl Peer {
    /// What limits count by: an address, or the network an IPv6 customer has to choose addresses from.
    pub fn key(&self) -> String {
        match self.0 {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }
    }
}

impl FromRequestParts<App> for Peer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let address = connected.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        Ok(Peer(behind_proxies(address, &parts.headers, &app.config().trusted_proxies)))
    }
}

/// The nearest address that is none of the trusted proxies: each of them wrote who called it at the end of the list.
fn behind_proxies(connected: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let trusts = |address: &IpAddr| trusted.iter().any(|proxy| proxy.to_canonical() == address.to_canonical());
    let mut nearest = connected.to_canonical();
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    for said in lines.iter().flat_map(|line| line.split(',')).rev() {
        if !trusts(&nearest) {
            break;
        }
        let Ok(address) = said.trim().parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn believes_only_trusted_proxies() {
        let proxies: Vec<IpAddr> = vec!["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        for (connected, said, real) in [
            ("10.0.0.1", &["203.0.113.9"][..], "203.0.113.9"),
            ("10.0.0.1", &["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["1.1.1.1", "203.0.113.9, 10.0.0.2"], "203.0.113.9"),
            ("10.0.0.1", &["junk"], "10.0.0.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("198.51.100.7", &["1.1.1.1"], "198.51.100.7"),
            ("::ffff:10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
        ] {
            let mut headers = HeaderMap::new();
            for line in said {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            let found = behind_proxies(connected.parse().unwrap(), &headers, &proxies);
            assert_eq!(found, real.parse::<IpAddr>().unwrap(), "{connected} {said:?}");
        }
    }

    #[test]
    fn counts_ipv6_by_network() {
        assert_eq!(Peer("2001:db8:1:2:3:4:5:6".parse().unwrap()).key(), "2001:db8:1:2::/64");
    }

    #[test]
    fn finds_its_cookie() {
        let mut headers = HeaderMap::new();
        assert_eq!(session_token(&headers, COOKIE), None);
        headers.append(header::COOKIE, HeaderValue::from_static("a=b; agent=no; x__Host-agent=no"));
        headers.append(header::COOKIE, HeaderValue::from_static("c=d;__Host-agent=yes"));
        assert_eq!(session_token(&headers, COOKIE), Some("yes"));
    }
}
