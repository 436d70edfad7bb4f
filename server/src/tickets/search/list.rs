//! The tickets that have all of some words, page by page.

use std::collections::HashMap;

use contract::{
    Page,
    tickets::{TicketFilter, TicketRow},
};
use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::{excerpt, learn, words::Wanted};
use crate::{
    departments::Agent,
    platform::{Answered, cursor},
    tickets::{
        list::{Fits, ROWS, WALKED, may_view},
        store,
        tables::tickets,
        view,
    },
};

/// Index entries read at once.
const BATCH: usize = 100;

/// A page of the tickets that have all the words, the newest first, as far as the agent may view them.
pub(in crate::tickets) async fn list(
    db: &impl ConnectionTrait,
    agent: &Agent,
    filter: &TicketFilter,
    typed: &str,
) -> Answered<Page<TicketRow>> {
    let mut last: Option<i64> = cursor::read(filter.after.as_deref())?;
    let Some(wanted) = Wanted::read(typed) else { return Ok(Page { items: Vec::new(), next: None }) };
    let fits = Fits::of(agent, filter);
    let mut confidential = HashMap::new();
    let mut found: Vec<tickets::Model> = Vec::new();
    let (mut walked, mut more) = (0, false);
    'walk: loop {
        let numbers = numbers(db, &wanted, last, BATCH).await?;
        let over = numbers.len() < BATCH;
        for row in store::by_numbers(db, numbers).await? {
            if found.len() == ROWS || walked == WALKED {
                more = true;
                break 'walk;
            }
            walked += 1;
            last = Some(row.number);
            if fits.fits(&row) && may_view(db, agent, &row, &mut confidential).await? {
                found.push(row);
            }
        }
        if over {
            break;
        }
    }
    let mut items = view::rows(db, &found).await?;
    for (item, row) in items.iter_mut().zip(&found) {
        let said = learn::said(db, row).await?;
        item.found = excerpt::best(&wanted, said.iter().map(|(place, text)| (*place, &**text))).map(Box::new);
    }
    Ok(Page { items, next: last.filter(|_| more).map(|number| cursor::after(&number)) })
}

/// The numbers of the next tickets that have the words.
async fn numbers(
    db: &impl ConnectionTrait,
    wanted: &Wanted,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<i64>, DbErr> {
    let backend = db.get_database_backend();
    let (sql, words) = match backend {
        DbBackend::Postgres => (
            "SELECT number FROM ticket_words WHERE words @@ CAST($1 AS tsquery) AND number < $2 \
             ORDER BY number DESC LIMIT $3",
            wanted.for_tsquery(),
        ),
        _ => (
            "SELECT rowid AS number FROM ticket_words WHERE ticket_words MATCH $1 AND rowid < $2 \
             ORDER BY rowid DESC LIMIT $3",
            wanted.for_fts5(),
        ),
    };
    let before = before.unwrap_or(i64::MAX);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let statement = Statement::from_sql_and_values(backend, sql, [words.into(), before.into(), limit.into()]);
    db.query_all_raw(statement).await?.into_iter().map(|row| row.try_get("", "number")).collect()
}
