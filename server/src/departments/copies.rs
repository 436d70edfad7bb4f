//! A department made like another one.

use std::sync::Arc;

use async_trait::async_trait;
use contract::{
    departments::{DepartmentDetails, NewCopy, NewDepartment, Visibility},
    people::AgentRef,
};
use uuid::Uuid;

use super::{
    Refusal, RightsChanged, details, groups, opening, store,
    structure::{self, changed, live, write},
    tables::{departments, groups as group_rows, memberships},
    work,
};
use crate::platform::{
    App, Tx,
    error::{Answered, Failure},
    history, ids,
};

/// What a higher slice keeps for each department, lent as `Arc<dyn Copied>`.
#[async_trait]
pub trait Copied: Send + Sync {
    /// Gives a new department what another one has.
    async fn copied(&self, tx: &Tx, from: Uuid, to: Uuid, by: &AgentRef) -> Result<(), Failure>;
}

/// Makes the copy: policies, hours, templates, groups with what they grant, and their members where asked. Nobody
/// outside sees it before it is shown.
pub(super) async fn create(app: &App, by: AgentRef, like: Uuid, new: NewCopy) -> Answered<Uuid> {
    let app2 = app.clone();
    let made = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let like = live(tx, like).await?;
            let told = DepartmentDetails { name: new.name, email: new.email, ..details::of_department(&like)? };
            let told = details::department(told, "").map_err(Refusal::Fields)?;
            let groups = store::groups_of(tx, like.id).await?;
            let front_line = groups.iter().find(|group| group.front_line).map(|group| group.name.clone());
            let first = NewDepartment {
                brand: like.brand_id.into(),
                details: told,
                visibility: Visibility::Hidden,
                front_line: front_line.unwrap_or_default(),
            };
            let mut row = structure::create_department(&app2, tx, first, Some(&by)).await?;
            write(tx, row.id, Some(&by), "copied", Some(like.name.clone()), Vec::new()).await?;
            copy_hours(tx, &like, &mut row).await?;
            for group in &groups {
                let copy = copy_group(tx, group, row.id, &by).await?;
                if new.with_members {
                    copy_members(tx, group, copy, row.id, &by).await?;
                }
            }
            if let Some(above) = app2.lent::<Arc<dyn Copied>>().cloned() {
                above.copied(tx, like.id, row.id, &by).await?;
            }
            structure::look_again(tx, &row).await?;
            changed(&app2, tx, &row, false).await?;
            Ok::<_, Refusal>(row.id)
        })
    });
    Ok(made.await?)
}

async fn copy_hours(tx: &Tx, like: &departments::Model, row: &mut departments::Model) -> Result<(), Refusal> {
    if like.hours.is_none() {
        return Ok(());
    }
    let read = row.version;
    row.hours.clone_from(&like.hours);
    row.version += 1;
    if !store::update_department(tx, row, read).await? {
        return Err(Refusal::Stale);
    }
    Ok(opening::watch(tx, row).await?)
}

/// The front line was made with the department; every other group is made now. Answers the copy's id.
async fn copy_group(tx: &Tx, group: &group_rows::Model, department: Uuid, by: &AgentRef) -> Result<Uuid, Refusal> {
    if group.front_line {
        let made = store::front_line(tx, department).await?;
        if made.permissions != group.permissions
            && !store::set_permissions(tx, made.id, &group.permissions, made.version).await?
        {
            return Err(Refusal::Stale);
        }
        return Ok(made.id);
    }
    let copy = group_rows::Model { id: ids::new_id(), department_id: department, version: 1, ..group.clone() };
    let id = copy.id;
    store::insert_group(tx, copy).await?;
    write(tx, department, Some(by), "group_added", Some(group.name.clone()), Vec::new()).await?;
    Ok(id)
}

async fn copy_members(
    tx: &Tx,
    group: &group_rows::Model,
    copy: Uuid,
    department: Uuid,
    by: &AgentRef,
) -> Result<(), Refusal> {
    for (member, account) in store::members_in(tx, &[group.id]).await? {
        let agent = member.agent_id;
        let changes = history::changes(&serde_json::json!({}), &details::flat(&details::of_membership(&member)?));
        store::put_member(tx, memberships::Model { group_id: copy, version: 1, ..member }, 0).await?;
        let about = Some(groups::about(&account.name, &group.name));
        write(tx, department, Some(by), "member_added", about, changes).await?;
        tx.record(RightsChanged { agent });
    }
    Ok(())
}
