//! Settings: the company with its brands, departments and groups; people.
//!
//! Administrators change, agents read. What is changed is saved explicitly, and says what it does before.

mod archive;
mod brands;
mod chat_policies;
mod company;
mod department;
mod department_draft;
mod department_new;
mod groups;
mod hours;
mod mail_templates;
mod mailbox;
mod member;
mod move_group;
mod people;
mod roles;
mod status;
mod ticket_policies;
mod visibility;
mod words;

pub use brands::{BrandPage, BrandsPage, NewBrandPage};
pub use company::CompanyPage;
pub use department::DepartmentPage;
pub use department_new::NewDepartmentPage;
pub use hours::{BrandHoursPage, DepartmentHoursPage};
pub use mail_templates::MailTemplatesPage;
pub use mailbox::MailboxPage;
pub use people::{NewPersonPage, PeoplePage, PersonPage, ProviderPage, ProvidersPage};
pub use roles::{NewRolePage, RolePage, RolesPage};
