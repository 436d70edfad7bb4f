//! Brands: how the installation looks to customers, and where its widget may stand.

mod brand;
mod draft;
mod list;
mod new;
mod pictures;
mod preview;
mod secret;
mod sites;
mod speaking;

pub use brand::BrandPage;
pub use list::BrandsPage;
pub use new::NewBrandPage;
