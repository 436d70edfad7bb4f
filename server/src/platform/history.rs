//! The history's table: who changed what, when, from what to what. Slices write it in the transaction of the change.

use contract::{
    AccountId, HistoryId,
    history::{FieldChange, Subject},
    people::AgentRef,
};
use sea_orm::{
    ActiveValue::Set, Condition, ConnectionTrait, DbErr, QueryOrder, QuerySelect, entity::prelude::*,
    sea_query::LikeExpr,
};

use super::{Time, Tx, ids};

/// The history's table.
pub mod table {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A row of `history`.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "history")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub subject: String,
        pub subject_id: Uuid,
        pub at: Time,
        pub by_id: Option<Uuid>,
        pub by_name: Option<String>,
        pub act: String,
        pub about: Option<String>,
        pub changes: Json,
        /// What it is found by, in small letters: SQLite knows those of ASCII only.
        pub words: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An act to write down.
#[derive(Clone, Debug)]
pub struct Act<'a> {
    /// What kind of thing was changed.
    pub subject: Subject,
    /// Which one.
    pub id: Uuid,
    /// By whom; `None` when the system acted by itself.
    pub by: Option<&'a AgentRef>,
    /// A stable code: `created`, `changed`, `archived`…
    pub act: &'a str,
    /// The part of the subject it was about, by name.
    pub about: Option<String>,
    /// The fields changed.
    pub changes: Vec<FieldChange>,
}

/// Writes an act down.
///
/// # Errors
/// The database's.
pub async fn write(tx: &Tx, act: Act<'_>) -> Result<(), DbErr> {
    let row = table::ActiveModel {
        id: Set(ids::new_id()),
        words: Set(words(&act)),
        subject: Set(name(act.subject)),
        subject_id: Set(act.id),
        at: Set(tx.now()),
        by_id: Set(act.by.map(|by| by.id.0)),
        by_name: Set(act.by.map(|by| by.name.clone())),
        act: Set(act.act.to_owned()),
        about: Set(act.about),
        changes: Set(serde_json::to_value(act.changes).unwrap_or_default()),
    };
    table::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(())
}

/// What an act is found by: who did it, the part it was about, and what its fields said before and after.
fn words(act: &Act<'_>) -> String {
    let values = act.changes.iter().flat_map(|change| [&change.from, &change.to]).flatten();
    let by = act.by.map(|by| &by.name);
    let texts: Vec<&str> = by.into_iter().chain(&act.about).chain(values).map(String::as_str).collect();
    texts.join("\n").to_lowercase()
}

/// Reads the history of a thing, newest first, one row more than `limit`.
///
/// # Errors
/// The database's.
pub async fn read(
    db: &impl ConnectionTrait,
    subject: Subject,
    id: Uuid,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<table::Model>, DbErr> {
    let mut find = table::Entity::find()
        .filter(table::Column::Subject.eq(name(subject)))
        .filter(table::Column::SubjectId.eq(id))
        .order_by_desc(table::Column::Id)
        .limit(limit + 1);
    if let Some(before) = before {
        find = find.filter(table::Column::Id.lt(before));
    }
    find.all(db).await
}

/// What to look for.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    /// Things of this kind.
    pub subject: Subject,
    /// From this moment on …
    pub from: Time,
    /// … and before this one.
    pub to: Time,
    /// Only what this account did.
    pub by: Option<Uuid>,
    /// Words, or nothing.
    pub words: &'a str,
    /// Things that have the words in their names.
    pub named: &'a [Uuid],
    /// Older than this one.
    pub before: Option<(Time, Uuid)>,
}

/// Reads what was done to things of a kind, newest first, at most `limit` acts.
///
/// # Errors
/// The database's.
pub async fn search(db: &impl ConnectionTrait, search: &Search<'_>, limit: u64) -> Result<Vec<table::Model>, DbErr> {
    use sea_orm::ExprTrait;
    use table::Column::{At, ById, Id, SubjectId, Words};
    let mut find = table::Entity::find()
        .filter(table::Column::Subject.eq(name(search.subject)))
        .filter(At.gte(search.from))
        .filter(At.lt(search.to))
        .order_by_desc(At)
        .order_by_desc(Id)
        .limit(limit);
    if let Some(by) = search.by {
        find = find.filter(ById.eq(by));
    }
    if let Some((at, id)) = search.before {
        // The first condition alone lets the index begin where the page does.
        find = find.filter(At.lte(at)).filter(Condition::any().add(At.lt(at)).add(Id.lt(id)));
    }
    if !search.words.is_empty() {
        let words = search.words.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = LikeExpr::new(format!("%{words}%")).escape('\\');
        find = find.filter(Words.like(like).or(SubjectId.is_in(search.named.iter().copied())));
    }
    find.all(db).await
}

/// A row as it goes over the wire.
pub fn entry(row: table::Model) -> contract::history::HistoryEntry {
    contract::history::HistoryEntry {
        id: HistoryId(row.id),
        at: row.at.into(),
        by: row.by_id.map(|id| AgentRef { id: AccountId(id), name: row.by_name.unwrap_or_default() }),
        act: row.act,
        about: row.about,
        changes: serde_json::from_value(row.changes).unwrap_or_default(),
    }
}

/// The fields that differ between two states of a thing, by their names in the API.
pub fn changes(from: &impl serde::Serialize, to: &impl serde::Serialize) -> Vec<FieldChange> {
    let as_map = |value: serde_json::Value| match value {
        serde_json::Value::Object(map) => map,
        _ => serde_json::Map::new(),
    };
    let from = as_map(serde_json::to_value(from).unwrap_or_default());
    let to = as_map(serde_json::to_value(to).unwrap_or_default());
    let text = |value: Option<&serde_json::Value>| match value {
        None | Some(serde_json::Value::Null) => None,
        Some(serde_json::Value::String(text)) => (!text.is_empty()).then(|| text.clone()),
        Some(serde_json::Value::Array(texts)) if texts.iter().all(serde_json::Value::is_string) => {
            let texts: Vec<&str> = texts.iter().filter_map(serde_json::Value::as_str).collect();
            (!texts.is_empty()).then(|| texts.join(", "))
        }
        Some(other) => Some(other.to_string()),
    };
    let mut fields: Vec<&String> = from.keys().chain(to.keys()).collect();
    fields.sort();
    fields.dedup();
    fields
        .into_iter()
        .map(|field| FieldChange { field: field.clone(), from: text(from.get(field)), to: text(to.get(field)) })
        .filter(|change| change.from != change.to)
        .collect()
}

fn name(subject: Subject) -> String {
    match serde_json::to_value(subject) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
