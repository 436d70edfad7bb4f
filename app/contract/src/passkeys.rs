//! Passkeys of employees: a key a browser, a phone or a stick keeps, used with a finger, a face or a PIN.
//!
//! What browsers say to them and hear of them is WebAuthn's own JSON, and crosses the wire as the text of it: a page hands
//! it on as it is (`PublicKeyCredential.parseCreationOptionsFromJSON`, `credential.toJSON()`), and nobody reads it between.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{List, PasskeyId, Timestamp, people::Me, second_factor::OwnPassword};

/// A passkey of one's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Passkey {
    /// The passkey.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When somebody last signed in with it; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Timestamp>,
}

/// What a browser is asked. It can be answered once, for five minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PasskeyQuestion {
    /// JSON: `PublicKeyCredentialCreationOptionsJSON` to make a passkey, `PublicKeyCredentialRequestOptionsJSON` to sign in.
    pub options: String,
}

/// A passkey that a browser has made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    /// What to call it.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// JSON: the `RegistrationResponseJSON` of the browser.
    #[garde(length(bytes, min = 1, max = 16384))]
    #[schema(min_length = 1, max_length = 16384)]
    pub credential: String,
}

/// Another name.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PasskeyName {
    /// What to call it.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
}

/// What signs in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ShownPasskey {
    /// JSON: the `AuthenticationResponseJSON` of the browser.
    #[garde(length(bytes, min = 1, max = 16384))]
    #[schema(min_length = 1, max_length = 16384)]
    pub credential: String,
}

endpoint! {
    /// One's own passkeys, the newest first.
    ListPasskeys {} Get "/api/v1/me/passkeys" (()) -> List<Passkey>
}
endpoint! {
    /// Begins to make a passkey: what to ask the browser.
    BeginPasskey {} Post "/api/v1/me/passkeys/question" (OwnPassword) -> PasskeyQuestion
}
endpoint! {
    /// Keeps the passkey the browser has made. Every other session ends.
    ///
    /// 409 `passkey_refused` when it does not answer what was asked, or too late.
    AddPasskey {} Post "/api/v1/me/passkeys" (NewPasskey) -> Passkey
}
endpoint! {
    /// Calls a passkey otherwise.
    RenamePasskey { passkey: PasskeyId } Put "/api/v1/me/passkeys/{passkey}" (PasskeyName) -> Passkey
}
endpoint! {
    /// Removes a passkey: it signs in nobody any more. 409 `second_factor_required` when it is the second factor that
    /// every employee must have.
    RemovePasskey { passkey: PasskeyId } Post "/api/v1/me/passkeys/{passkey}/removal" (OwnPassword) -> ()
}
endpoint! {
    /// Begins to sign in with a passkey: what to ask the browser. It is the same for everybody.
    BeginSessionWithPasskey {} Post "/api/v1/session/passkey/question" (()) -> PasskeyQuestion
}
endpoint! {
    /// Signs an employee in who shows a passkey, and sets the session cookie. No code is asked for.
    ///
    /// 401 `passkey_refused` whatever is wrong; it counts among the ten failures in five minutes.
    CreateSessionWithPasskey {} Post "/api/v1/session/passkey" (ShownPasskey) -> Me
}
