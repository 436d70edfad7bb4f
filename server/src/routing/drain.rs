//! Gives what waits to whoever may have it, in the transaction of what made that possible.

use std::collections::HashSet;

use contract::departments::{Channel, DistributionMethod};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::{
    Cause, Channels, Moved, Place, PresenceChanged, QueueMoved,
    crowd::Crowd,
    pick::{self, Candidate, Policy},
    queue, store,
    tables::work_items,
};
use crate::{
    departments, people,
    platform::{
        App, Failure, Time, Tx,
        words::{from_text, to_text},
    },
};

/// How many waiting items a drain reads at once.
const BATCH: u64 = 200;

/// An item on its way to a new place: where it comes from, and why.
pub(super) struct Placing {
    pub item: Uuid,
    pub from: Place,
    pub cause: Cause,
}

/// What the department says about choices for a channel.
pub(super) fn policy(department: &departments::tables::departments::Model, channel: Channel) -> Policy {
    let chats = channel == Channel::Chat;
    Policy {
        method: from_text(&department.method).unwrap_or(DistributionMethod::RoundRobin),
        requires_check_in: department.requires_check_in,
        needs_connection: chats || !department.assigns_tickets_while_away,
        heeds_away: chats,
    }
}

/// The groups, of some, in which somebody is there for a channel: work would come to somebody, now or when a place is
/// free.
///
/// # Errors
/// The database's.
pub async fn receiving(
    db: &impl ConnectionTrait,
    groups: &[Uuid],
    channel: Channel,
    now: Time,
) -> Result<HashSet<Uuid>, DbErr> {
    let rows = departments::groups(db, groups.iter().copied()).await?;
    let departments = departments::departments(db, rows.values().map(|group| group.department_id)).await?;
    let crowd = Crowd::of(db, groups, now).await?;
    let mut found = HashSet::new();
    for group in rows.values() {
        let Some(department) = departments.get(&group.department_id) else { continue };
        let policy = policy(department, channel);
        if crowd.candidates(group.id, channel)?.iter().any(|candidate| is_there(&policy, candidate)) {
            found.insert(group.id);
        }
    }
    Ok(found)
}

/// There, though perhaps busy, or taking by hand.
pub(super) fn is_there(policy: &Policy, candidate: &Candidate) -> bool {
    use contract::presence::WhyNot;
    match pick::why_not(policy, candidate) {
        None => true,
        Some(WhyNot::AtLimit { limit, .. } | WhyNot::AtOwnLimit { limit, .. }) => limit > 0,
        Some(WhyNot::PullsByHand) => {
            let by_hand = Candidate { part: contract::departments::Part::Primary, ..candidate.clone() };
            let why = pick::why_not(policy, &by_hand);
            matches!(why, None | Some(WhyNot::AtLimit { .. } | WhyNot::AtOwnLimit { .. }))
        }
        Some(_) => false,
    }
}

/// Gives out what a group's queue holds, as far as somebody may have it. An item that is just being placed is told of
/// once, with where it went: to an agent, or to the queue.
pub(super) async fn drain(
    app: &App,
    tx: &Tx,
    group: Uuid,
    channel: Channel,
    placing: Option<Placing>,
) -> Result<(), Failure> {
    let waits = to_text(&channel);
    let mut line = store::waiting(tx, group, &waits, BATCH).await?;
    let mut given = batch(app, tx, group, channel, line, placing).await?;
    // As many as were read: there may be more, and somebody for them.
    while given >= BATCH {
        line = store::waiting(tx, group, &waits, BATCH).await?;
        given = batch(app, tx, group, channel, line, None).await?;
    }
    Ok(())
}

/// Gives out what the queues of some groups hold. Where they compete for an agent who may hold only so many in all of
/// them together, the first of all their heads goes first.
pub(super) async fn drain_all(app: &App, tx: &Tx, groups: &[Uuid], channel: Channel) -> Result<(), Failure> {
    let compete = groups.len() > 1 && Crowd::of(tx, groups, tx.now()).await?.any_limited(channel);
    if !compete {
        for group in groups {
            drain(app, tx, *group, channel, None).await?;
        }
        return Ok(());
    }
    loop {
        let mut heads = Vec::new();
        for group in groups {
            let line = front(tx, *group, channel).await?;
            heads.extend(line.into_iter().map(|item| (in_queue(&item), *group, item)));
        }
        heads.sort_unstable_by_key(|(place, group, _)| (*place, *group));
        let mut given = 0;
        for (_, group, item) in heads {
            given = batch(app, tx, group, channel, vec![item], None).await?;
            if given > 0 {
                break;
            }
        }
        if given == 0 {
            return Ok(());
        }
    }
}

/// The head of a queue, and what stands behind it as long as some may not have what stands before it again.
async fn front(tx: &Tx, group: Uuid, channel: Channel) -> Result<Vec<work_items::Model>, DbErr> {
    let channel = to_text(&channel);
    let anybodys = |item: &work_items::Model| store::lapsed(item).map(|lapsed| lapsed.is_empty());
    let head = store::waiting(tx, group, &channel, 1).await?;
    if head.first().map_or(Ok(true), anybodys)? {
        return Ok(head);
    }
    let mut line = store::waiting(tx, group, &channel, BATCH).await?;
    for (place, item) in line.iter().enumerate() {
        if anybodys(item)? {
            line.truncate(place + 1);
            break;
        }
    }
    Ok(line)
}

fn in_queue(item: &work_items::Model) -> queue::Place<Uuid> {
    let (priority, handed_back) = (item.priority, item.handed_back);
    queue::Place { priority, handed_back, arrived_at: item.arrived_at.0, id: item.item_id }
}

/// An agent has room for one more: gives out what waits in the group where it was, and wherever else the agent may have
/// room for it.
pub(super) async fn freed(app: &App, tx: &Tx, agent: Uuid, group: Uuid, channel: Channel) -> Result<(), Failure> {
    let mut groups = vec![group];
    let account = people::account(tx, agent).await?;
    let limited = account.is_some_and(|account| match channel {
        Channel::Chat => account.chat_limit.is_some(),
        Channel::Ticket => account.ticket_limit.is_some(),
    });
    if limited {
        groups.extend(departments::memberships_of(tx, agent).await?.into_iter().map(|membership| membership.group_id));
        groups.sort_unstable();
        groups.dedup();
    }
    drain_all(app, tx, &groups, channel).await
}

/// Gives out the first of a queue, as they stand in it; says how many.
async fn batch(
    app: &App,
    tx: &Tx,
    group: Uuid,
    channel: Channel,
    waiting: Vec<work_items::Model>,
    placing: Option<Placing>,
) -> Result<u64, Failure> {
    if waiting.is_empty() {
        return Ok(0);
    }
    let Some(group) = departments::group(tx, group).await? else { return Ok(0) };
    let Some(department) = departments::department(tx, group.department_id).await? else { return Ok(0) };
    let policy = policy(&department, channel);
    let mut candidates = Crowd::of(tx, &[group.id], tx.now()).await?.candidates(group.id, channel)?;
    let mut queue_moved = false;
    let mut given = 0;
    let mut placed_seen = placing.is_none();
    let mut line = waiting;
    if let Some(placing) = &placing
        && !line.iter().any(|item| item.item_id == placing.item)
    {
        // Behind more than are read at once.
        line.extend(store::work_item(tx, placing.item).await?);
    }
    for item in line {
        if placed_seen && candidates.iter().all(|candidate| pick::why_not(&policy, candidate).is_some()) {
            break;
        }
        placed_seen |= placing.as_ref().is_some_and(|placing| placing.item == item.item_id);
        let placed = placing.as_ref().filter(|placing| placing.item == item.item_id);
        let lapsed = store::lapsed(&item)?;
        for candidate in &mut candidates {
            candidate.handed_over = item.not_to == Some(candidate.agent.id.0);
            candidate.lapsed = lapsed.contains(&candidate.agent.id.0);
        }
        let choice = pick::pick(&policy, &candidates, |millis| Time(millis).into());
        let queue = Place { department: department.id, group: group.id, agent: None };
        let from = placed.map_or(queue, |placing| placing.from);
        let Some(chosen) = choice.chosen else {
            if let Some(placing) = placed {
                queue_moved = true;
                let moved = moved(&item, item.epoch, from, queue, placing.cause.clone(), choice.reason)?;
                Channels::tell(app, tx, &moved).await?;
            }
            continue;
        };
        if !claim(tx, &item, chosen.0).await? {
            continue;
        }
        given += 1;
        let turn = pick::turn(tx.now().0, &candidates);
        store::rotate(tx, group.id, chosen.0, channel, Time(turn)).await?;
        for candidate in &mut candidates {
            if candidate.agent.id == chosen {
                candidate.open += 1;
                if let Some(load) = &mut candidate.everywhere {
                    load.open += 1;
                }
                candidate.last_assigned = Some(turn);
            }
        }
        queue_moved |= placed.is_none();
        let cause = placed.map_or(Cause::Drained, |placing| placing.cause.clone());
        let to = Place { agent: Some(chosen.0), ..queue };
        Channels::tell(app, tx, &moved(&item, item.epoch + 1, from, to, cause, choice.reason)?).await?;
        tx.record(PresenceChanged { agent: chosen.0 });
    }
    if queue_moved {
        tx.record(QueueMoved { group: group.id, channel });
    }
    Ok(given)
}

/// Takes a waiting item for an agent, unless somebody else has it by now.
async fn claim(tx: &Tx, item: &work_items::Model, agent: Uuid) -> Result<bool, DbErr> {
    let done = work_items::Entity::update_many()
        .col_expr(work_items::Column::AgentId, Expr::value(Some(agent)))
        .col_expr(work_items::Column::State, Expr::value(store::ACTIVE))
        .col_expr(work_items::Column::Epoch, Expr::value(item.epoch + 1))
        .col_expr(work_items::Column::HandedBack, Expr::value(false))
        .col_expr(work_items::Column::NotTo, Expr::value(None::<Uuid>))
        .filter(work_items::Column::ItemId.eq(item.item_id))
        .filter(work_items::Column::State.eq(store::WAITING))
        .filter(work_items::Column::Epoch.eq(item.epoch))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

pub(super) fn moved(
    item: &work_items::Model,
    epoch: i64,
    from: Place,
    to: Place,
    cause: Cause,
    reason: contract::presence::AssignmentReason,
) -> Result<Moved, DbErr> {
    Ok(Moved {
        item: item.item_id,
        channel: from_text(&item.channel)?,
        epoch: u64::try_from(epoch).unwrap_or_default(),
        handed_back: item.handed_back && to.agent.is_none(),
        from,
        to,
        cause,
        reason,
    })
}

/// Something about a department changed: gives out what waits in its groups, and says whether anybody is there to chat.
pub(super) async fn department(app: &App, tx: &Tx, department: Uuid) -> Result<(), Failure> {
    departments(app, tx, &[department]).await
}

/// The same for several departments at once.
pub(super) async fn departments(app: &App, tx: &Tx, all: &[Uuid]) -> Result<(), Failure> {
    let groups = departments::groups_of_all(tx, all).await?;
    let groups: Vec<Uuid> = groups.into_iter().map(|group| group.id).collect();
    for channel in [Channel::Chat, Channel::Ticket] {
        drain_all(app, tx, &groups, channel).await?;
    }
    for department in all {
        say_whether_there(tx, *department).await?;
    }
    Ok(())
}

/// What the presence of every member of a department means may have changed.
pub(super) async fn tell_members(tx: &Tx, department: Uuid) -> Result<(), DbErr> {
    for group in departments::groups_of(tx, department).await? {
        for member in departments::members(tx, group.id).await? {
            tx.record(PresenceChanged { agent: member.agent_id });
        }
    }
    Ok(())
}

/// Writes down whether anybody is there to chat, for the portal, the widgets and the department's members.
pub(super) async fn say_whether_there(tx: &Tx, department: Uuid) -> Result<(), DbErr> {
    let Some(row) = departments::department(tx, department).await? else { return Ok(()) };
    let front_line = departments::front_line(tx, department).await?;
    let open = !departments::open_now(tx, [&row], tx.now()).await?.is_empty();
    let there = row.offers_chat && open && !receiving(tx, &[front_line.id], Channel::Chat, tx.now()).await?.is_empty();
    if departments::set_chat_now(tx, department, there).await? {
        tell_members(tx, department).await?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "claim_tests.rs"]
mod tests;
