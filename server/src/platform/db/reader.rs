//! Reading, from as many connections as there are in the pool.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value};

/// The connections that read.
#[derive(Clone, Debug)]
pub struct Reader(pub(super) DatabaseConnection);

#[async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.0.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.0.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.0.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.0.query_one_raw(with_plain_limit(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.0.query_all_raw(with_plain_limit(statement)).await
    }
}

/// Writes a question's limit into its text. SQLite looks at a bound one while it plans, so it would plan anew each time
/// one is bound: a third of what a message costs it.
pub(super) fn with_plain_limit(mut statement: Statement) -> Statement {
    let bound = statement.sql.strip_suffix(" LIMIT ?").map(str::len);
    let limit = statement.values.as_mut().and_then(|values| match values.0.last() {
        Some(Value::BigUnsigned(Some(limit))) => bound.map(|end| (end, *limit)),
        _ => None,
    });
    if let Some((end, limit)) = limit {
        statement.values.iter_mut().for_each(|values| drop(values.0.pop()));
        statement.sql.truncate(end);
        statement.sql.push_str(&format!(" LIMIT {limit}"));
    }
    statement
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("SELECT a WHERE b = ? LIMIT ?", vec![7_i64.into(), 1_u64.into()], "SELECT a WHERE b = ? LIMIT 1", 1)]
    #[case("SELECT a LIMIT ? OFFSET ?", vec![1_u64.into(), 2_u64.into()], "SELECT a LIMIT ? OFFSET ?", 2)]
    #[case("SELECT a WHERE b = ?", vec![1_u64.into()], "SELECT a WHERE b = ?", 1)]
    #[case("SELECT a LIMIT ?", vec!["1".into()], "SELECT a LIMIT ?", 1)]
    fn limits_are_written_into_the_text(
        #[case] sql: &str,
        #[case] values: Vec<Value>,
        #[case] plain: &str,
        #[case] left: usize,
    ) {
        let statement = with_plain_limit(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values));
        assert_eq!((statement.sql.as_str(), statement.values.map_or(0, |values| values.0.len())), (plain, left));
    }
}
