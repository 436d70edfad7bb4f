//! What changes groups and memberships.

use contract::{
    departments::{Archiving, GroupDetails, MembershipDetails},
    history::FieldChange,
    people::{AgentRef, PersonKind},
};
use uuid::Uuid;

use super::{
    Refusal, RightsChanged, details, permissions, store,
    structure::{self, changed, empty_group, live, write},
    tables::{groups, memberships},
    work,
};
use crate::{
    people,
    platform::{
        App, Tx,
        error::{Answered, Failure},
        history, ids, words,
    },
};

/// Makes a group, in a transaction of the caller's.
///
/// # Errors
/// 404 when there is no such department, 422 on the name.
pub async fn create_group(
    app: &App,
    tx: &Tx,
    department: Uuid,
    new: GroupDetails,
    by: Option<&AgentRef>,
) -> Result<groups::Model, Refusal> {
    let name = details::name("name", &new.name).map_err(Refusal::Fields)?;
    work::hold(app, tx).await?;
    let home = live(tx, department).await?;
    let id = ids::new_id();
    let row = groups::Model {
        id,
        department_id: department,
        name,
        front_line: false,
        permissions: permissions::of_new_groups(),
        version: 1,
        archived_at: None,
    };
    store::insert_group(tx, row.clone()).await?;
    write(tx, department, by, "group_added", Some(row.name.clone()), Vec::new()).await?;
    structure::look_again(tx, &home).await?;
    if new.front_line {
        make_front_line(tx, &row, by).await?;
    }
    changed(app, tx, &home, false).await?;
    Ok(groups::Model { front_line: new.front_line, ..row })
}

pub(super) async fn create(app: &App, by: AgentRef, department: Uuid, new: GroupDetails) -> Answered<Uuid> {
    let app2 = app.clone();
    let made = app.db().write(move |tx| {
        Box::pin(async move { create_group(&app2, tx, department, new, Some(&by)).await.map(|row| row.id) })
    });
    Ok(made.await?)
}

pub(super) async fn update(app: &App, by: AgentRef, id: Uuid, version: i64, new: GroupDetails) -> Answered<()> {
    let name = details::name("name", &new.name).map_err(Failure::fields)?;
    let app2 = app.clone();
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let group = store::live_group(tx, id).await?.ok_or(Refusal::Unknown)?;
            let home = live(tx, group.department_id).await?;
            if group.version != version {
                return Err(Refusal::Stale);
            }
            if group.front_line && !new.front_line {
                return Err(Refusal::FrontLine);
            }
            if group.name != name {
                if !store::rename_group(tx, id, &name, version).await? {
                    return Err(Refusal::Stale);
                }
                let change =
                    FieldChange { field: "name".into(), from: Some(group.name.clone()), to: Some(name.clone()) };
                write(tx, home.id, Some(&by), "group_changed", Some(name.clone()), vec![change]).await?;
            }
            if !group.front_line && new.front_line {
                make_front_line(tx, &groups::Model { name, ..group }, Some(&by)).await?;
            }
            changed(&app2, tx, &home, false).await
        })
    });
    Ok(written.await?)
}

/// One group takes the front line from the other, in one transaction: new work always enters exactly one.
async fn make_front_line(tx: &Tx, group: &groups::Model, by: Option<&AgentRef>) -> Result<(), Refusal> {
    let before = store::front_line(tx, group.department_id).await?;
    store::set_front_line(tx, group.department_id, group.id).await?;
    let change = FieldChange { field: "front_line".into(), from: Some(before.name), to: Some(group.name.clone()) };
    write(tx, group.department_id, by, "front_line_changed", Some(group.name.clone()), vec![change]).await?;
    Ok(())
}

pub(super) async fn archive(app: &App, by: AgentRef, id: Uuid, to: Archiving) -> Answered<()> {
    let app2 = app.clone();
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let open = work::work(&app2)?.open_in(tx, &[id]).await?;
            let group = store::live_group(tx, id).await?.ok_or(Refusal::Unknown)?;
            let home = live(tx, group.department_id).await?;
            if group.front_line {
                return Err(Refusal::FrontLine);
            }
            let target = structure::target(tx, to, &home, |target| target.id != id).await?;
            if target.is_none() && open != work::OpenWork::default() {
                return Err(Refusal::OpenWork(open));
            }
            empty_group(&app2, tx, &group, target.as_ref(), &by).await?;
            write(tx, home.id, Some(&by), "group_archived", Some(group.name), Vec::new()).await?;
            changed(&app2, tx, &home, false).await
        })
    });
    Ok(written.await?)
}

/// Moves a group to another department of its brand, with its members, what it grants and its open work. What is done
/// stays on record where it was done, and is reopened where the group is then; so both departments are confidential, or
/// neither: else one way what was never to be seen would be, by whoever sees the other.
pub(super) async fn move_to(app: &App, by: AgentRef, id: Uuid, version: i64, to: Uuid) -> Answered<()> {
    let app2 = app.clone();
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let group = store::live_group(tx, id).await?.ok_or(Refusal::Unknown)?;
            let from = live(tx, group.department_id).await?;
            if group.version != version {
                return Err(Refusal::Stale);
            }
            if from.id == to {
                return Ok(());
            }
            let target = store::live_department(tx, to).await?.filter(|target| target.brand_id == from.brand_id);
            let unknown = || Refusal::field("department", "unknown", "There is no such department in this brand.");
            let target = target.ok_or_else(unknown)?;
            if target.confidential != from.confidential {
                return Err(Refusal::field("department", "confidential", "One is confidential, the other is not."));
            }
            if group.front_line {
                return Err(Refusal::FrontLine);
            }
            if !store::set_department(tx, id, to, version).await? {
                return Err(Refusal::Stale);
            }
            let change = FieldChange {
                field: "department".into(),
                from: Some(from.name.clone()),
                to: Some(target.name.clone()),
            };
            for department in [from.id, to] {
                write(tx, department, Some(&by), "group_moved", Some(group.name.clone()), vec![change.clone()]).await?;
            }
            work::work(&app2)?.follow(&app2, tx, id, &by).await?;
            for member in store::members(tx, id).await? {
                tx.record(RightsChanged { agent: member.agent_id });
            }
            structure::look_again(tx, &target).await?;
            changed(&app2, tx, &from, false).await?;
            changed(&app2, tx, &target, false).await
        })
    });
    Ok(written.await?)
}

/// Makes an employee a member of a group or changes the membership, in a transaction of the caller's.
///
/// # Errors
/// 404 when there is no such group or employee, 409 `not_active` when the employee may not sign in, 409 `stale` when
/// the membership is another than the one of this version; 0 stands for none.
pub async fn set_member(
    app: &App,
    tx: &Tx,
    group: Uuid,
    agent: Uuid,
    version: i64,
    new: &MembershipDetails,
    by: Option<&AgentRef>,
) -> Result<(), Refusal> {
    work::hold(app, tx).await?;
    let group = store::live_group(tx, group).await?.ok_or(Refusal::Unknown)?;
    let home = live(tx, group.department_id).await?;
    let employee = words::to_text(&PersonKind::Employee);
    let account = people::account(tx, agent).await?.filter(|account| account.kind == employee);
    let account = account.ok_or(Refusal::Unknown)?;
    if !account.active {
        return Err(Refusal::NotActive);
    }
    let old = store::membership(tx, group.id, agent).await?;
    if old.as_ref().map_or(0, |old| old.version) != version {
        return Err(Refusal::Stale);
    }
    let before = old.as_ref().map(details::of_membership).transpose()?;
    if before.as_ref() == Some(new) {
        return Ok(());
    }
    let mut row = old.clone().unwrap_or_else(|| nobody_yet(group.id, agent));
    details::put_membership(&mut row, new);
    row.version = version + 1;
    if !store::put_member(tx, row, version).await? {
        return Err(Refusal::Stale);
    }
    let changes = match before {
        Some(before) => history::changes(&details::flat(&before), &details::flat(new)),
        None => history::changes(&serde_json::json!({}), &details::flat(new)),
    };
    let act = if old.is_some() { "member_changed" } else { "member_added" };
    write(tx, home.id, by, act, Some(about(&account.name, &group.name)), changes).await?;
    tx.record(RightsChanged { agent });
    changed(app, tx, &home, false).await
}

pub(super) async fn set(
    app: &App,
    by: AgentRef,
    (group, agent): (Uuid, Uuid),
    version: i64,
    new: MembershipDetails,
) -> Answered<()> {
    let app2 = app.clone();
    let written = app
        .db()
        .write(move |tx| Box::pin(async move { set_member(&app2, tx, group, agent, version, &new, Some(&by)).await }));
    Ok(written.await?)
}

pub(super) async fn remove(app: &App, by: AgentRef, group: Uuid, agent: Uuid) -> Answered<()> {
    let app2 = app.clone();
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let group = store::live_group(tx, group).await?.ok_or(Refusal::Unknown)?;
            let home = live(tx, group.department_id).await?;
            if !store::remove_member(tx, group.id, agent).await? {
                return Err(Refusal::Unknown);
            }
            let name = people::account(tx, agent).await?.map(|account| account.name).unwrap_or_default();
            write(tx, home.id, Some(&by), "member_removed", Some(about(&name, &group.name)), Vec::new()).await?;
            // The membership is gone already, so that nothing comes back to the one who left.
            work::work(&app2)?.left(&app2, tx, group.id, agent).await?;
            tx.record(RightsChanged { agent });
            changed(&app2, tx, &home, false).await
        })
    });
    Ok(written.await?)
}

/// A membership, as the history names it.
pub(super) fn about(agent: &str, group: &str) -> String {
    format!("{agent} · {group}")
}

fn nobody_yet(group: Uuid, agent: Uuid) -> memberships::Model {
    memberships::Model {
        group_id: group,
        agent_id: agent,
        chat_part: String::new(),
        chat_limit: 0,
        chat_active: false,
        ticket_part: String::new(),
        ticket_limit: 0,
        ticket_active: false,
        position: 0,
        version: 0,
    }
}
