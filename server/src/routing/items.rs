//! Work items: how they enter, move by hand, and are done.

use contract::{departments::Channel, people::AgentRef, presence::Decision};
use sea_orm::{ActiveValue::Set, DbErr, entity::prelude::*};

use super::{
    Cause, Channels, Place, PresenceChanged, QueueMoved,
    drain::{self, Placing},
    pick, store,
    tables::work_items,
};
use crate::{
    departments::{self, Reached},
    platform::{
        App, Failure, Tx,
        words::{from_text, to_text},
    },
};

/// An item that is new.
#[derive(Clone, Copy, Debug)]
pub struct Enter {
    /// The chat or ticket.
    pub item: Uuid,
    /// Which of the two.
    pub channel: Channel,
    /// The department.
    pub department: Uuid,
    /// The group whose queue it enters.
    pub group: Uuid,
    /// 0 is the usual, higher goes first.
    pub priority: i32,
    /// Who has it from the start, as the writer of a ticket does.
    pub owner: Option<Uuid>,
}

/// A hand-over to somewhere else.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// Where to.
    pub to: Reached,
    /// By whom.
    pub by: AgentRef,
    /// For the colleagues; may be empty.
    pub comment: String,
}

/// Puts a new item into its queue and gives it out if somebody may have it. The item's slice is told where it went,
/// unless it has an owner from the start.
///
/// # Errors
/// 404 when the group was archived meanwhile.
pub async fn enter(app: &App, tx: &Tx, enter: Enter) -> Result<(), Failure> {
    hold_live(tx, enter.group).await?.ok_or_else(Failure::not_found)?;
    let row = work_items::ActiveModel {
        item_id: Set(enter.item),
        channel: Set(to_text(&enter.channel)),
        department_id: Set(enter.department),
        group_id: Set(enter.group),
        agent_id: Set(enter.owner),
        state: Set(if enter.owner.is_some() { store::ACTIVE } else { store::WAITING }.to_owned()),
        epoch: Set(1),
        priority: Set(enter.priority),
        handed_back: Set(false),
        arrived_at: Set(tx.now()),
        not_to: Set(None),
    };
    work_items::Entity::insert(row).exec_without_returning(tx).await?;
    if let Some(agent) = enter.owner {
        tx.record(PresenceChanged { agent });
        return Ok(());
    }
    let from = Place { department: enter.department, group: enter.group, agent: None };
    let placing = Placing { item: enter.item, from, cause: Cause::Arrived };
    drain::drain(app, tx, enter.group, enter.channel, Some(placing)).await
}

/// Makes acts on an item wait for one another. Whoever will move an item calls it before locking the item's own row.
///
/// # Errors
/// The database's.
pub async fn hold(tx: &Tx, item: Uuid) -> Result<(), DbErr> {
    if let Some(row) = store::work_item(tx, item).await? {
        store::hold_group(tx, row.group_id).await?;
    }
    Ok(())
}

/// Gives an item to the agent who takes it, from the queue or from a colleague. Limits do not bind.
///
/// # Errors
/// 404 when there is no such item or nothing is to be done about it.
pub async fn take(app: &App, tx: &Tx, item: Uuid, by: &AgentRef) -> Result<(), Failure> {
    let row = open(tx, item).await?;
    if row.agent_id == Some(by.id.0) {
        return Ok(());
    }
    let to = Place { agent: Some(by.id.0), ..place(&row) };
    give(app, tx, &row, to, Cause::TakenByHand { by: by.clone() }, Decision::TakenByHand).await
}

/// Hands an item on: to an agent, or to a group's queue.
///
/// # Errors
/// 422 on `destination` when the place is gone meanwhile, or the agent is not connected to take a chat.
pub async fn transfer(app: &App, tx: &Tx, item: Uuid, transfer: Transfer) -> Result<(), Failure> {
    let row = open(tx, item).await?;
    let Transfer { to, by, comment } = transfer;
    let cause = Cause::Transferred { by: by.clone(), to: to.name().to_owned(), comment };
    let Some(agent) = to.agent() else {
        return requeue(app, tx, &row, to.group(), cause, Some(by.id.0)).await;
    };
    if row.channel == to_text(&Channel::Chat) && !store::connected(tx, &[agent], tx.now()).await?.contains(&agent) {
        return Err(nowhere("not_connected"));
    }
    let place = Place { department: to.department(), group: to.group(), agent: Some(agent) };
    give(app, tx, &row, place, cause, Decision::Transferred).await
}

/// Puts an item back, before the new ones, and gives it to the next who may have it.
pub(super) async fn hand_back(app: &App, tx: &Tx, item: &work_items::Model, cause: Cause) -> Result<(), Failure> {
    requeue(app, tx, item, item.group_id, cause, None).await
}

/// Moves every open item of a group to another one, as archiving does.
///
/// # Errors
/// The database's.
pub async fn move_group(app: &App, tx: &Tx, from: Uuid, to: Uuid, by: &AgentRef) -> Result<(), Failure> {
    let name = departments::group(tx, to).await?.ok_or_else(Failure::not_found)?.name;
    for row in store::open_in(tx, from).await? {
        let cause = Cause::Transferred { by: by.clone(), to: name.clone(), comment: String::new() };
        requeue(app, tx, &row, to, cause, None).await?;
    }
    Ok(())
}

/// Nothing is to be done about an item any more: its agent has room for the next.
///
/// # Errors
/// The database's.
pub async fn done(app: &App, tx: &Tx, item: Uuid) -> Result<(), Failure> {
    let Some(row) = store::work_item(tx, item).await?.filter(|row| row.state != store::DONE) else { return Ok(()) };
    store::hold_group(tx, row.group_id).await?;
    work_items::Entity::update_many()
        .col_expr(work_items::Column::State, Expr::value(store::DONE))
        .filter(work_items::Column::ItemId.eq(item))
        .exec(tx)
        .await?;
    let channel: Channel = from_text(&row.channel)?;
    match row.agent_id {
        Some(agent) => {
            tx.record(PresenceChanged { agent });
            drain::drain(app, tx, row.group_id, channel, None).await?;
        }
        None => tx.record(QueueMoved { group: row.group_id, channel }),
    }
    Ok(())
}

/// Something is to be done about an item again: it counts for its agent, or waits when it has none.
///
/// # Errors
/// The database's.
pub async fn reopened(app: &App, tx: &Tx, item: Uuid) -> Result<(), Failure> {
    let Some(row) = store::work_item(tx, item).await?.filter(|row| row.state == store::DONE) else { return Ok(()) };
    let state = if row.agent_id.is_some() { store::ACTIVE } else { store::WAITING };
    work_items::Entity::update_many()
        .col_expr(work_items::Column::State, Expr::value(state))
        .filter(work_items::Column::ItemId.eq(item))
        .exec(tx)
        .await?;
    if let Some(agent) = row.agent_id {
        tx.record(PresenceChanged { agent });
        return Ok(());
    }
    let placing = Placing { item, from: place(&row), cause: Cause::Arrived };
    drain::drain(app, tx, row.group_id, from_text(&row.channel)?, Some(placing)).await
}

/// Changes how soon an item's turn comes.
///
/// # Errors
/// The database's.
pub async fn set_priority(tx: &Tx, item: Uuid, priority: i32) -> Result<(), DbErr> {
    work_items::Entity::update_many()
        .col_expr(work_items::Column::Priority, Expr::value(priority))
        .filter(work_items::Column::ItemId.eq(item))
        .exec(tx)
        .await?;
    Ok(())
}

/// Holds a group; `None` when it is archived by now.
async fn hold_live(tx: &Tx, group: Uuid) -> Result<Option<departments::tables::groups::Model>, DbErr> {
    store::hold_group(tx, group).await?;
    Ok(departments::group(tx, group).await?.filter(|group| group.archived_at.is_none()))
}

async fn open(tx: &Tx, item: Uuid) -> Result<work_items::Model, Failure> {
    hold(tx, item).await?;
    let row = store::work_item(tx, item).await?.filter(|row| row.state != store::DONE);
    row.ok_or_else(Failure::not_found)
}

fn place(row: &work_items::Model) -> Place {
    Place { department: row.department_id, group: row.group_id, agent: row.agent_id }
}

fn nowhere(code: &str) -> Failure {
    Failure::field("destination", code, "It cannot go there.")
}

/// Gives an item to an agent, by hand.
async fn give(
    app: &App,
    tx: &Tx,
    row: &work_items::Model,
    to: Place,
    cause: Cause,
    decision: Decision,
) -> Result<(), Failure> {
    if to.group != row.group_id {
        hold_live(tx, to.group).await?.ok_or_else(|| nowhere("unknown"))?;
    }
    let department = departments::department(tx, to.department).await?.ok_or_else(Failure::not_found)?;
    work_items::Entity::update_many()
        .col_expr(work_items::Column::DepartmentId, Expr::value(to.department))
        .col_expr(work_items::Column::GroupId, Expr::value(to.group))
        .col_expr(work_items::Column::AgentId, Expr::value(to.agent))
        .col_expr(work_items::Column::State, Expr::value(store::ACTIVE))
        .col_expr(work_items::Column::Epoch, Expr::value(row.epoch + 1))
        .col_expr(work_items::Column::HandedBack, Expr::value(false))
        .col_expr(work_items::Column::NotTo, Expr::value(None::<Uuid>))
        .filter(work_items::Column::ItemId.eq(row.item_id))
        .exec(tx)
        .await?;
    let channel: Channel = from_text(&row.channel)?;
    let reason = pick::by_hand(drain::policy(&department, channel).method, decision);
    let moved = drain::moved(row, row.epoch + 1, place(row), to, cause, reason)?;
    Channels::tell(app, tx, &moved).await?;
    for agent in [row.agent_id, to.agent].into_iter().flatten() {
        tx.record(PresenceChanged { agent });
    }
    match row.agent_id {
        // The one before has room now.
        Some(_) => drain::drain(app, tx, row.group_id, channel, None).await?,
        None => tx.record(QueueMoved { group: row.group_id, channel }),
    }
    Ok(())
}

/// Puts an item into a group's queue and gives it out if somebody may have it.
async fn requeue(
    app: &App,
    tx: &Tx,
    row: &work_items::Model,
    group: Uuid,
    cause: Cause,
    not_to: Option<Uuid>,
) -> Result<(), Failure> {
    store::hold_group(tx, row.group_id.min(group)).await?;
    store::hold_group(tx, row.group_id.max(group)).await?;
    let target = departments::group(tx, group).await?;
    // Where it is already it may stay.
    let target = target.filter(|target| group == row.group_id || target.archived_at.is_none());
    let department = target.ok_or_else(|| nowhere("unknown"))?.department_id;
    work_items::Entity::update_many()
        .col_expr(work_items::Column::DepartmentId, Expr::value(department))
        .col_expr(work_items::Column::GroupId, Expr::value(group))
        .col_expr(work_items::Column::AgentId, Expr::value(None::<Uuid>))
        .col_expr(work_items::Column::State, Expr::value(store::WAITING))
        .col_expr(work_items::Column::Epoch, Expr::value(row.epoch + 1))
        .col_expr(work_items::Column::HandedBack, Expr::value(true))
        .col_expr(work_items::Column::NotTo, Expr::value(not_to))
        .filter(work_items::Column::ItemId.eq(row.item_id))
        .exec(tx)
        .await?;
    let channel: Channel = from_text(&row.channel)?;
    let placing = Placing { item: row.item_id, from: place(row), cause };
    drain::drain(app, tx, group, channel, Some(placing)).await?;
    if let Some(agent) = row.agent_id {
        tx.record(PresenceChanged { agent });
        if group != row.group_id {
            drain::drain(app, tx, row.group_id, channel, None).await?;
        }
    } else if group != row.group_id {
        tx.record(QueueMoved { group: row.group_id, channel });
    }
    Ok(())
}
