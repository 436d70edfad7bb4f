//! A department's policies for tickets: how they end by themselves, and what must be said before an agent closes one.

use contract::tickets::{CommentSort, TicketEvent};
use sea_orm::{
    DbErr, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};

use super::{
    actions::{turn, write_history},
    changed::changed,
    rules::{self, End},
    store,
    tables::tickets::{self, Column, Entity},
    view,
};
use crate::{
    departments,
    platform::{
        Answered, App, Failure, Time, Tx,
        events::Reactions,
        jobs::{self, Job},
        words,
    },
    routing,
};

/// The job that ends a ticket.
const END: &str = "tickets.end";
/// The job that looks at a department's tickets again.
const LOOK: &str = "tickets.policies";
/// How many tickets are looked at in one transaction.
const BATCH: u64 = 200;

/// Where looking at a department's tickets goes on.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Look {
    department: Uuid,
    after: Option<(Time, Uuid)>,
}

/// Registers this file's jobs.
pub(super) fn react(reactions: &mut Reactions) {
    reactions.job(END, |app, tx, ticket: Uuid| Box::pin(end(app, tx, ticket)));
    reactions.job(LOOK, |_, tx, look: Look| Box::pin(look_again(tx, look)));
}

/// How a ticket ends next by itself, and when.
async fn next(tx: &Tx, row: &tickets::Model) -> Result<Option<(End, Time)>, DbErr> {
    if view::is_aside(row) {
        return Ok(None);
    }
    let Some(department) = departments::department(tx, row.department_id).await? else { return Ok(None) };
    let ends = rules::ends(&departments::ticket_policies(&department)?, words::from_text(&row.status)?);
    Ok(ends.map(|(end, millis)| (end, row.status_at.plus(millis))))
}

/// Ends a ticket when it is time, or not.
pub(super) async fn schedule(tx: &Tx, row: &tickets::Model) -> Result<(), DbErr> {
    let key = row.id.to_string();
    match next(tx, row).await? {
        Some((_, at)) => jobs::schedule(tx, Job::at(at, END, key, &row.id)).await,
        None => jobs::cancel(tx, END, &key).await,
    }
}

/// A department's policies changed: they hold for its tickets as they stand.
pub(super) async fn changed_in(tx: &Tx, department: Uuid) -> Result<(), Failure> {
    let look = Look { department, after: None };
    Ok(jobs::schedule(tx, Job::at(tx.now(), LOOK, department.to_string(), &look)).await?)
}

/// Looks at some of a department's tickets, oldest first: whatever changes meanwhile is looked at later, or by itself.
async fn look_again(tx: &Tx, look: Look) -> Result<(), Failure> {
    let mut find = Entity::find().filter(Column::DepartmentId.eq(look.department));
    if let Some((at, id)) = look.after {
        let key = Expr::tuple([Expr::col(Column::UpdatedAt), Expr::col(Column::Id)]);
        find = find.filter(key.gt(Expr::tuple([Expr::value(at), Expr::value(id)])));
    }
    let rows = find.order_by_asc(Column::UpdatedAt).order_by_asc(Column::Id).limit(BATCH).all(tx).await?;
    for row in &rows {
        schedule(tx, row).await?;
    }
    if let Some(last) = rows.last().filter(|_| rows.len() as u64 == BATCH) {
        let look = Look { after: Some((last.updated_at, last.id)), ..look };
        jobs::schedule(tx, Job::at(tx.now(), LOOK, look.department.to_string(), &look)).await?;
    }
    Ok(())
}

/// The time came: what the policies say now is done, if it still is to be done.
async fn end(app: &App, tx: &Tx, ticket: Uuid) -> Result<(), Failure> {
    routing::hold(tx).await?;
    let Some(mut row) = store::locked(tx, ticket).await? else { return Ok(()) };
    let Some((end, at)) = next(tx, &row).await? else { return Ok(()) };
    if at > tx.now() {
        return Ok(schedule(tx, &row).await?);
    }
    match end {
        End::Status(status) => {
            let turn = turn(tx, &mut row, rules::Act::Set(status), None).await?;
            write_history(tx, row.id, None, "changed", turn.changes()).await?;
            changed(tx, &mut row, None).await?;
            turn.carry_out(app, tx, row.id).await
        }
        End::Deleted => {
            row.deleted = true;
            write_history(tx, row.id, None, "deleted", Vec::new()).await?;
            changed(tx, &mut row, None).await
        }
    }
}

/// An agent closes a ticket: where its department wants to know how it ended, somebody said so since it was opened.
///
/// # Errors
/// 409 `resolution_missing`.
pub(super) async fn demand(tx: &Tx, row: &tickets::Model) -> Answered<()> {
    let Some(department) = departments::department(tx, row.department_id).await? else { return Ok(()) };
    if !departments::ticket_policies(&department)?.resolution_required {
        return Ok(());
    }
    for entry in store::entries(tx, row.id).await?.iter().rev() {
        match store::event(entry)? {
            TicketEvent::Comment { sort: CommentSort::Resolution, .. } => return Ok(()),
            TicketEvent::Status { from, to, .. } if rules::is_over(from) && !rules::is_over(to) => break,
            _ => {}
        }
    }
    Err(Failure::conflict("resolution_missing", "How it ended is to be said first."))
}
