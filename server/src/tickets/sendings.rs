//! How what agents say leaves by mail: written down before it leaves, and after.

use std::collections::HashMap;

use contract::{
    TicketEntryId, TicketId,
    chat::Side,
    tickets::{Sending, SendingFate, TicketEvent},
};
use sea_orm::{
    ConnectionTrait, DbErr, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    changed::{self, SendingChanged},
    merged,
    said_out::Said,
    store,
    tables::{
        sent_mails::{self, Column, Entity},
        tickets,
    },
};
use crate::{
    departments,
    platform::{
        Answered, App, Time, Tx,
        events::Durable,
        jobs::{self, Job},
        words,
    },
};

/// The sendings of a ticket's entries, by entry.
pub(super) async fn of(db: &impl ConnectionTrait, ticket: Uuid) -> Result<HashMap<Uuid, Sending>, DbErr> {
    let rows = sendings_in(db, ticket).await?;
    rows.into_iter().map(|row| Ok((row.entry_id, sending(&row)?))).collect()
}

fn sending(row: &sent_mails::Model) -> Result<Sending, DbErr> {
    Ok(Sending { fate: words::from_text(&row.fate)?, problem: row.problem.clone(), held: is_held(row) })
}

/// Whether it can still be taken back: nobody has tried to send it.
pub(super) fn is_held(row: &sent_mails::Model) -> bool {
    row.attempts == 0 && row.leaves_at > row.at && row.fate == words::to_text(&SendingFate::Waiting)
}

/// The entries of a ticket that can still be taken back, and that customers do not see therefore.
///
/// # Errors
/// The database's.
pub(super) async fn held(db: &impl ConnectionTrait, ticket: Uuid) -> Result<Vec<Uuid>, DbErr> {
    Ok(sendings_in(db, ticket).await?.iter().filter(|row| is_held(row)).map(|row| row.entry_id).collect())
}

/// An entry's sending.
///
/// # Errors
/// The database's.
pub async fn sent(db: &impl ConnectionTrait, entry: Uuid) -> Result<Option<sent_mails::Model>, DbErr> {
    Entity::find_by_id(entry).one(db).await
}

/// A ticket's sendings, in no order.
///
/// # Errors
/// The database's.
pub async fn sendings_in(db: &impl ConnectionTrait, ticket: Uuid) -> Result<Vec<sent_mails::Model>, DbErr> {
    Entity::find().filter(Column::TicketId.eq(ticket)).all(db).await
}

/// The sendings that bear some names, in no order.
///
/// # Errors
/// The database's.
pub async fn sent_as(db: &impl ConnectionTrait, names: &[String]) -> Result<Vec<sent_mails::Model>, DbErr> {
    Entity::find().filter(Column::MessageId.is_in(names)).limit(names.len() as u64).all(db).await
}

/// What an agent said leaves by mail, to everybody who takes part; from `at` on, and until then it can be taken back.
pub(super) async fn leave(tx: &Tx, ticket: &tickets::Model, entry: Uuid, at: Time) -> Result<(), DbErr> {
    let to = store::participants(tx, [ticket.id]).await?.remove(&ticket.id).unwrap_or_default();
    leave_to(tx, ticket, entry, to.into_iter().map(|one| one.address).collect(), String::new(), at).await
}

/// When what is said now leaves.
pub(super) fn leaves_at(app: &App, tx: &Tx) -> Time {
    tx.now().plus(i64::from(app.config().undo_send_seconds) * 1_000)
}

/// Sends it again, under the name it had.
pub(super) async fn again(tx: &Tx, sent: &sent_mails::Model) -> Result<(), DbErr> {
    settle_sending(tx, sent.ticket_id, sent.entry_id, SendingFate::Waiting, "").await?;
    schedule(tx, Said { ticket: sent.ticket_id, entry: sent.entry_id }, tx.now()).await
}

async fn schedule(tx: &Tx, said: Said, at: Time) -> Result<(), DbErr> {
    jobs::schedule(tx, Job::at(at, Said::KIND, said.entry.to_string(), &said)).await
}

/// What was said leaves by mail: written down with it, under the name that the mail will have. To nobody, nothing
/// leaves. An empty subject: the ticket's.
async fn leave_to(
    tx: &Tx,
    ticket: &tickets::Model,
    entry: Uuid,
    to: Vec<String>,
    subject: String,
    leaves_at: Time,
) -> Result<(), DbErr> {
    let Some(department) = departments::department(tx, ticket.department_id).await? else { return Ok(()) };
    if to.is_empty() {
        return Ok(());
    }
    let (_, host) = department.email.rsplit_once('@').unwrap_or_default();
    let row = sent_mails::Model {
        entry_id: entry,
        ticket_id: ticket.id,
        department_id: department.id,
        message_id: format!("{entry}@{host}"),
        recipients: serde_json::json!(to),
        subject,
        fate: words::to_text(&SendingFate::Waiting),
        problem: String::new(),
        attempts: 0,
        at: tx.now(),
        leaves_at,
    };
    let row: sent_mails::ActiveModel = row.into();
    Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    schedule(tx, Said { ticket: ticket.id, entry }, leaves_at).await
}

/// Says something in a ticket that nobody wrote, and sends it to some of its addresses under a subject. Where the ticket
/// stands does not change.
///
/// # Errors
/// The database's.
pub async fn say_automatically(
    tx: &Tx,
    mut ticket: tickets::Model,
    name: &str,
    (subject, text): (String, String),
    to: Vec<String>,
) -> Answered<()> {
    let event = TicketEvent::Message { from: Side::Agent, name: name.to_owned(), text, automatic: true, verdict: None };
    let entry = store::insert_entry(tx, ticket.id, None, None, &event).await?;
    leave_to(tx, &ticket, entry, to, subject, tx.now()).await?;
    changed::changed(tx, &mut ticket, None).await
}

/// Takes whatever did not leave for sent: of a past that is only played.
///
/// # Errors
/// The database's.
pub async fn settle_all(tx: &Tx) -> Result<(), DbErr> {
    let sent = Expr::value(words::to_text(&SendingFate::Sent));
    Entity::update_many().col_expr(Column::Fate, sent).col_expr(Column::Problem, Expr::value("")).exec(tx).await?;
    Ok(())
}

/// Writes down how a sending fares, and tells those who have the ticket open.
///
/// # Errors
/// The database's.
pub async fn settle_sending(tx: &Tx, ticket: Uuid, entry: Uuid, fate: SendingFate, problem: &str) -> Result<(), DbErr> {
    let mut set = Entity::update_many()
        .col_expr(Column::Fate, Expr::value(words::to_text(&fate)))
        .col_expr(Column::Problem, Expr::value(problem))
        .col_expr(Column::At, Expr::value(tx.now()))
        .filter(Column::EntryId.eq(entry));
    if fate != SendingFate::Bounced {
        set = set.col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1));
    }
    set.exec(tx).await?;
    let shown = match store::ticket(tx, ticket).await? {
        Some(row) => merged::stands_in(tx, row).await?,
        None => None,
    };
    if let Some(row) = shown {
        let sending = Sending { fate, problem: problem.to_owned(), held: false };
        let (ticket, entry) = (TicketId(row.id), TicketEntryId(entry));
        tx.record(SendingChanged { ticket, group: row.group_id, agent: row.agent_id, entry, sending });
    }
    Ok(())
}
