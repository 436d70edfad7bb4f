//! Asks a database that the configuration names, by a statement that can only read: SQLite is opened for reading,
//! PostgreSQL in a transaction for reading, and the statement stands inside of another where nothing writes. It ends in
//! time by itself, whoever waits for it.

use std::{
    str::FromStr,
    time::{Duration, Instant},
};

use contract::searches::SearchOutcome;
use sea_orm::sqlx::{
    self, AssertSqlSafe, Column, ConnectOptions, Connection, Executor, Row, TypeInfo, ValueRef,
    postgres::PgConnectOptions,
    sqlite::{SqliteConnectOptions, SqliteRow},
};
use tokio::sync::Semaphore;

use super::{
    rules::{self, Record},
    sources::{Answer, Failed},
    statement,
};

/// How many are asked at a time: each has a connection of its own.
static AT_ONCE: Semaphore = Semaphore::const_new(8);

/// How many steps SQLite takes before it looks at the time.
const STEPS: i32 = 10_000;

/// Asks a database for the first row of a statement, with the inputs' names and texts.
pub async fn ask(url: &str, sql: &str, inputs: &[(&str, &str)], patience: Duration) -> Answer {
    let pieces = statement::pieces(sql).map_err(|flaw| Failed::told(SearchOutcome::Unreadable, flaw))?;
    let names: Vec<&str> = inputs.iter().map(|(name, _)| *name).collect();
    let texts: Vec<&str> = inputs.iter().map(|(_, text)| *text).collect();
    let _turn = AT_ONCE.acquire().await;
    let found = if url.starts_with("sqlite:") {
        sqlite(url, statement::numbered(&pieces, &names, '?', "*"), &texts, patience).await
    } else {
        let record = "row_to_json(found)::text";
        postgres(url, statement::numbered(&pieces, &names, '$', record), &texts, patience).await
    };
    found.map_err(failed)
}

async fn sqlite(url: &str, sql: String, texts: &[&str], patience: Duration) -> Result<Option<Record>, sqlx::Error> {
    let options = SqliteConnectOptions::from_str(url)?.create_if_missing(false).read_only(true);
    let options = options.pragma("query_only", "ON").busy_timeout(patience).disable_statement_logging();
    let mut connection = options.connect().await?;
    let until = Instant::now() + patience;
    connection.lock_handle().await?.set_progress_handler(STEPS, move || Instant::now() < until);
    let question = sqlx::query::<sqlx::Sqlite>(AssertSqlSafe(sql));
    let question = texts.iter().fold(question, |question, text| question.bind(*text));
    let row = question.fetch_optional(&mut connection).await?;
    let record = row.map(|row| record(&row)).transpose()?;
    connection.close().await?;
    Ok(record)
}

/// What a row of SQLite's says; any column may hold anything.
fn record(row: &SqliteRow) -> Result<Record, sqlx::Error> {
    let mut record = Record::new();
    for (at, column) in row.columns().iter().enumerate() {
        let value = row.try_get_raw(at)?;
        if value.is_null() {
            continue;
        }
        let text = match value.type_info().name() {
            "INTEGER" | "BOOLEAN" => row.try_get_unchecked::<i64, _>(at)?.to_string(),
            "REAL" => row.try_get_unchecked::<f64, _>(at)?.to_string(),
            "BLOB" => continue,
            _ => row.try_get_unchecked::<String, _>(at)?,
        };
        if rules::fits(&text) {
            record.push((column.name().to_owned(), text));
        }
    }
    Ok(record)
}

async fn postgres(url: &str, sql: String, texts: &[&str], patience: Duration) -> Result<Option<Record>, sqlx::Error> {
    let options = PgConnectOptions::from_str(url)?.application_name("frontdesk").disable_statement_logging();
    let mut connection = options.connect().await?;
    let begin = format!("BEGIN READ ONLY; SET LOCAL statement_timeout = {}", patience.as_millis());
    connection.execute(sqlx::raw_sql(AssertSqlSafe(begin))).await?;
    let question = sqlx::query::<sqlx::Postgres>(AssertSqlSafe(sql));
    let question = texts.iter().fold(question, |question, text| question.bind(*text));
    let row = question.fetch_optional(&mut connection).await?;
    let record = row.map(|row| row.try_get::<String, _>(0)).transpose()?;
    connection.close().await?;
    let json = record.map(|text| serde_json::from_str(&text)).transpose();
    let json: Option<serde_json::Value> = json.map_err(|error| sqlx::Error::Decode(error.into()))?;
    Ok(json.map(|json| rules::columns(&json)))
}

/// What the database says is for whoever wrote the statement; how it is reached is not.
fn failed(error: sqlx::Error) -> Failed {
    match &error {
        sqlx::Error::Database(told) => match told.code().as_deref() {
            // Stopped when its time was over: PostgreSQL, SQLite.
            Some("57014" | "9") => Failed::with(SearchOutcome::Late),
            _ => Failed::told(SearchOutcome::Unreadable, told.message()),
        },
        sqlx::Error::Decode(why) | sqlx::Error::ColumnDecode { source: why, .. } => {
            Failed::told(SearchOutcome::Unreadable, why)
        }
        _ => {
            tracing::warn!(%error, "a database to look in cannot be reached");
            Failed::with(SearchOutcome::Unreachable)
        }
    }
}
