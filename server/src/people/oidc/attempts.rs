//! Browsers under way: each attempt belongs to one browser and one provider, works once, and for ten minutes.

use axum::http::HeaderMap;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, entity::prelude::*};

use super::exchange::Begun;
use crate::{
    people::{access, tables::sign_in_attempts as table},
    platform::{App, Time, Tx, ids},
};

/// The cookie that knows the browser again.
const COOKIE: &str = "__Host-oidc";
/// How long somebody may take, in milliseconds.
const LASTS: i64 = 10 * 60 * 1000;

/// An attempt as it was begun, used up.
pub struct Redeemed {
    pub nonce: String,
    pub verifier: String,
    pub wish: String,
    /// Whose account is connected by it; none: it signs in.
    pub session: Option<Uuid>,
}

/// The `Set-Cookie` of an attempt.
pub fn cookie(secret: &str) -> String {
    format!("{COOKIE}={secret}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}", LASTS / 1000)
}

/// The `Set-Cookie` that takes it back.
pub fn no_cookie() -> String {
    format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0")
}

/// The browser's secret, as its cookie carries it.
pub fn browser(headers: &HeaderMap) -> Option<&str> {
    access::session_token(headers, COOKIE)
}

/// Remembers a browser that goes to a provider, to sign in or for somebody who is signed in; the answer is its secret.
pub async fn begin(
    app: &App,
    provider: Uuid,
    begun: &Begun,
    wish: String,
    session: Option<Uuid>,
) -> Result<String, DbErr> {
    let browser = ids::new_secret();
    let hash = ids::secret_hash(&browser);
    let verifier = app.vault().seal(&hash, &begun.verifier)?;
    let row = table::ActiveModel {
        browser_hash: Set(hash),
        state_hash: Set(ids::secret_hash(&begun.state)),
        provider_id: Set(provider),
        nonce: Set(begun.nonce.clone()),
        verifier: Set(verifier),
        wish: Set(wish),
        session_id: Set(session),
        account_id: Set(None),
        ends_at: Set(app.clock().now().plus(LASTS)),
    };
    let written = app.db().write(move |tx| {
        Box::pin(async move { table::Entity::insert(row).exec_without_returning(tx).await.map(|_| ()) })
    });
    written.await?;
    Ok(browser)
}

/// Uses an attempt up: the browser's, with the state it was begun with, at the provider it was begun with. Of two at
/// once, one finds it gone.
pub async fn redeem(app: &App, provider: Uuid, browser: &str, state: &str) -> Result<Option<Redeemed>, DbErr> {
    let (hash, state) = (ids::secret_hash(browser), ids::secret_hash(state));
    let sealed_about = hash.clone();
    let taken = app.db().write(move |tx| {
        Box::pin(async move {
            let Some(row) = live(tx, &hash, tx.now()).await? else { return Ok(None) };
            if row.account_id.is_some() || row.state_hash != state || row.provider_id != provider {
                return Ok(None);
            }
            Ok::<_, DbErr>(remove(tx, &hash).await?.then_some(row))
        })
    });
    Ok(taken.await?.and_then(|row| {
        let verifier = app.vault().open_sealed(&sealed_about, &row.verifier)?;
        Some(Redeemed { nonce: row.nonce, verifier, wish: row.wish, session: row.session_id })
    }))
}

/// Remembers who came back and has yet to say a code; the answer is another secret for the same browser.
pub async fn wait_for_code(tx: &Tx, provider: Uuid, account: Uuid) -> Result<String, DbErr> {
    let browser = ids::new_secret();
    let row = table::ActiveModel {
        browser_hash: Set(ids::secret_hash(&browser)),
        state_hash: Set(Vec::new()),
        provider_id: Set(provider),
        nonce: Set(String::new()),
        verifier: Set(Vec::new()),
        wish: Set(String::new()),
        session_id: Set(None),
        account_id: Set(Some(account)),
        ends_at: Set(tx.now().plus(LASTS)),
    };
    table::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(browser)
}

/// Who came back with this browser and has yet to say a code, and by whose word.
pub async fn waiting(db: &impl ConnectionTrait, browser: &str, now: Time) -> Result<Option<(Uuid, Uuid)>, DbErr> {
    let row = live(db, &ids::secret_hash(browser), now).await?;
    Ok(row.and_then(|row| Some((row.account_id?, row.provider_id))))
}

/// Ends an attempt; whether it was there.
pub async fn end(tx: &Tx, browser: &str) -> Result<bool, DbErr> {
    remove(tx, &ids::secret_hash(browser)).await
}

/// Removes what nobody came back from.
pub async fn sweep(tx: &Tx) -> Result<(), DbErr> {
    table::Entity::delete_many().filter(table::Column::EndsAt.lte(tx.now())).exec(tx).await.map(|_| ())
}

async fn live(db: &impl ConnectionTrait, hash: &[u8], now: Time) -> Result<Option<table::Model>, DbErr> {
    let row = table::Entity::find_by_id(hash.to_vec()).one(db).await?;
    Ok(row.filter(|row| row.ends_at > now))
}

async fn remove(tx: &Tx, hash: &[u8]) -> Result<bool, DbErr> {
    Ok(table::Entity::delete_by_id(hash.to_vec()).exec(tx).await?.rows_affected == 1)
}
