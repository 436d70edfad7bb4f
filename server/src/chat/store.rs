//! Reads and writes of the chats' tables.

use std::collections::HashSet;

use contract::{
    ClientId,
    chat::{InternalEntry, PublicEntry},
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbBackend, DbErr, FromQueryResult, IntoActiveModel, QueryOrder, QuerySelect,
    QueryTrait, Statement,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

use serde_json::{Value, json};

use super::tables::{chat_internal, chat_public, chats};
use crate::{
    people::tables::visitors,
    platform::{Time, Tx, words::from_text},
};

/// A chat, whether its department shows its items to its members only, and its visitor's identity.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Known {
    #[sea_orm(nested)]
    pub chat: chats::Model,
    pub confidential: bool,
    pub sub: Option<String>,
}

fn known(find: Select<chats::Entity>) -> Select<chats::Entity> {
    let confidential = "(SELECT departments.confidential FROM departments WHERE departments.id = chats.department_id)";
    let sub = "(SELECT visitors.identity_sub FROM visitors WHERE visitors.id = chats.visitor_id)";
    find.expr_as(Expr::cust(confidential), "confidential").expr_as(Expr::cust(sub), "sub")
}

/// A chat.
pub async fn chat(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Known>, DbErr> {
    known(chats::Entity::find_by_id(id)).into_model::<Known>().one(db).await
}

/// Some chats, in no order.
pub async fn chats(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Known>, DbErr> {
    let these = chats::Column::Id.is_in(ids.iter().copied());
    known(chats::Entity::find().filter(these)).into_model::<Known>().all(db).await
}

/// A chat, held until the transaction's end, so that its numbers have no gaps. SQLite's one writer holds it anyway.
pub async fn hold(tx: &Tx, id: Uuid) -> Result<Option<Known>, DbErr> {
    known(chats::Entity::find_by_id(id)).lock_exclusive().into_model::<Known>().one(tx).await
}

/// Several chats, held like one. On SQLite.
pub async fn hold_all(tx: &Tx, ids: impl Iterator<Item = Uuid>) -> Result<Vec<Known>, DbErr> {
    // One text for however many.
    let ids = Value::from_iter(ids.map(|id| id.simple().to_string())).to_string();
    let these = Expr::cust_with_values("chats.id IN (SELECT unhex(value) FROM json_each(?))", [ids]);
    known(chats::Entity::find()).filter(these).into_model::<Known>().all(tx).await
}

/// Makes the beginnings of one person's chats wait for one another, in whichever browser. SQLite's writer already does.
pub async fn hold_person(tx: &Tx, visitor: &visitors::Model) -> Result<(), DbErr> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    let who = match &visitor.identity_sub {
        Some(sub) => format!("{} {sub}", visitor.brand_id),
        None => visitor.id.to_string(),
    };
    let sql = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
    tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [who.into()])).await?;
    Ok(())
}

/// The chat a visitor's browser gave this id.
pub async fn started(
    db: &impl ConnectionTrait,
    visitor: Uuid,
    client: ClientId,
) -> Result<Option<chats::Model>, DbErr> {
    chats::Entity::find()
        .filter(chats::Column::VisitorId.eq(visitor))
        .filter(chats::Column::ClientId.eq(client.0))
        .one(db)
        .await
}

/// A person's chat, in whichever browser: the open one, else the newest. A person who becomes known only later may have
/// two open: the older one is shown until it is over, then the other.
pub async fn current_of(db: &impl ConnectionTrait, visitors: &[Uuid]) -> Result<Option<chats::Model>, DbErr> {
    let all = || chats::Entity::find().filter(chats::Column::VisitorId.is_in(visitors.iter().copied()));
    let open = all().filter(chats::Column::State.ne("ended")).order_by_asc(chats::Column::Id).one(db).await?;
    match open {
        Some(chat) => Ok(Some(chat)),
        None => all().order_by_desc(chats::Column::Id).one(db).await,
    }
}

/// Those of some visitors who ever began a chat.
pub async fn who_began(db: &impl ConnectionTrait, visitors: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
    let began = chats::Entity::find()
        .select_only()
        .distinct()
        .column(chats::Column::VisitorId)
        .filter(chats::Column::VisitorId.is_in(visitors.iter().copied()));
    Ok(began.into_tuple().all(db).await?.into_iter().collect())
}

/// All chats a person's browsers began.
pub async fn ids_of(db: &impl ConnectionTrait, visitors: &[Uuid]) -> Result<Vec<Uuid>, DbErr> {
    chats::Entity::find()
        .select_only()
        .column(chats::Column::Id)
        .filter(chats::Column::VisitorId.is_in(visitors.iter().copied()))
        .into_tuple()
        .all(db)
        .await
}

/// The newest chats of a visitor or an account before a chat.
pub async fn before(db: &impl ConnectionTrait, chat: &chats::Model, most: u64) -> Result<Vec<chats::Model>, DbErr> {
    let of = |column: chats::Column, id: Uuid| {
        chats::Entity::find()
            .filter(column.eq(id))
            .filter(chats::Column::Id.lt(chat.id))
            .order_by_desc(chats::Column::Id)
            .limit(most)
    };
    let mut found = of(chats::Column::VisitorId, chat.visitor_id).all(db).await?;
    if let Some(account) = chat.account_id {
        found.extend(of(chats::Column::AccountId, account).all(db).await?);
        found.sort_by_key(|chat| std::cmp::Reverse(chat.id));
        found.dedup_by_key(|chat| chat.id);
        found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    }
    Ok(found)
}

/// The chats of some groups that are waiting or active.
pub async fn open_in(db: &impl ConnectionTrait, groups: &[Uuid]) -> Result<Vec<chats::Model>, DbErr> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    chats::Entity::find()
        .filter(chats::Column::GroupId.is_in(groups.iter().copied()))
        .filter(chats::Column::State.is_in(["waiting", "active"]))
        .all(db)
        .await
}

/// The chats an agent has, in whichever group.
pub async fn held_by(db: &impl ConnectionTrait, agent: Uuid) -> Result<Vec<Known>, DbErr> {
    // Who has it had it last: the index is by that.
    let held =
        chats::Entity::find().filter(chats::Column::LastAgentId.eq(agent)).filter(chats::Column::State.eq("active"));
    known(held).into_model::<Known>().all(db).await
}

/// Ended chats by a column of theirs, newest first, after a place in that order. The column leads an index of this order.
/// With `of`, only those of that agent and of nobody.
pub async fn ended(
    db: &impl ConnectionTrait,
    (column, id): (chats::Column, Uuid),
    of: Option<Uuid>,
    after: Option<(Time, Uuid)>,
    most: u64,
) -> Result<Vec<chats::Model>, DbErr> {
    use chats::Column::{AgentId, EndedAt, Id, State};
    let mut find = chats::Entity::find()
        .filter(column.eq(id))
        .filter(State.eq("ended"))
        .order_by_desc(EndedAt)
        .order_by_desc(Id)
        .limit(most);
    if let Some(agent) = of {
        find = find.filter(AgentId.is_null().or(AgentId.eq(agent)));
    }
    if let Some((at, id)) = after {
        // The first lets the index begin there; the second keeps what stands after.
        find = find.filter(EndedAt.lte(at)).filter(EndedAt.lt(at).or(EndedAt.eq(at).and(Id.lt(id))));
    }
    find.all(db).await
}

/// When recent chats of a department began and were first answered, newest first.
pub async fn recent_waits(
    db: &impl ConnectionTrait,
    department: Uuid,
    since: Time,
    most: u64,
) -> Result<Vec<(Time, Option<Time>)>, DbErr> {
    use chats::Column::{AnsweredAt, DepartmentId, EndedAt, Id, StartedAt, State};
    chats::Entity::find()
        .select_only()
        .columns([StartedAt, AnsweredAt])
        .filter(DepartmentId.eq(department))
        .filter(State.eq("ended"))
        .filter(EndedAt.gte(since))
        .order_by_desc(EndedAt)
        .order_by_desc(Id)
        .limit(most)
        .into_tuple()
        .all(db)
        .await
}

/// A new chat.
pub async fn insert(tx: &Tx, chat: &chats::Model) -> Result<(), DbErr> {
    chats::Entity::insert(chat.clone().into_active_model()).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes down what messages, comments and marks change. None of these columns is indexed.
pub async fn save_logs(tx: &Tx, chat: &chats::Model) -> Result<(), DbErr> {
    logs(chat).exec(tx).await?;
    Ok(())
}

/// Writes down where a chat is now, and its logs.
pub async fn save(tx: &Tx, chat: &chats::Model) -> Result<(), DbErr> {
    use chats::Column as C;
    logs(chat)
        .col_expr(C::DepartmentId, Expr::value(chat.department_id))
        .col_expr(C::GroupId, Expr::value(chat.group_id))
        .col_expr(C::State, Expr::value(chat.state.clone()))
        .col_expr(C::AgentId, Expr::value(chat.agent_id))
        .col_expr(C::LastAgentId, Expr::value(chat.last_agent_id))
        .col_expr(C::Epoch, Expr::value(chat.epoch))
        .col_expr(C::WaitingSince, Expr::value(chat.waiting_since))
        .col_expr(C::HandedBack, Expr::value(chat.handed_back))
        .col_expr(C::AssignedAt, Expr::value(chat.assigned_at))
        .col_expr(C::AssignedAfter, Expr::value(chat.assigned_after))
        .col_expr(C::EndedAt, Expr::value(chat.ended_at))
        .col_expr(C::EndedBy, Expr::value(chat.ended_by.clone()))
        .exec(tx)
        .await?;
    Ok(())
}

fn logs(chat: &chats::Model) -> sea_orm::UpdateMany<chats::Entity> {
    use chats::Column as C;
    chats::Entity::update_many()
        .col_expr(C::LastPublic, Expr::value(chat.last_public))
        .col_expr(C::LastInternal, Expr::value(chat.last_internal))
        .col_expr(C::AgentSeen, Expr::value(chat.agent_seen))
        .col_expr(C::VisitorSeen, Expr::value(chat.visitor_seen))
        .col_expr(C::Unread, Expr::value(chat.unread))
        .col_expr(C::AnsweredAt, Expr::value(chat.answered_at))
        .col_expr(C::LastFrom, Expr::value(chat.last_from.clone()))
        .col_expr(C::LastText, Expr::value(chat.last_text.clone()))
        .col_expr(C::LastAt, Expr::value(chat.last_at))
        .filter(C::Id.eq(chat.id))
}

/// The public entries after a number.
pub async fn public(db: &impl ConnectionTrait, chat: Uuid, after: i64, most: u64) -> Result<Vec<PublicEntry>, DbErr> {
    let rows = chat_public::Entity::find()
        .filter(chat_public::Column::ChatId.eq(chat))
        .filter(chat_public::Column::Number.gt(after))
        .order_by_asc(chat_public::Column::Number)
        .limit(most)
        .all(db)
        .await?;
    rows.into_iter().map(public_entry).collect()
}

/// The internal entries after a number.
pub async fn internal(
    db: &impl ConnectionTrait,
    chat: Uuid,
    after: i64,
    most: u64,
) -> Result<Vec<InternalEntry>, DbErr> {
    let rows = chat_internal::Entity::find()
        .filter(chat_internal::Column::ChatId.eq(chat))
        .filter(chat_internal::Column::Number.gt(after))
        .order_by_asc(chat_internal::Column::Number)
        .limit(most)
        .all(db)
        .await?;
    rows.into_iter().map(internal_entry).collect()
}

/// What somebody said with this client id.
pub async fn said(
    db: &impl ConnectionTrait,
    chat: Uuid,
    author: Uuid,
    client: ClientId,
) -> Result<Option<PublicEntry>, DbErr> {
    let row = chat_public::Entity::find()
        .filter(chat_public::Column::ChatId.eq(chat))
        .filter(chat_public::Column::Author.eq(author))
        .filter(chat_public::Column::ClientId.eq(client.0))
        .one(db)
        .await?;
    row.map(public_entry).transpose()
}

/// What a colleague commented with this client id.
pub async fn commented(
    db: &impl ConnectionTrait,
    chat: Uuid,
    author: Uuid,
    client: ClientId,
) -> Result<Option<InternalEntry>, DbErr> {
    let row = chat_internal::Entity::find()
        .filter(chat_internal::Column::ChatId.eq(chat))
        .filter(chat_internal::Column::Author.eq(author))
        .filter(chat_internal::Column::ClientId.eq(client.0))
        .one(db)
        .await?;
    row.map(internal_entry).transpose()
}

/// How many messages of one side came after a number, up to another one.
pub async fn messages_between(
    db: &impl ConnectionTrait,
    chat: &chats::Model,
    by_visitor: bool,
    after: i64,
    up_to: i64,
) -> Result<u64, DbErr> {
    use chat_public::Column::{Author, ChatId, Number};
    let author =
        if by_visitor { Author.eq(chat.visitor_id) } else { Author.is_not_null().and(Author.ne(chat.visitor_id)) };
    chat_public::Entity::find()
        .filter(ChatId.eq(chat.id))
        .filter(Number.gt(after))
        .filter(Number.lte(up_to))
        .filter(author)
        .count(db)
        .await
}

/// Writes a public entry that nobody sent.
pub async fn insert_public(tx: &Tx, row: chat_public::Model) -> Result<(), DbErr> {
    let row = chat_public::ActiveModel::from(row).reset_all();
    chat_public::Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}

/// Writes a message and what it changes in its chat, which is held; neither when its author used the client id before.
/// Both travel together: this is what the house does most.
pub async fn insert_public_and_save(tx: &Tx, row: chat_public::Model, chat: &chats::Model) -> Result<bool, DbErr> {
    use chat_public::Column::{Author, ChatId, ClientId, Number};
    let once = OnConflict::columns([ChatId, Author, ClientId]).do_nothing().to_owned();
    let before = chat_public::Entity::find()
        .select_only()
        .column(Number)
        .filter(ChatId.eq(chat.id))
        .filter(Author.eq(row.author))
        .filter(ClientId.eq(row.client_id));
    let backend = tx.get_database_backend();
    let save = logs(chat).filter(Expr::exists(before.into_query()).not()).build(backend);
    let mut insert = chat_public::Entity::insert(chat_public::ActiveModel::from(row).reset_all()).on_conflict(once);
    let insert = insert.query().returning_col(Number).to_owned();
    Ok(tx.run(vec![save], backend.build(&insert)).await?.is_some())
}

/// Writes messages and what they change in their chats, which are held, in one errand; fails when an author used a client
/// id before. On SQLite.
pub async fn insert_public_all<'a>(
    tx: &Tx,
    rows: &[chat_public::Model],
    chats: impl Iterator<Item = &'a chats::Model>,
) -> Result<(), DbErr> {
    // One text for however many: each is an array.
    const SAVE: &str = "UPDATE chats SET last_public = it.value->>1, unread = it.value->>2, answered_at = it.value->>3, \
        last_from = it.value->>4, last_text = it.value->>5, last_at = it.value->>6 \
        FROM json_each(?) AS it WHERE chats.id = unhex(it.value->>0)";
    const INSERT: &str = "INSERT INTO chat_public (chat_id, number, after, at, author, client_id, event) \
        SELECT unhex(value->>0), value->>1, value->>2, value->>3, unhex(value->>4), unhex(value->>5), value->>6 \
        FROM json_each(?)";
    let hex = |id: Uuid| id.simple().to_string();
    let save = Value::from_iter(chats.map(|chat| {
        json!([
            hex(chat.id),
            chat.last_public,
            chat.unread,
            chat.answered_at.map(|at| at.0),
            chat.last_from,
            chat.last_text,
            chat.last_at.map(|at| at.0)
        ])
    }));
    let insert = Value::from_iter(rows.iter().map(|row| {
        json!([
            hex(row.chat_id),
            row.number,
            row.after,
            row.at.0,
            row.author.map(hex),
            row.client_id.map(hex),
            row.event.to_string()
        ])
    }));
    let statement =
        |sql, json: Value| Statement::from_sql_and_values(DbBackend::Sqlite, sql, [json.to_string().into()]);
    tx.run(vec![statement(SAVE, save)], statement(INSERT, insert)).await?;
    Ok(())
}

/// Writes an internal entry, unless its author used the client id before.
pub async fn insert_internal(tx: &Tx, row: chat_internal::Model) -> Result<bool, DbErr> {
    use chat_internal::Column::{Author, ChatId, ClientId};
    let once = OnConflict::columns([ChatId, Author, ClientId]).do_nothing().to_owned();
    let row = chat_internal::ActiveModel::from(row).reset_all();
    Ok(chat_internal::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await? > 0)
}

fn public_entry(row: chat_public::Model) -> Result<PublicEntry, DbErr> {
    Ok(PublicEntry { number: row.number.unsigned_abs(), at: row.at.into(), event: event(row.event)? })
}

fn internal_entry(row: chat_internal::Model) -> Result<InternalEntry, DbErr> {
    Ok(InternalEntry {
        number: row.number.unsigned_abs(),
        after: row.after.unsigned_abs(),
        at: row.at.into(),
        event: event(row.event)?,
    })
}

fn event<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T, DbErr> {
    serde_json::from_value(json).map_err(|error| DbErr::Json(error.to_string()))
}

/// Where a chat is in its life.
pub fn life(chat: &chats::Model) -> Result<super::life::Life, DbErr> {
    Ok(super::life::Life {
        state: from_text(&chat.state)?,
        agent: chat.agent_id.map(Into::into),
        epoch: chat.epoch.unsigned_abs(),
    })
}
