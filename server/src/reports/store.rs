//! What reports read: counted by the database, over the index of when items began.

use std::collections::BTreeSet;

use contract::fields::ItemKind;
use sea_orm::{
    ConnectionTrait, DbErr, FromQueryResult, QueryOrder, QuerySelect, QueryTrait, Statement, entity::prelude::*,
};

use super::days::Clock;
use crate::{platform::Time, routing::tables::shifts};

/// Items of one day, place and answer.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Found {
    pub department_id: Uuid,
    pub group_id: Uuid,
    pub agent_id: Option<Uuid>,
    /// Days since 1970, on the reader's clock.
    pub day: i64,
    pub option_id: Option<Uuid>,
    pub value: Option<String>,
    pub times: i64,
    /// How many of them are counted here first: an item with several answers is in several rows.
    pub items: i64,
}

/// The items begun in a time, by what was answered to a field.
pub async fn by_field(
    db: &impl ConnectionTrait,
    kind: ItemKind,
    field: Uuid,
    (from, to): (Time, Time),
    clock: &Clock,
) -> Result<Vec<Found>, DbErr> {
    let (table, began, kept) = match kind {
        ItemKind::Chat => ("chats", "started_at", ""),
        ItemKind::Ticket => {
            ("tickets", "opened_at", " AND NOT item.deleted AND NOT item.spam AND item.merged_into IS NULL")
        }
        // There are none yet.
        ItemKind::Call => return Ok(Vec::new()),
    };
    // Numbers of our own: the moments at which the clock is turned, the last first, and by how much it is ahead then.
    let ahead = clock.ahead((from, to));
    let turns = ahead.iter().rev().map(|ahead| format!(" WHEN item.{began} >= {} THEN {}", ahead.from.0, ahead.by));
    let ahead = format!("CASE{} ELSE 0 END", turns.collect::<String>());
    let sql = format!(
        "SELECT item.department_id, item.group_id, item.agent_id, (item.{began} + {ahead}) / 86400000 AS day, \
         answer.option_id, answer.value, COUNT(*) AS times, \
         COUNT(CASE WHEN answer.place IS NULL OR answer.place = 0 THEN 1 END) AS items \
         FROM {table} AS item LEFT JOIN field_values AS answer ON answer.item_id = item.id AND answer.field_id = $1 \
         WHERE item.{began} >= $2 AND item.{began} < $3{kept} \
         GROUP BY item.department_id, item.group_id, item.agent_id, 4, answer.option_id, answer.value"
    );
    let values = [field.into(), from.0.into(), to.0.into()];
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Found::find_by_statement(statement).all(db).await
}

/// The shifts begun in a time, of some agents or of everybody, the last first.
pub async fn shifts(
    db: &impl ConnectionTrait,
    agents: Option<&BTreeSet<Uuid>>,
    (from, to): (Time, Time),
    most: usize,
) -> Result<Vec<shifts::Model>, DbErr> {
    shifts::Entity::find()
        .filter(shifts::Column::BeganAt.gte(from))
        .filter(shifts::Column::BeganAt.lt(to))
        .apply_if(agents, |find, agents| find.filter(shifts::Column::AgentId.is_in(agents.iter().copied())))
        .order_by_desc(shifts::Column::BeganAt)
        .order_by_desc(shifts::Column::Id)
        .limit(most as u64)
        .all(db)
        .await
}
