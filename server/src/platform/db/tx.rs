//! A transaction, as actions see it.

use std::{
    any::Any,
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use uuid::Uuid;

use super::{is_undone, reader::with_plain_limit};
use crate::platform::{clock::Time, memory::Written};

/// Something that happened, waiting for the commit.
#[derive(Clone)]
pub struct Recorded(pub Arc<dyn Any + Send + Sync>);

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recorded")
    }
}

/// What an action has to tell once it is committed.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub events: Vec<Recorded>,
    pub written: Written,
}

/// A transaction: reads and writes go through it, and what happens is recorded in it.
pub struct Tx {
    inner: DatabaseTransaction,
    now: Time,
    told: std::sync::Mutex<Told>,
    undone: AtomicBool,
    /// What is to run before the first change.
    first: std::sync::Mutex<Option<&'static str>>,
}

impl Tx {
    pub(super) fn new(inner: DatabaseTransaction, now: Time) -> Self {
        Tx {
            inner,
            now,
            told: std::sync::Mutex::default(),
            undone: AtomicBool::new(false),
            first: std::sync::Mutex::default(),
        }
    }

    /// When this transaction began: the moment of everything it writes.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Tells those who listen, after the commit and only then. Nobody's failure to hear can undo the action.
    pub fn record<E: Any + Send + Sync>(&self, event: E) {
        if let Ok(mut told) = self.told.lock() {
            told.events.push(Recorded(Arc::new(event)));
        }
    }

    /// Says that one statement of this action on a table is about one thing, and leaves what is remembered of others
    /// as it is (see [`memory`](crate::platform::memory)).
    pub fn about(&self, table: &str, thing: Uuid) {
        if let Ok(mut told) = self.told.lock() {
            told.written.about(table, thing);
        }
    }

    fn note(&self, sql: &str) -> bool {
        self.told.lock().is_ok_and(|mut told| told.written.note(sql))
    }

    /// Begins again for the next action of a group: its moment, nothing told yet, and what sets it apart from the one
    /// before, which travels with its first change.
    pub(super) fn turn(&mut self, now: Time, apart: &'static str) {
        self.now = now;
        self.told = std::sync::Mutex::default();
        self.first = std::sync::Mutex::new(Some(apart));
    }

    /// Whether the action of this turn changed anything.
    pub(super) fn has_begun(&self) -> bool {
        self.first.lock().is_ok_and(|first| first.is_none())
    }

    fn take_first_if(&self, changes: bool) -> Option<&'static str> {
        self.first.lock().ok().and_then(|mut first| first.take_if(|_| changes))
    }

    /// Whatever may change something comes after what is to run before the first change.
    async fn before(&self, sql: &str, asks: bool) -> Result<(), DbErr> {
        let writes = self.note(sql);
        match self.take_first_if(writes || !asks) {
            Some(first) => self.inner.execute_unprepared(first).await.map(|_| ()),
            None => Ok(()),
        }
    }

    /// Runs changes one after the other, on SQLite in one errand; the last one's first row.
    ///
    /// # Errors
    /// The database's; some may have run then.
    pub async fn run(&self, changes: Vec<Statement>, last: Statement) -> Result<Option<QueryResult>, DbErr> {
        if self.get_database_backend() != DbBackend::Sqlite {
            for change in changes {
                self.execute_raw(change).await?;
            }
            return self.query_one_raw(last).await;
        }
        let mut sql: Vec<_> = self.take_first_if(true).map(str::to_owned).into_iter().collect();
        let mut values = Vec::new();
        for change in changes.into_iter().chain([last]) {
            self.note(&change.sql);
            sql.push(change.sql);
            values.extend(change.values.into_iter().flat_map(|values| values.0));
        }
        self.inner.query_one_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql.join("; "), values)).await
    }

    /// What was told since the last turn.
    pub(super) fn take_told(&mut self) -> Told {
        std::mem::take(&mut self.told).into_inner().unwrap_or_default()
    }

    pub(super) async fn commit(self) -> Result<(), DbErr> {
        self.inner.commit().await
    }

    /// Whether the database undid it for another one's sake: done again, it may well succeed.
    pub(super) fn was_undone(&self) -> bool {
        self.undone.load(Ordering::Relaxed)
    }

    fn noting<T>(&self, answer: Result<T, DbErr>) -> Result<T, DbErr> {
        if answer.as_ref().is_err_and(is_undone) {
            self.undone.store(true, Ordering::Relaxed);
        }
        answer
    }

    pub(super) async fn rollback(self) -> Result<(), DbErr> {
        self.inner.rollback().await
    }
}

#[async_trait]
impl ConnectionTrait for Tx {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.before(&statement.sql, false).await?;
        self.noting(self.inner.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.before(sql, false).await?;
        self.noting(self.inner.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.before(&statement.sql, true).await?;
        self.noting(self.inner.query_one_raw(with_plain_limit(statement)).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.before(&statement.sql, true).await?;
        self.noting(self.inner.query_all_raw(with_plain_limit(statement)).await)
    }
}
