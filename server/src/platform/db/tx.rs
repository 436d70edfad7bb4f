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

use super::is_undone;
use crate::platform::clock::Time;

/// Something that happened, waiting for the commit.
#[derive(Clone)]
pub struct Recorded(pub Arc<dyn Any + Send + Sync>);

impl fmt::Debug for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recorded")
    }
}

/// A transaction: reads and writes go through it, and what happens is recorded in it.
pub struct Tx {
    inner: DatabaseTransaction,
    now: Time,
    recorded: std::sync::Mutex<Vec<Recorded>>,
    undone: AtomicBool,
}

impl Tx {
    pub(super) fn new(inner: DatabaseTransaction, now: Time) -> Self {
        Tx { inner, now, recorded: std::sync::Mutex::default(), undone: AtomicBool::new(false) }
    }

    /// When this transaction began: the moment of everything it writes.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Tells those who listen, after the commit and only then. Nobody's failure to hear can undo the action.
    pub fn record<E: Any + Send + Sync>(&self, event: E) {
        if let Ok(mut recorded) = self.recorded.lock() {
            recorded.push(Recorded(Arc::new(event)));
        }
    }

    /// Begins again for the next action of a group: its moment, and nothing recorded yet.
    pub(super) fn turn(&mut self, now: Time) {
        self.now = now;
        self.recorded = std::sync::Mutex::default();
    }

    /// What was recorded since the last turn.
    pub(super) fn take_recorded(&mut self) -> Vec<Recorded> {
        std::mem::take(&mut self.recorded).into_inner().unwrap_or_default()
    }

    pub(super) async fn commit(self) -> Result<Vec<Recorded>, DbErr> {
        self.inner.commit().await?;
        Ok(self.recorded.into_inner().unwrap_or_default())
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
        self.noting(self.inner.execute_raw(statement).await)
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.noting(self.inner.execute_unprepared(sql).await)
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.noting(self.inner.query_one_raw(statement).await)
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.noting(self.inner.query_all_raw(statement).await)
    }
}
