//! SQLite's one writer: group commit for everything.
//!
//! Actions queue; each runs behind a savepoint of one shared transaction, so that a failure undoes itself alone. The
//! transaction commits when the queue is empty or after [`GROUP`] actions; only then are the actions answered and their
//! events sent. One disk flush thus pays for every message that arrived during the one before.
//!
//! Every statement travels to the connection's thread and back, which costs more than most statements: so the release of
//! one savepoint and the setting of the next travel with the next action's first change, and the writer has a thread
//! of its own, which waits for answers without waking others.

use std::{future::Future, panic::AssertUnwindSafe, pin::Pin};

use futures_util::FutureExt;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot},
};

use super::{Acting, Listeners, Tx, begin, lost, tx::Told};
use crate::platform::clock::{Clock, Time};

/// How many actions one commit holds at most.
const GROUP: usize = 64;

/// How many actions may wait before callers do.
const QUEUE: usize = 1024;

/// A queued action.
pub(super) struct Action(Box<dyn for<'a> FnOnce(&'a Tx) -> Running<'a> + Send>);

type Running<'a> = Pin<Box<dyn Future<Output = Ran> + Send + 'a>>;

/// What is left of an action once it has run: whether what it wrote stays, and how to answer when the commit's fate is
/// known.
struct Ran {
    stays: bool,
    answer: Answer,
}

type Answer = Box<dyn FnOnce(Option<DbErr>) + Send>;

/// Wraps an action so that actions of every type can queue.
pub(super) fn action<T, E, F>(action: F, answer: oneshot::Sender<Result<T, E>>) -> Action
where
    F: for<'a> FnOnce(&'a Tx) -> Acting<'a, T, E> + Send + 'static,
    T: Send + 'static,
    E: From<DbErr> + Send + 'static,
{
    Action(Box::new(move |tx| {
        Box::pin(async move {
            let result = action(tx).await;
            let stays = result.is_ok();
            // A caller that no longer waits has lost only its answer.
            let answer = move |failure: Option<DbErr>| {
                let _ = answer.send(match (failure, result) {
                    (Some(error), Ok(_)) => Err(error.into()),
                    (_, result) => result,
                });
            };
            Ran { stays, answer: Box::new(answer) }
        })
    }))
}

/// Starts the writer on its connection; it stops when every handle on the queue is gone.
pub(super) fn start(connection: DatabaseConnection, clock: Clock, listeners: Listeners) -> mpsc::Sender<Action> {
    let (queue, mut actions) = mpsc::channel::<Action>(QUEUE);
    let runtime = Handle::current();
    let writing = move || {
        runtime.block_on(async move {
            while let Some(first) = actions.recv().await {
                commit_group(&connection, &clock, &listeners, first, &mut actions).await;
            }
        });
    };
    // Without a thread nothing can be written, and the queue says so to everybody who tries.
    if let Err(error) = std::thread::Builder::new().name("writer".into()).spawn(writing) {
        tracing::error!(%error, "the writer could not start");
    }
    queue
}

/// Runs an action and those that arrive meanwhile, and commits them together.
async fn commit_group(
    connection: &DatabaseConnection,
    clock: &Clock,
    listeners: &Listeners,
    first: Action,
    actions: &mut mpsc::Receiver<Action>,
) {
    let mut group = match Group::begin(connection, clock.now()).await {
        Ok(group) => group,
        Err(error) => {
            // Dropping the actions answers their callers that the writer could not take them.
            tracing::error!(%error, "the writer could not begin a transaction");
            while actions.try_recv().is_ok() {}
            return;
        }
    };
    let mut next = Some(first);
    for _ in 0..GROUP {
        let Some(action) = next.take().or_else(|| actions.try_recv().ok()) else { break };
        if let Err(error) = group.run(action, clock.now()).await {
            return group.lose(&error);
        }
    }
    group.commit(listeners).await;
}

/// The transaction some actions share.
struct Group {
    tx: Tx,
    /// Whether a savepoint is set, that of the last action which changed something.
    marked: bool,
    ran: Vec<(Answer, Told)>,
}

impl Group {
    async fn begin(connection: &DatabaseConnection, now: Time) -> Result<Group, DbErr> {
        Ok(Group { tx: Tx::new(begin(connection).await?, now), marked: false, ran: Vec::with_capacity(GROUP) })
    }

    /// Runs an action behind a savepoint of its own, and undoes it when it fails or panics. An error is the group's end:
    /// what cannot be set apart or undone leaves nothing that could be trusted to be whole.
    async fn run(&mut self, Action(action): Action, now: Time) -> Result<(), DbErr> {
        // The first has one too: without it, a transaction that SQLite itself rolled back would go unnoticed here.
        self.tx.turn(now, if self.marked { "RELEASE action; SAVEPOINT action" } else { "SAVEPOINT action" });
        // A panic in one action must not end the writer; its caller finds that nobody answers.
        let ran = AssertUnwindSafe(action(&self.tx)).catch_unwind().await;
        let begun = self.tx.has_begun();
        self.marked |= begun;
        let undone = match &ran {
            Ok(Ran { stays: true, .. }) => Ok(()),
            _ if !begun => Ok(()),
            _ => execute(&self.tx, "ROLLBACK TO action").await,
        };
        match ran {
            Ok(Ran { stays, answer }) => {
                let told = self.tx.take_told();
                self.ran.push((answer, if stays { told } else { Told::default() }));
            }
            Err(_) => tracing::error!("an action panicked and was undone"),
        }
        undone
    }

    async fn commit(self, listeners: &Listeners) {
        metrics::histogram!("frontdesk_writer_group").record(self.ran.len() as f64);
        if let Err(error) = self.tx.commit().await {
            return answer_all(self.ran, &error);
        }
        for (answer, told) in self.ran {
            listeners.tell(told);
            answer(None);
        }
    }

    /// Nothing of it stays: the transaction rolls back as it drops.
    fn lose(self, error: &DbErr) {
        drop(self.tx);
        answer_all(self.ran, error);
    }
}

async fn execute(tx: &Tx, sql: &str) -> Result<(), DbErr> {
    tx.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.map(|_| ())
}

/// Tells everybody that nothing was done.
fn answer_all(ran: Vec<(Answer, Told)>, error: &DbErr) {
    tracing::error!(%error, actions = ran.len(), "a group of actions was lost");
    for (answer, _) in ran {
        answer(Some(lost(error)));
    }
}
