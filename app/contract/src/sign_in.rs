//! Signing in by somebody else's word: OpenID providers that employees have an account at already.
//!
//! A browser goes to `/oidc/{provider}`, from there to the provider, and comes back to `/oidc/{provider}/callback`;
//! neither is an operation of the API. Where a second factor is asked for, [`CreateSessionAfterProvider`] follows.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    List, ProviderId, Timestamp,
    people::{Me, Role},
    second_factor::{OwnCode, OwnPassword},
};

/// A provider as the sign-in page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderRef {
    /// Which one.
    pub id: ProviderId,
    /// What its button says.
    pub name: String,
}

/// A provider, and whether one's own account is connected with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnProvider {
    /// Which one.
    pub provider: ProviderRef,
    /// Since when it signs one in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_at: Option<Timestamp>,
}

/// The way to a provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WayToProvider {
    /// Where the browser goes now.
    pub url: String,
}

/// What can be said of a provider, and changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ProviderDetails {
    /// What its button on the sign-in page says.
    #[garde(length(chars, min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
    /// What the provider calls this installation.
    #[garde(length(bytes, min = 1, max = 300))]
    #[schema(min_length = 1, max_length = 300)]
    pub client_id: String,
    /// Whether one can sign in with it.
    #[garde(skip)]
    pub enabled: bool,
    /// Whether an employee who comes for the first time is known by the e-mail address: one the provider verified, and
    /// that was verified here, or whose account has no password yet.
    #[garde(skip)]
    pub links: bool,
    /// Whether who has no account gets one.
    #[garde(skip)]
    pub creates: bool,
    /// The domains of e-mail addresses that get one; at least one where accounts are made.
    #[garde(length(max = 50), inner(length(bytes, max = 253)))]
    #[schema(max_items = 50)]
    #[serde(default)]
    pub domains: Vec<String>,
    /// The roles that are given with it; every employee is an agent.
    #[garde(length(max = 50))]
    #[schema(max_items = 50)]
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Whether signing in there stands for the second factor here.
    #[garde(skip)]
    pub stands_for_second_factor: bool,
}

/// A provider, its secret excepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Provider {
    /// Which one.
    pub id: ProviderId,
    /// Its address, which names it: what it is called in what it signs.
    pub issuer: String,
    /// What can be changed.
    pub details: ProviderDetails,
    /// Where it has to send browsers back to: what is registered there.
    pub redirect_url: String,
    /// Raised by every change.
    pub version: i64,
}

/// A provider to add. It is asked what it is before it is kept.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewProvider {
    /// Its address, as it calls itself: `https://login.example.com`. It stays.
    #[garde(length(bytes, min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500)]
    pub issuer: String,
    /// The secret it gave this installation; told to nobody again.
    #[garde(length(bytes, min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, format = Password)]
    pub secret: String,
    /// What can be changed later.
    #[garde(dive)]
    pub details: ProviderDetails,
}

/// A provider as it is to be.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ProviderChange {
    /// Another secret; empty: the one that is.
    #[garde(length(bytes, max = 500))]
    #[schema(max_length = 500, format = Password)]
    #[serde(default)]
    pub secret: String,
    /// What it is to be.
    #[garde(dive)]
    pub details: ProviderDetails,
}

endpoint! {
    /// The providers one can sign in with, by name.
    ListSignInProviders {} Get "/api/v1/sign-in/providers" (()) -> List<ProviderRef>
}
endpoint! {
    /// Signs in who came from a provider and has a second factor here, and sets the session cookie.
    ///
    /// 401 `sign_in_over` when it is ten minutes ago or was another browser; 401 `wrong_code` as with a password.
    CreateSessionAfterProvider {} Post "/api/v1/session/provider-step" (OwnCode) -> Me
}
endpoint! {
    /// The providers, by name, and which of them sign one in: those one can sign in with, and those that are connected.
    ListOwnProviders {} Get "/api/v1/me/providers" (()) -> List<OwnProvider>
}
endpoint! {
    /// Begins to connect one's own account with a provider: where to go. Who comes back in the same session is connected.
    ///
    /// 409 `already_connected`; 409 `provider_unreachable` when it does not answer.
    ConnectProvider { provider: ProviderId } Post "/api/v1/me/providers/{provider}/connection" (OwnPassword) -> WayToProvider
}
endpoint! {
    /// Disconnects a provider: it signs one in no more. 409 `last_way_in` when nothing else does.
    DisconnectProvider { provider: ProviderId } Post "/api/v1/me/providers/{provider}/removal" (OwnPassword) -> ()
}
endpoint! {
    /// The providers, by name, with what was set for them.
    ListProviders {} Get "/api/v1/sign-in-providers" (()) -> List<Provider>
}
endpoint! {
    /// Adds a provider. Whoever speaks for it can sign in as anybody: only who may do everything adds one.
    ///
    /// 409 `provider_unreachable` when no provider answers there that calls itself so, or it may not be called.
    CreateProvider {} Post "/api/v1/sign-in-providers" (NewProvider) -> Provider
}
endpoint! {
    /// Changes a provider.
    UpdateProvider { provider: ProviderId } versioned Put "/api/v1/sign-in-providers/{provider}" (ProviderChange) -> Provider
}
endpoint! {
    /// Removes a provider, and what connects accounts with it; the accounts and their sessions stay.
    DeleteProvider { provider: ProviderId } Delete "/api/v1/sign-in-providers/{provider}" (()) -> ()
}
