//! Work items: how they enter, move by hand, and are done.

use contract::{departments::Channel, people::AgentRef, presence::Decision};
use sea_orm::{ActiveValue::Set, DbErr, entity::prelude::*};

use super::{
    Cause, Channels, Place, PresenceChanged, QueueMoved,
    drain::{self, Placing},
    leases, pick,
    queue::{self, Back, Standing},
    store,
    tables::work_items,
};
use crate::{
    departments::{self, Act, Permission, Reached, Scope},
    people,
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
    store::hold(tx).await?;
    live(tx, enter.group).await?.ok_or_else(Failure::not_found)?;
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
        lapsed: Set(store::nobody()),
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

/// Gives an item to the agent who takes it, from the queue or from a colleague; something is to be done about it again.
/// Limits do not bind.
///
/// # Errors
/// 404 when there is no such item.
pub async fn take(app: &App, tx: &Tx, item: Uuid, by: &AgentRef) -> Result<(), Failure> {
    let row = held(tx, item).await?;
    if row.agent_id == Some(by.id.0) && row.state != store::DONE {
        return Ok(());
    }
    let to = Place { agent: Some(by.id.0), ..place(&row) };
    give(app, tx, &row, to, Cause::TakenByHand { by: by.clone() }, Decision::TakenByHand).await
}

/// Hands an item on, to an agent or to a group's queue; something is to be done about it again.
///
/// # Errors
/// 422 on `destination` when the place is gone meanwhile, or the agent is not connected to take a chat.
pub async fn transfer(app: &App, tx: &Tx, item: Uuid, transfer: Transfer) -> Result<(), Failure> {
    let row = held(tx, item).await?;
    let Transfer { to, by, comment } = transfer;
    let cause = Cause::Transferred { by: by.clone(), to: to.name().to_owned(), comment };
    let Some(agent) = to.agent() else {
        return requeue(app, tx, &row, to.group(), cause, Back::HandedOn { by: by.id.0 }).await;
    };
    if row.channel == to_text(&Channel::Chat) && !store::connected(tx, &[agent], tx.now()).await?.contains(&agent) {
        return Err(nowhere("not_connected"));
    }
    let place = Place { department: to.department(), group: to.group(), agent: Some(agent) };
    give(app, tx, &row, place, cause, Decision::Transferred).await
}

/// An agent who let the time for an answer lapse.
#[derive(Clone, Copy, Debug)]
pub struct Lapse {
    /// The chat.
    pub item: Uuid,
    /// Who.
    pub agent: Uuid,
    /// Whether the agent had answered since it came.
    pub answered: bool,
}

/// The agent who has an item did not answer in time: it goes on with the next who may have it, or waits before the new
/// ones. Nobody gets it who let the same wait lapse before.
///
/// # Errors
/// 404 when there is no such item.
pub async fn lapsed(app: &App, tx: &Tx, Lapse { item, agent, answered }: Lapse) -> Result<(), Failure> {
    let row = held(tx, item).await?;
    if row.agent_id != Some(agent) || row.state != store::ACTIVE {
        return Ok(());
    }
    let back = Back::Lapsed { by: agent, answered };
    requeue(app, tx, &row, row.group_id, Cause::NoAnswer { agent }, back).await
}

/// Puts an item back, before the new ones, and gives it to the next who may have it.
pub(super) async fn hand_back(app: &App, tx: &Tx, item: &work_items::Model, cause: Cause) -> Result<(), Failure> {
    requeue(app, tx, item, item.group_id, cause, Back::Lost).await
}

/// Moves every open item of a group to another one, as archiving does.
///
/// # Errors
/// The database's.
pub async fn move_group(app: &App, tx: &Tx, from: Uuid, to: Uuid, by: &AgentRef) -> Result<(), Failure> {
    let name = departments::group(tx, to).await?.ok_or_else(Failure::not_found)?.name;
    for row in store::open_in(tx, from).await? {
        let cause = Cause::Transferred { by: by.clone(), to: name.clone(), comment: String::new() };
        requeue(app, tx, &row, to, cause, Back::Moved).await?;
    }
    Ok(())
}

/// A group divides another department now. What is open in it goes there: whoever has an item keeps it, what waits keeps
/// its place. What is done stays where it was done.
///
/// # Errors
/// The database's.
pub async fn follow_group(app: &App, tx: &Tx, group: Uuid, by: &AgentRef) -> Result<(), Failure> {
    let home = departments::group(tx, group).await?.ok_or_else(Failure::not_found)?.department_id;
    let name = departments::department(tx, home).await?.ok_or_else(Failure::not_found)?.name;
    for row in store::open_in(tx, group).await? {
        let cause = Cause::Transferred { by: by.clone(), to: name.clone(), comment: String::new() };
        match row.agent_id {
            Some(_) => {
                let to = Place { department: home, ..place(&row) };
                give(app, tx, &row, to, cause, Decision::Transferred).await?;
            }
            None => requeue(app, tx, &row, group, cause, Back::Moved).await?,
        }
    }
    Ok(())
}

/// Nothing is to be done about an item any more: its agent has room for the next.
///
/// # Errors
/// The database's.
pub async fn done(app: &App, tx: &Tx, item: Uuid) -> Result<(), Failure> {
    let Some(row) = store::work_item(tx, item).await?.filter(|row| row.state != store::DONE) else { return Ok(()) };
    work_items::Entity::update_many()
        .col_expr(work_items::Column::State, Expr::value(store::DONE))
        .filter(work_items::Column::ItemId.eq(item))
        .exec(tx)
        .await?;
    let channel: Channel = from_text(&row.channel)?;
    match row.agent_id {
        Some(agent) => {
            tx.record(PresenceChanged { agent });
            drain::freed(app, tx, agent, row.group_id, channel).await?;
        }
        None => tx.record(QueueMoved { group: row.group_id, channel }),
    }
    Ok(())
}

/// Something is to be done about an item again: it counts for its agent, or waits when it has none who might take it.
/// Where its group was archived meanwhile, it enters the department anew; where its group moved, it is there too.
///
/// # Errors
/// The database's.
pub async fn reopened(app: &App, tx: &Tx, item: Uuid) -> Result<(), Failure> {
    let Some(row) = store::work_item(tx, item).await?.filter(|row| row.state == store::DONE) else { return Ok(()) };
    let Some(group) = live(tx, row.group_id).await? else {
        let front_line = departments::front_line(tx, row.department_id).await?;
        return requeue(app, tx, &row, front_line.id, Cause::Arrived, Back::Moved).await;
    };
    if let Some(agent) = row.agent_id
        && !might_take(tx, &row, agent).await?
    {
        return requeue(app, tx, &row, row.group_id, Cause::Left { agent }, Back::Lost).await;
    }
    if group.department_id != row.department_id {
        // The group divides another department by now: its work is done there.
        let to = Place { department: group.department_id, ..place(&row) };
        return match row.agent_id {
            Some(_) => give(app, tx, &row, to, Cause::Arrived, Decision::OnlyOne).await,
            None => requeue(app, tx, &row, row.group_id, Cause::Arrived, Back::Moved).await,
        };
    }
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

/// A group; `None` when it is archived by now.
async fn live(tx: &Tx, group: Uuid) -> Result<Option<departments::tables::groups::Model>, DbErr> {
    Ok(departments::group(tx, group).await?.filter(|group| group.archived_at.is_none()))
}

async fn held(tx: &Tx, item: Uuid) -> Result<work_items::Model, Failure> {
    store::hold(tx).await?;
    store::work_item(tx, item).await?.ok_or_else(Failure::not_found)
}

/// Whether an agent works here still.
async fn might_take(tx: &Tx, row: &work_items::Model, agent: Uuid) -> Result<bool, DbErr> {
    let Some(account) = people::account(tx, agent).await?.filter(|account| account.active) else { return Ok(false) };
    let department = departments::department(tx, row.department_id).await?;
    let scope = Scope {
        department: row.department_id,
        group: row.group_id,
        owner: Some(agent),
        confidential: department.is_none_or(|department| department.confidential),
        asked: false,
    };
    let agent = departments::load_agent(tx, &account, Uuid::nil()).await?;
    Ok(agent.works_in(row.group_id) || departments::may(&agent, Act::Do(Permission::Take), &scope))
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
        live(tx, to.group).await?.ok_or_else(|| nowhere("unknown"))?;
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
        .col_expr(work_items::Column::Lapsed, Expr::value(store::nobody()))
        .filter(work_items::Column::ItemId.eq(row.item_id))
        .exec(tx)
        .await?;
    let channel: Channel = from_text(&row.channel)?;
    let reason = pick::by_hand(drain::policy(&department, channel).method, decision);
    let moved = drain::moved(row, row.epoch + 1, place(row), to, cause, reason)?;
    Channels::tell(app, tx, &moved).await?;
    if let (Channel::Chat, Some(agent)) = (channel, to.agent)
        && !store::connected(tx, &[agent], tx.now()).await?.contains(&agent)
    {
        // No lease will end to say that nobody is there.
        leases::grace(tx, agent, &department).await?;
    }
    for agent in [row.agent_id, to.agent].into_iter().flatten() {
        tx.record(PresenceChanged { agent });
    }
    match row.agent_id {
        // The one before has room now.
        Some(agent) => drain::freed(app, tx, agent, row.group_id, channel).await?,
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
    back: Back,
) -> Result<(), Failure> {
    let target = departments::group(tx, group).await?;
    // Where it is already it may stay.
    let target = target.filter(|target| group == row.group_id || target.archived_at.is_none());
    let department = target.ok_or_else(|| nowhere("unknown"))?.department_id;
    let stood = Standing { handed_back: row.handed_back, not_to: row.not_to, lapsed: store::lapsed(row)? };
    let stands = queue::back(back, stood);
    work_items::Entity::update_many()
        .col_expr(work_items::Column::DepartmentId, Expr::value(department))
        .col_expr(work_items::Column::GroupId, Expr::value(group))
        .col_expr(work_items::Column::AgentId, Expr::value(None::<Uuid>))
        .col_expr(work_items::Column::State, Expr::value(store::WAITING))
        .col_expr(work_items::Column::Epoch, Expr::value(row.epoch + 1))
        .col_expr(work_items::Column::HandedBack, Expr::value(stands.handed_back))
        .col_expr(work_items::Column::NotTo, Expr::value(stands.not_to))
        .col_expr(work_items::Column::Lapsed, Expr::value(serde_json::json!(stands.lapsed)))
        .filter(work_items::Column::ItemId.eq(row.item_id))
        .exec(tx)
        .await?;
    let channel: Channel = from_text(&row.channel)?;
    let placing = Placing { item: row.item_id, from: place(row), cause };
    drain::drain(app, tx, group, channel, Some(placing)).await?;
    if let Some(agent) = row.agent_id {
        tx.record(PresenceChanged { agent });
        drain::freed(app, tx, agent, row.group_id, channel).await?;
    } else if group != row.group_id {
        tx.record(QueueMoved { group: row.group_id, channel });
    }
    Ok(())
}
