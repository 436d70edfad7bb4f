//! How files come to belong to what is said.

use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use contract::{
    AttachmentId,
    attachments::{Attachment, FILE_BYTES, FILES, FILES_BYTES, NewFile},
};
use sea_orm::{
    DbErr, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};
use serde::{Deserialize, Serialize};

use super::{
    Links, rules, store,
    tables::attachments::{ActiveModel, Column, Entity, Model},
};
use crate::platform::{
    Answered, App, Failure, Tx,
    events::Reactions,
    ids,
    jobs::{self, Job},
    words,
};

const SWEEP: &str = "attachments.sweep";

/// How long a file waits to be sent, in milliseconds.
const WAITS: i64 = 24 * HOUR;
const HOUR: i64 = 60 * 60 * 1000;

/// How many files an hour one may add.
const MOST: u32 = 300;

/// The most bytes of HTML that is kept to be shown; what is longer is read as plain text.
const HTML: usize = 2 * 1024 * 1024;

/// The most of what a mail encloses that is shown; all of it is in the mail as it came.
const ENCLOSED: usize = 100;

/// What a file is to what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// It came along.
    File,
    /// It is a picture in the HTML.
    Inline,
    /// It is what was said, as HTML.
    Html,
}

/// Something that came along with a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enclosed {
    /// What it is called, as it says.
    pub name: String,
    /// What it is, as it says.
    pub media_type: String,
    /// By what the HTML calls it.
    pub content_id: Option<String>,
    /// The bytes.
    pub content: Bytes,
}

/// A file that is kept and belongs to nothing yet.
#[derive(Clone, Debug)]
pub struct Kept {
    part: Part,
    name: String,
    media_type: String,
    content_id: Option<String>,
    size: usize,
    digest: String,
}

/// Keeps a file; before any transaction.
///
/// # Errors
/// When it is not kept.
pub async fn keep(app: &App, part: Part, file: Enclosed) -> Answered<Kept> {
    let Enclosed { name, media_type, content_id, content } = file;
    let (name, media_type) = (rules::name(&name), rules::media_type(&media_type, &content));
    let size = content.len();
    let digest = app.files().keep(content).await.map_err(|error| DbErr::Custom(error.to_string()))?;
    Ok(Kept { part, name, media_type, content_id, size, digest })
}

/// Keeps what a mail encloses, and the HTML it came as.
///
/// # Errors
/// When it is not kept.
pub async fn keep_enclosed(app: &App, enclosed: Vec<Enclosed>, html: Option<String>) -> Answered<Vec<Kept>> {
    let html = html.filter(|html| html.len() <= HTML);
    let mut kept = Vec::new();
    for file in enclosed.into_iter().take(ENCLOSED) {
        let named = |id: &String| {
            html.as_ref().is_some_and(|html| html.contains(&**id) || html.contains(&id.replace('@', "%40")))
        };
        let inline = rules::picture(&file.content).is_some() && file.content_id.as_ref().is_some_and(named);
        kept.push(keep(app, if inline { Part::Inline } else { Part::File }, file).await?);
    }
    if let Some(html) = html {
        let media_type = "text/html".to_owned();
        let file = Enclosed { name: String::new(), media_type, content_id: None, content: html.into() };
        kept.push(keep(app, Part::Html, file).await?);
    }
    Ok(kept)
}

/// What was kept belongs to something that was said, in its transaction.
///
/// # Errors
/// The database's.
pub async fn enclose(tx: &Tx, place: Uuid, item: Uuid, kept: Vec<Kept>) -> Result<(), DbErr> {
    for (at, one) in kept.into_iter().enumerate() {
        insert(tx, Model { item: Some(item), position: position(at), ..row(tx, place, one) }).await?;
    }
    Ok(())
}

/// Adds a file that somebody is about to send.
///
/// # Errors
/// 422 on `data`; 413 `too_large`; 429 when it is one too many.
pub async fn add(app: &App, place: Uuid, author: Uuid, new: NewFile) -> Answered<Attachment> {
    // Whoever has no account is counted by whoever asks for this.
    if !author.is_nil() {
        app.limits().hit(&format!("files:{author}"), MOST, HOUR).map_err(Failure::too_many)?;
    }
    let read = tokio::task::spawn_blocking(move || BASE64_STANDARD.decode(new.data)).await.ok();
    let content = read.and_then(Result::ok).filter(|content| !content.is_empty());
    let content = content.ok_or_else(|| Failure::field("data", "malformed", "The file is not in base64."))?;
    if content.len() > FILE_BYTES {
        return Err(too_large());
    }
    let file = Enclosed { name: new.name, media_type: new.media_type, content_id: None, content: content.into() };
    let kept = keep(app, Part::File, file).await?;
    let row = app
        .db()
        .write(move |tx| {
            Box::pin(async move {
                let row = Model { author: Some(author), ..row(tx, place, kept) };
                insert(tx, row.clone()).await?;
                Ok::<_, Failure>(row)
            })
        })
        .await?;
    Ok(store::attachment(row, false, &Links::of(app, author)))
}

/// What somebody added to a place belongs to what is said there now, in its transaction.
///
/// # Errors
/// 422 on `files` when one is not there, somebody else's, or sent already; 413 `too_large` when they are too much together.
pub async fn claim(tx: &Tx, place: Uuid, author: Uuid, item: Uuid, files: &[AttachmentId]) -> Answered<()> {
    let waits = Column::Place.eq(place).and(Column::Author.eq(author)).and(Column::Item.is_null());
    let mut bytes = 0;
    for (at, file) in files.iter().enumerate() {
        let waits = Column::Id.eq(file.0).and(waits.clone());
        let row = Entity::find().filter(waits.clone()).one(tx).await?;
        let row = row.ok_or_else(|| Failure::field("files", "unknown", "A file is not there any more."))?;
        bytes += row.size.unsigned_abs();
        Entity::update_many()
            .col_expr(Column::Item, Expr::value(item))
            .col_expr(Column::Position, Expr::value(position(at)))
            .filter(waits)
            .exec(tx)
            .await?;
    }
    if bytes > FILES_BYTES { Err(too_large()) } else { Ok(()) }
}

/// Everything that somebody added to a place belongs to what is said there now, in its transaction.
///
/// # Errors
/// 413 `too_large` when they are too much together.
pub async fn claim_all(tx: &Tx, place: Uuid, author: Uuid, item: Uuid) -> Answered<()> {
    let waits = Column::Place.eq(place).and(Column::Author.eq(author)).and(Column::Item.is_null());
    let files: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(waits)
        .order_by_asc(Column::Id)
        .limit(FILES as u64)
        .into_tuple()
        .all(tx)
        .await?;
    let files: Vec<AttachmentId> = files.into_iter().map(AttachmentId).collect();
    claim(tx, place, author, item, &files).await
}

/// What belongs to something that was said goes with it to another place, in its transaction.
///
/// # Errors
/// The database's.
pub async fn carry(tx: &Tx, item: Uuid, place: Uuid) -> Result<(), DbErr> {
    let moved = Entity::update_many().col_expr(Column::Place, Expr::value(place)).filter(Column::Item.eq(item));
    moved.exec(tx).await.map(|_| ())
}

/// What was said is taken back: what came along waits to be sent again.
///
/// # Errors
/// The database's.
pub async fn release(tx: &Tx, item: Uuid) -> Result<(), DbErr> {
    let waits = Entity::update_many()
        .col_expr(Column::Item, Expr::value(None::<Uuid>))
        .col_expr(Column::At, Expr::value(tx.now()))
        .filter(Column::Item.eq(item));
    waits.exec(tx).await.map(|_| ())
}

fn too_large() -> Failure {
    let status = axum::http::StatusCode::PAYLOAD_TOO_LARGE;
    Failure::new(status, "too_large", "This is more than can be sent at once.")
}

fn row(tx: &Tx, place: Uuid, kept: Kept) -> Model {
    let Kept { part, name, media_type, content_id, size, digest } = kept;
    Model {
        id: ids::new_id(),
        place,
        item: None,
        author: None,
        part: words::to_text(&part),
        name,
        media_type,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        digest,
        content_id,
        position: 0,
        at: tx.now(),
    }
}

async fn insert(tx: &Tx, row: Model) -> Result<(), DbErr> {
    let row: ActiveModel = row.into();
    Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

fn position(at: usize) -> i32 {
    i32::try_from(at).unwrap_or(i32::MAX)
}

/// Registers the sweep.
pub fn react(reactions: &mut Reactions) {
    reactions.job(SWEEP, |_, tx, (): ()| {
        Box::pin(async move {
            let over = Column::Item.is_null().and(Column::At.lt(tx.now().plus(-WAITS)));
            Entity::delete_many().filter(over).exec(tx).await?;
            jobs::schedule(tx, Job::at(tx.now().plus(HOUR), SWEEP, "", &())).await?;
            Ok(())
        })
    });
}

/// Forgets from now on what was added and never sent.
///
/// # Errors
/// The database's.
pub async fn start(app: &App) -> Result<(), DbErr> {
    app.db().write(|tx| Box::pin(async move { jobs::schedule(tx, Job::at(tx.now(), SWEEP, "", &())).await })).await
}
