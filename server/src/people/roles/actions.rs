//! What changes the company's own roles: who manages roles does, and gives no more than one's own roles allow.

use contract::{
    FieldProblem,
    history::{FieldChange, Subject},
    people::{AgentRef, Role},
    rights::Permission,
    roles::RoleDetails,
};
use sea_orm::{DbErr, SqlErr};
use uuid::Uuid;

use super::{store, view};
use crate::{
    people::{Refusal, RightsChanged, access::Signed, actions as accounts, agent_ref, rules, tables::roles, validity},
    platform::{
        App, Tx,
        error::{Answered, Failure},
        history, ids, words,
    },
};

/// Somebody who manages roles.
fn manager(by: &Signed) -> Answered<()> {
    if by.holds(Permission::ManageRoles) { Ok(()) } else { Err(Refusal::NotYours.into()) }
}

pub(super) async fn create(app: &App, by: Signed, new: RoleDetails) -> Answered<Uuid> {
    manager(&by)?;
    let new = checked(new)?;
    if !rules::may_give(&by.held, new.permissions) {
        return Err(Refusal::NotYours.into());
    }
    let made = app.db().write(move |tx| {
        Box::pin(async move {
            let row = roles::Model {
                id: ids::new_id(),
                name_key: key(&new.name),
                name: new.name.clone(),
                permissions: words::list_to_text(new.permissions.iter()),
                version: 1,
                archived_at: None,
            };
            store::insert(tx, row.clone()).await.map_err(taken)?;
            let nothing = serde_json::json!({});
            write(tx, row.id, &agent_ref(&by.account), "created", history::changes(&nothing, &new)).await?;
            Ok::<_, Failure>(row.id)
        })
    });
    made.await
}

pub(super) async fn update(app: &App, by: Signed, id: Uuid, version: i64, new: RoleDetails) -> Answered<()> {
    manager(&by)?;
    let new = checked(new)?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let old = store::one(tx, id).await?.ok_or(Refusal::Unknown)?;
                if old.version != version {
                    return Err(Refusal::Stale.into());
                }
                let before = view::details(&old)?;
                if !rules::may_give(&by.held, before.permissions.and(new.permissions)) {
                    return Err(Refusal::NotYours.into());
                }
                let changes = history::changes(&before, &new);
                if changes.is_empty() {
                    return Ok(());
                }
                let row = roles::Model {
                    name_key: key(&new.name),
                    name: new.name.clone(),
                    permissions: words::list_to_text(new.permissions.iter()),
                    version: version + 1,
                    ..old
                };
                if !store::update(tx, &row, version).await.map_err(taken)? {
                    return Err(Refusal::Stale.into());
                }
                write(tx, id, &agent_ref(&by.account), "changed", changes).await?;
                if before.permissions != new.permissions {
                    for holder in store::holders(tx, Some(Role::Own(id.into()))).await? {
                        tx.record(RightsChanged { agent: holder.id });
                    }
                }
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// Whoever holds it holds it no longer: what a role was stays in the histories.
pub(super) async fn archive(app: &App, by: Signed, id: Uuid) -> Answered<()> {
    manager(&by)?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let role = Role::Own(id.into());
                let holders = store::holders_held(tx, role).await?;
                let old = store::one(tx, id).await?.ok_or(Refusal::Unknown)?;
                if !rules::may_give(&by.held, view::details(&old)?.permissions) {
                    return Err(Refusal::NotYours.into());
                }
                let me = agent_ref(&by.account);
                for holder in holders {
                    accounts::take_role(tx, &me, holder, role).await?;
                }
                // Its name is free again.
                let version = old.version;
                let row =
                    roles::Model { name_key: id.to_string(), version: version + 1, archived_at: Some(tx.now()), ..old };
                if !store::update(tx, &row, version).await? {
                    return Err(Refusal::Stale.into());
                }
                write(tx, id, &me, "archived", Vec::new()).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// Those of some roles that nobody made, or that are archived, as problems of a field.
///
/// # Errors
/// The database's.
pub async fn unknown(tx: &Tx, given: &[Role], field: &str) -> Result<Vec<FieldProblem>, DbErr> {
    let known = super::held(tx, given).await?;
    let unknown = |role: &Role| !known.iter().any(|held| held.role == *role);
    let problem =
        || FieldProblem { field: field.to_owned(), code: "unknown".into(), message: "There is no such role.".into() };
    Ok(given.iter().filter(|role| unknown(role)).take(1).map(|_| problem()).collect())
}

fn checked(mut new: RoleDetails) -> Answered<RoleDetails> {
    match validity::display_name(&new.name) {
        Ok(name) => new.name = name.to_owned(),
        Err(why) => return Err(Failure::field("name", "malformed", &why.to_string())),
    }
    // A built-in role keeps its word.
    if Role::BUILT_IN.iter().any(|role| words::to_text(role) == key(&new.name)) {
        return Err(Failure::field("name", "taken", TAKEN));
    }
    Ok(new)
}

const TAKEN: &str = "Another role has this name already.";

fn key(name: &str) -> String {
    name.to_lowercase()
}

fn taken(error: DbErr) -> Failure {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Failure::field("name", "taken", TAKEN),
        _ => error.into(),
    }
}

async fn write(tx: &Tx, id: Uuid, by: &AgentRef, act: &str, changes: Vec<FieldChange>) -> Result<(), DbErr> {
    history::write(tx, history::Act { subject: Subject::Role, id, by: Some(by), act, about: None, changes }).await
}
