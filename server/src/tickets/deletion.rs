//! Deleting a ticket, and bringing it back: nothing of it is gone, but nobody sees it.

use contract::TicketId;
use uuid::Uuid;

use super::{access, actions::write_history, changed::changed, marks, policies};
use crate::{
    asks,
    departments::{Agent, Permission},
    platform::{Answered, App},
    routing,
};

/// Takes a ticket out of every list but the one of what is deleted.
pub(super) async fn delete(app: &App, agent: Agent, ticket: TicketId) -> Answered<()> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut row = access::to_change(tx, &agent, ticket.0, Permission::Delete).await?.row;
                row.deleted = true;
                marks::schedule(tx, &row).await?;
                write_history(tx, row.id, Some(&agent.me), "deleted", Vec::new()).await?;
                changed(tx, &mut row, None).await?;
                asks::over(tx, row.id).await?;
                routing::done(&app2, tx, row.id).await
            })
        })
        .await
}

/// Brings a ticket back. One that is not deleted stays as it is.
pub(super) async fn restore(app: &App, agent: Agent, ticket: Uuid) -> Answered<()> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut row = access::to_restore(tx, &agent, ticket).await?;
                if !row.deleted {
                    return Ok(());
                }
                row.deleted = false;
                // What brought it here by itself begins anew.
                row.status_at = tx.now();
                policies::schedule(tx, &row).await?;
                marks::schedule(tx, &row).await?;
                write_history(tx, row.id, Some(&agent.me), "restored", Vec::new()).await?;
                changed(tx, &mut row, None).await?;
                marks::work_again(&app2, tx, &row).await
            })
        })
        .await
}
