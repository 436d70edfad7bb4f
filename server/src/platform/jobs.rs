//! Jobs: what must happen later, or must happen at all. Rows, written in the transaction that wants them.
//!
//! A job runs in a transaction that removes it, so it happens once; a failure is retried with back-off and logged.
//! A job with a key replaces an earlier one of the same kind and key, and can be cancelled by it. What goes out to
//! somebody else is an [errand](super::errands).

use std::time::Duration;

use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict};
use serde::Serialize;

use super::{App, Db, Time, Tx, error::Failure, ids, turns};

/// The jobs' table.
pub mod table {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A row of `jobs`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "jobs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub key: String,
        pub due_at: Time,
        pub payload: Json,
        pub attempts: i32,
        pub last_error: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A job to schedule.
#[derive(Clone, Debug)]
pub struct Job {
    kind: &'static str,
    key: Option<String>,
    due: Option<Time>,
    payload: serde_json::Value,
}

impl Job {
    /// As soon as the transaction is committed.
    pub fn now(kind: &'static str, payload: &impl Serialize) -> Job {
        Job { kind, key: None, due: None, payload: serde_json::to_value(payload).unwrap_or_default() }
    }

    /// At a time, once per kind and key: scheduling it again moves it.
    pub fn at(due: Time, kind: &'static str, key: impl Into<String>, payload: &impl Serialize) -> Job {
        Job { key: Some(key.into()), due: Some(due), ..Job::now(kind, payload) }
    }
}

/// Tells the runner that there may be something earlier to do than it waits for.
struct Scheduled;

/// Writes a job down.
///
/// # Errors
/// The database's.
pub async fn schedule(tx: &Tx, job: Job) -> Result<(), DbErr> {
    let id = ids::new_id();
    let row = table::ActiveModel {
        id: Set(id),
        kind: Set(job.kind.into()),
        key: Set(job.key.unwrap_or_else(|| id.to_string())),
        due_at: Set(job.due.unwrap_or(tx.now())),
        payload: Set(job.payload),
        attempts: Set(0),
        last_error: Set(None),
    };
    // A new id as well: a run of the earlier one that is under way removes that one only.
    let replace = OnConflict::columns([table::Column::Kind, table::Column::Key])
        .update_columns([
            table::Column::Id,
            table::Column::DueAt,
            table::Column::Payload,
            table::Column::Attempts,
            table::Column::LastError,
        ])
        .to_owned();
    table::Entity::insert(row).on_conflict(replace).exec_without_returning(tx).await?;
    tx.record(Scheduled);
    Ok(())
}

/// Takes a job back, if it has not run.
///
/// # Errors
/// The database's.
pub async fn cancel(tx: &Tx, kind: &str, key: &str) -> Result<(), DbErr> {
    table::Entity::delete_many()
        .filter(table::Column::Kind.eq(kind))
        .filter(table::Column::Key.eq(key))
        .exec(tx)
        .await?;
    Ok(())
}

/// Takes a job back that nobody has tried yet. Whether there was one.
///
/// # Errors
/// The database's.
pub async fn cancel_untried(tx: &Tx, kind: &str, key: &str) -> Result<bool, DbErr> {
    let gone = table::Entity::delete_many()
        .filter(table::Column::Kind.eq(kind))
        .filter(table::Column::Key.eq(key))
        .filter(table::Column::Attempts.eq(0))
        .exec(tx)
        .await?;
    Ok(gone.rows_affected > 0)
}

/// Runs everything that is due now; returns when the next job is due.
///
/// # Errors
/// The database's; a job's own failure is noted on the job.
pub async fn run_due(app: &App) -> Result<Option<Time>, DbErr> {
    loop {
        let now = app.clock().now();
        let due = table::Entity::find()
            .filter(table::Column::Kind.is_not_in(app.reactions().errands()))
            .filter(table::Column::DueAt.lte(now))
            .order_by_asc(table::Column::DueAt)
            .order_by_asc(table::Column::Id)
            .limit(32)
            .all(app.db().read())
            .await?;
        if due.is_empty() {
            break;
        }
        for job in due {
            run(app, job).await?;
        }
    }
    let next = table::Entity::find()
        .filter(table::Column::Kind.is_not_in(app.reactions().errands()))
        .order_by_asc(table::Column::DueAt)
        .one(app.db().read())
        .await?;
    Ok(next.map(|job| job.due_at))
}

async fn run(app: &App, job: table::Model) -> Result<(), DbErr> {
    let Some(runs) = app.reactions().run(&job.kind) else {
        tracing::error!(kind = job.kind, "a job of a kind nobody runs was dropped");
        return remove(app.db(), job.id).await;
    };
    let (id, kind, attempts) = (job.id, job.kind.clone(), job.attempts + 1);
    let runner = app.clone();
    let ran: Result<(), Failure> = app
        .db()
        .write(move |tx| {
            Box::pin(async move {
                // Another node, or the one before a restart, may have run it. The row itself is locked last: whoever
                // schedules or cancels may have locked before what the run is about to.
                turns::take(tx, turn(job.id)).await?;
                let Some(job) = table::Entity::find_by_id(job.id).one(tx).await? else { return Ok(()) };
                if job.due_at > tx.now() {
                    return Ok(());
                }
                runs(&runner, tx, job.payload).await?;
                table::Entity::delete_by_id(job.id).exec(tx).await?;
                Ok(())
            })
        })
        .await;
    if let Err(failure) = ran {
        tracing::warn!(kind, attempts, %failure, "a job failed and will be tried again");
        put_off(app.db(), id, attempts, failure.to_string()).await?;
    }
    Ok(())
}

/// The turn of whoever runs a job: the part of its id that is chance.
fn turn(job: Uuid) -> i64 {
    job.as_u64_pair().1.cast_signed()
}

/// Tries a job again later: each time after twice as long, at most an hour.
pub(super) async fn put_off(db: &Db, id: Uuid, attempts: i32, why: String) -> Result<(), DbErr> {
    let wait = (1_000_i64 << attempts.clamp(0, 12)).min(3_600_000);
    db.write(move |tx| {
        Box::pin(async move {
            table::Entity::update_many()
                .col_expr(table::Column::DueAt, Expr::value(tx.now().plus(wait)))
                .col_expr(table::Column::Attempts, Expr::value(attempts))
                .col_expr(table::Column::LastError, Expr::value(why))
                .filter(table::Column::Id.eq(id))
                .exec(tx)
                .await?;
            Ok::<_, DbErr>(())
        })
    })
    .await
}

pub(super) async fn remove(db: &Db, id: Uuid) -> Result<(), DbErr> {
    db.write(move |tx| Box::pin(async move { table::Entity::delete_by_id(id).exec(tx).await.map(|_| ()) })).await
}

/// Listens for new jobs; called once, with the other reactions.
pub fn react(reactions: &mut super::events::Reactions) {
    reactions.on(|app, _: &Scheduled| {
        app.jobs_wake().notify_one();
        app.errands_wake().notify_one();
    });
}

/// How long nothing has to be done, as far as is known.
pub(super) fn wait(app: &App, next: Option<Time>) -> Duration {
    let millis = next.map_or(60_000, |next| u64::try_from(next.since(app.clock().now())).unwrap_or(0));
    Duration::from_millis(millis.clamp(5, 60_000))
}

/// Runs jobs when they are due, until the server stops.
pub fn start(app: &App) {
    let app = app.clone();
    app.clone().spawn("jobs", async move {
        loop {
            let wait = match run_due(&app).await {
                Ok(next) => self::wait(&app, next),
                Err(error) => {
                    tracing::error!(%error, "jobs could not be read");
                    Duration::from_secs(1)
                }
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = app.jobs_wake().notified() => {}
                () = app.stopping() => return,
            }
        }
    });
}
