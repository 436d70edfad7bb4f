//! The mail log: what became of every mail that came.

use std::collections::HashMap;

use contract::{
    DepartmentId, MailId, Page, TicketId,
    mails::{MailFilter, MailRow},
};
use sea_orm::{ConnectionTrait, DbErr, QueryOrder, QuerySelect, entity::prelude::*};
use uuid::Uuid;

use super::tables::mails::{Column, Entity, Model};
use crate::{
    departments::{self, Agent},
    platform::{
        Answered, Failure, cursor,
        words::{from_text, to_text},
    },
    tickets,
};

/// Rows of a page.
const ROWS: u64 = 50;

/// A page of the mails that came to departments an agent may see, the newest first.
pub(super) async fn list(db: &impl ConnectionTrait, agent: &Agent, filter: &MailFilter) -> Answered<Page<MailRow>> {
    let after: Option<Uuid> = cursor::read(filter.after.as_deref())?;
    let unseen = unseen(db, agent).await?;
    let mut rows = select(filter, &unseen, after).all(db).await?;
    let more = rows.len() as u64 > ROWS;
    rows.truncate(usize::try_from(ROWS).unwrap_or_default());
    let next = rows.last().filter(|_| more).map(|row| cursor::after(&row.id));
    Ok(Page { items: self::rows(db, &rows).await?, next })
}

/// The statement of [`list`].
fn select(filter: &MailFilter, unseen: &[Uuid], after: Option<Uuid>) -> Select<Entity> {
    let mut find = Entity::find();
    if let Some(department) = filter.department {
        find = find.filter(Column::DepartmentId.eq(department.0));
    }
    if let Some(fate) = filter.fate {
        find = find.filter(Column::Fate.eq(to_text(&fate)));
    }
    if !unseen.is_empty() {
        find = find.filter(Column::DepartmentId.is_not_in(unseen.iter().copied()));
    }
    if let Some(after) = after {
        find = find.filter(Column::Id.lt(after));
    }
    find.order_by_desc(Column::Id).limit(ROWS + 1)
}

/// A mail, when the agent may know of it.
pub(super) async fn mail(db: &impl ConnectionTrait, agent: &Agent, id: Uuid) -> Answered<Model> {
    let row = Entity::find_by_id(id).one(db).await?.ok_or_else(Failure::not_found)?;
    if unseen(db, agent).await?.contains(&row.department_id) { Err(Failure::not_found()) } else { Ok(row) }
}

/// A mail as it is shown.
pub(super) async fn row(db: &impl ConnectionTrait, model: Model) -> Result<MailRow, DbErr> {
    let rows = rows(db, std::slice::from_ref(&model)).await?;
    rows.into_iter().next().ok_or_else(|| DbErr::RecordNotFound("a mail's row".into()))
}

/// The confidential departments that are not the agent's to see.
async fn unseen(db: &impl ConnectionTrait, agent: &Agent) -> Result<Vec<Uuid>, DbErr> {
    let all = departments::every_department(db).await?;
    let unseen = all.iter().filter(|row| !departments::may_see_department(agent, row.id, row.confidential));
    Ok(unseen.map(|row| row.id).collect())
}

async fn rows(db: &impl ConnectionTrait, models: &[Model]) -> Result<Vec<MailRow>, DbErr> {
    let departments = departments::departments(db, models.iter().map(|row| row.department_id)).await?;
    let tickets = tickets::tickets(db, models.iter().filter_map(|row| row.ticket_id)).await?;
    let numbers: HashMap<Uuid, u64> = tickets.into_iter().map(|row| (row.id, row.number.unsigned_abs())).collect();
    let row = |row: &Model| {
        Ok(MailRow {
            id: MailId(row.id),
            at: row.at.into(),
            department: DepartmentId(row.department_id),
            department_name: departments.get(&row.department_id).map(|one| one.name.clone()).unwrap_or_default(),
            from: row.from_address.clone(),
            from_name: row.from_name.clone(),
            subject: row.subject.clone(),
            automatic: row.automatic,
            verdict: row.verdict.as_deref().map(from_text).transpose()?,
            size: row.size.unsigned_abs(),
            fate: from_text(&row.fate)?,
            problem: row.problem.clone(),
            ticket: row.ticket_id.map(TicketId),
            number: row.ticket_id.and_then(|ticket| numbers.get(&ticket).copied()),
        })
    };
    models.iter().map(row).collect()
}
