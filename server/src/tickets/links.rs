//! Tickets that belong together: each knows of the other, as far as whoever looks may read both.

use std::collections::HashMap;

use contract::{
    TicketId,
    history::FieldChange,
    tickets::{LinkKind, TicketLink},
};
use sea_orm::{ConnectionTrait, DbErr, QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict};

use super::{
    access,
    actions::write_history,
    changed::changed,
    rules, store,
    tables::{
        ticket_links::{ActiveModel, Column, Entity, Model},
        tickets,
    },
};
use crate::{
    departments::{Agent, Permission},
    platform::{Answered, App, Failure, Tx, words},
    routing,
};

/// How many links of a ticket are shown.
const SHOWN: u64 = 100;

/// Notes on two tickets that they belong together, as seen from the first. What is known of them stays.
pub(super) async fn join(tx: &Tx, one: Uuid, other: Uuid, kind: LinkKind) -> Result<(), DbErr> {
    for (ticket_id, other_id, kind) in [(one, other, kind), (other, one, rules::seen_from_the_other(kind))] {
        let row: ActiveModel = Model { ticket_id, other_id, kind: words::to_text(&kind), at: tx.now() }.into();
        let there = OnConflict::columns([Column::TicketId, Column::OtherId]).do_nothing().to_owned();
        Entity::insert(row.reset_all()).on_conflict(there).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The tickets that belong to one, as far as an agent may read them, newest first.
pub(super) async fn of(db: &impl ConnectionTrait, agent: &Agent, ticket: Uuid) -> Answered<Vec<TicketLink>> {
    let find = Entity::find().filter(Column::TicketId.eq(ticket)).order_by_desc(Column::OtherId).limit(SHOWN);
    let mut rows = merged(db, ticket).await?;
    for row in find.all(db).await? {
        rows.push((row.other_id, words::from_text(&row.kind)?));
    }
    let others = store::tickets(db, rows.iter().map(|(other, _)| *other)).await?;
    let others: HashMap<Uuid, tickets::Model> = others.into_iter().map(|other| (other.id, other)).collect();
    let mut links = Vec::new();
    for (other, link) in rows {
        let Some(other) = others.get(&other) else { continue };
        if access::may_read(db, agent, other).await? {
            links.push(TicketLink {
                ticket: TicketId(other.id),
                link,
                number: other.number.unsigned_abs(),
                subject: other.subject.clone(),
                status: words::from_text(&other.status)?,
            });
        }
    }
    Ok(links)
}

/// What a ticket was merged into, and what was merged into it.
async fn merged(db: &impl ConnectionTrait, ticket: Uuid) -> Result<Vec<(Uuid, LinkKind)>, DbErr> {
    let into = store::any(db, ticket).await?.and_then(|row| row.merged_into);
    let from = tickets::Entity::find().select_only().column(tickets::Column::Id);
    let from = from.filter(tickets::Column::MergedInto.eq(ticket)).order_by_desc(tickets::Column::Id).limit(SHOWN);
    let from: Vec<Uuid> = from.into_tuple().all(db).await?;
    let into = into.into_iter().map(|other| (other, LinkKind::MergedInto));
    Ok(into.chain(from.into_iter().map(|other| (other, LinkKind::MergedFrom))).collect())
}

/// Says that another ticket belongs to this one.
///
/// # Errors
/// 422 on `other` when it is the same one, or one may not know of it.
pub(super) async fn link(app: &App, agent: Agent, ticket: TicketId, other: TicketId) -> Answered<()> {
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let (row, other) = both(tx, &agent, ticket, other).await?;
                let other = other.ok_or_else(|| Failure::field("other", "unknown", "There is no such ticket."))?;
                if between(tx, row.id, other.id).await?.is_some() {
                    return Ok(());
                }
                join(tx, row.id, other.id, LinkKind::Related).await?;
                told(tx, &agent, [row, other], true).await
            })
        })
        .await
}

/// Says that two tickets do not belong together. Where they do not already, nothing changes.
pub(super) async fn unlink(app: &App, agent: Agent, ticket: TicketId, other: TicketId) -> Answered<()> {
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let (row, other) = both(tx, &agent, ticket, other).await?;
                let Some(other) = other else { return Ok(()) };
                if between(tx, row.id, other.id).await?.is_none() {
                    return Ok(());
                }
                for (one, other) in [(row.id, other.id), (other.id, row.id)] {
                    Entity::delete_by_id((one, other)).exec(tx).await?;
                }
                told(tx, &agent, [row, other], false).await
            })
        })
        .await
}

/// The ticket to change, and the other one where the agent may read it. They are locked in the order of their ids, as
/// everybody does.
async fn both(
    tx: &Tx,
    agent: &Agent,
    ticket: TicketId,
    other: TicketId,
) -> Answered<(tickets::Model, Option<tickets::Model>)> {
    routing::hold(tx).await?;
    if other < ticket {
        store::locked(tx, other.0).await?;
    }
    let row = access::to_change(tx, agent, ticket.0, Permission::EditFields).await?.row;
    let found = if other == ticket { None } else { store::locked(tx, other.0).await? };
    match found {
        Some(found) if access::may_read(tx, agent, &found).await? => Ok((row, Some(found))),
        _ => Ok((row, None)),
    }
}

/// The ticket that belongs to one in a way there is only one of.
pub(super) async fn one(db: &impl ConnectionTrait, ticket: Uuid, kind: LinkKind) -> Result<Option<Uuid>, DbErr> {
    let kind = words::to_text(&kind);
    let found = Entity::find().filter(Column::TicketId.eq(ticket)).filter(Column::Kind.eq(kind)).one(db).await?;
    Ok(found.map(|link| link.other_id))
}

async fn between(tx: &Tx, one: Uuid, other: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id((one, other)).one(tx).await
}

/// Each one's history names the other by its number: what it is about, not everybody may know.
async fn told(tx: &Tx, agent: &Agent, [mut one, mut other]: [tickets::Model; 2], linked: bool) -> Answered<()> {
    let number = |row: &tickets::Model| Some(format!("#{}", row.number));
    let change = |number: Option<String>| {
        let (from, to) = if linked { (None, number) } else { (number, None) };
        vec![FieldChange { field: "link".into(), from, to }]
    };
    let (ones, others) = (change(number(&other)), change(number(&one)));
    write_history(tx, one.id, Some(&agent.me), "linked", ones).await?;
    write_history(tx, other.id, Some(&agent.me), "linked", others).await?;
    changed(tx, &mut one, None).await?;
    changed(tx, &mut other, None).await
}
