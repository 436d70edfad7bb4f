//! Gives what waits to whoever may have it, in the transaction of what made that possible.

use contract::{
    departments::{Channel, DistributionMethod},
    people::AgentRef,
    presence::Availability,
};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::{
    Cause, Channels, Moved, Place, PresenceChanged, QueueMoved,
    pick::{self, Candidate, Policy},
    store,
    tables::work_items,
};
use crate::{
    departments, people,
    platform::{
        App, Failure, Time, Tx,
        words::{from_text, to_text},
    },
};

/// How many waiting items one drain looks at.
const LOOK_AT: u64 = 200;

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

/// The members of a group as candidates, as of now.
pub(super) async fn candidates(
    db: &impl ConnectionTrait,
    group: Uuid,
    channel: Channel,
    now: Time,
) -> Result<Vec<Candidate>, DbErr> {
    let members = departments::members(db, group).await?;
    let agents: Vec<Uuid> = members.iter().map(|member| member.agent_id).collect();
    let names = people::agent_refs(db, agents.iter().copied()).await?;
    let connected = store::connected(db, &agents, now).await?;
    let presences = store::presences(db, &agents).await?;
    let last = store::rotations(db, group, channel).await?;
    let wanted = to_text(&channel);
    let open = store::open_counts(db, &[group]).await?;
    let away = to_text(&Availability::Away);
    members
        .into_iter()
        .map(|member| {
            let agent = member.agent_id;
            let share = departments::share(&member, channel)?;
            let says = presences.get(&agent);
            let held = open.iter().filter(|count| count.agent_id == Some(agent) && count.channel == wanted);
            Ok(Candidate {
                agent: names.get(&agent).cloned().unwrap_or(AgentRef { id: agent.into(), name: String::new() }),
                part: share.part,
                may_answer: true,
                connected: connected.contains(&agent),
                checked_in: says.is_some_and(|says| says.checked_in_since.is_some()),
                available: says.is_none_or(|says| says.availability != away),
                active: share.active,
                open: held.map(|count| u32::try_from(count.items).unwrap_or(u32::MAX)).sum(),
                limit: share.limit,
                last_assigned: last.get(&agent).map(|time| time.0),
                order: member.position,
                handed_over: false,
            })
        })
        .collect()
}

/// Whether somebody is there for a channel of a group: work would come to somebody, now or when a place is free.
///
/// # Errors
/// The database's.
pub async fn receives(db: &impl ConnectionTrait, group: Uuid, channel: Channel, now: Time) -> Result<bool, DbErr> {
    let Some(group) = departments::group(db, group).await? else { return Ok(false) };
    let Some(department) = departments::department(db, group.department_id).await? else { return Ok(false) };
    let policy = policy(&department, channel);
    Ok(candidates(db, group.id, channel, now).await?.iter().any(|candidate| is_there(&policy, candidate)))
}

/// There, though perhaps busy, or taking by hand.
pub(super) fn is_there(policy: &Policy, candidate: &Candidate) -> bool {
    use contract::presence::WhyNot;
    match pick::why_not(policy, candidate) {
        None => true,
        Some(WhyNot::AtLimit { limit, .. }) => limit > 0,
        Some(WhyNot::PullsByHand) => {
            let by_hand = Candidate { part: contract::departments::Part::Primary, ..candidate.clone() };
            matches!(pick::why_not(policy, &by_hand), None | Some(WhyNot::AtLimit { .. }))
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
    store::hold_group(tx, group).await?;
    let waiting = store::waiting(tx, group, &to_text(&channel), LOOK_AT).await?;
    if waiting.is_empty() {
        return Ok(());
    }
    let Some(group) = departments::group(tx, group).await? else { return Ok(()) };
    let Some(department) = departments::department(tx, group.department_id).await? else { return Ok(()) };
    let policy = policy(&department, channel);
    let mut candidates = candidates(tx, group.id, channel, tx.now()).await?;
    let mut queue_moved = false;
    let mut placed_seen = placing.is_none();
    let mut line = waiting;
    if let Some(placing) = &placing
        && !line.iter().any(|item| item.item_id == placing.item)
    {
        // Behind a queue longer than one drain looks at.
        line.extend(store::work_item(tx, placing.item).await?);
    }
    for item in line {
        if placed_seen && candidates.iter().all(|candidate| pick::why_not(&policy, candidate).is_some()) {
            break;
        }
        placed_seen |= placing.as_ref().is_some_and(|placing| placing.item == item.item_id);
        let placed = placing.as_ref().filter(|placing| placing.item == item.item_id);
        for candidate in &mut candidates {
            candidate.handed_over = item.not_to == Some(candidate.agent.id.0);
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
        let turn = pick::turn(tx.now().0, &candidates);
        store::rotate(tx, group.id, chosen.0, channel, Time(turn)).await?;
        for candidate in &mut candidates {
            if candidate.agent.id == chosen {
                candidate.open += 1;
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
    Ok(())
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
    for group in departments::groups_of(tx, department).await? {
        drain(app, tx, group.id, Channel::Chat, None).await?;
        drain(app, tx, group.id, Channel::Ticket, None).await?;
    }
    say_whether_there(tx, department).await?;
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
    let there = row.offers_chat && receives(tx, front_line.id, Channel::Chat, tx.now()).await?;
    if departments::set_chat_now(tx, department, there).await? {
        tell_members(tx, department).await?;
    }
    Ok(())
}
