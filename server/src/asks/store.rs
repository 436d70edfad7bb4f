//! Reads and writes of the asks.

use std::collections::{HashMap, HashSet};

use sea_orm::{
    Condition, ConnectionTrait, DbErr, IntoActiveModel, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

use super::tables::asks::{Column, Entity, Model};
use crate::{
    departments::{self, Act, Agent, Permission, Scope},
    platform::Tx,
};

/// What is asked of an agent: of the agent, or by somebody else of a group of the agent's.
fn of(agent: &Agent) -> Condition {
    let groups = agent.groups.iter().map(|mine| mine.group);
    let of_groups = Column::GroupId.is_in(groups).and(Column::ById.ne(agent.id()));
    Condition::any().add(Column::AgentId.eq(agent.id())).add(of_groups)
}

/// The same place, and whether a comment asks the agent about the item there. Looked up only where that would allow more.
///
/// # Errors
/// The database's.
pub async fn scope(db: &impl ConnectionTrait, agent: &Agent, item: Uuid, scope: Scope) -> Result<Scope, DbErr> {
    let may = |act| departments::may(agent, act, &scope);
    if may(Act::Read) && may(Act::Do(Permission::Comment)) {
        return Ok(scope);
    }
    let asked = Entity::find().filter(Column::ItemId.eq(item)).filter(of(agent)).limit(1).one(db).await?;
    Ok(Scope { asked: asked.is_some(), ..scope })
}

/// Who hears what happens to an item because a comment asks them about it.
///
/// # Errors
/// The database's.
pub async fn hearers(db: &impl ConnectionTrait, item: Uuid, scope: &Scope) -> Result<Vec<Uuid>, DbErr> {
    let asks = of_item(db, item).await?;
    let mut all: HashSet<Uuid> = asked(db, &asks).await?.into_iter().flatten().collect();
    if scope.confidential && !all.is_empty() {
        let members = departments::members(db, scope.group).await?;
        let members: HashSet<Uuid> = members.into_iter().map(|row| row.agent_id).collect();
        all.retain(|agent| members.contains(agent));
    }
    Ok(all.into_iter().collect())
}

/// Whom each of some asks is for, as things are now.
pub async fn asked(db: &impl ConnectionTrait, asks: &[Model]) -> Result<Vec<Vec<Uuid>>, DbErr> {
    let groups: HashSet<Uuid> = asks.iter().filter_map(|ask| ask.group_id).collect();
    let mut members: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    if !groups.is_empty() {
        for (row, _) in departments::members_in(db, &groups.into_iter().collect::<Vec<_>>()).await? {
            members.entry(row.group_id).or_default().push(row.agent_id);
        }
    }
    let of = |ask: &Model| match ask.group_id {
        Some(group) => {
            members.get(&group).into_iter().flatten().copied().filter(|member| *member != ask.by_id).collect()
        }
        None => ask.agent_id.into_iter().collect(),
    };
    Ok(asks.iter().map(of).collect())
}

/// All that was asked about an item.
pub async fn of_item(db: &impl ConnectionTrait, item: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::ItemId.eq(item)).order_by_asc(Column::Id).all(db).await
}

/// What is open about an item and asked of an agent.
pub async fn open_of_item(db: &impl ConnectionTrait, agent: &Agent, item: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::ItemId.eq(item))
        .filter(Column::AnsweredAt.is_null())
        .filter(of(agent))
        .order_by_asc(Column::Id)
        .all(db)
        .await
}

/// An ask, if it is asked of an agent.
pub async fn ask_of(db: &impl ConnectionTrait, agent: &Agent, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).filter(of(agent)).one(db).await
}

/// What is open for an agent, newest first.
pub async fn open(
    db: &impl ConnectionTrait,
    agent: &Agent,
    after: Option<Uuid>,
    most: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut found = walk(db, Column::AgentId, agent.id(), None, after, most).await?;
    // An index holds the order within a group.
    for mine in &agent.groups {
        found.extend(walk(db, Column::GroupId, mine.group, Some(agent.id()), after, most).await?);
    }
    found.sort_by_key(|ask| std::cmp::Reverse(ask.id));
    found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(found)
}

async fn walk(
    db: &impl ConnectionTrait,
    column: Column,
    of: Uuid,
    not_by: Option<Uuid>,
    after: Option<Uuid>,
    most: u64,
) -> Result<Vec<Model>, DbErr> {
    let mut find = Entity::find().filter(column.eq(of)).filter(Column::AnsweredAt.is_null());
    if let Some(agent) = not_by {
        find = find.filter(Column::ById.ne(agent));
    }
    if let Some(after) = after {
        find = find.filter(Column::Id.lt(after));
    }
    // The index's second column stands in the order too, or PostgreSQL would sort.
    find.order_by_desc(Column::AnsweredAt).order_by_desc(Column::Id).limit(most).all(db).await
}

/// Writes asks down.
pub async fn insert(tx: &Tx, asks: Vec<Model>) -> Result<(), DbErr> {
    let asks = asks.into_iter().map(|ask| ask.into_active_model().reset_all());
    Entity::insert_many(asks).exec_without_returning(tx).await?;
    Ok(())
}

/// Marks asks as answered.
pub async fn answer(tx: &Tx, asks: &[Model]) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::AnsweredAt, Expr::value(tx.now()))
        .filter(Column::Id.is_in(asks.iter().map(|ask| ask.id)))
        .exec(tx)
        .await?;
    Ok(())
}

/// Forgets all that was asked about an item.
pub async fn forget(tx: &Tx, item: Uuid) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::ItemId.eq(item)).exec(tx).await?;
    Ok(())
}
