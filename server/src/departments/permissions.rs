//! What a group grants its members, and what an employee may do after all.

use contract::{
    DepartmentId, FieldProblem, GroupId,
    history::FieldChange,
    people::PersonKind,
    rights::{Effective, EffectivePermissions, Permission, Permissions, PermissionsAt, Place, Within},
};
use uuid::Uuid;

use super::{
    Refusal, RightsChanged,
    access::{self, Agent},
    rules, store,
    structure::{changed, live, write},
    work,
};
use crate::{
    people,
    platform::{
        App,
        error::{Answered, Failure},
        words,
    },
};

/// Says what a group grants. Nobody grants what the own roles do not allow, nor takes it away.
pub(super) async fn set(app: &App, by: Agent, id: Uuid, version: i64, new: Permissions) -> Answered<()> {
    if !new.iter().all(Permission::is_of_items) {
        return Err(Failure::fields(vec![FieldProblem {
            field: "permissions".into(),
            code: "not_allowed".into(),
            message: "A group grants only what is about items.".into(),
        }]));
    }
    let app2 = app.clone();
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let group = store::live_group(tx, id).await?.ok_or(Refusal::Unknown)?;
            let home = live(tx, group.department_id).await?;
            if !rules::may_see_department(&by, home.id, home.confidential) {
                return Err(Refusal::Unknown);
            }
            if group.version != version {
                return Err(Refusal::Stale);
            }
            let before: Permissions = words::list_from_text(&group.permissions)?;
            let moved = before.without(new).and(new.without(before));
            if moved == Permissions::NONE {
                return Ok(());
            }
            if !people::may_give(&by.rights.roles, moved) {
                return Err(Failure::forbidden().into());
            }
            let texts = |set: Permissions| words::list_to_text(set.iter());
            if !store::set_permissions(tx, id, &texts(new), version).await? {
                return Err(Refusal::Stale);
            }
            let change = FieldChange { field: "permissions".into(), from: Some(texts(before)), to: Some(texts(new)) };
            write(tx, home.id, Some(&by.me), "group_changed", Some(group.name), vec![change]).await?;
            for member in store::members(tx, id).await? {
                tx.record(RightsChanged { agent: member.agent_id });
            }
            changed(&app2, tx, &home, false).await
        })
    });
    Ok(written.await?)
}

/// What an employee may do, and why, with the items asked about.
pub(super) async fn effective(
    app: &App,
    by: &Agent,
    person: Uuid,
    at: PermissionsAt,
) -> Answered<EffectivePermissions> {
    let db = app.db().read();
    let employee = words::to_text(&PersonKind::Employee);
    let account = people::account(db, person).await?.filter(|account| account.kind == employee);
    let account = account.ok_or_else(Failure::not_found)?;
    let manages = by.rights.holds(Permission::ManageRoles) || by.rights.holds(Permission::ManagePeople);
    if by.id() != person && !manages {
        return Err(Failure::forbidden());
    }
    let within = within(app, by, at).await?;
    let rights = access::load_agent(db, &account, Uuid::nil()).await?.rights;
    let because = |permission| Effective { permission, because: rights.because(permission, within) };
    Ok(EffectivePermissions { items: Permission::ALL.iter().copied().map(because).collect() })
}

/// Which items are meant; a place the asking one may not know of is not there.
async fn within(app: &App, by: &Agent, at: PermissionsAt) -> Answered<Within> {
    let db = app.db().read();
    let group = match at.group {
        Some(group) => Some(store::live_group(db, group.0).await?.ok_or_else(Failure::not_found)?),
        None => None,
    };
    let Some(department) = group.as_ref().map(|group| group.department_id).or(at.department.map(|id| id.0)) else {
        return Ok(Within::Everything);
    };
    let home = store::live_department(db, department).await?;
    let home = home.filter(|row| rules::may_see_department(by, row.id, row.confidential));
    let home = home.ok_or_else(Failure::not_found)?;
    let (department, confidential) = (DepartmentId(home.id), home.confidential);
    Ok(match group {
        Some(group) => Within::Group(Place { department, group: GroupId(group.id), confidential }),
        None => Within::Department { department, confidential },
    })
}

/// What a new group grants.
pub(super) fn of_new_groups() -> String {
    words::list_to_text(Permissions::OF_MEMBERS.iter())
}
