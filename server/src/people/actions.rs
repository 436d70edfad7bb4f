//! What changes accounts.

use contract::{
    history::Subject,
    people::{AgentRef, NewPerson, PersonDetails, PersonKind, Role},
    rights::{HeldRole, Permission},
};
use sea_orm::{ConnectionTrait, DbErr, SqlErr};
use uuid::Uuid;

use super::{
    AddressMoved, Deactivated, MayWork, RightsChanged, SessionsEnded, SignedOut,
    access::Signed,
    agent_ref, links, passwords, roles,
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
    /// Whoever asks may not, or not this one.
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

impl NewAccount {
    /// One whose details are checked and whose password is hashed.
    pub(super) fn checked(kind: PersonKind, checked: Checked, password_hash: String) -> NewAccount {
        NewAccount { kind, checked, password_hash: Some(password_hash), prefix: "" }
    }
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
        picture: String::new(),
        shows_picture: false,
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
    write_history(tx, row.id, by, "created", history::changes(&nothing, &told(tx, &details).await?)).await?;
    Ok(row)
}

pub(super) async fn create_by(app: &App, by: Signed, new: NewPerson) -> Answered<accounts::Model> {
    if !rules::may_change(&by.held, new.kind) {
        return Err(Refusal::NotYours.into());
    }
    if new.password.is_some() || new.details.roles.iter().any(|role| *role != Role::Agent) {
        by.at_a_browser()?;
    }
    let new = prepare(app, new, "details.").await?;
    let me = agent_ref(&by.account);
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                // An agent every employee is.
                let before: &[Role] = if new.kind == PersonKind::Employee { &[Role::Agent] } else { &[] };
                gives(tx, &by.held, before, &new.checked.details.roles, new.prefix).await?;
                Ok::<_, Failure>(create(tx, new, Some(&me)).await?)
            })
        })
        .await
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
                // Who manages roles and not people changes the roles and nothing else.
                let only_roles =
                    PersonDetails { roles: super::roles(&old.roles)?, ..details.clone() } == self::details(&old)?;
                let hands_out = only_roles && by.holds(Permission::ManageRoles);
                if !(rules::may_change(&by.held, kind) || hands_out) {
                    return Err(Refusal::NotYours.into());
                }
                outranks(tx, &by.held, &old).await?;
                if old.version != version {
                    return Err(Refusal::Stale.into());
                }
                let checked = rules::check(kind, &details, country, "").map_err(Failure::fields)?;
                // Whoever reads an employee's mail chooses the password.
                let mails_elsewhere = kind == PersonKind::Employee && checked.email_key != old.email_key;
                if mails_elsewhere || checked.details.roles != super::roles(&old.roles)? {
                    by.at_a_browser()?;
                }
                gives(tx, &by.held, &super::roles(&old.roles)?, &checked.details.roles, "").await?;
                Ok::<_, Failure>(change(tx, &agent_ref(&by.account), old, checked).await?)
            })
        })
        .await
}

pub(super) async fn change(
    tx: &Tx,
    by: &AgentRef,
    old: accounts::Model,
    checked: Checked,
) -> Result<accounts::Model, Refusal> {
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
    let changes = history::changes(&told(tx, &before).await?, &told(tx, &after).await?);
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
    // Whoever reads the address before learns of it; one that nobody showed to be one's own may be a stranger's.
    if row.email_key != old.email_key && old.email_verified {
        tx.record_durably(&AddressMoved { account: row.id, from: old.email }).await?;
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

/// Gives an account another display name, by its owner.
pub(super) async fn rename(tx: &Tx, old: accounts::Model, name: String) -> Answered<accounts::Model> {
    if old.name == name {
        return Ok(old);
    }
    let by = agent_ref(&old);
    let kind: PersonKind = words::from_text(&old.kind)?;
    let wanted = PersonDetails { name, ..details(&old)? };
    let checked = rules::check(kind, &wanted, None, "").map_err(Failure::fields)?;
    // The phone number is what it was.
    let checked = Checked { phone_e164: old.phone_e164.clone(), ..checked };
    Ok(change(tx, &by, old, checked).await?)
}

pub(super) async fn set_password(app: &App, by: Signed, person: Uuid, password: String) -> Answered<()> {
    if !by.holds(Permission::ManagePeople) {
        return Err(Refusal::NotYours.into());
    }
    let known = store::account(app.db().read(), person).await?;
    let employee = words::to_text(&PersonKind::Employee);
    let known = known.filter(|account| account.kind == employee).ok_or(Refusal::Unknown)?;
    outranks(app.db().read(), &by.held, &known).await?;
    let hash = passwords::hash(password).await?;
    let me = agent_ref(&by.account);
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                // The other may have risen while the password was hashed.
                outranks(tx, &by.held, &store::account(tx, person).await?.ok_or(Refusal::Unknown)?).await?;
                store::set_password(tx, person, hash).await?;
                links::end_all(tx, person).await?;
                tokens::revoke_all(tx, person).await?;
                end_sessions(tx, person).await?;
                write_history(tx, person, Some(&me), "password_set", Vec::new()).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// Whether the one who asks may do all that the other's roles allow.
pub(super) async fn outranks(db: &impl ConnectionTrait, held: &[HeldRole], other: &accounts::Model) -> Answered<()> {
    let theirs = roles::held(db, &super::roles(&other.roles)?).await?;
    if rules::may_give(held, rules::allowed(&theirs)) { Ok(()) } else { Err(Refusal::NotYours.into()) }
}

/// Whether the one who asks may give the roles that are new and take those that are gone.
async fn gives(tx: &Tx, held: &[HeldRole], before: &[Role], after: &[Role], prefix: &str) -> Answered<()> {
    let differ = |some: &[Role], others: &[Role]| -> Vec<Role> {
        some.iter().copied().filter(|role| !others.contains(role)).collect()
    };
    let (given, taken) = (differ(after, before), differ(before, after));
    let unknown = roles::unknown(tx, &given, &format!("{prefix}roles")).await?;
    if !unknown.is_empty() {
        return Err(Failure::fields(unknown));
    }
    let moved = roles::held(tx, &[given, taken].concat()).await?;
    let may = rules::allowed(held).contains(Permission::ManageRoles) && rules::may_give(held, rules::allowed(&moved));
    if moved.is_empty() || may { Ok(()) } else { Err(Refusal::NotYours.into()) }
}

/// Takes a role from somebody who holds it, as archiving the role does.
pub(super) async fn take_role(tx: &Tx, by: &AgentRef, old: accounts::Model, role: Role) -> Result<(), DbErr> {
    let before = super::roles(&old.roles)?;
    let after: Vec<Role> = before.iter().copied().filter(|held| *held != role).collect();
    let (id, version) = (old.id, old.version);
    let row = accounts::Model { roles: words::list_to_text(&after), version: version + 1, ..old };
    store::update_account(tx, &row, version).await?;
    let [from, to] = [told_roles(tx, &before).await?, told_roles(tx, &after).await?];
    let changes = history::changes(&serde_json::json!({ "roles": from }), &serde_json::json!({ "roles": to }));
    write_history(tx, id, Some(by), "changed", changes).await?;
    tx.record(RightsChanged { agent: id });
    Ok(())
}

/// A person's details as the history tells them.
async fn told(tx: &Tx, details: &PersonDetails) -> Result<serde_json::Value, DbErr> {
    let mut told = serde_json::json!(details);
    told["roles"] = told_roles(tx, &details.roles).await?.into();
    Ok(told)
}

/// Roles as the history tells them: the company's own by the names they have at the time.
async fn told_roles(tx: &Tx, some: &[Role]) -> Result<Vec<String>, DbErr> {
    let names = roles::names(tx).await?;
    let own = |role: &Role| match role {
        Role::Own(id) => names.get(&id.0).cloned(),
        _ => None,
    };
    Ok(some.iter().map(|role| own(role).unwrap_or_else(|| words::to_text(role))).collect())
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
    row.roles = words::list_to_text(&details.roles);
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
