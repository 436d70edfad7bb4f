//! What changes departments.

use std::sync::Arc;

use contract::{
    departments::{Archiving, DepartmentDetails, NewDepartment, Visibility, VisibilityEffect},
    history::{FieldChange, Subject},
    people::AgentRef,
    rights::Rights,
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    Refusal, RightsChanged,
    availability::{availability_changed, company_changed},
    details,
    groups::about as membership,
    opening, permissions, store,
    tables::{departments, groups},
    work::{self, OpenPages},
};
use crate::{
    people,
    platform::{
        App, Tx,
        error::{Answered, Failure},
        history, ids, words,
    },
};

/// Makes a department with its front line, in a transaction of the caller's.
///
/// # Errors
/// 422 on what does not read.
pub async fn create_department(
    app: &App,
    tx: &Tx,
    new: NewDepartment,
    by: Option<&AgentRef>,
) -> Result<departments::Model, Refusal> {
    let told = details::department(new.details, "details.").map_err(Refusal::Fields)?;
    work::hold(app, tx).await?;
    let front_line = details::name("front_line", &new.front_line).map_err(Refusal::Fields)?;
    if store::brand(tx, new.brand.0).await?.is_none() {
        return Err(Refusal::field("brand", "unknown", "There is no such brand."));
    }
    let mut row = departments::Model {
        id: ids::new_id(),
        brand_id: new.brand.0,
        name: String::new(),
        description: String::new(),
        email: String::new(),
        visibility: words::to_text(&new.visibility),
        offers_chat: false,
        offers_tickets: false,
        chat_requires: String::new(),
        tickets_require: String::new(),
        accepts_new_by_email: false,
        requires_check_in: false,
        confidential: false,
        assigns_tickets_while_away: false,
        method: String::new(),
        gone_grace_seconds: 0,
        chat_policies: serde_json::Value::Null,
        ticket_policies: serde_json::Value::Null,
        chat_now: false,
        hours: None,
        version: 1,
        archived_at: None,
    };
    let mut changes = history::changes(&serde_json::json!({}), &details::flat_department(&told));
    changes.push(visibility_change(None, new.visibility));
    details::put_department(&mut row, told);
    store::insert_department(tx, row.clone()).await?;
    let group = groups::Model {
        id: ids::new_id(),
        department_id: row.id,
        name: front_line,
        front_line: true,
        permissions: permissions::of_new_groups(),
        version: 1,
        archived_at: None,
    };
    store::insert_group(tx, group).await?;
    write(tx, row.id, by, "created", None, changes).await?;
    look_again(tx, &row).await?;
    opening::watch(tx, &row).await?;
    changed(app, tx, &row, store::is_public(&row)).await?;
    Ok(row)
}

pub(super) async fn create(app: &App, by: AgentRef, new: NewDepartment) -> Answered<Uuid> {
    let app2 = app.clone();
    let made = app
        .db()
        .write(move |tx| Box::pin(async move { create_department(&app2, tx, new, Some(&by)).await.map(|row| row.id) }));
    Ok(made.await?)
}

pub(super) async fn update(app: &App, by: AgentRef, id: Uuid, version: i64, new: DepartmentDetails) -> Answered<()> {
    let new = details::department(new, "").map_err(Failure::fields)?;
    let app2 = app.clone();
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let old = live(tx, id).await?;
            if old.version != version {
                return Err(Refusal::Stale);
            }
            let told = [details::of_department(&old)?, new.clone()];
            let [from, to] = told.each_ref().map(details::flat_department);
            let changes = history::changes(&from, &to);
            if changes.is_empty() {
                return Ok(());
            }
            let mut row = old.clone();
            details::put_department(&mut row, new);
            row.version += 1;
            if !store::update_department(tx, &row, version).await? {
                return Err(Refusal::Stale);
            }
            write(tx, id, Some(&by), "changed", None, changes).await?;
            if row.confidential != old.confidential {
                // Whoever saw it by role, or now does.
                for agent in people::active_employees(tx).await? {
                    tx.record(RightsChanged { agent });
                }
                if row.confidential {
                    work::work(&app2)?.confined(&app2, tx, id).await?;
                }
            }
            if row.chat_policies != old.chat_policies || row.ticket_policies != old.ticket_policies {
                work::work(&app2)?.waits_otherwise(&app2, tx, id).await?;
            }
            changed(&app2, tx, &row, store::is_public(&row)).await
        })
    });
    Ok(written.await?)
}

/// What hiding or showing a department would do now.
pub(super) async fn visibility_effect(app: &App, id: Uuid) -> Answered<VisibilityEffect> {
    let db = app.db().read();
    let row = store::live_department(db, id).await?.ok_or(Refusal::Unknown)?;
    let groups: Vec<Uuid> = store::groups_of(db, id).await?.into_iter().map(|group| group.id).collect();
    let open = work::work(app)?.open(app, &groups).await?;
    let pages = app.lent::<Arc<dyn OpenPages>>().map_or(0, |pages| pages.count(row.brand_id));
    let others = store::departments_of(db, row.brand_id).await?;
    let leaves_none = store::is_public(&row) && !others.iter().any(|other| other.id != id && store::is_public(other));
    Ok(VisibilityEffect { open_chats: open.chats, open_tickets: open.tickets, open_pages: pages, leaves_none })
}

pub(super) async fn set_visibility(app: &App, by: AgentRef, id: Uuid, version: i64, to: Visibility) -> Answered<()> {
    let app2 = app.clone();
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let mut row = live(tx, id).await?;
            if row.version != version {
                return Err(Refusal::Stale);
            }
            let from: Visibility = words::from_text(&row.visibility)?;
            if from == to {
                return Ok(());
            }
            row.visibility = words::to_text(&to);
            row.version += 1;
            if !store::update_department(tx, &row, version).await? {
                return Err(Refusal::Stale);
            }
            write(tx, id, Some(&by), "changed", None, vec![visibility_change(Some(from), to)]).await?;
            changed(&app2, tx, &row, true).await
        })
    });
    Ok(written.await?)
}

pub(super) async fn archive(app: &App, by: AgentRef, id: Uuid, to: Archiving) -> Answered<()> {
    let app2 = app.clone();
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let mut row = live(tx, id).await?;
            let groups = store::groups_of(tx, id).await?;
            let ids: Vec<Uuid> = groups.iter().map(|group| group.id).collect();
            let open = work::work(&app2)?.open_in(tx, &ids).await?;
            let target = target(tx, to, &row, |group| group.department_id != id).await?;
            if target.is_none() && open != work::OpenWork::default() {
                return Err(Refusal::OpenWork(open));
            }
            for group in &groups {
                empty_group(&app2, tx, group, target.as_ref(), &by).await?;
            }
            let was_public = store::is_public(&row);
            let read = row.version;
            row.archived_at = Some(tx.now());
            row.chat_now = false;
            row.version += 1;
            if !store::update_department(tx, &row, read).await? {
                return Err(Refusal::Stale);
            }
            write(tx, id, Some(&by), "archived", None, Vec::new()).await?;
            changed(&app2, tx, &row, was_public).await
        })
    });
    Ok(written.await?)
}

/// Moves a group's work away, ends its memberships and archives it.
pub(super) async fn empty_group(
    app: &App,
    tx: &Tx,
    group: &groups::Model,
    target: Option<&groups::Model>,
    by: &AgentRef,
) -> Result<(), Refusal> {
    if let Some(target) = target {
        work::work(app)?.move_all(app, tx, group.id, target.id, by).await?;
    }
    let members = store::remove_members(tx, group.id).await?;
    let names = people::agent_refs(tx, members.iter().copied()).await?;
    for agent in members {
        let about = names.get(&agent).map(|agent| membership(&agent.name, &group.name));
        write(tx, group.department_id, Some(by), "member_removed", about, Vec::new()).await?;
        tx.record(RightsChanged { agent });
    }
    store::archive_group(tx, group.id).await?;
    Ok(())
}

/// The group that takes the work of a department, where one is named. Work stays with its brand, and goes neither into
/// the open nor out of sight.
pub(super) async fn target(
    tx: &Tx,
    to: Archiving,
    from: &departments::Model,
    fits: impl FnOnce(&groups::Model) -> bool,
) -> Result<Option<groups::Model>, Refusal> {
    let Some(id) = to.move_work_to else { return Ok(None) };
    let unknown = || Refusal::field("move_work_to", "unknown", "There is no such group the work could go to.");
    let group = store::live_group(tx, id.0).await?.filter(fits).ok_or_else(unknown)?;
    let into = store::live_department(tx, group.department_id).await?;
    let into = into.filter(|into| into.brand_id == from.brand_id).ok_or_else(unknown)?;
    if into.confidential != from.confidential {
        return Err(Refusal::field("move_work_to", "confidential", "One is confidential, the other is not."));
    }
    Ok(Some(group))
}

/// Whoever sees a department's work by role has a new group to hear of.
pub(super) async fn look_again(tx: &Tx, department: &departments::Model) -> Result<(), DbErr> {
    if department.confidential {
        return Ok(());
    }
    let employees = people::active_employees(tx).await?;
    for account in people::accounts(tx, employees).await? {
        let roles = people::held(tx, &people::roles(&account.roles)?).await?;
        if (Rights { roles, groups: Vec::new() }).sees_beyond_groups() {
            tx.record(RightsChanged { agent: account.id });
        }
    }
    Ok(())
}

/// A department that is not archived.
pub(super) async fn live(tx: &Tx, id: Uuid) -> Result<departments::Model, Refusal> {
    store::live_department(tx, id).await?.ok_or(Refusal::Unknown)
}

/// Tells everybody that a department changed, customers too when `seen` by them.
pub(super) async fn changed(app: &App, tx: &Tx, row: &departments::Model, seen: bool) -> Result<(), Refusal> {
    // The work first and the counters last, as when an agent connects: neither has what the other waits for.
    work::work(app)?.changed(app, tx, row.id).await?;
    if seen {
        availability_changed(tx, row.brand_id).await?;
    }
    company_changed(tx).await?;
    Ok(())
}

fn visibility_change(from: Option<Visibility>, to: Visibility) -> FieldChange {
    FieldChange {
        field: "visibility".into(),
        from: from.map(|from| words::to_text(&from)),
        to: Some(words::to_text(&to)),
    }
}

/// Writes down what was done to a department, or to a part of it.
pub(super) async fn write(
    tx: &Tx,
    id: Uuid,
    by: Option<&AgentRef>,
    act: &str,
    about: Option<String>,
    changes: Vec<FieldChange>,
) -> Result<(), DbErr> {
    history::write(tx, history::Act { subject: Subject::Department, id, by, act, about, changes }).await
}
