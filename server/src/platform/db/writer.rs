//! SQLite's one writer: group commit for everything.
//!
//! Actions queue; each runs in a savepoint of one shared transaction, so that a failure undoes itself alone. The
//! transaction commits when the queue is empty or after [`GROUP`] actions; only then are the actions answered and their
//! events sent. One disk flush thus pays for every message that arrived during the one before.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};
use tokio::sync::{mpsc, oneshot};

use super::{Acting, Events, Recorded, Tx, begin};
use crate::platform::clock::Clock;

/// How many actions one commit holds at most.
const GROUP: usize = 64;

/// How many actions may wait before callers do.
const QUEUE: usize = 1024;

/// What is left of an action once it has run: its events, and how to answer when the commit's fate is known.
struct Ran {
    recorded: Vec<Recorded>,
    answer: Box<dyn FnOnce(Option<DbErr>) + Send>,
}

/// A queued action.
pub(super) struct Action(Box<dyn FnOnce(Tx) -> Running + Send>);

type Running = std::pin::Pin<Box<dyn std::future::Future<Output = Ran> + Send>>;

/// Wraps an action so that actions of every type can queue.
pub(super) fn action<T, E, F>(action: F, answer: oneshot::Sender<Result<T, E>>) -> Action
where
    F: for<'a> FnOnce(&'a Tx) -> Acting<'a, T, E> + Send + 'static,
    T: Send + 'static,
    E: From<DbErr> + Send + 'static,
{
    Action(Box::new(move |tx| {
        Box::pin(async move {
            let mut result = action(&tx).await;
            let mut recorded = Vec::new();
            match &result {
                Ok(_) => match tx.commit().await {
                    Ok(events) => recorded = events,
                    Err(error) => result = Err(error.into()),
                },
                Err(_) => {
                    if let Err(error) = tx.rollback().await {
                        result = Err(error.into());
                    }
                }
            }
            // A caller that no longer waits has lost only its answer.
            let answer = move |failure: Option<DbErr>| {
                let _ = answer.send(match (failure, result) {
                    (Some(error), Ok(_)) => Err(error.into()),
                    (_, result) => result,
                });
            };
            Ran { recorded, answer: Box::new(answer) }
        })
    }))
}

/// Starts the writer on its connection; it stops when every handle on the queue is gone.
pub(super) fn start(connection: DatabaseConnection, clock: Clock, events: Events) -> mpsc::Sender<Action> {
    let (queue, mut actions) = mpsc::channel::<Action>(QUEUE);
    tokio::spawn(async move {
        let mut group = Vec::with_capacity(GROUP);
        while actions.recv_many(&mut group, GROUP).await > 0 {
            commit_group(&connection, &clock, &events, &mut group, &mut actions).await;
        }
    });
    queue
}

async fn commit_group(
    connection: &DatabaseConnection,
    clock: &Clock,
    events: &Events,
    group: &mut Vec<Action>,
    actions: &mut mpsc::Receiver<Action>,
) {
    let transaction = match begin(connection).await {
        Ok(transaction) => transaction,
        Err(error) => {
            // Dropping the actions answers their callers that the writer could not take them.
            tracing::error!(%error, "the writer could not begin a transaction");
            group.clear();
            return;
        }
    };
    let mut ran = Vec::with_capacity(GROUP);
    loop {
        for Action(action) in group.drain(..) {
            match savepoint(&transaction).await {
                // A panic in one action must not end the writer; its savepoint rolls back as it drops.
                Ok(inner) => match AssertUnwindSafe(action(Tx::new(inner, clock.now()))).catch_unwind().await {
                    Ok(done) => ran.push(done),
                    Err(_) => tracing::error!("an action panicked and was undone"),
                },
                Err(error) => tracing::error!(%error, "the writer could not set a savepoint"),
            }
        }
        // What arrived meanwhile joins this commit, as long as there is room.
        while ran.len() + group.len() < GROUP {
            match actions.try_recv() {
                Ok(action) => group.push(action),
                Err(_) => break,
            }
        }
        if group.is_empty() {
            break;
        }
    }
    metrics::histogram!("frontdesk_writer_group").record(ran.len() as f64);
    let failure = transaction.commit().await.err();
    if let Some(error) = &failure {
        tracing::error!(%error, "a commit failed");
    }
    for Ran { recorded, answer } in ran {
        if failure.is_none() && !recorded.is_empty() {
            let _ = events.send(recorded);
        }
        answer(failure.as_ref().map(|error| DbErr::Custom(error.to_string())));
    }
}

#[expect(clippy::disallowed_methods, reason = "a savepoint of the writer's own transaction")]
async fn savepoint(transaction: &DatabaseTransaction) -> Result<DatabaseTransaction, DbErr> {
    transaction.begin().await
}
