//! Accounts by mail: invitations, forgotten passwords, addresses to verify. Each link works once.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccountId, Timestamp};

/// What a link that came by mail is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// An employee who was invited chooses a first password.
    Invitation,
    /// Somebody forgot the password and chooses another one.
    Reset,
    /// Somebody shows that an address is his own.
    Verification,
}

/// An invitation that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Invitation {
    /// Whom it was made for: it is bound to this address.
    pub email: String,
    /// Until when it can be accepted.
    pub ends_at: Timestamp,
    /// The link to hand over, where no mail leaves; told once, and only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// The part of a link behind its `#`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct LinkToken {
    /// As it stands in the link.
    #[garde(length(bytes, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
}

/// What a link is about, for the page it leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LinkDetails {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The display name of the account.
    pub name: String,
    /// What signs the account in.
    pub username: String,
    /// The address the link was sent to.
    pub email: String,
    /// Whether every employee must have a second factor: it is set up after signing in.
    pub second_factor_required: bool,
}

/// An invitation that somebody takes up.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AcceptedInvitation {
    /// As it stands in the link.
    #[garde(length(bytes, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
    /// At least 10 characters.
    #[garde(length(bytes, min = 10, max = 1024))]
    #[schema(min_length = 10, max_length = 1024, format = Password)]
    pub password: String,
    /// The display name; empty: as whoever invites wrote it.
    #[garde(length(chars, max = 120))]
    #[serde(default)]
    pub name: String,
}

/// How far an invitation is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct InvitationState {
    /// Whether the employee has a password, so that no invitation is needed.
    pub has_password: bool,
    /// The one that can be accepted now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<PendingInvitation>,
}

/// An invitation that can be accepted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PendingInvitation {
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when it can be accepted.
    pub ends_at: Timestamp,
}

/// Another password, by a link.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ChosenPassword {
    /// As it stands in the link.
    #[garde(length(bytes, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub token: String,
    /// At least 10 characters.
    #[garde(length(bytes, min = 10, max = 1024))]
    #[schema(min_length = 10, max_length = 1024, format = Password)]
    pub password: String,
}

/// Who forgot the password.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Forgotten {
    /// Username or e-mail address.
    #[garde(length(chars, min = 1, max = 320))]
    #[schema(min_length = 1, max_length = 320)]
    pub login: String,
}

endpoint! {
    /// Invites an employee who has no password yet: a link to the account's address, which works once within 24 hours.
    ///
    /// An earlier invitation of the account ends. 409 `has_password` when the employee has chosen a password already.
    InvitePerson { person: AccountId } Post "/api/v1/people/{person}/invitation" (()) -> Invitation
}
endpoint! {
    /// How far an employee's invitation is.
    GetInvitation { person: AccountId } Get "/api/v1/people/{person}/invitation" (()) -> InvitationState
}
endpoint! {
    /// Withdraws an employee's invitation: its link works no more.
    WithdrawInvitation { person: AccountId } Delete "/api/v1/people/{person}/invitation" (()) -> ()
}
endpoint! {
    /// What a link is about. 410 `link_over` when it was used, replaced, or is too old; or never was one.
    ReadLink {} Post "/api/v1/links/reading" (LinkToken) -> LinkDetails
}
endpoint! {
    /// Accepts an invitation: sets name and password, and the address counts as verified. Sign in then.
    AcceptInvitation {} Post "/api/v1/links/invitation" (AcceptedInvitation) -> ()
}
endpoint! {
    /// Asks for a link to choose another password, by mail to the account's address.
    ///
    /// The same answer, in the same time, whether there is such an account or not.
    ForgetPassword {} Post "/api/v1/password-resets" (Forgotten) -> ()
}
endpoint! {
    /// Sets another password by a link; every session of the account ends.
    ResetPassword {} Post "/api/v1/links/reset" (ChosenPassword) -> ()
}
endpoint! {
    /// Asks for a link that verifies one's own address.
    AskForVerification {} Post "/api/v1/me/verification" (()) -> ()
}
endpoint! {
    /// Verifies an address by a link.
    VerifyEmail {} Post "/api/v1/links/verification" (LinkToken) -> ()
}
