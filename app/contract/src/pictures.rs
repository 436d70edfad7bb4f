//! Pictures people upload: of brands, and of employees.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::AccountId;

/// The most bytes a picture's file may have.
pub const PICTURE_BYTES: usize = 256 * 1024;

/// The most characters its base64 has.
pub(crate) const PICTURE_CHARS: usize = PICTURE_BYTES.div_ceil(3) * 4;

/// An uploaded picture, served at [`picture_path`]. One that nothing names is forgotten after a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Picture {
    /// What it is named by.
    pub id: String,
    /// Its width, in pixels.
    pub width: u32,
    /// Its height, in pixels.
    pub height: u32,
}

/// Where an uploaded picture is served.
pub fn picture_path(id: &str) -> String {
    ["/pictures/", id, ".png"].concat()
}

/// An employee's picture to upload: PNG, JPEG, WebP or ICO, whatever its name says. It is drawn anew as a square PNG.
///
/// There is nothing here to name a picture by, or an address to fetch one from: an employee has what was uploaded.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewAvatar {
    /// The file, in base64: at most 256 KiB.
    #[garde(length(bytes, max = PICTURE_CHARS))]
    #[schema(max_length = 349_528)]
    pub data: String,
}

/// The picture of an employee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Avatar {
    /// Whose.
    pub person: AccountId,
    /// Which one.
    pub picture: String,
}

endpoint! {
    /// One's own picture, as colleagues see it; customers see it where one's profile says so.
    SetOwnAvatar {} Put "/api/v1/me/avatar" (NewAvatar) -> Picture
}
endpoint! {
    /// Takes one's own picture away.
    RemoveOwnAvatar {} Delete "/api/v1/me/avatar" (()) -> ()
}
endpoint! {
    /// Gives an employee a picture.
    SetAvatar { person: AccountId } Put "/api/v1/people/{person}/avatar" (NewAvatar) -> Picture
}
endpoint! {
    /// Takes an employee's picture away.
    RemoveAvatar { person: AccountId } Delete "/api/v1/people/{person}/avatar" (()) -> ()
}
