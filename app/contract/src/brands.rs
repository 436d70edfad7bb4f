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
    /// Origins that may show the widget: scheme, host, and port when it is not the scheme's own.
    #[garde(length(max = 50), inner(length(bytes, max = 300)))]
    #[serde(default)]
    pub allowed_sites: Vec<String>,
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
