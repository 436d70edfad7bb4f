//! The running server, as every slice holds it.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    future::Future,
    sync::Arc,
};

use sea_orm::DbErr;
use secrecy::ExposeSecret;
use tokio::sync::{Notify, mpsc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    bus::Bus,
    clock::Clock,
    config::Config,
    db::{Db, Recorded},
    events::{self, Reactions},
    files::Files,
    limits::Limits,
    memory::Memory,
    vault::Vault,
};

/// What higher slices lend to lower ones, by type: a lower slice declares a trait, `reactions.rs` puts the
/// implementation here, the lower slice asks for it.
#[derive(Default)]
pub struct Lent(HashMap<TypeId, Box<dyn Any + Send + Sync>>);

impl Lent {
    /// Lends something.
    pub fn lend<T: Any + Send + Sync>(&mut self, thing: T) {
        self.0.insert(TypeId::of::<T>(), Box::new(thing));
    }
}

/// The running server; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    config: Config,
    db: Db,
    clock: Clock,
    bus: Bus,
    limits: Limits,
    memory: Memory,
    vault: Vault,
    files: Files,
    reactions: Reactions,
    lent: Lent,
    jobs: Notify,
    errands: Notify,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("App")
    }
}

/// A server about to run: its database is open, its events wait for [`Starting::start`].
pub struct Starting {
    config: Config,
    clock: Clock,
    db: Db,
    vault: Vault,
    files: Files,
    committed: mpsc::UnboundedReceiver<Vec<Recorded>>,
}

impl App {
    /// Opens the database, and the vault and the files beside it.
    ///
    /// # Errors
    /// When one of them cannot be opened.
    pub async fn open(config: Config, clock: Clock) -> Result<Starting, DbErr> {
        let vault = Vault::open(&config).map_err(|error| DbErr::Custom(error.to_string()))?;
        let files = Files::open(&config.data).map_err(|error| DbErr::Custom(error.to_string()))?;
        let (events, committed) = mpsc::unbounded_channel();
        let db = Db::open(config.database_url.expose_secret(), clock.clone(), events).await?;
        Ok(Starting { config, clock, db, vault, files, committed })
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The database.
    pub fn db(&self) -> &Db {
        &self.0.db
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The road of pushes.
    pub fn bus(&self) -> &Bus {
        &self.0.bus
    }

    /// How often somebody may do something.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// What is remembered of what every request asks for.
    pub fn memory(&self) -> &Memory {
        &self.0.memory
    }

    /// What seals secrets.
    pub fn vault(&self) -> &Vault {
        &self.0.vault
    }

    /// The files kept beside the database.
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// What a higher slice lent. Everything asked for is lent in `reactions.rs`, which a test runs.
    pub fn lent<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.0.lent.0.get(&TypeId::of::<T>()).and_then(|thing| thing.downcast_ref())
    }

    /// Resolves when the server stops.
    pub async fn stopping(&self) {
        self.0.stop.cancelled().await;
    }

    /// Tells everything to stop, and waits until it has.
    pub async fn stop(&self) {
        self.0.stop.cancel();
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// Runs something beside the requests, until it ends or the server stops.
    pub fn spawn(&self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let app = self.clone();
        self.0.tasks.spawn(async move {
            tokio::select! {
                () = task => {}
                () = app.stopping() => {}
            }
            tracing::debug!(name, "task ended");
        });
    }

    /// Runs something that ends by itself soon after the server stops (sockets that say goodbye).
    pub fn spawn_to_the_end(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.0.tasks.spawn(task);
    }

    pub(super) fn reactions(&self) -> &Reactions {
        &self.0.reactions
    }

    pub(super) fn jobs_wake(&self) -> &Notify {
        &self.0.jobs
    }

    pub(super) fn errands_wake(&self) -> &Notify {
        &self.0.errands
    }
}

impl Starting {
    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The database, for migrations before anything runs.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Puts the server together and starts telling events.
    pub fn start(self, reactions: Reactions, lent: Lent) -> App {
        let app = App(Arc::new(Inner {
            limits: Limits::new(self.clock.clone()),
            memory: Memory::new(self.clock.clone(), self.db.outdated().clone(), self.db.is_sqlite()),
            vault: self.vault,
            files: self.files,
            config: self.config,
            db: self.db,
            clock: self.clock,
            bus: Bus::in_process(),
            reactions,
            lent,
            jobs: Notify::new(),
            errands: Notify::new(),
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }));
        events::start(app.clone(), self.committed);
        app
    }
}
