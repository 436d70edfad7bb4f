//! The second step of signing in: a code of an app on one's phone, or a recovery code kept on paper.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccountId, people::Me};

/// What signs an employee in whose account has a second factor.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SignInWithCode {
    /// Username or e-mail address.
    #[garde(length(chars, min = 1, max = 320))]
    #[schema(min_length = 1, max_length = 320)]
    pub login: String,
    /// The password.
    #[garde(length(bytes, min = 1, max = 1024))]
    #[schema(min_length = 1, max_length = 1024, format = Password)]
    pub password: String,
    /// The code the app shows, or a recovery code. Either works once.
    #[garde(length(bytes, min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
}

/// Whether one's own account has a second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SecondFactor {
    /// Whether it is asked for when signing in.
    pub active: bool,
    /// Whether every employee must have one: without it, nothing else can be done.
    pub required: bool,
    /// How many recovery codes are left.
    pub recovery_codes: u32,
}

/// A second factor to set up. The secret is told this once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NewSecondFactor {
    /// What is typed into an app that cannot scan.
    pub secret: String,
    /// What apps read: `otpauth://totp/…`.
    pub url: String,
    /// The same to scan: an SVG picture as a `data:` URL.
    pub picture: String,
}

/// One's own password, once more.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OwnPassword {
    /// The password; empty where the account has none, and one signed in within the last ten minutes.
    #[garde(length(bytes, max = 1024))]
    #[schema(max_length = 1024, format = Password)]
    pub password: String,
}

/// A code.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OwnCode {
    /// The code the app shows; where one is signed in already, or switches it off, a recovery code too.
    #[garde(length(bytes, min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub code: String,
}

/// Recovery codes, told this once. Each signs in once in the place of the app's code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RecoveryCodes {
    /// The codes.
    pub codes: Vec<String>,
}

/// How employees must sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SignInPolicy {
    /// Whether every employee must have a second factor.
    #[garde(skip)]
    pub second_factor_required: bool,
}

endpoint! {
    /// Signs an employee in whose account has a second factor, and sets the session cookie.
    ///
    /// 401 `wrong_code` when the code is wrong or was used; it counts among the ten failures in five minutes.
    CreateSessionWithCode {} Post "/api/v1/session/second-step" (SignInWithCode) -> Me
}
endpoint! {
    /// Whether one's own account has a second factor.
    GetSecondFactor {} Get "/api/v1/me/second-factor" (()) -> SecondFactor
}
endpoint! {
    /// Begins to set up a second factor; it is asked for once it is confirmed.
    BeginSecondFactor {} Post "/api/v1/me/second-factor" (OwnPassword) -> NewSecondFactor
}
endpoint! {
    /// Confirms with the app's code that it was set up. Every other session ends.
    ConfirmSecondFactor {} Post "/api/v1/me/second-factor/confirmation" (OwnCode) -> RecoveryCodes
}
endpoint! {
    /// Switches one's own second factor off. 409 `second_factor_required` where every employee must have one.
    RemoveSecondFactor {} Post "/api/v1/me/second-factor/removal" (OwnCode) -> ()
}
endpoint! {
    /// Makes other recovery codes; those before end.
    RenewRecoveryCodes {} Post "/api/v1/me/second-factor/recovery-codes" (OwnCode) -> RecoveryCodes
}
endpoint! {
    /// Takes the second factor of an employee away who lost phone and paper, and every passkey; every session of the account ends.
    ResetSecondFactor { person: AccountId } Delete "/api/v1/people/{person}/second-factor" (()) -> ()
}
endpoint! {
    /// How employees must sign in.
    GetSignInPolicy {} Get "/api/v1/sign-in-policy" (()) -> SignInPolicy
}
endpoint! {
    /// Says how employees must sign in. Who lacks what is required now can only set it up.
    SetSignInPolicy {} Put "/api/v1/sign-in-policy" (SignInPolicy) -> SignInPolicy
}
