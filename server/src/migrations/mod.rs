//! The database's shape, step by step, forward only, on SQLite and PostgreSQL alike.
//!
//! A step that has been released is never changed. Before stepping, a SQLite file is copied beside itself.

mod m0001_first;

use sea_orm::DbErr;
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
    let connection = db.migrating();
    let pending = Migrations::get_pending_migrations(connection).await?.len();
    if pending > 0 {
        Migrations::up(connection, None).await?;
    }
    Ok(pending)
}
