//! Writes down by which words a ticket is found.

use std::collections::BTreeSet;

use contract::tickets::{FoundIn, TicketEvent};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::words::words;
use crate::{
    fields,
    platform::Tx,
    tickets::{store, tables::tickets},
};

/// The most letters of one text, and the most words of a ticket, that it is found by.
const LETTERS: usize = 20_000;
const MOST: usize = 5_000;

/// What a ticket says, and where; the newest first.
pub(super) async fn said(db: &impl ConnectionTrait, row: &tickets::Model) -> Result<Vec<(FoundIn, String)>, DbErr> {
    let mut said = vec![(FoundIn::Subject, row.subject.clone())];
    let participants = store::participants(db, [row.id]).await?.remove(&row.id).unwrap_or_default();
    said.push((FoundIn::Person, row.from_name.clone()));
    said.extend(participants.into_iter().map(|one| (FoundIn::Person, [one.name, one.address].join(" "))));
    let values = fields::values(db, row.id).await?.values;
    said.extend(values.into_iter().map(|value| (FoundIn::Field, value.shown.join(" "))));
    for entry in store::entries(db, row.id).await?.iter().rev() {
        said.extend(of(store::event(entry)?));
    }
    Ok(said)
}

/// What an entry says.
fn of(event: TicketEvent) -> Option<(FoundIn, String)> {
    match event {
        TicketEvent::Message { text, .. } | TicketEvent::Stranger { text, .. } => Some((FoundIn::Message, text)),
        TicketEvent::Comment { text, .. } | TicketEvent::Transferred { comment: text, .. } => {
            Some((FoundIn::Comment, text))
        }
        TicketEvent::FollowUp { comment, .. } => Some((FoundIn::Comment, comment)),
        TicketEvent::Chat { lines, .. } => {
            let lines: Vec<String> = lines.into_iter().map(|line| line.text).collect();
            Some((FoundIn::Message, lines.join("\n")))
        }
        TicketEvent::Assigned { .. }
        | TicketEvent::Queued { .. }
        | TicketEvent::Status { .. }
        | TicketEvent::Joined { .. } => None,
    }
}

/// Writes down what a ticket says now.
///
/// # Errors
/// The database's.
pub async fn learn(tx: &Tx, row: &tickets::Model) -> Result<(), DbErr> {
    let mut known = BTreeSet::from([row.number.to_string()]);
    for (_, text) in said(tx, row).await? {
        let end = text.char_indices().nth(LETTERS).map_or(text.len(), |(at, _)| at);
        for (_, word) in words(&text[..end]) {
            if known.len() < MOST {
                known.insert(word);
            }
        }
    }
    let backend = tx.get_database_backend();
    let (forget, write, text) = match backend {
        DbBackend::Postgres => {
            let quoted: Vec<String> = known.into_iter().map(|word| format!("'{word}'")).collect();
            let write = "INSERT INTO ticket_words (number, words) VALUES ($1, CAST($2 AS tsvector)) \
                         ON CONFLICT (number) DO UPDATE SET words = excluded.words";
            (None, write, quoted.join(" "))
        }
        _ => {
            let forget = "DELETE FROM ticket_words WHERE rowid = $1";
            let write = "INSERT INTO ticket_words (rowid, words) VALUES ($1, $2)";
            (Some(forget), write, known.into_iter().collect::<Vec<_>>().join(" "))
        }
    };
    if let Some(forget) = forget {
        tx.execute_raw(Statement::from_sql_and_values(backend, forget, [row.number.into()])).await?;
    }
    tx.execute_raw(Statement::from_sql_and_values(backend, write, [row.number.into(), text.into()])).await?;
    Ok(())
}
