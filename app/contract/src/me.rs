//! One's own account: profile, password, the browsers one is signed in at, the tokens of one's programs.
//!
//! Nothing here is done with a token: whoever finds one cannot make more of it.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{List, SessionId, Timestamp, TokenId, people::Phone};

/// What one says of oneself.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The display name.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// The name customers see; empty means the display name.
    #[garde(length(chars, max = 120))]
    #[serde(default)]
    pub alias: String,
    /// The phone number; empty means none.
    #[garde(length(chars, max = 40))]
    #[serde(default)]
    pub phone: String,
    /// The language of pages and mails, as browsers name it (`de-AT`); empty: the browser's.
    #[garde(length(chars, max = 35))]
    #[serde(default)]
    pub language: String,
    /// As the time zone database names it (`Europe/Vienna`); empty: the browser's.
    #[garde(length(chars, max = 64))]
    #[serde(default)]
    pub time_zone: String,
    /// Whether customers see one's picture beside the name they see.
    #[garde(skip)]
    #[serde(default)]
    pub shows_picture: bool,
}

/// One's own account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OwnAccount {
    /// What one says of oneself.
    pub profile: Profile,
    /// The phone number as compared, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// What signs in.
    pub username: String,
    /// The e-mail address, which signs in, too.
    pub email: String,
    /// Whether the address was shown to be one's own.
    pub email_verified: bool,
    /// One's picture; empty: none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub picture: String,
    /// Raised by every change.
    pub version: i64,
}

/// Another password of one's own.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present one; empty where the account has none, and one signed in within the last ten minutes.
    #[garde(length(bytes, max = 1024))]
    #[schema(max_length = 1024, format = Password)]
    pub old: String,
    /// At least 10 characters.
    #[garde(length(bytes, min = 10, max = 1024))]
    #[schema(min_length = 10, max_length = 1024, format = Password)]
    pub password: String,
}

/// Another e-mail address of one's own.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct EmailChange {
    /// The address.
    #[garde(length(bytes, min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// The password: the address is where another one can be asked for. Empty where the account has none, and one
    /// signed in within the last ten minutes.
    #[garde(length(bytes, max = 1024))]
    #[schema(max_length = 1024, format = Password)]
    pub password: String,
}

/// A browser somebody is signed in at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SignedInAt {
    /// The session.
    pub id: SessionId,
    /// Browser and system, as far as the browser told; empty when it told nothing.
    pub device: String,
    /// The network address it was begun from.
    pub address: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last used, to the hour.
    pub seen_at: Timestamp,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// What a token may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    /// Read whatever its owner may read.
    Read,
    /// Everything about chats, the live connection and being there included.
    Chats,
    /// Everything about tickets.
    Tickets,
    /// Everything about organizations.
    Organizations,
    /// Everything about accounts, passwords excepted.
    People,
    /// Everything about brands, departments, groups and what else is set up.
    Settings,
}

/// A token for a program of one's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ApiToken {
    /// The token.
    pub id: TokenId,
    /// What its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<TokenScope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last used, to the hour; absent: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_at: Option<Timestamp>,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// A token to make.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewToken {
    /// What to call it.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// What it may be used for.
    #[garde(length(min = 1, max = 6))]
    #[schema(min_items = 1, max_items = 6)]
    pub scopes: Vec<TokenScope>,
    /// After how many days it ends.
    #[garde(range(min = 1, max = 366))]
    #[schema(minimum = 1, maximum = 366)]
    pub days: u32,
}

/// A token that was made, with its secret, which is told this once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MadeToken {
    /// The token.
    pub token: ApiToken,
    /// What goes into `Authorization: Bearer …`.
    pub secret: String,
}

endpoint! {
    /// One's own account.
    GetOwnAccount {} versioned Get "/api/v1/me" (()) -> OwnAccount
}
endpoint! {
    /// Changes one's own profile.
    UpdateProfile {} versioned Put "/api/v1/me" (Profile) -> OwnAccount
}
endpoint! {
    /// Sets another password of one's own. Every other session ends; tokens stay.
    ChangePassword {} Put "/api/v1/me/password" (PasswordChange) -> ()
}
endpoint! {
    /// Changes one's own e-mail address: it counts as verified no more, and a link that verifies it is sent there.
    ///
    /// Links sent to the address before end.
    ChangeEmail {} Put "/api/v1/me/email" (EmailChange) -> OwnAccount
}
endpoint! {
    /// The browsers one is signed in at, the last used first.
    ListOwnSessions {} Get "/api/v1/me/sessions" (()) -> List<SignedInAt>
}
endpoint! {
    /// Ends a session of one's own: signs that browser out, its sockets close.
    EndOwnSession { session: SessionId } Delete "/api/v1/me/sessions/{session}" (()) -> ()
}
endpoint! {
    /// Ends every session of one's own but the one that asks.
    EndOtherSessions {} Delete "/api/v1/me/sessions" (()) -> ()
}
endpoint! {
    /// One's own tokens, the newest first.
    ListTokens {} Get "/api/v1/me/tokens" (()) -> List<ApiToken>
}
endpoint! {
    /// Makes a token: it may do what its owner may, within its scopes, until it ends.
    CreateToken {} Post "/api/v1/me/tokens" (NewToken) -> MadeToken
}
endpoint! {
    /// Revokes a token of one's own; its sockets close.
    RevokeToken { token: TokenId } Delete "/api/v1/me/tokens/{token}" (()) -> ()
}
