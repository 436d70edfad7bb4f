//! Tags: words of the whole installation, made by using them.

use sea_orm::{ConnectionTrait, DbErr, QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict};

use super::tables::{
    tags::{ActiveModel, Column, Entity, Model},
    tickets,
};
use crate::{
    people::validity,
    platform::{Answered, Failure, Tx},
};

/// How many are found.
const FOUND: u64 = 20;

/// A tag as it is compared.
pub(super) fn key(tag: &str) -> String {
    tag.trim().to_lowercase()
}

/// The tags of a ticket.
pub(super) fn of(ticket: &tickets::Model) -> Vec<String> {
    serde_json::from_value(ticket.tags.clone()).unwrap_or_default()
}

/// Whether a ticket has a tag, by its key.
pub(super) fn has(ticket: &tickets::Model, wanted: &str) -> bool {
    let tags = ticket.tags.as_array().into_iter().flatten();
    tags.filter_map(|tag| tag.as_str()).any(|tag| key(tag) == wanted)
}

/// Tags as given, each once, as they can be stored.
///
/// # Errors
/// 422 on `tags` when one says nothing.
pub(super) fn read(given: &[String]) -> Answered<Vec<String>> {
    let mut tags: Vec<String> = Vec::with_capacity(given.len());
    for tag in given {
        let tag = validity::clean_line(tag);
        if tag.is_empty() {
            return Err(Failure::field("tags", "required", "A tag says something."));
        }
        if tags.iter().all(|known| key(known) != key(&tag)) {
            tags.push(tag);
        }
    }
    Ok(tags)
}

/// The same tags as they were written first, anywhere; new ones are made.
pub(super) async fn known(tx: &Tx, mut tags: Vec<String>) -> Result<Vec<String>, DbErr> {
    for tag in &mut tags {
        let row: ActiveModel = Model { key: key(tag), name: tag.clone() }.into();
        let there = OnConflict::column(Column::Key).do_nothing().to_owned();
        Entity::insert(row.reset_all()).on_conflict(there).exec_without_returning(tx).await?;
        if let Some(first) = Entity::find_by_id(key(tag)).one(tx).await? {
            *tag = first.name;
        }
    }
    Ok(tags)
}

/// The tags that begin so, by name.
pub(super) async fn find(db: &impl ConnectionTrait, words: &str) -> Result<Vec<String>, DbErr> {
    let start = key(words);
    // Texts compare byte by byte, so that a beginning is a range.
    let end = format!("{start}\u{10FFFF}");
    let find = Entity::find().filter(Column::Key.gte(start)).filter(Column::Key.lt(end));
    let rows = find.order_by_asc(Column::Key).limit(FOUND).all(db).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}
