//! People: accounts of employees and customers, how employees sign in (sessions, tokens, second factors, passkeys,
//! links by mail, providers), customers' own accounts, visitors.
//!
//! This slice makes the keys [`Signed`], [`Customer`] and [`Visitor`]; what an employee may do with work is known by `departments`,
//! above it.

mod access;
mod actions;
mod avatars;
mod by_link;
pub mod compare;
pub mod customers;
mod device;
mod domains;
mod identity;
pub mod links;
mod list;
pub mod oidc;
mod passkeys;
mod passwords;
mod profile;
mod roles;
mod routes;
mod rules;
pub mod scopes;
mod second_factor;
mod sessions;
mod store;
pub mod sweep;
pub mod tables;
mod tokens;
mod totp;
pub mod validity;
mod visitors;

use std::collections::HashMap;

use contract::{
    AccountId,
    people::{AgentRef, Role},
};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use access::{COOKIE, Peer, Signed, Visitor, signed, visitor_by_token};
pub use actions::{NewAccount, Refusal, create, prepare};
pub use avatars::{avatars, shown_picture};
pub use customers::Customer;
pub use device::Device;
pub use domains::{domains_under, know_domain};
pub use list::person;
pub use passwords::{hash, warm_up};
pub use roles::{held, names as role_names, recall_held};
pub use routes::routes;
pub use rules::may_give;
pub use sessions::{anonymous, begin_session, cookie, me};
pub use store::{
    account, account_by_email, account_by_username, accounts, active_employees, any_account, verified_key,
};
pub use visitors::{
    Identified, VisitorRef, create_visitor, forget_visitor, identify, role_of_visitor, same_person, see_page,
    set_visitor_contact, subs, visitor,
};

use crate::platform::{
    Time,
    events::{Durable, Reactions},
    words,
};

/// Registers what happens after an answer.
pub fn react(reactions: &mut Reactions) {
    by_link::react(reactions);
    customers::react(reactions);
}

/// Sessions of an account ended: their sockets close. `session` is `None` when all did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionsEnded {
    /// Whose.
    pub account: Uuid,
    /// Which one.
    pub session: Option<Uuid>,
}

/// What an employee may do changed: the employee's sockets fetch again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RightsChanged {
    /// Whose.
    pub agent: Uuid,
}

/// An employee may no longer sign in: the work is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deactivated {
    /// Who.
    pub account: Uuid,
}

impl Durable for Deactivated {
    const KIND: &'static str = "people.deactivated";
}

/// An employee's last session was ended: nobody works where nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// Who.
    pub account: Uuid,
    /// When. The employee may have signed in again since.
    pub at: Time,
}

impl Durable for SignedOut {
    const KIND: &'static str = "people.signed_out";
}

/// An employee may sign in again, or hold more or less than before: there may be work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MayWork {
    /// Who.
    pub account: Uuid,
}

impl Durable for MayWork {
    const KIND: &'static str = "people.may_work";
}

/// An account has another address than the one that was verified: whoever reads that one is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AddressMoved {
    /// Whose.
    pub account: Uuid,
    /// The address before.
    pub from: String,
}

impl Durable for AddressMoved {
    const KIND: &'static str = "people.address_moved";
}

/// An employee has another picture, or none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AvatarChanged {
    /// Whose.
    pub account: Uuid,
    /// The one before; empty when there was none.
    pub before: String,
}

impl Durable for AvatarChanged {
    const KIND: &'static str = "people.avatar_changed";
}

/// A visitor was forgotten: the visitor's sockets close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitorForgotten {
    /// Who.
    pub visitor: Uuid,
}

/// What agents know of a visitor changed: the page, or that a site vouches for who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisitorChanged {
    /// Who.
    pub visitor: Uuid,
}

/// A site vouched for who a visitor is: from now on the visitor's sockets hear what that person's other browsers do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// Who, with the identity.
    pub visitor: VisitorRef,
}

/// An account as colleagues see it beside a piece of work.
pub fn agent_ref(account: &tables::accounts::Model) -> AgentRef {
    AgentRef { id: AccountId(account.id), name: account.name.clone() }
}

/// Some employees as colleagues see them.
///
/// # Errors
/// The database's.
pub async fn agent_refs(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, AgentRef>, DbErr> {
    Ok(accounts(db, ids).await?.iter().map(|account| (account.id, agent_ref(account))).collect())
}

/// The name customers see: the alias, else the display name.
pub fn shown_name(account: &tables::accounts::Model) -> &str {
    if account.alias.is_empty() { &account.name } else { &account.alias }
}

/// The name customers see of somebody; empty when there is no such account.
///
/// # Errors
/// The database's.
pub async fn public_name(db: &impl ConnectionTrait, id: Uuid) -> Result<String, DbErr> {
    Ok(account(db, id).await?.map(|account| shown_name(&account).to_owned()).unwrap_or_default())
}

/// Reads the roles column.
///
/// # Errors
/// When it holds something else than roles.
pub fn roles(column: &str) -> Result<Vec<Role>, DbErr> {
    words::list_from_text(column)
}
