//! Pictures people upload: drawn anew, known by what is in them, and served under that name for ever. Slices name them;
//! what nothing names is forgotten.

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use contract::pictures::Picture;
use sea_orm::{
    DbErr, IntoActiveModel,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use self::table::Column;
use super::{Answered, App, Failure, Time, Tx, drawing};

pub use super::drawing::Fit;

/// The pictures' table.
pub mod table {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A picture, known by what is in it.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "pictures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// A PNG of ours.
        pub content: Vec<u8>,
        pub uploaded_at: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// How long a picture may wait for somebody to name it, in milliseconds.
pub const UNNAMED: i64 = 24 * 3_600_000;

/// How many are drawn at a time: each may take as much memory as is allowed for one.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// A picture that was drawn and is not kept yet.
#[derive(Clone, Debug)]
pub struct New {
    picture: Picture,
    png: Vec<u8>,
}

/// Draws a file, in base64, anew. Before any transaction: it takes its time.
///
/// # Errors
/// 422 on `data` when it is no picture.
pub async fn drawn(data: String, fit: Fit) -> Answered<New> {
    let refused =
        || Failure::field("data", "no_picture", "This is no PNG, JPEG, WebP or ICO picture that can be read.");
    let file = BASE64_STANDARD.decode(data).map_err(|_| refused())?;
    let turn = AT_ONCE.acquire().await;
    let drawn = tokio::task::spawn_blocking(move || drawing::drawn(&file, fit)).await;
    drop(turn);
    let drawn = drawn.map_err(|error| DbErr::Custom(format!("a picture could not be drawn: {error}")))?;
    let drawing::Drawn { png, width, height } = drawn.ok_or_else(refused)?;
    let id = Sha256::digest(&png).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Ok(New { picture: Picture { id, width, height }, png })
}

/// Keeps a picture: for a day, and as long as something names it.
///
/// # Errors
/// The database's.
pub async fn keep(tx: &Tx, new: New) -> Result<Picture, DbErr> {
    let New { picture, png } = new;
    let row = table::Model { id: picture.id.clone(), content: png, uploaded_at: tx.now() };
    let again = OnConflict::column(Column::Id).update_column(Column::UploadedAt).to_owned();
    table::Entity::insert(row.into_active_model()).on_conflict(again).exec_without_returning(tx).await?;
    Ok(picture)
}

/// Forgets what was uploaded before a moment and is none of those that are named.
///
/// # Errors
/// The database's.
pub async fn forget(tx: &Tx, before: Time, named: Vec<String>) -> Result<(), DbErr> {
    let old = Column::UploadedAt.lt(before).and(Column::Id.is_not_in(named));
    table::Entity::delete_many().filter(old).exec(tx).await.map(|_| ())
}

/// Forgets one picture.
///
/// # Errors
/// The database's.
pub async fn forget_one(tx: &Tx, id: &str) -> Result<(), DbErr> {
    table::Entity::delete_by_id(id).exec(tx).await.map(|_| ())
}

/// Whether a picture is there.
///
/// # Errors
/// The database's.
pub async fn is_there(tx: &Tx, id: &str) -> Result<bool, DbErr> {
    Ok(content(tx, id).await?.is_some())
}

async fn content(db: &impl ConnectionTrait, id: &str) -> Result<Option<Vec<u8>>, DbErr> {
    // Nothing else is a name, and PostgreSQL refuses to be asked for a text with a NUL.
    if !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    Ok(table::Entity::find_by_id(id).one(db).await?.map(|row| row.content))
}

/// Where they are served.
pub fn routes() -> Router<App> {
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
