//! Brands: the public faces of the installation.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{BrandId, List};

/// What a brand looks like: all that portal and widget need to dress themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BrandLook {
    /// The name customers know.
    pub name: String,
    /// The accent's hue, in degrees of OKLCH (0–359).
    pub hue: u16,
    /// The accent's chroma, in thousandths of OKLCH (0–250).
    pub chroma: u16,
    /// The portal's headline.
    pub headline: String,
    /// A line below it; may be empty.
    pub welcome: String,
}

/// A brand, as administrators see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Brand {
    /// The brand.
    pub id: BrandId,
    /// The public brand key: `data-brand` of the widget's script tag.
    pub key: String,
    /// The host its portal is served at; absent: only as the default brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Whether requests for unknown hosts see this brand.
    pub is_default: bool,
    /// How it looks.
    pub look: BrandLook,
    /// The picture its portal shows in place of the name; empty: none.
    pub logo: String,
    /// The picture its portal's tab shows; empty: none.
    pub favicon: String,
    /// Origins that may show the widget (`https://www.example.com`).
    pub allowed_sites: Vec<String>,
    /// Raised by every change.
    pub version: i64,
}

/// What can be changed of a brand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct BrandDetails {
    /// The name customers know.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// The portal's host; empty means none.
    #[garde(length(bytes, max = 253))]
    #[serde(default)]
    pub host: String,
    /// The accent's hue, in degrees of OKLCH.
    #[garde(range(max = 359))]
    #[schema(maximum = 359)]
    pub hue: u16,
    /// The accent's chroma, in thousandths of OKLCH.
    #[garde(range(max = 250))]
    #[schema(maximum = 250)]
    pub chroma: u16,
    /// The portal's headline.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub headline: String,
    /// A line below it; may be empty.
    #[garde(length(chars, max = 500))]
    #[serde(default)]
    pub welcome: String,
    /// The uploaded picture its portal shows in place of the name; empty means none.
    #[garde(length(bytes, max = 64))]
    #[serde(default)]
    pub logo: String,
    /// The uploaded picture its portal's tab shows; empty means none.
    #[garde(length(bytes, max = 64))]
    #[serde(default)]
    pub favicon: String,
    /// Origins that may show the widget: scheme, host, and port when it is not the scheme's own.
    #[garde(length(max = 50), inner(length(bytes, max = 300)))]
    #[serde(default)]
    pub allowed_sites: Vec<String>,
}

/// What a picture is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PictureKind {
    /// In the portal's head.
    Logo,
    /// In the portal's tab.
    Favicon,
}

/// The most bytes a picture's file may have.
pub const PICTURE_BYTES: usize = 256 * 1024;

/// A picture to upload: PNG, JPEG, WebP or ICO, whatever its name says. It is drawn anew as a PNG.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewPicture {
    /// What it is for.
    #[garde(skip)]
    pub kind: PictureKind,
    /// The file, in base64: at most 256 KiB.
    #[garde(length(bytes, max = PICTURE_BYTES.div_ceil(3) * 4))]
    #[schema(max_length = 349_528)]
    pub data: String,
}

/// An uploaded picture, served at [`picture_path`]. One that no brand names is forgotten after a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Picture {
    /// What a brand names it by.
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

/// A brand's identity secret, shown once when it is made.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct IdentitySecret {
    /// Signs the tokens of `Frontdesk("identify", token)` with HS256.
    pub secret: String,
}

endpoint! {
    /// Lists the brands.
    ListBrands {} Get "/api/v1/brands" (()) -> List<Brand>
}
endpoint! {
    /// Makes a brand; the first one is the default.
    CreateBrand {} Post "/api/v1/brands" (BrandDetails) -> Brand
}
endpoint! {
    /// Takes a picture in, so that one sees it before a brand shows it.
    UploadPicture {} Post "/api/v1/brands/pictures" (NewPicture) -> Picture
}
endpoint! {
    /// Makes a brand the one that requests for unknown hosts see.
    MakeDefaultBrand { brand: BrandId } Put "/api/v1/brands/{brand}/default" (()) -> Brand
}
endpoint! {
    /// One brand.
    GetBrand { brand: BrandId } versioned Get "/api/v1/brands/{brand}" (()) -> Brand
}
endpoint! {
    /// Changes a brand; open portals and widgets change at once.
    UpdateBrand { brand: BrandId } versioned Put "/api/v1/brands/{brand}" (BrandDetails) -> Brand
}
endpoint! {
    /// Makes a new identity secret; tokens signed with the old one stop working.
    RotateIdentitySecret { brand: BrandId } Post "/api/v1/brands/{brand}/identity-secret" (()) -> IdentitySecret
}
