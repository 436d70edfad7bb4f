//! Reads and writes of this slice's table.

use std::collections::HashMap;

use contract::{AttachmentId, attachments::Attachment};
use sea_orm::{ConnectionTrait, DbErr, QueryOrder, entity::prelude::*};

use super::{
    Links, Part,
    tables::attachments::{Column, Entity, Model},
};
use crate::platform::words;

/// What belongs to something that was said, as somebody sees it.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The files.
    pub attachments: Vec<Attachment>,
    /// The link to the HTML.
    pub html: Option<String>,
}

/// A file.
pub(super) async fn file(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// Everything that belongs to something that was said, in its order.
///
/// # Errors
/// The database's.
pub async fn of_item(db: &impl ConnectionTrait, item: Uuid) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Item.eq(item)).order_by_asc(Column::Position).all(db).await
}

/// Which files belong to something that was said, in their order.
///
/// # Errors
/// The database's.
pub async fn named(db: &impl ConnectionTrait, item: Uuid) -> Result<Vec<AttachmentId>, DbErr> {
    Ok(of_item(db, item).await?.into_iter().map(|row| AttachmentId(row.id)).collect())
}

/// What belongs to everything that was said in a place, by what it belongs to.
///
/// # Errors
/// The database's.
pub async fn shown(db: &impl ConnectionTrait, place: Uuid, links: &Links) -> Result<HashMap<Uuid, Shown>, DbErr> {
    let rows = Entity::find().filter(Column::Place.eq(place)).order_by_asc(Column::Position).all(db).await?;
    let mut all: HashMap<Uuid, Shown> = HashMap::new();
    for row in rows {
        let Some(item) = row.item else { continue };
        let shown = all.entry(item).or_default();
        match words::from_text(&row.part)? {
            Part::Html => shown.html = Some(links.to(row.id)),
            Part::File => shown.attachments.push(attachment(row, false, links)),
            Part::Inline => shown.attachments.push(attachment(row, true, links)),
        }
    }
    Ok(all)
}

/// A file as somebody sees it.
pub(super) fn attachment(row: Model, inline: bool, links: &Links) -> Attachment {
    Attachment {
        id: AttachmentId(row.id),
        link: links.to(row.id),
        name: row.name,
        media_type: row.media_type,
        size: row.size.unsigned_abs(),
        inline,
    }
}
