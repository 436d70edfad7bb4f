//! What stands on a ticket beside its status, and when it is to be looked at again.

use contract::{
    TicketId, Timestamp,
    history::FieldChange,
    people::AgentRef,
    rights::Permissions,
    tickets::{FollowUp, TicketEvent, TicketMarks, TicketStatus},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    access,
    actions::{turn, write_history},
    changed::changed,
    rules, store,
    tables::tickets,
    tags, view,
};
use crate::{
    departments::{Agent, Permission},
    people::{self, validity},
    platform::{
        Answered, App, Failure, Time, Tx,
        events::Reactions,
        jobs::{self, Job},
        words,
    },
    routing,
};

/// The job that reminds of a ticket.
const FOLLOW_UP: &str = "tickets.follow_up";

/// A reminder that was asked for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Reminder {
    ticket: Uuid,
    at: Time,
}

/// Registers this file's jobs.
pub(super) fn react(reactions: &mut Reactions) {
    reactions.job(FOLLOW_UP, |app, tx, reminder: Reminder| Box::pin(remind(app, tx, reminder)));
}

/// What stands on a ticket.
fn marks(row: &tickets::Model) -> TicketMarks {
    TicketMarks {
        tags: tags::of(row),
        pinned: row.pinned,
        follow_up: row.follow_up_at.map(|at| FollowUp { at: at.into(), comment: row.follow_up_comment.clone() }),
        spam: row.spam,
    }
}

/// What is given, as it can be stored.
fn read(given: TicketMarks) -> Answered<(TicketMarks, Option<Time>)> {
    let malformed = || Failure::field("follow_up", "malformed", "A moment is written as RFC 3339.");
    let follow_up = match given.follow_up {
        Some(FollowUp { at, comment }) => {
            let at = Time::read(&at).ok_or_else(malformed)?;
            Some((at, FollowUp { at: at.into(), comment: validity::clean_line(&comment) }))
        }
        None => None,
    };
    let at = follow_up.as_ref().map(|(at, _)| *at);
    let follow_up = follow_up.map(|(_, follow_up)| follow_up);
    Ok((TicketMarks { tags: tags::read(&given.tags)?, follow_up, ..given }, at))
}

/// What one needs to change these marks into those.
fn needs(from: &TicketMarks, to: &TicketMarks) -> Permissions {
    let spam = Some(Permission::Close).filter(|_| from.spam != to.spam);
    let same = TicketMarks { spam: from.spam, ..to.clone() } == *from;
    spam.into_iter().chain(Some(Permission::EditFields).filter(|_| !same)).collect()
}

/// The change field by field, for the history.
fn changes(from: &TicketMarks, to: &TicketMarks) -> Vec<FieldChange> {
    let flag = |set: bool| Some(set.to_string());
    let tags = |marks: &TicketMarks| Some(marks.tags.join(", ")).filter(|tags| !tags.is_empty());
    let at = |marks: &TicketMarks| marks.follow_up.as_ref().map(|follow_up| follow_up.at.0.clone());
    let comment = |marks: &TicketMarks| {
        marks.follow_up.as_ref().map(|follow_up| follow_up.comment.clone()).filter(|comment| !comment.is_empty())
    };
    let all = [
        ("tags", tags(from), tags(to)),
        ("pinned", flag(from.pinned), flag(to.pinned)),
        ("follow_up", at(from), at(to)),
        ("follow_up_comment", comment(from), comment(to)),
        ("spam", flag(from.spam), flag(to.spam)),
    ];
    let changed = all.into_iter().filter(|(_, from, to)| from != to);
    changed.map(|(field, from, to)| FieldChange { field: field.to_owned(), from, to }).collect()
}

/// Sets what stands on a ticket.
pub(super) async fn mark(app: &App, agent: Agent, ticket: TicketId, version: i64, given: TicketMarks) -> Answered<()> {
    let (given, at) = read(given)?;
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let access::TicketFor { mut row, may } = access::to_set(tx, &agent, ticket.0).await?;
                if row.version != version {
                    return Err(Failure::stale());
                }
                let before = marks(&row);
                let after = TicketMarks { tags: tags::known(tx, given.tags).await?, ..given };
                if after == before {
                    return Ok(());
                }
                if !may.covers(needs(&before, &after)) {
                    return Err(Failure::forbidden());
                }
                if after.pinned && row.agent_id.is_none() {
                    return Err(Failure::field("pinned", "nobody", "Nobody has it."));
                }
                if after.follow_up != before.follow_up {
                    if at.is_some_and(|at| at <= tx.now()) {
                        return Err(Failure::field("follow_up", "past", "That moment is over."));
                    }
                    row.follow_up_at = at;
                    row.follow_up_comment = after.follow_up.as_ref().map(|one| one.comment.clone()).unwrap_or_default();
                    row.follow_up_by = at.map(|_| agent.id());
                    schedule(tx, &row).await?;
                }
                row.tags = serde_json::json!(after.tags);
                row.pinned = after.pinned;
                row.spam = after.spam;
                write_history(tx, row.id, Some(&agent.me), "changed", changes(&before, &after)).await?;
                changed(tx, &mut row, None).await?;
                match (before.spam, after.spam) {
                    (false, true) => routing::done(&app2, tx, row.id).await,
                    (true, false) => work_again(&app2, tx, &row).await,
                    _ => Ok(()),
                }
            })
        })
        .await
}

/// Something is to be done about a ticket that was set aside, if something is to be done about it at all.
pub(super) async fn work_again(app: &App, tx: &Tx, row: &tickets::Model) -> Answered<()> {
    if rules::is_work(words::from_text(&row.status)?) && !view::is_aside(row) {
        routing::reopened(app, tx, row.id).await?;
    }
    Ok(())
}

/// Reminds when it is time, or no more.
pub(super) async fn schedule(tx: &Tx, row: &tickets::Model) -> Answered<()> {
    let key = row.id.to_string();
    match row.follow_up_at.filter(|_| !row.deleted && row.merged_into.is_none()) {
        Some(at) => Ok(jobs::schedule(tx, Job::at(at, FOLLOW_UP, key, &Reminder { ticket: row.id, at })).await?),
        None => Ok(jobs::cancel(tx, FOLLOW_UP, &key).await?),
    }
}

/// The moment came: the ticket is to be looked at, before the others. What is locked or spam only says so.
async fn remind(app: &App, tx: &Tx, reminder: Reminder) -> Result<(), Failure> {
    routing::hold(tx).await?;
    let Some(mut row) = store::locked(tx, reminder.ticket).await? else { return Ok(()) };
    if row.follow_up_at != Some(reminder.at) {
        return Ok(());
    }
    let by = row.follow_up_by.unwrap_or_default();
    let known = people::agent_refs(tx, [by]).await?.remove(&by);
    let by = known.unwrap_or(AgentRef { id: by.into(), name: String::new() });
    let comment = std::mem::take(&mut row.follow_up_comment);
    let event = TicketEvent::FollowUp { by, comment };
    store::insert_entry(tx, row.id, None, None, &event).await?;
    row.follow_up_at = None;
    row.follow_up_by = None;
    let locked = row.status == words::to_text(&TicketStatus::Locked);
    let turn = if locked || row.spam { None } else { Some(turn(tx, &mut row, rules::Act::HandedOn, None).await?) };
    let mut all = vec![FieldChange { field: "follow_up".into(), from: Some(Timestamp::from(reminder.at).0), to: None }];
    all.extend(turn.map(super::actions::Turn::changes).unwrap_or_default());
    write_history(tx, row.id, None, "follow_up", all).await?;
    changed(tx, &mut row, None).await?;
    match turn {
        Some(turn) => turn.carry_out(app, tx, row.id).await,
        None => Ok(()),
    }
}
