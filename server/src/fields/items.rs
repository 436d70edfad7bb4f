//! The values of chats and tickets. Whoever owns the item holds it while they change.

use contract::{
    fields::{FieldValue, GivenValue, ItemFields, ItemKind, ItemSearch, ItemValues},
    history::FieldChange,
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    Forms,
    rules::{self, Demand, Values},
    store,
};
use crate::platform::{Answered, Failure, Tx};

/// What has values: an item, and the department whose template is in force for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// A chat or a ticket.
    pub kind: ItemKind,
    /// Which one.
    pub id: Uuid,
    /// Where it is.
    pub department: Uuid,
}

/// Writes the values of a new item.
///
/// # Errors
/// The database's.
pub async fn put(tx: &Tx, kind: ItemKind, item: Uuid, values: &Values) -> Result<(), DbErr> {
    if values.is_empty() {
        return Ok(());
    }
    for (field, parts) in values {
        store::insert_value(tx, kind, item, *field, parts).await?;
    }
    store::set_version(tx, kind, item, 1).await
}

/// Gives an item the values of another one.
///
/// # Errors
/// The database's.
pub async fn carry(tx: &Tx, kind: ItemKind, from: Uuid, to: Uuid) -> Result<(), DbErr> {
    let values = store::values(tx, from).await?;
    put(tx, kind, to, &values).await
}

/// Changes values of an item that is held, and says what changed, by the fields' names.
///
/// # Errors
/// 409 `stale`; 422 on `values.` and the field.
pub async fn change(
    tx: &Tx,
    forms: &Forms,
    item: Item,
    version: i64,
    given: &[GivenValue],
) -> Answered<Vec<FieldChange>> {
    if store::version(tx, item.id).await? != version {
        return Err(Failure::stale());
    }
    let before = store::values(tx, item.id).await?;
    let lines = forms.lines(item.kind, item.department);
    let (after, changes) =
        rules::change(lines, &forms.fields, &before, given, forms.country).map_err(Failure::fields)?;
    if changes.is_empty() {
        return Ok(Vec::new());
    }
    for change in &changes {
        let parts = after.get(&change.field).map_or(&[][..], Vec::as_slice);
        store::put_value(tx, item.kind, item.id, change.field, parts).await?;
    }
    store::set_version(tx, item.kind, item.id, version + 1).await?;
    let named = |change: rules::Change| FieldChange {
        field: forms.fields.get(&change.field).map(|field| field.name.clone()).unwrap_or_default(),
        from: change.from,
        to: change.to,
    };
    Ok(changes.into_iter().map(named).collect())
}

/// Nothing that must be filled first is missing.
///
/// # Errors
/// 409 `fields_missing`, naming the fields.
pub async fn demand(db: &impl ConnectionTrait, forms: &Forms, item: Item, demand: Demand) -> Answered<()> {
    // Most templates demand nothing: then nothing is read.
    if !forms.demands(item, demand) {
        return Ok(());
    }
    let lines = forms.lines(item.kind, item.department);
    let values = store::values(db, item.id).await?;
    let missing = rules::missing(lines, &values, demand);
    if missing.is_empty() {
        return Ok(());
    }
    let mut failure = Failure::conflict("fields_missing", "Some fields must be filled first.");
    failure.0.fields = rules::required(&missing, &forms.fields);
    Err(failure)
}

/// The values of an item.
///
/// # Errors
/// The database's.
pub async fn values(db: &impl ConnectionTrait, item: Uuid) -> Result<ItemValues, DbErr> {
    // The version first: what is written in between is then answered as something older, and never taken for it.
    let version = store::version(db, item).await?;
    let values = store::values(db, item).await?.into_iter().map(|(field, parts)| {
        let (value, shown) = parts.into_iter().map(|part| (part.value, part.shown)).unzip();
        FieldValue { field: field.into(), value, shown }
    });
    Ok(ItemValues { values: values.collect(), version })
}

/// What is asked of an item where it is, and what was answered.
///
/// # Errors
/// The database's.
pub async fn of_item(db: &impl ConnectionTrait, forms: &Forms, item: Item) -> Result<ItemFields, DbErr> {
    let answered = values(db, item.id).await?;
    let lines = forms.lines(item.kind, item.department).to_vec();
    let of_lines = lines.iter().map(|line| line.field);
    let elsewhere =
        answered.values.iter().map(|value| value.field).filter(|id| !lines.iter().any(|it| it.field == *id));
    let fields = of_lines.chain(elsewhere).filter_map(|id| forms.fields.get(&id.0).cloned()).collect();
    let searches = forms.searches(item.kind, item.department).into_iter().map(|search| ItemSearch {
        search: search.id.into(),
        name: search.details.name.clone(),
        inputs: search.details.inputs.iter().map(|input| input.field).collect(),
    });
    Ok(ItemFields { lines, fields, answered, searches: searches.collect() })
}
