//! Versions of lists: every push about a list counts its topic up, so that a lost one is noticed.

use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::Tx;

/// The topics' table.
pub mod table {
    use sea_orm::entity::prelude::*;

    /// A row of `topics`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "topics")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub topic: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Counts a topic up by one and returns its version from now on.
///
/// # Errors
/// The database's.
pub async fn bump(tx: &Tx, topic: &str) -> Result<i64, DbErr> {
    let sql = "INSERT INTO topics (topic, version) VALUES ($1, 1) \
               ON CONFLICT (topic) DO UPDATE SET version = topics.version + 1 RETURNING version";
    let statement = sea_orm::Statement::from_sql_and_values(tx.get_database_backend(), sql, [topic.into()]);
    let row = tx.query_one_raw(statement).await?.ok_or_else(|| DbErr::RecordNotFound(topic.into()))?;
    row.try_get("", "version")
}

/// A topic's version; 0 when nothing ever happened.
///
/// # Errors
/// The database's.
pub async fn version(db: &impl ConnectionTrait, topic: &str) -> Result<i64, DbErr> {
    Ok(table::Entity::find_by_id(topic.to_owned()).one(db).await?.map_or(0, |row| row.version))
}
