//! The only maker of [`TicketFor`]: a ticket in the hands of an agent who may do something with it.

use async_trait::async_trait;
use contract::{departments::Channel, fields::ItemKind, rights::Permissions};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{store, tables::tickets};
use crate::{
    asks,
    departments::{self, Act, Agent, HistoryOf, Item, Permission, Scope},
    fields,
    platform::{Answered, App, Failure, Tx},
    routing,
};

/// A ticket, and what the agent who asked may do with it.
#[derive(Clone, Debug)]
pub struct TicketFor {
    /// The ticket.
    pub row: tickets::Model,
    /// What the agent may do with it.
    pub may: Permissions,
}

/// A ticket to read.
///
/// # Errors
/// 404 when there is none or the agent may not know of it.
pub async fn to_read(db: &impl ConnectionTrait, agent: &Agent, id: Uuid) -> Answered<TicketFor> {
    let row = store::any(db, id).await?.ok_or_else(Failure::not_found)?;
    let scope = scope(db, agent, &row).await?;
    let may = departments::all_one_may(agent, &scope);
    // What is deleted shows to those who could bring it back.
    let shows = !row.deleted || may.contains(Permission::Delete);
    if shows && reads(agent, &scope) { Ok(TicketFor { row, may }) } else { Err(Failure::not_found()) }
}

/// Refuses an agent who may not read a ticket.
///
/// # Errors
/// 404 when there is none or the agent may not know of it.
pub async fn read_by(db: &impl ConnectionTrait, agent: &Agent, id: Uuid) -> Answered<()> {
    to_read(db, agent, id).await.map(|_| ())
}

/// Where a ticket is that the agent may comment on.
///
/// # Errors
/// 404 when there is none or the agent may not know of it; 403 when the agent may only read it.
pub async fn to_comment(db: &impl ConnectionTrait, agent: &Agent, id: Uuid) -> Answered<Scope> {
    let TicketFor { row, may } = to_read(db, agent, id).await?;
    if row.deleted {
        return Err(Failure::not_found());
    }
    if may.contains(Permission::Comment) { Ok(place(db, &row).await?) } else { Err(Failure::forbidden()) }
}

/// A ticket that the agent may write in: to the customer or to colleagues.
///
/// # Errors
/// 404 when there is none or the agent may not know of it; 403 when the agent may only read it.
pub async fn to_write(db: &impl ConnectionTrait, agent: &Agent, id: Uuid) -> Answered<()> {
    let TicketFor { may, .. } = to_read(db, agent, id).await?;
    let writes = may.contains(Permission::Reply) || may.contains(Permission::Comment);
    if writes { Ok(()) } else { Err(Failure::forbidden()) }
}

/// A ticket to change, kept from others until the transaction ends. Its work is held first: everybody locks in this
/// order.
///
/// # Errors
/// 404 when there is none or the agent may not know of it; 403 when the agent may only see it.
pub async fn to_change(tx: &Tx, agent: &Agent, id: Uuid, permission: Permission) -> Answered<TicketFor> {
    routing::hold(tx).await?;
    let row = store::locked(tx, id).await?.ok_or_else(Failure::not_found)?;
    let scope = scope(tx, agent, &row).await?;
    if departments::may(agent, Act::Do(permission), &scope) {
        Ok(TicketFor { may: departments::all_one_may(agent, &scope), row })
    } else if reads(agent, &scope) {
        Err(Failure::forbidden())
    } else {
        Err(Failure::not_found())
    }
}

/// A ticket to set status and fields of, with all that the agent may do with it: what is needed depends on what is set.
///
/// # Errors
/// 404 when there is none or the agent may not know of it; 403 when the agent may set nothing.
pub async fn to_set(tx: &Tx, agent: &Agent, id: Uuid) -> Answered<TicketFor> {
    const SETTING: [Permission; 3] = [Permission::Reply, Permission::Close, Permission::EditFields];
    routing::hold(tx).await?;
    let row = store::locked(tx, id).await?.ok_or_else(Failure::not_found)?;
    let scope = scope(tx, agent, &row).await?;
    let may = departments::all_one_may(agent, &scope);
    if SETTING.iter().any(|one| may.contains(*one)) {
        Ok(TicketFor { row, may })
    } else if reads(agent, &scope) {
        Err(Failure::forbidden())
    } else {
        Err(Failure::not_found())
    }
}

/// A ticket to bring back, kept from others until the transaction ends.
///
/// # Errors
/// 404 when there is none or the agent may not know of it; 403 when the agent may only see it.
pub async fn to_restore(tx: &Tx, agent: &Agent, id: Uuid) -> Answered<tickets::Model> {
    routing::hold(tx).await?;
    let row = store::any_locked(tx, id).await?.ok_or_else(Failure::not_found)?;
    let scope = scope(tx, agent, &row).await?;
    if departments::may(agent, Act::Do(Permission::Delete), &scope) {
        Ok(row)
    } else if !row.deleted && reads(agent, &scope) {
        Err(Failure::forbidden())
    } else {
        Err(Failure::not_found())
    }
}

/// Whether an agent may read a ticket.
///
/// # Errors
/// The database's.
pub async fn may_read(db: &impl ConnectionTrait, agent: &Agent, row: &tickets::Model) -> Answered<bool> {
    Ok(!row.deleted && reads(agent, &scope(db, agent, row).await?))
}

/// Where a ticket is, who has it, and whether a comment asks the agent about it.
async fn scope(db: &impl ConnectionTrait, agent: &Agent, row: &tickets::Model) -> Answered<Scope> {
    Ok(asks::scope(db, agent, row.id, place(db, row).await?).await?)
}

/// Where a ticket is, and who has it.
pub async fn place(db: &impl ConnectionTrait, row: &tickets::Model) -> Result<Scope, DbErr> {
    let department = departments::department(db, row.department_id).await?;
    Ok(scope_in(row, department.is_none_or(|department| department.confidential)))
}

/// The same when it is known whether the department is confidential.
pub fn scope_in(row: &tickets::Model, confidential: bool) -> Scope {
    Scope { department: row.department_id, group: row.group_id, owner: row.agent_id, confidential, asked: false }
}

/// A ticket, for asking where it can go.
pub fn item(row: &tickets::Model) -> Item {
    Item { channel: Channel::Ticket, brand: row.brand_id, department: row.department_id, group: row.group_id }
}

/// A ticket, for asking what its fields are.
pub fn field_item(row: &tickets::Model) -> fields::Item {
    fields::Item { kind: ItemKind::Ticket, id: row.id, department: row.department_id }
}

/// Speaks for the histories of tickets.
#[derive(Clone, Copy, Debug, Default)]
pub struct TicketHistories;

#[async_trait]
impl HistoryOf for TicketHistories {
    async fn may_see(&self, app: &App, agent: &Agent, id: Uuid) -> Result<bool, Failure> {
        let db = app.db().read();
        match store::ticket(db, id).await? {
            Some(row) => Ok(reads(agent, &scope(db, agent, &row).await?)),
            None => Ok(false),
        }
    }
}

/// Whether an agent may read what is there.
fn reads(agent: &Agent, scope: &Scope) -> bool {
    departments::may(agent, Act::Read, scope)
}
