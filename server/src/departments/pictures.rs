//! Brands' pictures: uploaded first, so that one sees what customers would, then named in a brand's details. Each is
//! known by what is in it, and served under that name for ever.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use contract::brands::{BrandDetails, NewPicture, Picture};
use sea_orm::{
    DbErr, IntoActiveModel,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use super::{
    Refusal, drawing, store,
    tables::brand_pictures::{self, Column},
};
use crate::platform::{Answered, App, Failure, Tx};

/// A picture no brand names is forgotten after so many milliseconds.
const UNUSED: i64 = 24 * 3_600_000;

/// How many are drawn at a time: each may take as much memory as is allowed for one.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Takes a picture in.
pub(super) async fn upload(app: &App, new: NewPicture) -> Answered<Picture> {
    let refused =
        || Refusal::field("data", "no_picture", "This is no PNG, JPEG, WebP or ICO picture that can be read.");
    let file = BASE64_STANDARD.decode(new.data).map_err(|_| refused())?;
    let turn = AT_ONCE.acquire().await;
    let drawn = tokio::task::spawn_blocking(move || drawing::drawn(&file, new.kind)).await;
    drop(turn);
    let drawn = drawn.map_err(|error| DbErr::Custom(format!("a picture could not be drawn: {error}")))?;
    let drawn = drawn.ok_or_else(refused)?;
    let id: String = Sha256::digest(&drawn.png).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let picture = Picture { id: id.clone(), width: drawn.width, height: drawn.height };
    let now = app.clock().now();
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            forget(tx, now.plus(-UNUSED)).await?;
            let row = brand_pictures::Model { id, content: drawn.png, uploaded_at: now };
            let again = OnConflict::column(Column::Id).update_column(Column::UploadedAt).to_owned();
            let insert = brand_pictures::Entity::insert(row.into_active_model()).on_conflict(again);
            insert.exec_without_returning(tx).await?;
            Ok::<_, Refusal>(())
        })
    });
    written.await?;
    Ok(picture)
}

/// Forgets what was uploaded before and is named by no brand.
async fn forget(tx: &Tx, before: crate::platform::Time) -> Result<(), DbErr> {
    let brands = store::brands(tx).await?;
    let named = brands.into_iter().flat_map(|brand| [brand.logo, brand.favicon]);
    let old = Column::UploadedAt.lt(before).and(Column::Id.is_not_in(named));
    brand_pictures::Entity::delete_many().filter(old).exec(tx).await.map(|_| ())
}

/// Whether the pictures that details name are there.
pub(super) async fn known(tx: &Tx, details: &BrandDetails) -> Result<(), Refusal> {
    for (field, id) in [("logo", &details.logo), ("favicon", &details.favicon)] {
        if !id.is_empty() && content(tx, id).await?.is_none() {
            return Err(Refusal::field(field, "unknown", "There is no such picture; upload it again."));
        }
    }
    Ok(())
}

async fn content(db: &impl ConnectionTrait, id: &str) -> Result<Option<Vec<u8>>, DbErr> {
    // Nothing else is a name, and PostgreSQL refuses to be asked for a text with a NUL.
    if !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    Ok(brand_pictures::Entity::find_by_id(id).one(db).await?.map(|row| row.content))
}

/// Where they are served.
pub fn pictures() -> Router<App> {
    Router::new().route("/pictures/{file}", get(picture))
}

async fn picture(State(app): State<App>, Path(file): Path<String>) -> Response {
    let id = file.strip_suffix(".png").unwrap_or_default();
    match content(app.db().read(), id).await {
        Ok(Some(png)) => {
            let mut response = png.into_response();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("image/png"));
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
            response
        }
        Ok(None) => Failure::not_found().into_response(),
        Err(error) => Failure::from(error).into_response(),
    }
}
