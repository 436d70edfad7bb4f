//! Reads and writes of searches and of the tables they look in.

use contract::searches::{SearchDetails, SearchTemplate};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    Condition, ConnectionTrait, DbErr, IntoActiveModel, QuerySelect,
    entity::prelude::*,
};

use crate::{
    fields::tables::{search_rows, searches as table},
    platform::Tx,
};

/// A search template, as it is stored.
#[derive(Clone, Debug)]
pub struct Search {
    /// The search.
    pub id: Uuid,
    /// What is set of it.
    pub details: SearchDetails,
    /// The header's value, sealed.
    pub secret: Option<Vec<u8>>,
    /// Which rows are its table.
    pub upload: Option<Uuid>,
    /// The table's columns.
    pub columns: Vec<String>,
    /// How many rows it has.
    pub rows: i64,
    /// Whether it was archived.
    pub archived: bool,
    /// Raised by every change.
    pub version: i64,
}

impl Search {
    /// As it goes over the wire.
    pub fn template(self) -> SearchTemplate {
        SearchTemplate {
            id: self.id.into(),
            details: self.details,
            columns: self.columns,
            rows: u32::try_from(self.rows).unwrap_or(u32::MAX),
            has_secret: self.secret.is_some(),
            archived: self.archived,
            version: self.version,
        }
    }
}

/// All searches, archived ones too, in no order.
pub async fn searches(db: &impl ConnectionTrait) -> Result<Vec<Search>, DbErr> {
    table::Entity::find().all(db).await?.into_iter().map(search).collect()
}

/// One search.
pub async fn one(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Search>, DbErr> {
    table::Entity::find_by_id(id).one(db).await?.map(search).transpose()
}

fn search(row: table::Model) -> Result<Search, DbErr> {
    let unread = |error: serde_json::Error| DbErr::Json(error.to_string());
    Ok(Search {
        id: row.id,
        details: serde_json::from_value(row.details).map_err(unread)?,
        secret: row.secret,
        upload: row.upload_id,
        columns: serde_json::from_value(row.columns).map_err(unread)?,
        rows: row.row_count,
        archived: row.archived_at.is_some(),
        version: row.version,
    })
}

/// Writes a new search.
pub async fn insert(tx: &Tx, search: &Search) -> Result<(), DbErr> {
    table::Entity::insert(row(tx, search)?).exec_without_returning(tx).await.map(|_| ())
}

/// Writes a search over what it was.
pub async fn update(tx: &Tx, search: &Search) -> Result<(), DbErr> {
    let row = table::ActiveModel { id: NotSet, ..row(tx, search)? };
    table::Entity::update_many().set(row).filter(table::Column::Id.eq(search.id)).exec(tx).await.map(|_| ())
}

fn row(tx: &Tx, search: &Search) -> Result<table::ActiveModel, DbErr> {
    let unwritten = |error: serde_json::Error| DbErr::Json(error.to_string());
    Ok(table::ActiveModel {
        id: Set(search.id),
        details: Set(serde_json::to_value(&search.details).map_err(unwritten)?),
        secret: Set(search.secret.clone()),
        upload_id: Set(search.upload),
        columns: Set(serde_json::json!(search.columns)),
        row_count: Set(search.rows),
        archived_at: Set(search.archived.then(|| tx.now())),
        version: Set(search.version),
    })
}

/// Writes rows of a table: what each is found by, and its cells.
pub async fn insert_rows(tx: &Tx, upload: Uuid, rows: Vec<(String, Vec<String>)>) -> Result<(), DbErr> {
    let row = |(found_by, cells)| {
        let cells = serde_json::json!(cells);
        search_rows::Model { upload_id: upload, found_by, cells }.into_active_model().reset_all()
    };
    search_rows::Entity::insert_many(rows.into_iter().map(row)).exec_without_returning(tx).await.map(|_| ())
}

/// The row of a search's table that is found by this, and the columns: of the table there is now.
pub async fn found(
    db: &impl ConnectionTrait,
    search: Uuid,
    found_by: &str,
) -> Result<Option<(Vec<String>, Vec<String>)>, DbErr> {
    let Some((columns, Some(upload))) = table::Entity::find_by_id(search)
        .select_only()
        .columns([table::Column::Columns, table::Column::UploadId])
        .into_tuple::<(Json, Option<Uuid>)>()
        .one(db)
        .await?
    else {
        return Ok(None);
    };
    let row = search_rows::Entity::find_by_id((upload, found_by.to_owned())).one(db).await?;
    let texts = |json| serde_json::from_value(json).map_err(|error| DbErr::Json(error.to_string()));
    row.map(|row| Ok((texts(columns)?, texts(row.cells)?))).transpose()
}

/// Whether a search looks in the rows of an upload.
pub async fn looked_in(db: &impl ConnectionTrait, upload: Uuid) -> Result<bool, DbErr> {
    let by = table::Entity::find().select_only().column(table::Column::Id).filter(table::Column::UploadId.eq(upload));
    Ok(by.into_tuple::<Uuid>().one(db).await?.is_some())
}

/// Forgets a part of a table's rows: those that are found by what begins with this digit.
pub async fn forget_rows(tx: &Tx, upload: Uuid, digit: char) -> Result<(), DbErr> {
    let from = search_rows::Column::FoundBy.gte(digit.to_string());
    // What comes behind all texts that begin with it.
    let to = search_rows::Column::FoundBy.lt(format!("{digit}g"));
    let part = Condition::all().add(search_rows::Column::UploadId.eq(upload)).add(from).add(to);
    search_rows::Entity::delete_many().filter(part).exec(tx).await.map(|_| ())
}
