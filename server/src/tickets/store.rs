//! Reads and writes of this slice's tables.

use std::collections::HashMap;

use contract::tickets::{SetAside, TicketEvent};
use sea_orm::{
    ActiveValue::Set,
    ConnectionTrait, DbErr, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

use super::{
    merged,
    tables::{ticket_copies, ticket_entries, ticket_participants, tickets},
};
use crate::platform::{Time, Tx, ids};

/// How many entries of a ticket are shown.
const ENTRIES: u64 = 1_000;

/// The number before the first ticket's.
const NUMBERS_AFTER: i64 = 1_000;

/// The sort key of a ticket in lists.
pub type Key = (Time, Uuid);

/// An index to walk, last updated first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Walk {
    /// Every ticket.
    All,
    /// The tickets of a group.
    Group(Uuid),
    /// The tickets of an agent, or of nobody.
    Agent(Option<Uuid>),
    /// The tickets that are set aside.
    Aside(SetAside),
}

/// The next human number.
pub async fn next_number(tx: &Tx) -> Result<i64, DbErr> {
    let sql = "INSERT INTO counters (name, value) VALUES ('tickets', $1) \
               ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value";
    let statement =
        sea_orm::Statement::from_sql_and_values(tx.get_database_backend(), sql, [(NUMBERS_AFTER + 1).into()]);
    let row = tx.query_one_raw(statement).await?.ok_or_else(|| DbErr::RecordNotFound("counters".into()))?;
    row.try_get("", "value")
}

/// Writes a new ticket.
pub async fn insert(tx: &Tx, row: tickets::Model) -> Result<(), DbErr> {
    let row: tickets::ActiveModel = row.into();
    tickets::Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes a ticket's participants down.
pub async fn insert_participants(tx: &Tx, rows: Vec<ticket_participants::Model>) -> Result<(), DbErr> {
    for row in rows {
        let row: ticket_participants::ActiveModel = row.into();
        ticket_participants::Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Writes down who got copies of a ticket's first mail.
pub async fn insert_copies(tx: &Tx, rows: Vec<ticket_copies::Model>) -> Result<(), DbErr> {
    for row in rows {
        let row: ticket_copies::ActiveModel = row.into();
        ticket_copies::Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Adds an entry to a ticket. Its id.
pub async fn insert_entry(
    tx: &Tx,
    ticket: Uuid,
    author: Option<Uuid>,
    client_id: Option<Uuid>,
    event: &TicketEvent,
) -> Result<Uuid, DbErr> {
    let id = ids::new_id();
    let row = ticket_entries::ActiveModel {
        id: Set(id),
        ticket_id: Set(ticket),
        at: Set(tx.now()),
        author: Set(author),
        client_id: Set(client_id),
        event: Set(serde_json::to_value(event).map_err(|error| DbErr::Json(error.to_string()))?),
    };
    ticket_entries::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(id)
}

/// Writes a ticket back as it is now; what is fixed at its start stays.
pub async fn update(tx: &Tx, row: &tickets::Model) -> Result<(), DbErr> {
    tickets::Entity::update_many()
        .col_expr(tickets::Column::DepartmentId, Expr::value(row.department_id))
        .col_expr(tickets::Column::GroupId, Expr::value(row.group_id))
        .col_expr(tickets::Column::AgentId, Expr::value(row.agent_id))
        .col_expr(tickets::Column::Status, Expr::value(row.status.clone()))
        .col_expr(tickets::Column::StatusAt, Expr::value(row.status_at))
        .col_expr(tickets::Column::Priority, Expr::value(row.priority))
        .col_expr(tickets::Column::Spam, Expr::value(row.spam))
        .col_expr(tickets::Column::Deleted, Expr::value(row.deleted))
        .col_expr(tickets::Column::MergedInto, Expr::value(row.merged_into))
        .col_expr(tickets::Column::Tags, Expr::value(row.tags.clone()))
        .col_expr(tickets::Column::Pinned, Expr::value(row.pinned))
        .col_expr(tickets::Column::FollowUpAt, Expr::value(row.follow_up_at))
        .col_expr(tickets::Column::FollowUpComment, Expr::value(row.follow_up_comment.clone()))
        .col_expr(tickets::Column::FollowUpBy, Expr::value(row.follow_up_by))
        .col_expr(tickets::Column::UpdatedAt, Expr::value(row.updated_at))
        .col_expr(tickets::Column::Version, Expr::value(row.version))
        .filter(tickets::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// A ticket that is not deleted.
pub async fn ticket(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<tickets::Model>, DbErr> {
    Ok(tickets::Entity::find_by_id(id).one(db).await?.filter(|row| !row.deleted))
}

/// A ticket, deleted or not.
pub async fn any(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<tickets::Model>, DbErr> {
    tickets::Entity::find_by_id(id).one(db).await
}

/// A ticket that is not deleted, kept from others until the transaction ends.
pub async fn locked(tx: &Tx, id: Uuid) -> Result<Option<tickets::Model>, DbErr> {
    Ok(any_locked(tx, id).await?.filter(|row| !row.deleted))
}

/// A ticket, deleted or not, kept from others until the transaction ends.
pub async fn any_locked(tx: &Tx, id: Uuid) -> Result<Option<tickets::Model>, DbErr> {
    tickets::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// Who got copies of a ticket's first mail.
pub async fn copies(db: &impl ConnectionTrait, ticket: Uuid) -> Result<Vec<ticket_copies::Model>, DbErr> {
    ticket_copies::Entity::find().filter(ticket_copies::Column::TicketId.eq(ticket)).all(db).await
}

/// Some tickets, in no order, deleted ones too.
pub async fn tickets(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<tickets::Model>, DbErr> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let mut all = Vec::with_capacity(ids.len());
    for some in ids.chunks(500) {
        all.extend(tickets::Entity::find().filter(tickets::Column::Id.is_in(some.iter().copied())).all(db).await?);
    }
    Ok(all)
}

/// The ticket of a human number.
///
/// # Errors
/// The database's.
pub async fn by_number(db: &impl ConnectionTrait, number: i64) -> Result<Option<tickets::Model>, DbErr> {
    tickets::Entity::find().filter(tickets::Column::Number.eq(number)).one(db).await
}

/// The tickets of some human numbers, the newest first.
pub async fn by_numbers(db: &impl ConnectionTrait, numbers: Vec<i64>) -> Result<Vec<tickets::Model>, DbErr> {
    let mut rows = tickets::Entity::find().filter(tickets::Column::Number.is_in(numbers)).all(db).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.number));
    Ok(rows)
}

/// The next tickets whose subject begins like this, by subject.
pub async fn subjects_beginning(
    db: &impl ConnectionTrait,
    start: &str,
    after: Option<&(String, Uuid)>,
    limit: u64,
) -> Result<Vec<tickets::Model>, DbErr> {
    use tickets::Column::{Id, SubjectKey};
    // Texts compare byte by byte, so that a beginning is a range.
    let range = SubjectKey.gte(start).and(SubjectKey.lt(format!("{start}\u{10FFFF}")));
    let mut find = tickets::Entity::find().filter(range);
    if let Some((key, id)) = after {
        let next = Expr::tuple([Expr::col(SubjectKey), Expr::col(Id)]);
        find = find.filter(next.gt(Expr::tuple([Expr::value(key.clone()), Expr::value(*id)])));
    }
    find.order_by_asc(SubjectKey).order_by_asc(Id).limit(limit).all(db).await
}

/// The ticket a client made, if it did already.
pub async fn made_by(
    db: &impl ConnectionTrait,
    author: Uuid,
    client_id: Uuid,
) -> Result<Option<tickets::Model>, DbErr> {
    tickets::Entity::find()
        .filter(tickets::Column::ClientId.eq(client_id))
        .filter(tickets::Column::Author.eq(author))
        .one(db)
        .await
}

/// The entry a client made, if it did already.
pub async fn entry_made_by(
    db: &impl ConnectionTrait,
    ticket: Uuid,
    client_id: Uuid,
) -> Result<Option<ticket_entries::Model>, DbErr> {
    ticket_entries::Entity::find()
        .filter(ticket_entries::Column::TicketId.eq(ticket))
        .filter(ticket_entries::Column::ClientId.eq(client_id))
        .one(db)
        .await
}

/// An entry.
///
/// # Errors
/// The database's.
pub async fn entry(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<ticket_entries::Model>, DbErr> {
    ticket_entries::Entity::find_by_id(id).one(db).await
}

/// Moves an entry to another ticket.
pub async fn move_entry(tx: &Tx, entry: Uuid, ticket: Uuid) -> Result<(), DbErr> {
    ticket_entries::Entity::update_many()
        .col_expr(ticket_entries::Column::TicketId, Expr::value(ticket))
        .filter(ticket_entries::Column::Id.eq(entry))
        .exec(tx)
        .await?;
    Ok(())
}

/// What an entry says.
pub fn event(entry: &ticket_entries::Model) -> Result<TicketEvent, DbErr> {
    serde_json::from_value(entry.event.clone()).map_err(|error| DbErr::Type(format!("a ticket's entry: {error}")))
}

/// The newest entries of a ticket and of those merged into it, oldest first.
pub async fn entries(db: &impl ConnectionTrait, ticket: Uuid) -> Result<Vec<ticket_entries::Model>, DbErr> {
    use ticket_entries::Column::TicketId;
    let all = merged::all_in(db, ticket).await?;
    // With one it is a range of the index.
    let of_all = if all.len() == 1 { TicketId.eq(ticket) } else { TicketId.is_in(all) };
    let mut rows = ticket_entries::Entity::find()
        .filter(of_all)
        .order_by_desc(ticket_entries::Column::Id)
        .limit(ENTRIES)
        .all(db)
        .await?;
    rows.reverse();
    Ok(rows)
}

/// A ticket's entries after one, oldest first.
pub async fn entries_after(
    db: &impl ConnectionTrait,
    ticket: Uuid,
    entry: Uuid,
) -> Result<Vec<ticket_entries::Model>, DbErr> {
    ticket_entries::Entity::find()
        .filter(ticket_entries::Column::TicketId.eq(ticket))
        .filter(ticket_entries::Column::Id.gt(entry))
        .order_by_asc(ticket_entries::Column::Id)
        .limit(ENTRIES)
        .all(db)
        .await
}

/// The participants of some tickets.
pub async fn participants(
    db: &impl ConnectionTrait,
    tickets: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<ticket_participants::Model>>, DbErr> {
    let tickets: Vec<Uuid> = tickets.into_iter().collect();
    let mut all: HashMap<Uuid, Vec<ticket_participants::Model>> = HashMap::new();
    for some in tickets.chunks(500) {
        let rows = ticket_participants::Entity::find()
            .filter(ticket_participants::Column::TicketId.is_in(some.iter().copied()))
            .order_by_asc(ticket_participants::Column::AddressKey)
            .all(db)
            .await?;
        for row in rows {
            all.entry(row.ticket_id).or_default().push(row);
        }
    }
    Ok(all)
}

/// The next tickets of a walk.
pub async fn walk(
    db: &impl ConnectionTrait,
    walk: Walk,
    after: Option<Key>,
    limit: u64,
) -> Result<Vec<tickets::Model>, DbErr> {
    select(walk, after, limit).all(db).await
}

/// The statement of [`walk`].
pub fn select(walk: Walk, after: Option<Key>, limit: u64) -> Select<tickets::Entity> {
    use tickets::Column::{AgentId, Deleted, GroupId, Id, MergedInto, Spam, UpdatedAt};
    let mut find = tickets::Entity::find();
    match walk {
        Walk::All => {}
        Walk::Group(group) => find = find.filter(GroupId.eq(group)),
        Walk::Aside(SetAside::Spam) => find = find.filter(Spam.eq(true)),
        Walk::Aside(SetAside::Deleted) => find = find.filter(Deleted.eq(true)),
        Walk::Aside(SetAside::Merged) => find = find.filter(MergedInto.is_not_null()),
        Walk::Agent(Some(agent)) => find = find.filter(AgentId.eq(agent)),
        // The index's first column stands in the order too, or PostgreSQL would sort.
        Walk::Agent(None) => find = find.filter(AgentId.is_null()).order_by_desc(AgentId),
    }
    if let Some((updated_at, id)) = after {
        let key = Expr::tuple([Expr::col(UpdatedAt), Expr::col(Id)]);
        find = find.filter(key.lt(Expr::tuple([Expr::value(updated_at), Expr::value(id)])));
    }
    find.order_by_desc(UpdatedAt).order_by_desc(Id).limit(limit)
}
