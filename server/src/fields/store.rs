//! Reads and writes of this slice's tables.

use contract::fields::{Field, FieldOption, ItemKind, TemplateLine};
use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbErr, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*,
    sea_query::OnConflict,
};

use super::{
    parts::Part,
    rules::Values,
    tables::{field_sheets, field_values, fields, templates},
};
use crate::platform::{
    Tx,
    words::{from_text, to_text},
};

/// All fields, in no order.
pub async fn fields(db: &impl ConnectionTrait) -> Result<Vec<Field>, DbErr> {
    fields::Entity::find().all(db).await?.into_iter().map(field).collect()
}

/// One field.
pub async fn one_field(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Field>, DbErr> {
    fields::Entity::find_by_id(id).one(db).await?.map(field).transpose()
}

fn field(row: fields::Model) -> Result<Field, DbErr> {
    Ok(Field {
        id: row.id.into(),
        name: row.name,
        kind: from_text(&row.kind)?,
        options: read::<Vec<FieldOption>>(row.options)?,
        default: read(row.initial)?,
        archived: row.archived_at.is_some(),
        version: row.version,
    })
}

/// Writes a new field.
pub async fn insert_field(tx: &Tx, field: &Field) -> Result<(), DbErr> {
    fields::Entity::insert(row(field)?).exec_without_returning(tx).await.map(|_| ())
}

/// Writes a field over what it was; whether it is archived stays.
pub async fn update_field(tx: &Tx, field: &Field) -> Result<(), DbErr> {
    let mut row = row(field)?;
    row.archived_at = sea_orm::ActiveValue::NotSet;
    fields::Entity::update_many().set(row).filter(fields::Column::Id.eq(field.id.0)).exec(tx).await.map(|_| ())
}

/// Archives a field.
pub async fn archive_field(tx: &Tx, field: &Field) -> Result<(), DbErr> {
    fields::Entity::update_many()
        .col_expr(fields::Column::ArchivedAt, Expr::value(tx.now()))
        .col_expr(fields::Column::Version, Expr::value(field.version + 1))
        .filter(fields::Column::Id.eq(field.id.0))
        .exec(tx)
        .await
        .map(|_| ())
}

fn row(field: &Field) -> Result<fields::ActiveModel, DbErr> {
    Ok(fields::ActiveModel {
        id: Set(field.id.0),
        name: Set(field.name.clone()),
        kind: Set(to_text(&field.kind)),
        options: Set(json(&field.options)?),
        initial: Set(json(&field.default)?),
        archived_at: Set(None),
        version: Set(field.version),
    })
}

/// All templates, those taken away too.
pub async fn templates(db: &impl ConnectionTrait) -> Result<Vec<templates::Model>, DbErr> {
    templates::Entity::find().all(db).await
}

/// A template's row, in force or not; the nil department is the installation.
pub async fn template(
    db: &impl ConnectionTrait,
    kind: ItemKind,
    department: Uuid,
) -> Result<Option<templates::Model>, DbErr> {
    templates::Entity::find()
        .filter(templates::Column::Kind.eq(kind.as_str()))
        .filter(templates::Column::DepartmentId.eq(department))
        .one(db)
        .await
}

/// One by its id.
pub async fn template_by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<templates::Model>, DbErr> {
    templates::Entity::find_by_id(id).one(db).await
}

/// The lines of a template's row.
pub fn lines(row: &templates::Model) -> Result<Vec<TemplateLine>, DbErr> {
    read(row.lines.clone())
}

/// Writes a template, new or over what it was.
pub async fn put_template(tx: &Tx, mut row: templates::Model, lines: &[TemplateLine]) -> Result<(), DbErr> {
    row.lines = json(&lines)?;
    let over = OnConflict::column(templates::Column::Id)
        .update_columns([templates::Column::InForce, templates::Column::Lines, templates::Column::Version])
        .to_owned();
    let row = row.into_active_model().reset_all();
    templates::Entity::insert(row).on_conflict(over).exec_without_returning(tx).await.map(|_| ())
}

/// The values of an item.
pub async fn values(db: &impl ConnectionTrait, item: Uuid) -> Result<Values, DbErr> {
    let rows = field_values::Entity::find()
        .filter(field_values::Column::ItemId.eq(item))
        .order_by_asc(field_values::Column::FieldId)
        .order_by_asc(field_values::Column::Place)
        .all(db)
        .await?;
    let mut values = Values::new();
    for row in rows {
        let field_values::Model { value, shown, number, option_id, normal, .. } = row;
        let part = Part { value, shown, number, option: option_id, normal };
        values.entry(row.field_id).or_default().push(part);
    }
    Ok(values)
}

/// Writes a field's value over what it was.
pub async fn put_value(tx: &Tx, kind: ItemKind, item: Uuid, field: Uuid, parts: &[Part]) -> Result<(), DbErr> {
    field_values::Entity::delete_many()
        .filter(field_values::Column::ItemId.eq(item))
        .filter(field_values::Column::FieldId.eq(field))
        .exec(tx)
        .await?;
    insert_value(tx, kind, item, field, parts).await
}

/// Writes the value of a field that had none.
pub async fn insert_value(tx: &Tx, kind: ItemKind, item: Uuid, field: Uuid, parts: &[Part]) -> Result<(), DbErr> {
    for (place, part) in (0..).zip(parts) {
        let Part { value, shown, number, option, normal } = part.clone();
        let row = field_values::Model {
            item_id: item,
            field_id: field,
            place,
            kind: kind.as_str().into(),
            value,
            shown,
            number,
            option_id: option,
            normal,
        };
        let row = row.into_active_model().reset_all();
        field_values::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The version of an item's values; 0 when it never had one.
pub async fn version(db: &impl ConnectionTrait, item: Uuid) -> Result<i64, DbErr> {
    let found = field_sheets::Entity::find_by_id(item).select_only().column(field_sheets::Column::Version);
    Ok(found.into_tuple().one(db).await?.unwrap_or_default())
}

/// Writes the version of an item's values.
pub async fn set_version(tx: &Tx, kind: ItemKind, item: Uuid, version: i64) -> Result<(), DbErr> {
    let over = OnConflict::column(field_sheets::Column::ItemId).update_column(field_sheets::Column::Version).to_owned();
    let row = field_sheets::Model { item_id: item, kind: kind.as_str().into(), version };
    let row = row.into_active_model().reset_all();
    field_sheets::Entity::insert(row).on_conflict(over).exec_without_returning(tx).await.map(|_| ())
}

fn json(value: &impl serde::Serialize) -> Result<serde_json::Value, DbErr> {
    serde_json::to_value(value).map_err(|error| DbErr::Json(error.to_string()))
}

fn read<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T, DbErr> {
    serde_json::from_value(json).map_err(|error| DbErr::Json(error.to_string()))
}
