//! The database: a pool of readers, and writes that go one way each.
//!
//! SQLite has **one writer**, which runs queued actions each behind a savepoint and commits them together ([`writer`]);
//! PostgreSQL gives each write a transaction of its own and commits in groups by itself. An action sees the same
//! [`Tx`] on both.

mod reader;
mod together;
mod tx;
mod writer;

use std::{future::Future, pin::Pin, sync::Arc};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr, TransactionOptions,
    TransactionTrait,
    sqlx::{self, Connection, SqliteConnection},
};
use tokio::sync::{mpsc, oneshot};

pub use reader::Reader;
pub use together::Together;
pub use tx::{Recorded, Tx};

use super::{clock::Clock, memory::Outdated};

/// How often an action is done again that the database undid, before it fails.
const TRIES: u32 = 5;

/// How many prepared statements a connection to SQLite keeps: about as many as there are.
const STATEMENTS_KEPT: usize = 250;

/// What an action returns: it borrows the transaction.
pub type Acting<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// The log target of statements.
pub const STATEMENTS: &str = "frontdesk::statements";

/// Where committed events go, in commit order.
pub type Events = mpsc::UnboundedSender<Vec<Recorded>>;

/// Those who are told what was committed, before whoever wrote it has the answer.
#[derive(Clone, Debug)]
struct Listeners {
    events: Events,
    outdated: Arc<Outdated>,
}

impl Listeners {
    fn tell(&self, told: tx::Told) {
        self.outdated.add(&told.written);
        if !told.events.is_empty() {
            let _ = self.events.send(told.events);
        }
    }
}

/// A handle on the database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    readers: Reader,
    migrating: DatabaseConnection,
    writes: Writes,
    clock: Clock,
    listeners: Listeners,
}

#[derive(Clone, Debug)]
enum Writes {
    OneWriter(mpsc::Sender<writer::Queued>, writer::Ending),
    Transactions(DatabaseConnection),
}

impl Db {
    /// Opens the database at a URL.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn open(url: &str, clock: Clock, events: Events) -> Result<Db, DbErr> {
        let listeners = Listeners { events, outdated: Arc::default() };
        if url.starts_with("sqlite:") {
            let writer = Database::connect(sqlite(url, 1, true)).await?;
            let readers = Reader(heard(Database::connect(sqlite(url, 4, false)).await?));
            let (queue, ending) = writer::start(writer.clone(), clock.clone(), listeners.clone());
            return Ok(Db { readers, migrating: writer, writes: Writes::OneWriter(queue, ending), clock, listeners });
        }
        let mut options = ConnectOptions::new(url);
        options.max_connections(16).sqlx_logging(false);
        let pool = heard(Database::connect(options).await?);
        Ok(Db {
            readers: Reader(pool.clone()),
            migrating: pool.clone(),
            writes: Writes::Transactions(pool),
            clock,
            listeners,
        })
    }

    /// For reading. A transaction's own reads go through its [`Tx`].
    pub fn read(&self) -> &Reader {
        &self.readers
    }

    /// The connection migrations run on, before anything else does.
    pub fn migrating(&self) -> &DatabaseConnection {
        &self.migrating
    }

    /// What this node's writes made outdated, for what it remembers.
    pub fn outdated(&self) -> &Arc<Outdated> {
        &self.listeners.outdated
    }

    /// Whether this is SQLite, for the few statements that differ.
    pub fn is_sqlite(&self) -> bool {
        self.readers.get_database_backend() == DbBackend::Sqlite
    }

    /// Ends writing, the last thing before the process ends: what was taken is done, what comes later is refused.
    pub async fn close(&self) {
        if let Writes::OneWriter(_, ending) = &self.writes {
            ending.end().await;
        }
    }

    /// Runs an action in a transaction. When this returns `Ok`, what it did is on disk and its events are on their way;
    /// when it returns `Err`, it did nothing.
    ///
    /// No network call, no hashing and no waiting belongs inside: on SQLite every other write waits for it.
    ///
    /// On PostgreSQL two actions may come to wait for one another; the database undoes one, which is then done again.
    /// So an action changes nothing but what its [`Tx`] undoes.
    ///
    /// # Errors
    /// The action's own, or the database's.
    pub async fn write<T, E, F>(&self, action: F) -> Result<T, E>
    where
        F: for<'a> FnOnce(&'a Tx) -> Acting<'a, T, E> + Clone + Send + 'static,
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
    {
        match &self.writes {
            Writes::OneWriter(queue, _) => {
                let (answer, answered) = oneshot::channel();
                let action = writer::Queued::One(writer::action(action, answer));
                queue.send(action).await.map_err(|_| closed())?;
                answered.await.map_err(|_| closed())?
            }
            Writes::Transactions(pool) => {
                let mut tries = 1;
                loop {
                    let tx = Tx::new(begin(pool).await?, self.clock.now());
                    match action.clone()(&tx).await {
                        Ok(value) => {
                            self.commit(tx).await?;
                            return Ok(value);
                        }
                        Err(error) => {
                            let again = tx.was_undone();
                            // Where the connection is lost, so is what was done; the action's own error says more.
                            if let Err(error) = tx.rollback().await {
                                tracing::warn!(%error, "a transaction was dropped rather than rolled back");
                            }
                            if !again || tries == TRIES {
                                return Err(error);
                            }
                            tries += 1;
                        }
                    }
                }
            }
        }
    }

    /// Runs an action like [`Db::write`]; on SQLite together with others of its kind that arrive at the same time.
    ///
    /// # Errors
    /// The action's own, or the database's.
    pub async fn write_together<K: Together>(&self, action: K) -> Result<K::Answer, K::Error> {
        let Writes::OneWriter(queue, _) = &self.writes else {
            return self.write(move |tx| action.alone(tx)).await;
        };
        let (answer, answered) = oneshot::channel();
        let one = writer::Queued::Company(together::one(action, answer));
        queue.send(one).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Commits and tells, also when the caller does not wait to the end: what is committed is told.
    async fn commit(&self, mut tx: Tx) -> Result<(), DbErr> {
        let (told, listeners) = (tx.take_told(), self.listeners.clone());
        let committed = tokio::spawn(async move {
            let committed = tx.commit().await;
            match &committed {
                Ok(()) => listeners.tell(told),
                // The connection may have broken after the commit.
                Err(_) => listeners.outdated.add(&told.written),
            }
            committed
        });
        let committed = committed.await.map_err(|_| closed())?;
        committed.map_err(|error| if is_undone(&error) { error } else { lost(&error) })
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that begins transactions")]
async fn begin(pool: &DatabaseConnection) -> Result<sea_orm::DatabaseTransaction, DbErr> {
    pool.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(sea_orm::SqliteTransactionMode::Immediate),
        ..Default::default()
    })
    .await
}

/// Says which statements are run, to whoever listens that closely: without their values, and never by default.
fn heard(mut connection: DatabaseConnection) -> DatabaseConnection {
    connection.set_metric_callback(|done| tracing::trace!(target: STATEMENTS, sql = %done.statement.sql));
    connection
}

/// Whether PostgreSQL undid a transaction because it and another one waited for one another, or could not be in order.
pub fn is_undone(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = error else {
        return false;
    };
    let code = error.as_database_error().and_then(|error| error.code());
    code.is_some_and(|code| code == "40P01" || code == "40001")
}

fn closed() -> DbErr {
    lost(&"the writer did not take it")
}

/// What became of an action is not known, or nothing through no fault of its own: trying again may help.
fn lost(error: &impl ToString) -> DbErr {
    DbErr::Conn(RuntimeErr::Internal(error.to_string()))
}

fn sqlite(url: &str, connections: u32, writes: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).min_connections(1).sqlx_logging(false);
    // A file does not hang up: asking a connection before each use would cost as much as the use.
    options.test_before_acquire(false);
    options.map_sqlx_sqlite_pool_opts(|pool| pool.after_release(|connection, _| Box::pin(is_free(connection))));
    options.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .create_if_missing(writes)
            .statement_cache_capacity(STATEMENTS_KEPT)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("busy_timeout", "10000")
            .pragma("temp_store", "MEMORY")
            .pragma("cache_size", "-8000");
        if writes { sqlite } else { sqlite.pragma("query_only", "ON") }
    });
    options
}

/// Whether a connection that comes back is in no transaction. SQLite itself rolls back when the disk is full or fails;
/// the connection, which does not know, would set mere savepoints from then on, and they do not lock. It is replaced.
async fn is_free(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // A rollback may be under way; the answer comes after it.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}
