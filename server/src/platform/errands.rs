//! Errands: jobs that go out to somebody else, who may take his time: mails, call-outs. They are written down like any
//! job, in the transaction that wants them, but run outside of every transaction and beside the other jobs.
//!
//! An errand may be run again when the process dies after it was done and before that was written down.

use std::time::Duration;

use sea_orm::{DbErr, QueryOrder, QuerySelect, entity::prelude::*};
use tokio::task::JoinSet;

use super::{App, Failure, Time, jobs};

/// How long an errand may take; until then, nobody else takes it up.
const LONGEST: i64 = 60_000;

/// How many are under way at once: a slow server holds up its own mails, not everybody's.
const AT_ONCE: usize = 8;

/// How long those under way may take to come to their end when the server stops.
const GRACE: Duration = Duration::from_secs(5);

/// Why an errand was not done; it is tried again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Undone(pub String);

impl From<Failure> for Undone {
    fn from(failure: Failure) -> Self {
        Undone(failure.to_string())
    }
}

impl From<DbErr> for Undone {
    fn from(error: DbErr) -> Self {
        Undone(error.to_string())
    }
}

/// Runs everything that is due now, one after the other; returns when the next errand is due.
///
/// # Errors
/// The database's; an errand's own failure is noted on it.
pub async fn run_due(app: &App) -> Result<Option<Time>, DbErr> {
    loop {
        let due = due(app, 32).await?;
        if due.is_empty() {
            return next(app).await;
        }
        for job in due {
            run(app, job).await?;
        }
    }
}

/// Begins as much of what is due as there is room for; returns when the next errand is due, if there is room for it.
async fn begin_due(app: &App, under_way: &mut JoinSet<()>) -> Result<Option<Time>, DbErr> {
    while under_way.try_join_next().is_some() {}
    while under_way.len() < AT_ONCE {
        let due = due(app, AT_ONCE - under_way.len()).await?;
        if due.is_empty() {
            return next(app).await;
        }
        for job in due {
            let app = app.clone();
            if !claim(&app, job.id, job.attempts).await? {
                continue;
            }
            under_way.spawn(async move {
                if let Err(error) = run_claimed(&app, job).await {
                    tracing::error!(%error, "how an errand went could not be written down");
                }
            });
        }
    }
    Ok(None)
}

async fn due(app: &App, most: usize) -> Result<Vec<jobs::table::Model>, DbErr> {
    use jobs::table::{Column, Entity};
    Entity::find()
        .filter(Column::Kind.is_in(app.reactions().errands()))
        .filter(Column::DueAt.lte(app.clock().now()))
        .order_by_asc(Column::DueAt)
        .order_by_asc(Column::Id)
        .limit(most as u64)
        .all(app.db().read())
        .await
}

/// When the next one is due.
async fn next(app: &App) -> Result<Option<Time>, DbErr> {
    use jobs::table::{Column, Entity};
    let errands = Entity::find().filter(Column::Kind.is_in(app.reactions().errands()));
    Ok(errands.order_by_asc(Column::DueAt).one(app.db().read()).await?.map(|job| job.due_at))
}

async fn run(app: &App, job: jobs::table::Model) -> Result<(), DbErr> {
    match claim(app, job.id, job.attempts).await? {
        true => run_claimed(app, job).await,
        false => Ok(()),
    }
}

async fn run_claimed(app: &App, job: jobs::table::Model) -> Result<(), DbErr> {
    let Some(runs) = app.reactions().errand_of(&job.kind) else { return Ok(()) };
    let (id, kind, attempts) = (job.id, job.kind, job.attempts + 1);
    let longest = Duration::from_millis(LONGEST.unsigned_abs());
    let done = match tokio::time::timeout(longest, runs(app, job.payload)).await {
        Ok(done) => done,
        Err(_) => Err(Undone("it took too long".into())),
    };
    match done {
        Ok(()) => jobs::remove(app.db(), id).await,
        Err(undone) => {
            tracing::warn!(kind, attempts, %undone, "an errand failed and will be tried again");
            jobs::put_off(app.db(), id, attempts, undone.to_string()).await
        }
    }
}

/// Takes an errand up; another node, or another run, may have been faster.
async fn claim(app: &App, id: Uuid, attempts: i32) -> Result<bool, DbErr> {
    use jobs::table::{Column, Entity};
    let claimed = app.db().write(move |tx| {
        Box::pin(async move {
            Entity::update_many()
                .col_expr(Column::DueAt, Expr::value(tx.now().plus(LONGEST * 2)))
                .col_expr(Column::Attempts, Expr::value(attempts + 1))
                .filter(Column::Id.eq(id))
                .filter(Column::Attempts.eq(attempts))
                .exec(tx)
                .await
        })
    });
    Ok(claimed.await?.rows_affected == 1)
}

/// Runs errands when they are due, several at once, until the server stops.
pub fn start(app: &App) {
    let app = app.clone();
    app.clone().spawn_to_the_end(async move {
        let mut under_way = JoinSet::new();
        loop {
            let wait = match begin_due(&app, &mut under_way).await {
                Ok(next) => jobs::wait(&app, next),
                Err(error) => {
                    tracing::error!(%error, "errands could not be read");
                    Duration::from_secs(1)
                }
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = app.errands_wake().notified() => {}
                Some(_) = under_way.join_next() => {}
                () = app.stopping() => break,
            }
        }
        // What does not come to its end is run again after the next start.
        if tokio::time::timeout(GRACE, async { while under_way.join_next().await.is_some() {} }).await.is_err() {
            tracing::warn!(count = under_way.len(), "errands are left for the next start");
        }
    });
}
