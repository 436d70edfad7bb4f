//! Two tickets of one customer become one, and two again. What happens to the one that was merged: see `merged`.

use contract::{
    TicketId,
    chat::Destination,
    history::FieldChange,
    tickets::{Joining, TicketEvent, TicketStatus},
};
use sea_orm::{DbErr, entity::prelude::*};
use uuid::Uuid;

use super::{
    access::{self, TicketFor},
    actions::{turn, unmerged, workable, write_history},
    changed::changed,
    marks, policies, rules, store,
    tables::{ticket_participants, tickets},
    view,
};
use crate::{
    asks,
    departments::{self, Agent, Permission},
    platform::{Answered, App, Failure, Tx, words},
    routing,
};

/// Merges a ticket into another one. Merged there already, nothing changes.
///
/// # Errors
/// 422 on `into` when one may not know of it; 403, also where a ticket of this department could not be handed there;
/// 409 `same_ticket`, `other_customer`, `merged`, `locked`, `spam`.
pub(super) async fn merge(app: &App, agent: Agent, ticket: TicketId, into: TicketId) -> Answered<()> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let TicketFor { mut row, may } = access::to_change(tx, &agent, ticket.0, Permission::Merge).await?;
                if row.merged_into == Some(into.0) {
                    return Ok(());
                }
                let mut into = other(tx, &agent, &row, into).await?;
                unmerged(&row)?;
                workable(&into)?;
                if view::is_aside(&row) {
                    return Err(Failure::conflict("spam", "It is marked as spam."));
                }
                if row.department_id != into.department_id {
                    reaches(tx, &agent, &row, &into, may.contains(Permission::Transfer)).await?;
                }
                bring_along(tx, &row, &into).await?;
                row.merged_into = Some(into.id);
                let worked = rules::is_work(words::from_text::<TicketStatus>(&row.status)?);
                marks::schedule(tx, &row).await?;
                joined(tx, &agent, (&row, Joining::MergedInto), &into).await?;
                joined(tx, &agent, (&into, Joining::MergedFrom), &row).await?;
                // What was to be done here is to be done there.
                let turned =
                    if worked { Some(turn(tx, &mut into, rules::Act::HandedOn, Some(&agent.me)).await?) } else { None };
                changed(tx, &mut row, None).await?;
                changed(tx, &mut into, None).await?;
                asks::over(tx, row.id).await?;
                routing::done(&app2, tx, row.id).await?;
                match turned {
                    Some(turn) => turn.carry_out(&app2, tx, into.id).await,
                    None => Ok(()),
                }
            })
        })
        .await
}

/// The ticket to merge into.
async fn other(tx: &Tx, agent: &Agent, row: &tickets::Model, into: TicketId) -> Answered<tickets::Model> {
    let unknown = || Failure::field("into", "unknown", "There is no such ticket.");
    if into.0 == row.id {
        return Err(Failure::conflict("same_ticket", "It is the same one."));
    }
    match store::ticket(tx, into.0).await? {
        Some(found) if access::may_read(tx, agent, &found).await? => {}
        _ => return Err(unknown()),
    }
    Ok(access::to_change(tx, agent, into.0, Permission::Merge).await?.row)
}

/// Refuses to say in another department what could not be handed there.
async fn reaches(tx: &Tx, agent: &Agent, row: &tickets::Model, into: &tickets::Model, transfers: bool) -> Answered<()> {
    if !transfers {
        return Err(Failure::forbidden());
    }
    let destination = Destination::Department(into.department_id.into());
    departments::reachable(tx, agent, &access::item(row), destination).await.map(|_| ())
}

/// Who takes part in the merged one takes part in the other, too.
///
/// # Errors
/// 409 `other_customer`.
async fn bring_along(tx: &Tx, row: &tickets::Model, into: &tickets::Model) -> Answered<()> {
    let mut all = store::participants(tx, [row.id, into.id]).await?;
    let mut of = |id: Uuid| all.remove(&id).unwrap_or_default();
    let (here, there) = (of(row.id), of(into.id));
    let keys =
        |all: &[ticket_participants::Model]| all.iter().map(|one| one.address_key.clone()).collect::<Vec<String>>();
    let there = keys(&there);
    let same = rules::same_customer((row.account_id, &keys(&here)), (into.account_id, &there));
    if row.brand_id != into.brand_id || !same {
        return Err(Failure::conflict("other_customer", "The other ticket is of another customer."));
    }
    let new = here.into_iter().filter(|one| !there.contains(&one.address_key));
    let new = new.map(|one| ticket_participants::Model { ticket_id: into.id, merged_from: Some(row.id), ..one });
    Ok(store::insert_participants(tx, new.collect()).await?)
}

/// Makes a merged ticket one of its own again. One that is not merged stays as it is.
///
/// # Errors
/// 403; 409 `merged` when the other was merged itself, `said_since` when something was said there since.
pub(super) async fn undo(app: &App, agent: Agent, ticket: TicketId) -> Answered<()> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut row = access::to_change(tx, &agent, ticket.0, Permission::Merge).await?.row;
                let Some(into) = row.merged_into else { return Ok(()) };
                let mut into = store::any_locked(tx, into).await?.ok_or_else(Failure::not_found)?;
                if !into.deleted {
                    access::to_change(tx, &agent, into.id, Permission::Merge).await?;
                    unmerged(&into)?;
                    if said_since(tx, &row, &into).await? {
                        return Err(Failure::conflict("said_since", "Something was said since."));
                    }
                }
                ticket_participants::Entity::delete_many()
                    .filter(ticket_participants::Column::TicketId.eq(into.id))
                    .filter(ticket_participants::Column::MergedFrom.eq(row.id))
                    .exec(tx)
                    .await?;
                row.merged_into = None;
                row.status_at = tx.now();
                marks::schedule(tx, &row).await?;
                joined(tx, &agent, (&row, Joining::MergeUndone), &into).await?;
                joined(tx, &agent, (&into, Joining::MergeUndone), &row).await?;
                changed(tx, &mut row, None).await?;
                policies::schedule(tx, &row).await?;
                changed(tx, &mut into, None).await?;
                marks::work_again(&app2, tx, &row).await
            })
        })
        .await
}

/// Whether somebody wrote in a ticket since another one was merged into it.
async fn said_since(tx: &Tx, row: &tickets::Model, into: &tickets::Model) -> Result<bool, DbErr> {
    let number = row.number.unsigned_abs();
    for entry in store::entries(tx, into.id).await?.iter().rev() {
        match store::event(entry)? {
            TicketEvent::Message { .. } => return Ok(true),
            TicketEvent::Joined { how: Joining::MergedFrom, other, .. } if other == number => return Ok(false),
            _ => {}
        }
    }
    Ok(true)
}

/// Writes down in a ticket how it was joined with another one, or parted from it.
pub(super) async fn joined(
    tx: &Tx,
    agent: &Agent,
    (row, how): (&tickets::Model, Joining),
    other: &tickets::Model,
) -> Answered<()> {
    let event = TicketEvent::Joined { by: agent.me.clone(), how, other: other.number.unsigned_abs() };
    store::insert_entry(tx, row.id, Some(agent.id()), None, &event).await?;
    let (act, there) = match how {
        Joining::MergedInto | Joining::MergedFrom => ("merged", true),
        Joining::SplitInto | Joining::SplitFrom => ("split", true),
        Joining::MergeUndone => ("merge_undone", false),
        Joining::SplitUndone => ("split_undone", false),
    };
    let number = Some(format!("#{}", other.number));
    let (from, to) = if there { (None, number) } else { (number, None) };
    write_history(tx, row.id, Some(&agent.me), act, vec![FieldChange { field: "link".into(), from, to }]).await
}
