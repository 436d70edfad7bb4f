//! One ticket becomes two: a customer's message goes to a ticket of its own, and back.

use contract::{
    TicketId,
    chat::Side,
    fields::ItemKind,
    tickets::{Joining, LinkKind, TicketEvent, TicketSplit, TicketStatus},
};
use uuid::Uuid;

use super::{
    access,
    actions::{unmerged, workable},
    changed::changed,
    links, marks,
    merge::joined,
    open::{Beginning, Customer, First, entering, reused, write_down},
    store,
    tables::{ticket_entries, tickets},
};
use crate::{
    asks, attachments,
    departments::{self, Agent, Permission},
    fields, people,
    platform::{Answered, App, Failure, Tx},
    routing,
};

/// Begins another ticket with a message of this one, for the same people, where this one is and with whoever has it.
/// Which. The same client id again changes nothing.
///
/// # Errors
/// 422 on `subject`; 403; 409 `client_id_reused`, `no_message` when it is none of the customer's here, `nothing_left`,
/// `merged`, `locked`, `spam`.
pub(super) async fn split(app: &App, agent: Agent, ticket: TicketId, body: TicketSplit) -> Answered<Uuid> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut row = access::to_change(tx, &agent, ticket.0, Permission::Merge).await?.row;
                if let Some(made) = store::made_by(tx, agent.id(), body.client_id.0).await? {
                    let of_this = links::one(tx, made.id, LinkKind::SplitFrom).await? == Some(row.id);
                    return if of_this { Ok(made.id) } else { Err(reused()) };
                }
                workable(&row)?;
                let subject = people::validity::clean_line(&body.subject);
                if subject.is_empty() {
                    return Err(Failure::field("subject", "required", "It needs a subject."));
                }
                let (entry, name) = message(tx, &row, body.entry.0).await?;
                let begin = Beginning {
                    department: departments::department(tx, row.department_id).await?.ok_or_else(Failure::not_found)?,
                    group: row.group_id,
                    owner: match row.agent_id {
                        Some(id) => people::agent_refs(tx, [id]).await?.remove(&id),
                        None => None,
                    },
                    status: TicketStatus::Active,
                    customer: Customer::of(tx, &row, name).await?,
                    subject,
                    first: First::Moved(entry.id),
                    chat: None,
                    client_id: body.client_id.0,
                    author: agent.id(),
                };
                let number = store::next_number(tx).await?;
                let (new, _) = write_down(tx, number, begin).await?;
                fields::carry(tx, ItemKind::Ticket, row.id, new.id).await?;
                links::join(tx, new.id, row.id, LinkKind::SplitFrom).await?;
                joined(tx, &agent, (&new, Joining::SplitFrom), &row).await?;
                joined(tx, &agent, (&row, Joining::SplitInto), &new).await?;
                changed(tx, &mut row, None).await?;
                routing::enter(&app2, tx, entering(&new)).await?;
                Ok(new.id)
            })
        })
        .await
}

/// The message to split off, and whose it is. Something of the customer's must stay.
async fn message(tx: &Tx, row: &tickets::Model, entry: Uuid) -> Answered<(ticket_entries::Model, String)> {
    let none = || Failure::conflict("no_message", "It is no message of the customer's in this ticket.");
    let entry = store::entry(tx, entry).await?.filter(|entry| entry.ticket_id == row.id).ok_or_else(none)?;
    let TicketEvent::Message { from: Side::Visitor, name, .. } = store::event(&entry)? else { return Err(none()) };
    for other in store::entries(tx, row.id).await?.iter().filter(|other| other.id != entry.id) {
        if matches!(store::event(other)?, TicketEvent::Message { .. } | TicketEvent::Chat { .. }) {
            return Ok((entry, name));
        }
    }
    Err(Failure::conflict("nothing_left", "Nothing would be left of the ticket."))
}

/// Puts a message that was split off back where it was, and deletes the ticket that was made of it. Which it was split
/// off.
///
/// # Errors
/// 403; 409 `not_split`, `said_since` when something was said in it since, `merged`.
pub(super) async fn undo(app: &App, agent: Agent, ticket: TicketId) -> Answered<Uuid> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut row = access::to_change(tx, &agent, ticket.0, Permission::Merge).await?.row;
                unmerged(&row)?;
                let from = links::one(tx, row.id, LinkKind::SplitFrom).await?;
                let from = from.ok_or_else(|| Failure::conflict("not_split", "It was split off no ticket."))?;
                let mut from = access::to_change(tx, &agent, from, Permission::Merge).await?.row;
                let entry = only_message(tx, &row).await?;
                store::move_entry(tx, entry, from.id).await?;
                attachments::carry(tx, entry, from.id).await?;
                row.deleted = true;
                marks::schedule(tx, &row).await?;
                joined(tx, &agent, (&row, Joining::SplitUndone), &from).await?;
                joined(tx, &agent, (&from, Joining::SplitUndone), &row).await?;
                changed(tx, &mut row, None).await?;
                changed(tx, &mut from, None).await?;
                asks::over(tx, row.id).await?;
                routing::done(&app2, tx, row.id).await?;
                Ok(from.id)
            })
        })
        .await
}

/// The message that was split off: the only one.
async fn only_message(tx: &Tx, row: &tickets::Model) -> Answered<Uuid> {
    let since = || Failure::conflict("said_since", "Something was said since.");
    let mut only = None;
    for entry in store::entries(tx, row.id).await? {
        if matches!(store::event(&entry)?, TicketEvent::Message { .. } | TicketEvent::Stranger { .. }) {
            if only.is_some() {
                return Err(since());
            }
            only = Some(entry.id);
        }
    }
    only.ok_or_else(since)
}
