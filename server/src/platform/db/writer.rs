//! SQLite's one writer: group commit for everything.
//!
//! Actions queue; each runs behind a savepoint of one shared transaction, so that a failure undoes itself alone. The
//! transaction commits when the queue is empty or after [`GROUP`] actions; only then are the actions answered and their
//! events sent. One disk flush thus pays for every message that arrived during the one before.
//!
//! Every statement travels to the connection's thread and back, which costs more than most statements: so the release of
//! one savepoint and the setting of the next travel with the next action's first change, and the writer has a thread
//! of its own, which waits for answers without waking others. What many want of the same kind is done in one go
//! ([`together`](super::together)).

use std::{future::Future, panic::AssertUnwindSafe, pin::Pin};

use futures_util::FutureExt;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use tokio::{
    runtime::Handle,
    sync::{mpsc, oneshot},
};
use tokio_util::sync::CancellationToken;

use super::{
    Acting, Listeners, Tx, begin, lost,
    together::{Company, Finished},
    tx::Told,
};
use crate::platform::clock::{Clock, Time};

/// How many actions one commit holds at most.
const GROUP: usize = 64;

/// How many actions may wait before callers do.
const QUEUE: usize = 1024;

/// What queues.
pub(super) enum Queued {
    One(Action),
    Company(Box<dyn Company>),
}

/// An action of any type.
pub(super) struct Action(Box<dyn for<'a> FnOnce(&'a Tx) -> Running<'a> + Send>);

type Running<'a> = Pin<Box<dyn Future<Output = Ran> + Send + 'a>>;

/// What is left of an action once it has run: whether what it wrote stays, and how to answer when the commit's fate is
/// known.
struct Ran {
    stays: bool,
    answer: Answer,
}

pub(super) type Answer = Box<dyn FnOnce(Option<DbErr>) + Send>;

/// Answers a caller when the commit's fate is known. One that no longer waits has lost only its answer.
pub(super) fn answering<T, E>(answer: oneshot::Sender<Result<T, E>>, result: Result<T, E>) -> Answer
where
    T: Send + 'static,
    E: From<DbErr> + Send + 'static,
{
    Box::new(move |failure| {
        let _ = answer.send(match (failure, result) {
            (Some(error), Ok(_)) => Err(error.into()),
            (_, result) => result,
        });
    })
}

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
            Ran { stays: result.is_ok(), answer: answering(answer, result) }
        })
    }))
}

/// How to end the writer, and how to know that it has.
#[derive(Clone, Debug, Default)]
pub(super) struct Ending {
    asked: CancellationToken,
    over: CancellationToken,
}

impl Ending {
    /// Ends the writer: it takes no more actions, and has done those it took when this returns.
    pub(super) async fn end(&self) {
        self.asked.cancel();
        self.over.cancelled().await;
    }
}

/// Starts the writer on its connection; it stops when it is asked to, or when every handle on the queue is gone.
pub(super) fn start(
    connection: DatabaseConnection,
    clock: Clock,
    listeners: Listeners,
) -> (mpsc::Sender<Queued>, Ending) {
    let (queue, mut actions) = mpsc::channel::<Queued>(QUEUE);
    let (runtime, ending) = (Handle::current(), Ending::default());
    let (asked, over) = (ending.asked.clone(), ending.over.clone().drop_guard());
    let writing = move || {
        let _over = over;
        runtime.block_on(async move {
            loop {
                tokio::select! {
                    biased;
                    first = actions.recv() => match first {
                        Some(first) => commit_group(&connection, &clock, &listeners, first, &mut actions).await,
                        None => break,
                    },
                    () = asked.cancelled(), if !actions.is_closed() => actions.close(),
                }
            }
        });
    };
    // Without a thread nothing can be written, and the queue says so to everybody who tries.
    if let Err(error) = std::thread::Builder::new().name("writer".into()).spawn(writing) {
        tracing::error!(%error, "the writer could not start");
    }
    (queue, ending)
}

/// Runs an action and those that arrive meanwhile, and commits them together.
async fn commit_group(
    connection: &DatabaseConnection,
    clock: &Clock,
    listeners: &Listeners,
    first: Queued,
    actions: &mut mpsc::Receiver<Queued>,
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
    let mut taken = 0;
    while taken < GROUP {
        let Some(queued) = next.take().or_else(|| actions.try_recv().ok()) else { break };
        taken += 1;
        let ran = match queued {
            Queued::One(action) => group.run(action, clock.now()).await,
            Queued::Company(mut company) => {
                while taken < GROUP && next.is_none() {
                    match actions.try_recv() {
                        Ok(Queued::Company(other)) if other.kind() == company.kind() => {
                            company.take_in(other);
                            taken += 1;
                        }
                        Ok(other) => next = Some(other),
                        Err(_) => break,
                    }
                }
                group.run_together(company, clock.now()).await
            }
        };
        if let Err(error) = ran {
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
        self.turn(now);
        // A panic in one action must not end the writer; its caller finds that nobody answers.
        let ran = AssertUnwindSafe(action(&self.tx)).catch_unwind().await;
        let ended = self.end_turn(matches!(&ran, Ok(Ran { stays: true, .. }))).await;
        let (told, ended) = ended.map_or_else(|error| (Told::default(), Err(error)), |told| (told, Ok(())));
        match ran {
            Ok(Ran { answer, .. }) => self.ran.push((answer, told)),
            Err(_) => tracing::error!("an action panicked and was undone"),
        }
        ended
    }

    /// Runs what can be done together as one action, then alone who was left out; everybody when it fails.
    async fn run_together(&mut self, mut company: Box<dyn Company>, now: Time) -> Result<(), DbErr> {
        self.turn(now);
        let ran = AssertUnwindSafe(company.run(&self.tx)).catch_unwind().await;
        let stays = matches!(&ran, Ok(Ok(())));
        if !stays {
            tracing::debug!(?ran, "what was to be done together is done alone");
        }
        let mut told = self.end_turn(stays).await?;
        let Finished { answers, alone } = company.finish(stays);
        self.ran.extend(answers.into_iter().map(|answer| (answer, std::mem::take(&mut told))));
        for action in alone {
            self.run(action, now).await?;
        }
        Ok(())
    }

    fn turn(&mut self, now: Time) {
        // The first has one too: without it, a transaction that SQLite itself rolled back would go unnoticed here.
        self.tx.turn(now, if self.marked { "RELEASE action; SAVEPOINT action" } else { "SAVEPOINT action" });
    }

    /// Undoes what is not to stay; else says what there is to tell of it.
    async fn end_turn(&mut self, stays: bool) -> Result<Told, DbErr> {
        let begun = self.tx.has_begun();
        self.marked |= begun;
        let told = self.tx.take_told();
        if stays {
            return Ok(told);
        }
        if begun {
            execute(&self.tx, "ROLLBACK TO action").await?;
        }
        Ok(Told::default())
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
