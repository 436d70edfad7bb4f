//! Organizations: customer companies, who belongs to them by rule, and what their members asked.

mod belongings;
mod comments;
mod delete;
mod details;
mod draft;
mod gathered;
mod list;
mod members;
mod page;
mod rule_dialog;
pub mod words;

pub use belongings::Belongings;
pub use details::NewOrganizationPage;
pub use list::OrganizationsPage;
pub use page::OrganizationPage;
