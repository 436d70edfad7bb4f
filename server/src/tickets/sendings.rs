//! How what agents say leaves by mail: written down before it leaves, and after.

use std::collections::HashMap;

use contract::{
    TicketEntryId, TicketId,
    tickets::{Sending, SendingFate},
};
use sea_orm::{
    ConnectionTrait, DbErr, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    changed::SendingChanged,
    said_out::Said,
    store,
    tables::{
        sent_mails::{self, Column, Entity},
        tickets,
    },
};
use crate::{
    departments,
    platform::{Tx, words},
};

/// The sendings of a ticket's entries, by entry.
pub(super) async fn of(db: &impl ConnectionTrait, ticket: Uuid) -> Result<HashMap<Uuid, Sending>, DbErr> {
    let rows = sendings_in(db, ticket).await?;
    rows.into_iter().map(|row| Ok((row.entry_id, sending(&row)?))).collect()
}

fn sending(row: &sent_mails::Model) -> Result<Sending, DbErr> {
    Ok(Sending { fate: words::from_text(&row.fate)?, problem: row.problem.clone() })
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

/// What an agent said leaves by mail, to everybody who takes part: written down with what was said, under the name that
/// the mail will have. Where nobody takes part, nothing leaves.
pub(super) async fn leave(tx: &Tx, ticket: &tickets::Model, entry: Uuid) -> Result<(), DbErr> {
    let Some(department) = departments::department(tx, ticket.department_id).await? else { return Ok(()) };
    let to = store::participants(tx, [ticket.id]).await?.remove(&ticket.id).unwrap_or_default();
    if to.is_empty() {
        return Ok(());
    }
    let (_, host) = department.email.rsplit_once('@').unwrap_or_default();
    let row = sent_mails::Model {
        entry_id: entry,
        ticket_id: ticket.id,
        department_id: department.id,
        message_id: format!("{entry}@{host}"),
        recipients: to.iter().map(|one| &*one.address).collect::<Vec<_>>().join(", "),
        fate: words::to_text(&SendingFate::Waiting),
        problem: String::new(),
        attempts: 0,
        at: tx.now(),
    };
    let row: sent_mails::ActiveModel = row.into();
    Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    tx.record_durably(&Said { ticket: ticket.id, entry }).await
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
    if let Some(row) = store::ticket(tx, ticket).await? {
        let sending = Sending { fate, problem: problem.to_owned() };
        let (ticket, entry) = (TicketId(ticket), TicketEntryId(entry));
        tx.record(SendingChanged { ticket, group: row.group_id, agent: row.agent_id, entry, sending });
    }
    Ok(())
}
