//! A step that fails leaves the database as it was, and a copy beside it.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbErr, Statement};
use sea_orm_migration::{
    MigrationTrait, MigratorTrait,
    async_trait::async_trait,
    prelude::{MigrationName, SchemaManager},
};

use super::{Migrations, m0001_first, migrate, step};
use crate::platform::{Clock, Db, Time};

mod m9999_failing {
    use super::*;

    pub struct Step;

    impl MigrationName for Step {
        fn name(&self) -> &str {
            "m9999_failing"
        }
    }

    #[async_trait]
    impl MigrationTrait for Step {
        async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
            let connection = manager.get_connection();
            connection.execute_unprepared("CREATE TABLE half (id INTEGER)").await?;
            connection.execute_unprepared("DROP TABLE brands").await?;
            connection.execute_unprepared("DROP TABLE nowhere").await?;
            Ok(())
        }

        fn use_transaction(&self) -> Option<bool> {
            Some(true)
        }
    }
}

struct Failing;

impl MigratorTrait for Failing {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_first::Step), Box::new(m9999_failing::Step)]
    }
}

/// The tables of a file.
async fn tables(file: &std::path::Path) -> Vec<String> {
    let options = ConnectOptions::new(format!("sqlite://{}?mode=ro", file.display()));
    let connection = Database::connect(options).await.unwrap();
    let list = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), list)).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}

#[test]
fn every_step_runs_in_a_transaction() {
    for step in Migrations::migrations() {
        assert_eq!(step.use_transaction(), Some(true), "{}", step.name());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_step_leaves_everything_as_it_was_and_a_copy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.sqlite");
    let (events, _heard) = tokio::sync::mpsc::unbounded_channel();
    let db = Db::open(&format!("sqlite://{}", file.display()), Clock::manual(Time(1_795_311_000_000)), events)
        .await
        .unwrap();
    assert_eq!(migrate(&db).await.unwrap(), 1);
    let before = tables(&file).await;
    assert_eq!(
        std::fs::read_dir(folder.path())
            .unwrap()
            .filter(|entry| { entry.as_ref().unwrap().file_name().to_string_lossy().contains("before") })
            .count(),
        0,
        "an empty file needs no copy"
    );

    // Twice: a copy of an earlier try is no obstacle.
    for _ in 0..2 {
        step::<Failing>(&db).await.unwrap_err();
        assert_eq!(tables(&file).await, before);
        assert_eq!(tables(&folder.path().join("desk.sqlite.before-m9999_failing")).await, before);
    }
    assert_eq!(migrate(&db).await.unwrap(), 0);
}
