//! Passkeys of employees: made, named and removed by their owner, and signed in with.
//!
//! A passkey asks its owner for a finger, a face or a PIN: it counts as both factors. What is checked is WebAuthn's list
//! (level 3, 7.1 and 7.2) for passkeys whose maker need not be known; the signatures are `ring`'s, which is here for TLS.
//! `webauthn-rs` would bring 61 further crates, five of them under the MPL and one of them `rsa` (RUSTSEC-2023-0071).

mod own;
mod routes;
mod rules;
mod sign_in;
mod store;

pub use routes::routes;
pub(super) use store::{any, end_all, sweep};

use axum::http::StatusCode;
use serde_json::{Value, json};

use self::rules::{Place, Refused};
use super::tables::accounts;
use crate::platform::{App, Failure};

/// For how long a question may be answered: five minutes.
const ANSWERED_WITHIN: i64 = 5 * 60 * 1000;

/// Where passkeys are for: as configured, whatever a request says.
fn place(app: &App) -> Result<Place, Refused> {
    Place::of(&app.config().public_url())
}

/// What a browser is asked to make a passkey. One that has made one of these already makes no other.
fn creation(place: &Place, account: &accounts::Model, challenge: &str, known: &[Vec<u8>]) -> Value {
    let key = |algorithm: i32| json!({ "type": "public-key", "alg": algorithm });
    let known = known.iter().map(|id| json!({ "type": "public-key", "id": rules::text(id) })).collect::<Vec<_>>();
    json!({
        "rp": { "id": place.domain, "name": place.domain },
        "user": {
            "id": rules::text(account.id.as_bytes()),
            "name": account.username,
            "displayName": account.name,
        },
        "challenge": challenge,
        "pubKeyCredParams": rules::ALGORITHMS.map(key),
        "timeout": ANSWERED_WITHIN,
        "excludeCredentials": known,
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": true,
            "userVerification": "required",
        },
        "attestation": "none",
    })
}

/// What a browser is asked to sign somebody in: whoever that is.
fn request(place: &Place, challenge: &str) -> Value {
    json!({
        "rpId": place.domain,
        "challenge": challenge,
        "timeout": ANSWERED_WITHIN,
        "allowCredentials": [],
        "userVerification": "required",
    })
}

/// Why is for the log, and for nobody else.
fn refused(why: &Refused) -> Failure {
    tracing::info!(why = why.0, "a passkey was refused");
    Failure::new(StatusCode::UNAUTHORIZED, "passkey_refused", "This passkey does not sign in here, or came too late.")
}
