//! Finding tickets, for those who know what they look for: by number, or by how the subject begins.

use std::collections::HashMap;

use contract::tickets::TicketRow;
use sea_orm::ConnectionTrait;

use super::{list::may_view, rules, store, tables::tickets, view};
use crate::{departments::Agent, platform::Answered};

/// How many are found.
const FOUND: usize = 20;
/// Index entries walked for them.
const WALKED: usize = 5_000;
/// Index entries read at once.
const BATCH: u64 = 100;

/// The tickets that fit and that the agent may view.
pub(super) async fn find(db: &impl ConnectionTrait, agent: &Agent, query: &str) -> Answered<Vec<TicketRow>> {
    let mut confidential = HashMap::new();
    let mut found: Vec<tickets::Model> = Vec::new();
    if let Some(number) = rules::number_in(query)
        && let Some(row) = store::by_number(db, number).await?
        && shows(&row)
        && may_view(db, agent, &row, &mut confidential).await?
    {
        found.push(row);
    }
    let start = rules::subject_key(query);
    let (mut after, mut walked) = (None, 0);
    while !start.is_empty() && found.len() < FOUND && walked < WALKED {
        let batch = store::subjects_beginning(db, &start, after.as_ref(), BATCH).await?;
        let over = batch.len() < BATCH as usize;
        walked += batch.len();
        after = batch.last().map(|row| (row.subject_key.clone(), row.id));
        for row in batch {
            let known = found.iter().any(|known| known.id == row.id);
            if !known && found.len() < FOUND && shows(&row) && may_view(db, agent, &row, &mut confidential).await? {
                found.push(row);
            }
        }
        if over {
            break;
        }
    }
    Ok(view::rows(db, &found).await?)
}

fn shows(row: &tickets::Model) -> bool {
    !view::is_aside(row)
}
