//! Lists accounts by name, a page at a time.

use contract::{
    AccountId, Page,
    people::{PeopleFilter, Person, PersonKind, Phone},
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{store, tables::accounts};
use crate::platform::{App, cursor, error::Answered, page, words};

/// How many rows a page has unless told.
const ROWS: u32 = 50;

pub(super) async fn people(app: &App, filter: PeopleFilter) -> Answered<Page<Person>> {
    let after: Option<(String, Uuid)> = cursor::read(filter.after.as_deref())?;
    let limit = usize::try_from(filter.limit.unwrap_or(ROWS)).unwrap_or(50);
    let kind = filter.kind.map(|kind| words::to_text(&kind));
    let find = store::Find { kind, after, limit: limit as u64 + 1 };
    let query = filter.query.as_deref().map(|query| query.trim().to_lowercase()).filter(|query| !query.is_empty());
    let rows = match query {
        None => store::accounts_by_name(app.db().read(), &find).await?,
        Some(query) => store::accounts_starting_with(app.db().read(), &find, &query).await?,
    };
    let Page { items, next } = page::cut(rows, limit, |row| (row.name_key.clone(), row.id));
    let items = items.into_iter().map(person).collect::<Result<_, DbErr>>()?;
    Ok(Page { items, next })
}

/// An account as it goes over the wire.
///
/// # Errors
/// When a column holds what it cannot.
pub fn person(row: accounts::Model) -> Result<Person, DbErr> {
    let kind: PersonKind = words::from_text(&row.kind)?;
    Ok(Person {
        id: AccountId(row.id),
        kind,
        username: row.username,
        email: row.email,
        email_verified: row.email_verified,
        name: row.name,
        alias: row.alias,
        picture: row.picture,
        phone: row.phone_typed.map(|typed| Phone { typed, e164: row.phone_e164 }),
        roles: super::roles(&row.roles)?,
        active: row.active,
        chat_limit: row.chat_limit.map(i32::unsigned_abs),
        ticket_limit: row.ticket_limit.map(i32::unsigned_abs),
        created_at: row.created_at.into(),
        version: row.version,
    })
}
