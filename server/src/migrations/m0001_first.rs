//! The first step: a file for each slice's tables and their indexes.
//!
//! Times are milliseconds since 1970. Columns ending in `_key` hold the compared form of the column beside them.

mod asks;
mod attachments;
mod chat;
mod departments;
mod email;
mod fields;
mod organizations;
mod people;
mod platform;
mod routing;
mod tickets;

use sea_orm_migration::{async_trait::async_trait, prelude::*, sea_orm::DbBackend};

/// Texts compare byte by byte, as they do in SQLite, whatever language the database was made for: lists have the same
/// order on both, and a beginning is a range of an index.
const BYTEWISE: &str = r#"
DO $$
DECLARE it record;
BEGIN
    FOR it IN
        SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = current_schema() AND data_type IN ('character varying', 'text')
            AND table_name <> 'seaql_migrations'
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE %s COLLATE "C"', it.table_name, it.column_name, it.data_type);
    END LOOP;
END
$$
"#;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared(BYTEWISE).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        for statement in tickets::words(manager.get_database_backend()) {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

fn table(name: &'static str, columns: Vec<ColumnDef>, key: &[&'static str]) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(Alias::new(name));
    for mut column in columns {
        table.col(&mut column);
    }
    let mut primary = Index::create();
    for column in key {
        primary.col(Alias::new(*column));
    }
    table.primary_key(&mut primary);
    table.to_owned()
}

fn tables() -> Vec<TableCreateStatement> {
    let slices = [
        platform::tables(),
        people::tables(),
        attachments::tables(),
        departments::tables(),
        fields::tables(),
        asks::tables(),
        routing::tables(),
        chat::tables(),
        tickets::tables(),
        email::tables(),
        organizations::tables(),
    ];
    slices.into_iter().flatten().collect()
}

fn indexes() -> Vec<IndexCreateStatement> {
    let slices = [
        platform::indexes(),
        people::indexes(),
        attachments::indexes(),
        departments::indexes(),
        fields::indexes(),
        asks::indexes(),
        routing::indexes(),
        chat::indexes(),
        tickets::indexes(),
        email::indexes(),
        organizations::indexes(),
    ];
    slices.into_iter().flatten().collect()
}

fn index(unique: bool, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("{table}_{}", columns.join("_"))).table(Alias::new(table));
    for column in columns {
        index.col(Alias::new(*column));
    }
    if unique {
        index.unique();
    }
    index.to_owned()
}
