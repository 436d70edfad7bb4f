//! A customer's own tickets at a brand's portal.

use std::collections::HashMap;

use contract::{
    TicketEntryId, TicketId,
    attachments::{Attachment, NewFile},
    chat::Side,
    requests::{OwnMessage, OwnTicket, OwnTicketRow},
    tickets::{NewReply, TicketEvent, TicketStatus},
};
use sea_orm::{ConnectionTrait, DbErr, QueryOrder, QuerySelect, Select, entity::prelude::*};
use uuid::Uuid;

use super::{
    actions::{turn, written},
    changed::changed,
    follow_on::{self, Written},
    merged,
    open::{reused, said},
    rules, sendings, store,
    tables::{ticket_entries, ticket_participants, tickets},
    view,
};
use crate::{
    attachments::{self, Links},
    departments,
    people::{self, Customer, agent_ref},
    platform::{Answered, App, Failure, Tx, history, words},
    routing,
};

/// Index entries read at once, and at most for a page.
const BATCH: u64 = 100;
const BATCHES: usize = 50;

/// Whether a ticket is a customer's own at a brand: it is the account's, or nobody's yet and was written from the
/// address that the account has shown to be its own.
fn is_own(customer: &Customer, brand: Uuid, row: &tickets::Model, participants: &[String]) -> bool {
    let shown = row.brand_id == brand && !row.deleted && !row.spam;
    let own = match row.account_id {
        Some(account) => account == customer.account.id,
        None => customer.verified_address().is_some_and(|address| participants.iter().any(|one| one == address)),
    };
    shown && own
}

/// The next of a customer's own tickets at a brand, newest first.
///
/// # Errors
/// The database's.
pub async fn own(
    db: &impl ConnectionTrait,
    customer: &Customer,
    brand: Uuid,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<tickets::Model>, DbErr> {
    let mut rows = of_account(customer.account.id, brand, before, limit).all(db).await?;
    if let Some(address) = customer.verified_address() {
        rows.extend(of_address(db, address, brand, before, limit).await?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows)
}

fn of_account(account: Uuid, brand: Uuid, before: Option<Uuid>, limit: u64) -> Select<tickets::Entity> {
    let mut find = tickets::Entity::find()
        .filter(tickets::Column::AccountId.eq(account))
        .filter(tickets::Column::BrandId.eq(brand))
        .filter(tickets::Column::Deleted.eq(false))
        .filter(tickets::Column::Spam.eq(false))
        .filter(tickets::Column::MergedInto.is_null());
    if let Some(before) = before {
        find = find.filter(tickets::Column::Id.lt(before));
    }
    find.order_by_desc(tickets::Column::Id).limit(limit)
}

/// Tickets without an account that an address takes part in.
async fn of_address(
    db: &impl ConnectionTrait,
    address: &str,
    brand: Uuid,
    mut before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<tickets::Model>, DbErr> {
    use ticket_participants::Column::{AddressKey, TicketId};
    let mut found: Vec<tickets::Model> = Vec::new();
    for _ in 0..BATCHES {
        let mut find =
            ticket_participants::Entity::find().select_only().column(TicketId).filter(AddressKey.eq(address));
        if let Some(before) = before {
            find = find.filter(TicketId.lt(before));
        }
        let ids: Vec<Uuid> = find.order_by_desc(TicketId).limit(BATCH).into_tuple().all(db).await?;
        before = ids.last().copied();
        let over = (ids.len() as u64) < BATCH;
        let mut rows = store::tickets(db, ids).await?;
        rows.retain(|row| row.account_id.is_none() && row.brand_id == brand && !view::is_aside(row));
        rows.sort_by_key(|row| std::cmp::Reverse(row.id));
        found.extend(rows);
        if over || found.len() as u64 >= limit {
            break;
        }
    }
    Ok(found)
}

/// Tickets as their customer sees them in a list, in the order given.
///
/// # Errors
/// The database's.
pub async fn own_rows(db: &impl ConnectionTrait, models: &[tickets::Model]) -> Result<Vec<OwnTicketRow>, DbErr> {
    let departments = departments::departments(db, models.iter().map(|row| row.department_id)).await?;
    let name = |id: Uuid| departments.get(&id).filter(|found| departments::is_public(found));
    models
        .iter()
        .map(|row| {
            Ok(OwnTicketRow {
                id: TicketId(row.id),
                number: row.number.unsigned_abs(),
                subject: row.subject.clone(),
                department: name(row.department_id).map(|found| found.name.clone()).unwrap_or_default(),
                status: words::from_text(&row.status)?,
                opened_at: row.opened_at.into(),
            })
        })
        .collect()
}

/// One of a customer's own tickets.
///
/// # Errors
/// 404 when it is not.
pub async fn own_ticket(app: &App, customer: &Customer, brand: Uuid, ticket: TicketId) -> Answered<OwnTicket> {
    let db = app.db().read();
    let row = store::ticket(db, ticket.0).await?.ok_or_else(Failure::not_found)?;
    permit(db, customer, brand, &row).await?;
    let row = merged::stands_in(db, row).await?.ok_or_else(Failure::not_found)?;
    let mut messages = Vec::new();
    let (mut held, mut shown) = (Vec::new(), HashMap::new());
    let links = Links::of(app, customer.account.id);
    for one in merged::all_in(db, row.id).await? {
        held.extend(sendings::held(db, one).await?);
        shown.extend(attachments::shown(db, one, &links).await?);
    }
    for entry in store::entries(db, row.id).await?.into_iter().filter(|entry| !held.contains(&entry.id)) {
        let attachments = shown.remove(&entry.id).map(|shown| shown.attachments).unwrap_or_default();
        messages.extend(message(db, entry, attachments).await?);
    }
    let row = own_rows(db, &[row]).await?.into_iter().next().ok_or_else(Failure::not_found)?;
    Ok(OwnTicket { row, messages })
}

/// What an entry says to the customer, when it is a message; of agents, the name that customers see.
async fn message(
    db: &impl ConnectionTrait,
    entry: ticket_entries::Model,
    attachments: Vec<Attachment>,
) -> Answered<Option<OwnMessage>> {
    let event: TicketEvent =
        serde_json::from_value(entry.event).map_err(|error| DbErr::Type(format!("a ticket's entry: {error}")))?;
    let TicketEvent::Message { from, name, text, .. } = event else { return Ok(None) };
    let name = match (from, entry.author) {
        (Side::Agent, Some(agent)) => people::public_name(db, agent).await?,
        _ => name,
    };
    Ok(Some(OwnMessage { id: TicketEntryId(entry.id), at: entry.at.into(), from, name, text, attachments }))
}

/// Refuses everybody's but the customer's own.
async fn permit(db: &impl ConnectionTrait, customer: &Customer, brand: Uuid, row: &tickets::Model) -> Answered<()> {
    let participants = store::participants(db, [row.id]).await?.remove(&row.id).unwrap_or_default();
    let addresses: Vec<String> = participants.into_iter().map(|one| one.address_key).collect();
    if is_own(customer, brand, row, &addresses) { Ok(()) } else { Err(Failure::not_found()) }
}

/// An own ticket to change, kept from others until the transaction ends; of a merged one, the one it was merged into.
async fn own_locked(tx: &Tx, customer: &Customer, brand: Uuid, ticket: TicketId) -> Answered<tickets::Model> {
    let row = store::ticket(tx, ticket.0).await?.ok_or_else(Failure::not_found)?;
    permit(tx, customer, brand, &row).await?;
    let row = merged::stands_in(tx, row).await?.ok_or_else(Failure::not_found)?;
    store::locked(tx, row.id).await?.ok_or_else(Failure::not_found)
}

/// The customer answers in an own ticket, wherever it is by now: in which one it was said, for where it is locked
/// another one follows it. The same client id again changes nothing.
///
/// # Errors
/// 404 when it is not one's own; 422 on `text`; 409 `client_id_reused`.
pub async fn answer_own(
    app: &App,
    customer: Customer,
    brand: Uuid,
    ticket: TicketId,
    body: NewReply,
) -> Answered<TicketId> {
    let text = said(&body.text)?;
    let (app2, client_id, files) = (app.clone(), body.client_id.0, body.files);
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                routing::hold(tx).await?;
                let mut row = own_locked(tx, &customer, brand, ticket).await?;
                let me = &customer.account;
                let (from, name) = (Side::Visitor, me.name.clone());
                let said = TicketEvent::Message {
                    from,
                    name: name.clone(),
                    text: text.clone(),
                    automatic: false,
                    verdict: None,
                };
                if written(tx, row.id, client_id, me.id, &said, &files).await?.is_some() {
                    return Ok(TicketId(row.id));
                }
                if let Some(made) = store::made_by(tx, me.id, client_id).await? {
                    let said = written(tx, made.id, client_id, me.id, &said, &files).await?;
                    return said.map(|_| TicketId(made.id)).ok_or_else(reused);
                }
                if follow_on::is_locked(&row) {
                    let written = Written { name, text, verdict: None, client_id, author: me.id };
                    let placed = follow_on::begin(&app2, tx, row, written).await?;
                    attachments::claim(tx, ticket.0, me.id, placed.entry, &files).await?;
                    attachments::carry(tx, placed.entry, placed.ticket).await?;
                    return Ok(TicketId(placed.ticket));
                }
                let entry = store::insert_entry(tx, row.id, Some(me.id), Some(client_id), &said).await?;
                attachments::claim(tx, ticket.0, me.id, entry, &files).await?;
                attachments::carry(tx, entry, row.id).await?;
                let turn = turn(tx, &mut row, rules::Act::CustomerReplies, None).await?;
                let act = history::Act {
                    subject: contract::history::Subject::Ticket,
                    id: row.id,
                    by: Some(&agent_ref(me)),
                    act: "replied",
                    about: None,
                    changes: turn.changes(),
                };
                history::write(tx, act).await?;
                changed(tx, &mut row, None).await?;
                turn.carry_out(&app2, tx, row.id).await?;
                Ok(TicketId(row.id))
            })
        })
        .await
}

/// The customer says that an own ticket is done, or that it is not after all.
///
/// # Errors
/// 404 when it is not one's own; 409 `locked` for one that is closed for good and wanted open.
pub async fn close_own(app: &App, customer: Customer, brand: Uuid, ticket: TicketId, closed: bool) -> Answered<()> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                routing::hold(tx).await?;
                let mut row = own_locked(tx, &customer, brand, ticket).await?;
                if rules::is_over(words::from_text(&row.status)?) == closed {
                    return Ok(());
                }
                if follow_on::is_locked(&row) {
                    return Err(Failure::conflict("locked", "It is closed for good."));
                }
                let status = if closed { TicketStatus::Closed } else { TicketStatus::Active };
                let turn = turn(tx, &mut row, rules::Act::CustomerSets(status), None).await?;
                let act = history::Act {
                    subject: contract::history::Subject::Ticket,
                    id: row.id,
                    by: Some(&agent_ref(&customer.account)),
                    act: "changed",
                    about: None,
                    changes: turn.changes(),
                };
                history::write(tx, act).await?;
                changed(tx, &mut row, None).await?;
                turn.carry_out(&app2, tx, row.id).await
            })
        })
        .await
}

/// Adds a file for an answer in one of a customer's own tickets.
///
/// # Errors
/// 404 when it is not one's own; those of [`attachments::add`].
pub async fn add_own_file(
    app: &App,
    customer: &Customer,
    brand: Uuid,
    ticket: TicketId,
    body: NewFile,
) -> Answered<Attachment> {
    let db = app.db().read();
    let row = store::ticket(db, ticket.0).await?.ok_or_else(Failure::not_found)?;
    permit(db, customer, brand, &row).await?;
    attachments::add(app, row.id, customer.account.id, body).await
}
