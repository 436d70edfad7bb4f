//! Brands: the public faces of the installation.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    BrandId, List,
    pictures::{PICTURE_CHARS, Picture},
};

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
    /// The picture the portal shows in place of the name, and the widget beside it; empty: none.
    pub logo: String,
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
    /// The picture its portal's tab shows; empty: none.
    pub favicon: String,
    /// Whom its letters come from; empty: the brand's name where it has an address of its own, else the installation's.
    pub mail_name: String,
    /// The address its letters come from; empty: the installation's.
    pub mail_from: String,
    /// Where answers to its letters go; empty: to where they come from.
    pub mail_reply_to: String,
    /// What it speaks with whoever's language nobody knows, as browsers name it.
    pub language: String,
    /// Origins that may show the widget (`https://www.example.com`).
    pub allowed_sites: Vec<String>,
    /// Raised by every change.
    pub version: i64,
}

/// What can be changed of a brand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
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
    /// The uploaded picture its portal shows in place of the name, and its widget beside it; empty means none.
    #[garde(length(bytes, max = 64))]
    #[serde(default)]
    pub logo: String,
    /// The uploaded picture its portal's tab shows; empty means none.
    #[garde(length(bytes, max = 64))]
    #[serde(default)]
    pub favicon: String,
    /// Whom its letters come from; empty: the brand's name where it has an address of its own, else the installation's.
    #[garde(length(chars, max = 120))]
    #[serde(default)]
    pub mail_name: String,
    /// The address its letters come from: the server for mail must be allowed to send for it. Empty: the installation's.
    #[garde(length(bytes, max = 254))]
    #[serde(default)]
    pub mail_from: String,
    /// Where answers to its letters go; empty: to where they come from.
    #[garde(length(bytes, max = 254))]
    #[serde(default)]
    pub mail_reply_to: String,
    /// What portal, widget and letters speak with whoever chose nothing and whose browser names no language of ours, as
    /// browsers name it; empty means English.
    #[garde(length(bytes, max = 35))]
    #[serde(default)]
    pub language: String,
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

/// A picture to upload: PNG, JPEG, WebP or ICO, whatever its name says. It is drawn anew as a PNG.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewPicture {
    /// What it is for.
    #[garde(skip)]
    pub kind: PictureKind,
    /// The file, in base64: at most 256 KiB.
    #[garde(length(bytes, max = PICTURE_CHARS))]
    #[schema(max_length = 349_528)]
    pub data: String,
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
