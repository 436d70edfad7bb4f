//! Turns: transactions that must not run at once, on whichever node.
//!
//! SQLite's one writer runs one transaction after the other anyway. PostgreSQL keeps an advisory lock until the
//! transaction ends.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::Tx;

/// Whoever takes a turn and then is silent for longer than this, in milliseconds, loses the connection and the turn: a
/// node that froze holds up nobody.
const SILENCE: &str = "15000";

/// Waits until no other transaction has this turn, and has it until the transaction ends. Taking it again is free.
///
/// # Errors
/// The database's.
pub async fn take(tx: &Tx, turn: i64) -> Result<(), DbErr> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let sql = "SELECT set_config('idle_in_transaction_session_timeout', $1, true), pg_advisory_xact_lock($2)";
    let values = [SILENCE.into(), turn.into()];
    tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, values)).await?;
    Ok(())
}
