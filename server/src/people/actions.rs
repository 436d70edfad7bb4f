//! What changes accounts.

use contract::{
    history::Subject,
    people::{AgentRef, NewPerson, PersonDetails, PersonKind, Role},
};
use sea_orm::{DbErr, SqlErr};
use uuid::Uuid;

use super::{
    Deactivated, MayWork, RightsChanged, SessionsEnded, SignedOut,
    access::Signed,
    agent_ref, links, passwords,
    rules::{self, Checked},
    store,
    tables::accounts,
    tokens,
};
use crate::platform::{
    App, Tx,
    error::{Answered, Failure},
    history, ids, words,
};

/// Why a change of an account is refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is no such account.
    #[error("no such account")]
    Unknown,
    /// Only administrators change employees.
    #[error("not yours to change")]
    NotYours,
    /// Somebody changed it meanwhile.
    #[error("stale")]
    Stale,
    /// Nobody would be left to change settings.
    #[error("the last administrator")]
    LastAdministrator,
    /// Another account has this username or address; the field.
    #[error("{0} is taken")]
    Taken(String),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbErr),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Unknown => Failure::not_found(),
            Refusal::NotYours => Failure::forbidden(),
            Refusal::Stale => Failure::stale(),
            Refusal::LastAdministrator => {
                Failure::conflict("last_administrator", "This is the last administrator. Make somebody else one first.")
            }
            Refusal::Taken(field) => Failure::field(&field, "taken", "Another account has this already."),
            Refusal::Db(error) => error.into(),
        }
    }
}

/// Two writers at once: the index refuses the second.
fn taken(error: DbErr, prefix: &str) -> Refusal {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(said)) if said.contains("username") => {
            Refusal::Taken(format!("{prefix}username"))
        }
        Some(SqlErr::UniqueConstraintViolation(_)) => Refusal::Taken(format!("{prefix}email")),
        _ => Refusal::Db(error),
    }
}

/// An account to make, checked, its password hashed: what the transaction needs.
#[derive(Clone, Debug)]
pub struct NewAccount {
    kind: PersonKind,
    checked: Checked,
    password_hash: Option<String>,
    /// Where the fields stand in what was sent.
    prefix: &'static str,
}

/// Checks a new account and hashes its password, before any transaction.
///
/// # Errors
/// 422 naming the fields at fault, with `prefix` before each.
pub async fn prepare(app: &App, new: NewPerson, prefix: &'static str) -> Answered<NewAccount> {
    let country = app.config().default_country.parse().ok();
    let checked = rules::check(new.kind, &new.details, country, prefix).map_err(Failure::fields)?;
    let password_hash = match new.password {
        Some(password) => Some(passwords::hash(password).await?),
        None => None,
    };
    Ok(NewAccount { kind: new.kind, checked, password_hash, prefix })
}

/// Makes an account, in a transaction of the caller's. Rights are the caller's affair: the setup and the seeds have none.
///
/// # Errors
/// [`Refusal::Taken`], or the database's.
pub async fn create(tx: &Tx, new: NewAccount, by: Option<&AgentRef>) -> Result<accounts::Model, Refusal> {
    let NewAccount { kind, checked, password_hash, prefix } = new;
    free(tx, &checked, None, prefix).await?;
    let mut row = accounts::Model {
        id: ids::new_id(),
        kind: words::to_text(&kind),
        username: String::new(),
        username_key: String::new(),
        email: String::new(),
        email_key: String::new(),
        email_domain: String::new(),
        email_verified: false,
        name: String::new(),
        name_key: String::new(),
        alias: String::new(),
        phone_typed: None,
        phone_e164: None,
        language: String::new(),
        time_zone: String::new(),
        roles: String::new(),
        active: true,
        chat_limit: None,
        ticket_limit: None,
        password_hash,
        created_at: tx.now(),
        version: 1,
    };
    let details = checked.details.clone();
    put(&mut row, checked);
    store::insert_account(tx, row.clone()).await.map_err(|error| taken(error, prefix))?;
    // Where nothing was before, only what is something now is a change.
    let nothing = serde_json::json!({});
    write_history(tx, row.id, by, "created", history::changes(&nothing, &details)).await?;
    Ok(row)
}

pub(super) async fn create_by(app: &App, by: Signed, new: NewPerson) -> Answered<accounts::Model> {
    if !rules::may_change(&by.roles, new.kind) {
        return Err(Refusal::NotYours.into());
    }
    let new = prepare(app, new, "details.").await?;
    let by = agent_ref(&by.account);
    app.db().write(move |tx| Box::pin(async move { Ok::<_, Failure>(create(tx, new, Some(&by)).await?) })).await
}

pub(super) async fn update(
    app: &App,
    by: Signed,
    person: Uuid,
    version: i64,
    details: PersonDetails,
) -> Answered<accounts::Model> {
    let country = app.config().default_country.parse().ok();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let old = store::account(tx, person).await?.ok_or(Refusal::Unknown)?;
                let kind: PersonKind = words::from_text(&old.kind)?;
                if !rules::may_change(&by.roles, kind) {
                    return Err(Refusal::NotYours.into());
                }
                if old.version != version {
                    return Err(Refusal::Stale.into());
                }
                let checked = rules::check(kind, &details, country, "").map_err(Failure::fields)?;
                Ok::<_, Failure>(change(tx, &agent_ref(&by.account), old, checked).await?)
            })
        })
        .await
}

async fn change(tx: &Tx, by: &AgentRef, old: accounts::Model, checked: Checked) -> Result<accounts::Model, Refusal> {
    free(tx, &checked, Some(old.id), "").await?;
    let before = details(&old)?;
    let ruled = |roles: &[Role], active: bool| active && roles.contains(&Role::Administrator);
    if ruled(&before.roles, old.active)
        && !ruled(&checked.details.roles, checked.details.active)
        && !store::other_administrator(tx, old.id).await?
    {
        return Err(Refusal::LastAdministrator);
    }
    let after = checked.details.clone();
    let changes = history::changes(&before, &after);
    if changes.is_empty() {
        return Ok(old);
    }
    let mut row = old.clone();
    put(&mut row, checked);
    row.email_verified = old.email_verified && row.email_key == old.email_key;
    row.version += 1;
    if !store::update_account(tx, &row, old.version).await.map_err(|error| taken(error, ""))? {
        return Err(Refusal::Stale);
    }
    write_history(tx, row.id, Some(by), "changed", changes).await?;
    let employee = row.kind == words::to_text(&PersonKind::Employee);
    // A link is bound to the address it was sent to, and to somebody who may sign in.
    if row.email_key != old.email_key || !after.active {
        links::end_all(tx, row.id).await?;
    }
    if before.active && !after.active {
        end_sessions(tx, row.id).await?;
        if employee {
            tx.record_durably(&Deactivated { account: row.id }).await?;
        }
    }
    let limits = |details: &PersonDetails| (details.active, details.chat_limit, details.ticket_limit);
    if employee && after.active && limits(&before) != limits(&after) {
        tx.record_durably(&MayWork { account: row.id }).await?;
    }
    if employee && (before.roles != after.roles || before.name != after.name || before.active != after.active) {
        tx.record(RightsChanged { agent: row.id });
    }
    Ok(row)
}

pub(super) async fn set_password(app: &App, by: Signed, person: Uuid, password: String) -> Answered<()> {
    if !by.is_administrator() {
        return Err(Refusal::NotYours.into());
    }
    let known = store::account(app.db().read(), person).await?;
    let employee = words::to_text(&PersonKind::Employee);
    known.filter(|account| account.kind == employee).ok_or(Refusal::Unknown)?;
    let hash = passwords::hash(password).await?;
    let by = agent_ref(&by.account);
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                store::set_password(tx, person, hash).await?;
                links::end_all(tx, person).await?;
                tokens::revoke_all(tx, person).await?;
                end_sessions(tx, person).await?;
                write_history(tx, person, Some(&by), "password_set", Vec::new()).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}

pub(super) async fn end_sessions(tx: &Tx, account: Uuid) -> Result<(), DbErr> {
    store::end_sessions(tx, account).await?;
    tx.record(SessionsEnded { account, session: None });
    tx.record_durably(&SignedOut { account, at: tx.now() }).await
}

/// Whether nobody else has this username or address.
async fn free(tx: &Tx, checked: &Checked, own: Option<Uuid>, prefix: &str) -> Result<(), Refusal> {
    let others = |found: Option<accounts::Model>| found.is_some_and(|account| Some(account.id) != own);
    if others(store::account_by_username(tx, &checked.username_key).await?) {
        return Err(Refusal::Taken(format!("{prefix}username")));
    }
    if others(store::account_by_email(tx, &checked.email_key).await?) {
        return Err(Refusal::Taken(format!("{prefix}email")));
    }
    Ok(())
}

pub(super) fn put(row: &mut accounts::Model, checked: Checked) {
    let Checked { details, username_key, email_key, email_domain, name_key, phone_e164 } = checked;
    row.username = details.username;
    row.username_key = username_key;
    row.email = details.email;
    row.email_key = email_key;
    row.email_domain = email_domain;
    row.name = details.name;
    row.name_key = name_key;
    row.alias = details.alias;
    row.phone_e164 = phone_e164;
    row.phone_typed = (!details.phone.is_empty()).then_some(details.phone);
    row.roles = details.roles.iter().map(words::to_text).collect::<Vec<_>>().join(",");
    row.active = details.active;
    row.chat_limit = details.chat_limit.and_then(|limit| i32::try_from(limit).ok());
    row.ticket_limit = details.ticket_limit.and_then(|limit| i32::try_from(limit).ok());
}

/// What can be changed of an account, as it is.
pub(super) fn details(row: &accounts::Model) -> Result<PersonDetails, DbErr> {
    Ok(PersonDetails {
        username: row.username.clone(),
        email: row.email.clone(),
        name: row.name.clone(),
        alias: row.alias.clone(),
        phone: row.phone_typed.clone().unwrap_or_default(),
        roles: super::roles(&row.roles)?,
        active: row.active,
        chat_limit: row.chat_limit.map(i32::unsigned_abs),
        ticket_limit: row.ticket_limit.map(i32::unsigned_abs),
    })
}

pub(super) async fn write_history(
    tx: &Tx,
    id: Uuid,
    by: Option<&AgentRef>,
    act: &str,
    changes: Vec<contract::history::FieldChange>,
) -> Result<(), DbErr> {
    history::write(tx, history::Act { subject: Subject::Person, id, by, act, about: None, changes }).await
}

/// The same about a part of the account, by name.
pub(super) async fn write_history_about(
    tx: &Tx,
    id: Uuid,
    by: Option<&AgentRef>,
    act: &str,
    about: Option<String>,
) -> Result<(), DbErr> {
    history::write(tx, history::Act { subject: Subject::Person, id, by, act, about, changes: Vec::new() }).await
}
