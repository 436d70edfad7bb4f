//! What happened: recorded in a transaction, told after its commit.
//!
//! Two roads. A **reaction** hears an event in memory, once, after the commit; it may be lost with the process, so it
//! serves what will be caught up (pushes to sockets). A **durable reaction** is a job written in the same transaction
//! ([`Reactions::durably`], [`Tx::record_durably`]): it happens, whatever is killed.

use std::{any::Any, collections::HashMap, sync::Arc};

use sea_orm::DbErr;
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::mpsc;

use super::{
    App, Tx,
    db::{Acting, Recorded},
    errands::Undone,
    error::Failure,
    jobs::{self, Job},
};

type Hears = Arc<dyn Fn(&App, &(dyn Any + Send + Sync)) + Send + Sync>;
type Goes = Arc<dyn for<'a> Fn(&'a App, serde_json::Value) -> Acting<'a, (), Undone> + Send + Sync>;
type Runs = Arc<dyn for<'a> Fn(&'a App, &'a Tx, serde_json::Value) -> Acting<'a, (), Failure> + Send + Sync>;

/// An event that durable reactions can be written down for.
pub trait Durable: Serialize + DeserializeOwned + Send + 'static {
    /// Stable, for the jobs table: `people.deactivated`.
    const KIND: &'static str;
}

/// Who listens to what; filled once at start, by `reactions.rs`.
#[derive(Clone, Default)]
pub struct Reactions {
    hearing: Vec<Hears>,
    running: HashMap<&'static str, Runs>,
    going: HashMap<&'static str, Goes>,
}

impl std::fmt::Debug for Reactions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reactions")
            .field("jobs", &self.running.keys())
            .field("errands", &self.going.keys())
            .finish_non_exhaustive()
    }
}

impl Reactions {
    /// Hears events of a type after their commit.
    pub fn on<E: Any>(&mut self, hear: impl Fn(&App, &E) + Send + Sync + 'static) {
        self.hearing.push(Arc::new(move |app, event| {
            if let Some(event) = event.downcast_ref::<E>() {
                hear(app, event);
            }
        }));
    }

    /// Runs jobs of a kind, each in a transaction that also removes the job.
    pub fn job<P, F>(&mut self, kind: &'static str, run: F)
    where
        P: DeserializeOwned + Send + 'static,
        F: for<'a> Fn(&'a App, &'a Tx, P) -> Acting<'a, (), Failure> + Send + Sync + 'static,
    {
        let run: Runs = Arc::new(move |app, tx, payload| match serde_json::from_value(payload) {
            Ok(payload) => run(app, tx, payload),
            Err(error) => Box::pin(async move { Err(Failure::from(DbErr::Json(error.to_string()))) }),
        });
        self.running.insert(kind, run);
    }

    /// Reacts to an event durably, with [`Tx::record_durably`] on the other end.
    pub fn durably<E, F>(&mut self, react: F)
    where
        E: Durable,
        F: for<'a> Fn(&'a App, &'a Tx, E) -> Acting<'a, (), Failure> + Send + Sync + 'static,
    {
        self.job(E::KIND, react);
    }

    /// Goes out when an event was recorded durably: outside of every transaction, beside the other jobs.
    pub fn errand<E, F>(&mut self, go: F)
    where
        E: Durable,
        F: for<'a> Fn(&'a App, E) -> Acting<'a, (), Undone> + Send + Sync + 'static,
    {
        let go: Goes = Arc::new(move |app, payload| match serde_json::from_value(payload) {
            Ok(event) => go(app, event),
            Err(error) => Box::pin(async move { Err(Undone(error.to_string())) }),
        });
        self.going.insert(E::KIND, go);
    }

    /// The kinds of jobs that are errands.
    pub(super) fn errands(&self) -> Vec<&'static str> {
        self.going.keys().copied().collect()
    }

    pub(super) fn errand_of(&self, kind: &str) -> Option<Goes> {
        self.going.get(kind).cloned()
    }

    pub(super) fn run(&self, kind: &str) -> Option<Runs> {
        self.running.get(kind).cloned()
    }
}

impl Tx {
    /// Writes an event down for its durable reaction, in this transaction: the outbox.
    ///
    /// # Errors
    /// The database's.
    pub async fn record_durably<E: Durable>(&self, event: &E) -> Result<(), DbErr> {
        jobs::schedule(self, Job::now(E::KIND, event)).await
    }
}

/// Tells committed events to those who listen, in commit order, until the process ends.
pub(super) fn start(app: App, mut committed: mpsc::UnboundedReceiver<Vec<Recorded>>) {
    app.clone().spawn("events", async move {
        while let Some(events) = committed.recv().await {
            for Recorded(event) in events {
                for hear in &app.reactions().hearing {
                    hear(&app, event.as_ref());
                }
            }
        }
    });
}
