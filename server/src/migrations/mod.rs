//! The database's shape, step by step, forward only, on SQLite and PostgreSQL alike.
//!
//! A step that has been released is never changed. Each runs in a transaction (`use_transaction`, or SQLite would not).
//! Before stepping, a SQLite file that has something in it is copied beside itself.

mod m0001_first;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};
use sea_orm_migration::{MigrationTrait, MigratorTrait};

use crate::platform::Db;

/// The steps in order.
#[derive(Debug)]
pub struct Migrations;

impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_first::Step)]
    }
}

/// Brings a database up to date; returns how many steps that took.
///
/// # Errors
/// The database's: it is then as it was before the step that failed.
pub async fn migrate(db: &Db) -> Result<usize, DbErr> {
    step::<Migrations>(db).await
}

async fn step<M: MigratorTrait>(db: &Db) -> Result<usize, DbErr> {
    let connection = db.migrating();
    let pending = M::get_pending_migrations(connection).await?;
    let Some(first) = pending.first() else { return Ok(0) };
    if db.is_sqlite() && !M::get_applied_migrations(connection).await?.is_empty() {
        keep_copy(connection, first.name()).await?;
    }
    M::up(connection, None).await?;
    Ok(pending.len())
}

/// Copies the file as it is before a step, under its name with `.before-` and the step's.
async fn keep_copy(connection: &DatabaseConnection, step: &str) -> Result<(), DbErr> {
    let Some(file) = file(connection).await? else { return Ok(()) };
    let mut name = file.into_os_string();
    name.push(format!(".before-{step}"));
    let copy = PathBuf::from(name);
    // One of an earlier try: that step was undone, and what was written since is only in the database.
    if copy.exists() {
        std::fs::remove_file(&copy).map_err(|error| no_copy(&copy, &error))?;
    }
    let to = copy.to_str().ok_or_else(|| no_copy(&copy, &"its name is not text"))?;
    let backend = connection.get_database_backend();
    connection.execute_raw(Statement::from_sql_and_values(backend, "VACUUM INTO ?", [to.into()])).await?;
    tracing::info!(copy = to, "the database is copied before it is brought up to date");
    Ok(())
}

/// Where a SQLite database is; `None` in memory.
async fn file(connection: &DatabaseConnection) -> Result<Option<PathBuf>, DbErr> {
    let backend = connection.get_database_backend();
    let find = Statement::from_string(backend, "SELECT file FROM pragma_database_list WHERE name = 'main'");
    let row = connection.query_one_raw(find).await?;
    let file: Option<String> = row.map(|row| row.try_get("", "file")).transpose()?.flatten();
    Ok(file.filter(|file| !file.is_empty()).map(PathBuf::from))
}

fn no_copy(copy: &Path, why: &dyn std::fmt::Display) -> DbErr {
    DbErr::Custom(format!("the database could not be copied to {}: {why}", copy.display()))
}
