//! An answer that was sent a moment ago is taken back, and one that was not delivered is sent again.

use contract::{
    TicketEntryId, TicketId,
    chat::Side,
    tickets::{SendingFate, TicketEvent, TicketStatus},
};
use sea_orm::entity::prelude::*;
use uuid::Uuid;

use super::{
    access,
    actions::{Turn, write_history},
    changed::changed,
    merged, policies,
    said_out::Said,
    sendings, store,
    tables::{sent_mails, ticket_entries, tickets},
    view,
};
use crate::{
    attachments,
    departments::{Agent, Permission},
    platform::{
        Answered, App, Failure, Tx,
        events::Durable,
        jobs,
        words::{from_text, to_text},
    },
};

/// Takes an answer back, as long as it has not left: no customer has read it.
pub(super) async fn take_back(app: &App, agent: Agent, ticket: TicketId, entry: TicketEntryId) -> Answered<()> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut row = access::to_change(tx, &agent, ticket.0, Permission::Reply).await?.row;
                let said = said(tx, &row, entry.0).await?;
                // Whoever sends it takes the job up first: one of both is the faster.
                let held = sendings::sent(tx, said.id).await?.is_some_and(|sent| sendings::is_held(&sent));
                if !held || !jobs::cancel_untried(tx, Said::KIND, &entry.0.to_string()).await? {
                    return Err(Failure::conflict("ended", "It has left already."));
                }
                attachments::release(tx, said.id).await?;
                sent_mails::Entity::delete_by_id(said.id).exec(tx).await?;
                ticket_entries::Entity::delete_by_id(said.id).exec(tx).await?;
                let turn = stood_before(tx, &mut row, &said).await?;
                policies::schedule(tx, &row).await?;
                let changes = turn.map(Turn::changes).unwrap_or_default();
                write_history(tx, row.id, Some(&agent.me), "taken_back", changes).await?;
                changed(tx, &mut row, None).await?;
                match turn {
                    Some(turn) => turn.carry_out(&app2, tx, row.id).await,
                    None => Ok(()),
                }
            })
        })
        .await
}

/// Puts the status back to what it was before an answer made the ticket wait, unless something changed it since.
async fn stood_before(tx: &Tx, row: &mut tickets::Model, said: &ticket_entries::Model) -> Answered<Option<Turn>> {
    let now: TicketStatus = from_text(&row.status)?;
    for entry in store::entries_after(tx, row.id, said.id).await? {
        let TicketEvent::Status { by: None, from, to: TicketStatus::Waiting, .. } = store::event(&entry)? else {
            continue;
        };
        if now != TicketStatus::Waiting || entry.at != said.at {
            return Ok(None);
        }
        ticket_entries::Entity::delete_by_id(entry.id).exec(tx).await?;
        row.status = to_text(&from);
        row.status_at = tx.now();
        return Ok(Some(Turn { from: now, to: from, aside: view::is_aside(row) }));
    }
    Ok(None)
}

/// Sends an answer again that was refused or came back.
pub(super) async fn send_again(app: &App, agent: Agent, ticket: TicketId, entry: TicketEntryId) -> Answered<()> {
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let row = access::to_change(tx, &agent, ticket.0, Permission::Reply).await?.row;
                let said = said(tx, &row, entry.0).await?;
                let sent = sendings::sent(tx, said.id).await?;
                let sent = sent.ok_or_else(|| Failure::conflict("ended", "It did not leave by mail."))?;
                match from_text(&sent.fate)? {
                    SendingFate::Refused | SendingFate::Bounced => {}
                    SendingFate::Waiting | SendingFate::Sent => return Ok(()),
                }
                sendings::again(tx, &sent).await?;
                write_history(tx, row.id, Some(&agent.me), "sent_again", Vec::new()).await
            })
        })
        .await
}

/// What an agent said in a ticket.
async fn said(tx: &Tx, row: &tickets::Model, entry: Uuid) -> Answered<ticket_entries::Model> {
    let all = merged::all_in(tx, row.id).await?;
    let entry = store::entry(tx, entry).await?.filter(|entry| all.contains(&entry.ticket_id));
    let entry = entry.ok_or_else(Failure::not_found)?;
    match store::event(&entry)? {
        TicketEvent::Message { from: Side::Agent, .. } => Ok(entry),
        _ => Err(Failure::not_found()),
    }
}
