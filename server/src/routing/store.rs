//! Reads and writes of the tables of presence and distribution.

use std::collections::{HashMap, HashSet};

use contract::departments::Channel;
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbErr, QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict,
};
use serde::Deserialize;

use super::tables::{leases, presences, rotations, shifts, work_items};
use crate::platform::{Time, Tx, ids, turns, words::to_text};

/// In a group's queue.
pub const WAITING: &str = "waiting";
/// With an agent.
pub const ACTIVE: &str = "active";
/// Nothing is to be done about it.
pub const DONE: &str = "done";

/// Nobody let an item's wait lapse.
pub fn nobody() -> Json {
    Json::Array(Vec::new())
}

/// Who let an item's wait lapse.
pub fn lapsed(item: &work_items::Model) -> Result<Vec<Uuid>, DbErr> {
    Vec::deserialize(&item.lapsed).map_err(|error| DbErr::Json(error.to_string()))
}

/// An agent says anew to be there: what lapsed before may come again, in some groups' queues.
pub async fn forgive(tx: &Tx, agent: Uuid, groups: &[Uuid]) -> Result<(), DbErr> {
    let waiting = work_items::Entity::find()
        .filter(work_items::Column::GroupId.is_in(groups.iter().copied()))
        .filter(work_items::Column::State.eq(WAITING))
        .all(tx)
        .await?;
    for item in waiting {
        let mut lapsed = lapsed(&item)?;
        if lapsed.contains(&agent) {
            lapsed.retain(|one| *one != agent);
            work_items::Entity::update_many()
                .col_expr(work_items::Column::Lapsed, Expr::value(serde_json::json!(lapsed)))
                .filter(work_items::Column::ItemId.eq(item.item_id))
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

/// The work item of a chat or ticket.
///
/// # Errors
/// The database's.
pub async fn work_item(db: &impl ConnectionTrait, item: Uuid) -> Result<Option<work_items::Model>, DbErr> {
    work_items::Entity::find_by_id(item).one(db).await
}

/// The place in its queue, from 1; `None` when the item does not wait.
///
/// # Errors
/// The database's.
pub async fn position(db: &impl ConnectionTrait, item: Uuid) -> Result<Option<u32>, DbErr> {
    let Some(row) = work_item(db, item).await?.filter(|row| row.state == WAITING) else { return Ok(None) };
    let waiting = waiting(db, row.group_id, &row.channel, u64::MAX).await?;
    let place = waiting.iter().position(|other| other.item_id == item);
    Ok(place.and_then(|place| u32::try_from(place + 1).ok()))
}

/// The items waiting in a group's queue, in queue order.
pub async fn waiting(
    db: &impl ConnectionTrait,
    group: Uuid,
    channel: &str,
    most: u64,
) -> Result<Vec<work_items::Model>, DbErr> {
    use work_items::Column::{ArrivedAt, Channel, GroupId, HandedBack, ItemId, Priority, State};
    let mut find = work_items::Entity::find()
        .filter(GroupId.eq(group))
        .filter(Channel.eq(channel))
        .filter(State.eq(WAITING))
        .order_by_desc(Priority)
        .order_by_desc(HandedBack)
        .order_by_asc(ArrivedAt)
        .order_by_asc(ItemId);
    if most < u64::MAX {
        find = find.limit(most);
    }
    find.all(db).await
}

/// How many items of a channel wait in a group's queue.
pub async fn count_waiting(db: &impl ConnectionTrait, group: Uuid, channel: &str) -> Result<u64, DbErr> {
    use work_items::Column::{Channel, GroupId, State};
    let waiting = work_items::Entity::find().filter(GroupId.eq(group)).filter(Channel.eq(channel));
    waiting.filter(State.eq(WAITING)).count(db).await
}

/// Everything an agent holds, oldest first.
pub async fn held(db: &impl ConnectionTrait, agent: Uuid) -> Result<Vec<work_items::Model>, DbErr> {
    work_items::Entity::find()
        .filter(work_items::Column::AgentId.eq(agent))
        .filter(work_items::Column::State.eq(ACTIVE))
        .order_by_asc(work_items::Column::ArrivedAt)
        .all(db)
        .await
}

/// Every open item of a group.
pub async fn open_in(db: &impl ConnectionTrait, group: Uuid) -> Result<Vec<work_items::Model>, DbErr> {
    work_items::Entity::find()
        .filter(work_items::Column::GroupId.eq(group))
        .filter(work_items::Column::State.is_in([WAITING, ACTIVE]))
        .order_by_asc(work_items::Column::ArrivedAt)
        .all(db)
        .await
}

/// How many items are open, by group, channel, state and agent.
#[derive(Clone, Debug, sea_orm::FromQueryResult)]
pub struct Open {
    pub group_id: Uuid,
    pub agent_id: Option<Uuid>,
    pub channel: String,
    pub state: String,
    pub items: i64,
}

/// Counts the open items of some groups, of one channel or of both.
pub async fn open_counts(
    db: &impl ConnectionTrait,
    groups: &[Uuid],
    channel: Option<Channel>,
) -> Result<Vec<Open>, DbErr> {
    counting(groups, channel).into_model::<Open>().all(db).await
}

/// What [`open_counts`] asks: answered from an index alone, in which what is done is passed over.
pub fn counting(groups: &[Uuid], channel: Option<Channel>) -> Select<work_items::Entity> {
    use work_items::Column as C;
    let counting = work_items::Entity::find()
        .select_only()
        .columns([C::GroupId, C::AgentId, C::Channel, C::State])
        .column_as(Expr::cust("COUNT(*)"), "items")
        .filter(C::GroupId.is_in(groups.iter().copied()))
        .filter(C::State.is_in([WAITING, ACTIVE]))
        .group_by(C::GroupId)
        .group_by(C::AgentId)
        .group_by(C::Channel)
        .group_by(C::State);
    match channel {
        Some(channel) => counting.filter(C::Channel.eq(to_text(&channel))),
        None => counting,
    }
}

/// How much some agents hold, in whichever group: by agent and channel.
pub async fn held_counts(
    db: &impl ConnectionTrait,
    agents: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<(Uuid, String), u32>, DbErr> {
    use work_items::Column as C;
    let rows: Vec<(Option<Uuid>, String, i64)> = work_items::Entity::find()
        .select_only()
        .columns([C::AgentId, C::Channel])
        .column_as(Expr::cust("COUNT(*)"), "items")
        .filter(C::AgentId.is_in(agents))
        .filter(C::State.eq(ACTIVE))
        .group_by(C::AgentId)
        .group_by(C::Channel)
        .into_tuple()
        .all(db)
        .await?;
    let counted = rows.into_iter().filter_map(|(agent, channel, items)| {
        agent.map(|agent| ((agent, channel), u32::try_from(items).unwrap_or(u32::MAX)))
    });
    Ok(counted.collect())
}

/// Which of some agents have a live console.
pub async fn connected(db: &impl ConnectionTrait, agents: &[Uuid], now: Time) -> Result<HashSet<Uuid>, DbErr> {
    let rows = leases::Entity::find()
        .filter(leases::Column::AgentId.is_in(agents.iter().copied()))
        .filter(leases::Column::EndsAt.gt(now))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|lease| lease.agent_id).collect())
}

/// What some agents say of themselves.
pub async fn presences(db: &impl ConnectionTrait, agents: &[Uuid]) -> Result<HashMap<Uuid, presences::Model>, DbErr> {
    let rows =
        presences::Entity::find().filter(presences::Column::AgentId.is_in(agents.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.agent_id, row)).collect())
}

/// Since when an agent is checked in, if the agent is.
pub async fn checked_in_since(tx: &Tx, agent: Uuid) -> Result<Option<Time>, DbErr> {
    Ok(presences::Entity::find_by_id(agent).one(tx).await?.and_then(|row| row.checked_in_since))
}

/// When some groups' members were last given something: by group, agent and channel.
pub async fn rotations(
    db: &impl ConnectionTrait,
    groups: &[Uuid],
) -> Result<HashMap<(Uuid, Uuid, String), Time>, DbErr> {
    let these = rotations::Column::GroupId.is_in(groups.iter().copied());
    let rows = rotations::Entity::find().filter(these).all(db).await?;
    Ok(rows.into_iter().map(|row| ((row.group_id, row.agent_id, row.channel), row.last_assigned)).collect())
}

/// Writes down whose turn it was.
pub async fn rotate(tx: &Tx, group: Uuid, agent: Uuid, channel: Channel, at: Time) -> Result<(), DbErr> {
    let row = rotations::ActiveModel {
        group_id: Set(group),
        agent_id: Set(agent),
        channel: Set(to_text(&channel)),
        last_assigned: Set(at),
    };
    let replace =
        OnConflict::columns([rotations::Column::GroupId, rotations::Column::AgentId, rotations::Column::Channel])
            .update_column(rotations::Column::LastAssigned)
            .to_owned();
    rotations::Entity::insert(row).on_conflict(replace).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes what an agent says, making the row when it is the first word. Whoever writes holds ([`hold`]), so that a first
/// word is said once.
pub async fn say(
    tx: &Tx,
    agent: Uuid,
    availability: Option<&str>,
    checked_in_since: Option<Option<Time>>,
) -> Result<(), DbErr> {
    let there = presences::Entity::find_by_id(agent).one(tx).await?;
    match there {
        Some(row) => {
            let mut change = presences::Entity::update_many()
                .col_expr(presences::Column::Version, Expr::value(row.version + 1))
                .filter(presences::Column::AgentId.eq(agent));
            if let Some(availability) = availability {
                change = change.col_expr(presences::Column::Availability, Expr::value(availability));
            }
            if let Some(since) = checked_in_since {
                change = change.col_expr(presences::Column::CheckedInSince, Expr::value(since));
            }
            change.exec(tx).await?;
        }
        None => {
            let row = presences::ActiveModel {
                agent_id: Set(agent),
                availability: Set(availability.unwrap_or("available").to_owned()),
                checked_in_since: Set(checked_in_since.flatten()),
                version: Set(1),
            };
            presences::Entity::insert(row).exec_without_returning(tx).await?;
        }
    }
    Ok(())
}

/// Begins a shift.
pub async fn begin_shift(tx: &Tx, agent: Uuid) -> Result<(), DbErr> {
    let row = shifts::ActiveModel {
        id: Set(ids::new_id()),
        agent_id: Set(agent),
        began_at: Set(tx.now()),
        ended_at: Set(None),
        ended_by: Set(None),
    };
    shifts::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// Ends the shift that is open, if one is.
pub async fn end_shift(tx: &Tx, agent: Uuid, by: &str) -> Result<(), DbErr> {
    shifts::Entity::update_many()
        .col_expr(shifts::Column::EndedAt, Expr::value(tx.now()))
        .col_expr(shifts::Column::EndedBy, Expr::value(by))
        .filter(shifts::Column::AgentId.eq(agent))
        .filter(shifts::Column::EndedAt.is_null())
        .exec(tx)
        .await?;
    Ok(())
}

/// The turn of whoever decides about work.
const DECIDING: i64 = 0x726f_7574_696e_6700;

/// Nobody else decides about work before this transaction ends: the first thing of all that does.
///
/// # Errors
/// The database's.
pub async fn hold(tx: &Tx) -> Result<(), DbErr> {
    turns::take(tx, DECIDING).await
}
