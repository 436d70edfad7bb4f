//! The database: a pool of readers, and writes that go one way each.
//!
//! SQLite has **one writer**, which runs queued actions each in a savepoint and commits them together ([`writer`]);
//! PostgreSQL gives each write a transaction of its own and commits in groups by itself. An action sees the same
//! [`Tx`] on both.

mod tx;
mod writer;

use std::{future::Future, pin::Pin};

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr, TransactionOptions, TransactionTrait};
use tokio::sync::{mpsc, oneshot};

pub use tx::{Recorded, Tx};

use super::clock::Clock;

/// What an action returns: it borrows the transaction.
pub type Acting<'a, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// The log target of statements.
pub const STATEMENTS: &str = "frontdesk::statements";

/// Where committed events go, in commit order.
pub type Events = mpsc::UnboundedSender<Vec<Recorded>>;

/// A handle on the database; cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    readers: DatabaseConnection,
    migrating: DatabaseConnection,
    writes: Writes,
    clock: Clock,
    events: Events,
}

#[derive(Clone, Debug)]
enum Writes {
    OneWriter(mpsc::Sender<writer::Action>),
    Transactions(DatabaseConnection),
}

impl Db {
    /// Opens the database at a URL.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn open(url: &str, clock: Clock, events: Events) -> Result<Db, DbErr> {
        if url.starts_with("sqlite:") {
            let writer = Database::connect(sqlite(url, 1, true)).await?;
            let readers = heard(Database::connect(sqlite(url, 4, false)).await?);
            let queue = writer::start(writer.clone(), clock.clone(), events.clone());
            return Ok(Db { readers, migrating: writer, writes: Writes::OneWriter(queue), clock, events });
        }
        let mut options = ConnectOptions::new(url);
        options.max_connections(16).sqlx_logging(false);
        let pool = heard(Database::connect(options).await?);
        Ok(Db { readers: pool.clone(), migrating: pool.clone(), writes: Writes::Transactions(pool), clock, events })
    }

    /// For reading. A transaction's own reads go through its [`Tx`].
    pub fn read(&self) -> &DatabaseConnection {
        &self.readers
    }

    /// The connection migrations run on, before anything else does.
    pub fn migrating(&self) -> &DatabaseConnection {
        &self.migrating
    }

    /// Whether this is SQLite, for the few statements that differ.
    pub fn is_sqlite(&self) -> bool {
        self.readers.get_database_backend() == DbBackend::Sqlite
    }

    /// Runs an action in a transaction. When this returns `Ok`, what it did is on disk and its events are on their way;
    /// when it returns `Err`, it did nothing.
    ///
    /// No network call, no hashing and no waiting belongs inside: on SQLite every other write waits for it.
    ///
    /// # Errors
    /// The action's own, or the database's.
    pub async fn write<T, E, F>(&self, action: F) -> Result<T, E>
    where
        F: for<'a> FnOnce(&'a Tx) -> Acting<'a, T, E> + Send + 'static,
        T: Send + 'static,
        E: From<DbErr> + Send + 'static,
    {
        match &self.writes {
            Writes::OneWriter(queue) => {
                let (answer, answered) = oneshot::channel();
                let action = writer::action(action, answer);
                queue.send(action).await.map_err(|_| closed())?;
                answered.await.map_err(|_| closed())?
            }
            Writes::Transactions(pool) => {
                let tx = Tx::new(begin(pool).await?, self.clock.now());
                match action(&tx).await {
                    Ok(value) => {
                        let recorded = tx.commit().await?;
                        if !recorded.is_empty() {
                            let _ = self.events.send(recorded);
                        }
                        Ok(value)
                    }
                    Err(error) => {
                        tx.rollback().await?;
                        Err(error)
                    }
                }
            }
        }
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

fn closed() -> DbErr {
    DbErr::Custom("the writer has stopped".into())
}

fn sqlite(url: &str, connections: u32, writes: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).min_connections(1).sqlx_logging(false);
    options.map_sqlx_sqlite_opts(move |sqlite| {
        let sqlite = sqlite
            .create_if_missing(writes)
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
