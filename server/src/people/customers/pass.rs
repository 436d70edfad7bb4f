//! Who opens the chat at the portal while signed in is that account: the page carries a pass, which the server alone can
//! make, and which vouches for the visitor as long as the session lasts.
//!
//! Sites vouch for their visitors, too, with a brand's secret; no such secret reaches an account.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use contract::people::PersonKind;
use hmac::{Hmac, Mac};
use sea_orm::{EntityTrait, QuerySelect};
use sha2::Sha256;
use uuid::Uuid;

use super::access::Customer;
use crate::{
    people::{
        identity::Claims,
        store,
        tables::{accounts, sessions},
    },
    platform::{
        App, Time, Tx,
        error::{Answered, Failure},
        words,
    },
};

/// How a pass begins: no JSON Web Token does.
pub const BEGINS: &str = "customer.";

/// What the identity of an account begins with: a sign that no site may write into a subject.
const SIGN: char = '\u{1f}';

/// How long a page may be open before its chat is, in milliseconds.
const LASTS: i64 = 24 * 60 * 60 * 1000;

/// Whom a pass vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// The account.
    pub account: Uuid,
    /// The session it is signed in with.
    pub session: Uuid,
}

/// A pass for the chat of a brand's portal; `None` when the session ended meanwhile.
///
/// # Errors
/// The database's.
pub async fn pass(app: &App, customer: &Customer, brand: Uuid) -> Answered<Option<String>> {
    let Some(row) = store::session(app.db().read(), customer.session).await? else { return Ok(None) };
    let ends = app.clock().now().plus(LASTS);
    let mac = BASE64_URL_SAFE_NO_PAD.encode(mac(&row, brand, ends).finalize().into_bytes());
    Ok(Some(format!("{BEGINS}{}.{}.{mac}", row.id, ends.0)))
}

/// Made with what only the server holds of the session.
fn mac(session: &sessions::Model, brand: Uuid, ends: Time) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&session.token_hash)
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(format!("chat of {} at {brand} until {}", session.id, ends.0).as_bytes());
    mac
}

/// Whom a pass of a brand vouches for. The session does not end before this transaction.
///
/// # Errors
/// 422 on `token`.
pub async fn read(tx: &Tx, brand: Uuid, pass: &str) -> Answered<(Claims, SignedIn)> {
    let refused = || Failure::field("token", "malformed", "This pass does not work any more.");
    let (session, ends, shown) = parts(pass).ok_or_else(refused)?;
    let row = sessions::Entity::find_by_id(session).lock_exclusive().one(tx).await?.ok_or_else(refused)?;
    let made = mac(&row, brand, ends).verify_slice(&shown).is_ok();
    let account = store::account(tx, row.account_id).await?.filter(is_customer);
    match account {
        Some(account) if made && ends > tx.now() && row.ends_at > tx.now() => {
            Ok((claims(&account), SignedIn { account: account.id, session }))
        }
        _ => Err(refused()),
    }
}

fn is_customer(account: &accounts::Model) -> bool {
    account.active && account.kind == words::to_text(&PersonKind::Customer)
}

/// An address that was not verified is not vouched for: it is asked for, as of anybody.
fn claims(account: &accounts::Model) -> Claims {
    let email = if account.email_verified { account.email.clone() } else { String::new() };
    Claims { sub: format!("{SIGN}{}", account.id), email, name: account.name.clone() }
}

fn parts(pass: &str) -> Option<(Uuid, Time, Vec<u8>)> {
    let mut parts = pass.strip_prefix(BEGINS)?.split('.');
    let (session, ends, mac) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Some((session.parse().ok()?, Time(ends.parse().ok()?), BASE64_URL_SAFE_NO_PAD.decode(mac).ok()?))
}
