//! Roles, what groups grant, and why somebody may do something.

mod effective;
mod fields;
mod group;
mod list;
mod role;
pub(super) mod words;

pub(super) use effective::EffectivePermissions;
pub(super) use group::GroupPermissionsButton;
pub use list::RolesPage;
pub use role::{NewRolePage, RolePage};
