//! When somebody is there: the hours of a brand, and of a department that keeps its own.

mod draft;
mod fields;
mod page;

pub use page::{BrandHoursPage, DepartmentHoursPage};
