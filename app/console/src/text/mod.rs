//! The console's catalogue: every text people read, by capability.

mod brands;
mod chats;
mod edit;
mod fields;
mod history;
mod hours;
mod organizations;
mod people;
mod presence;
mod problems;
mod roles;
mod settings;
mod shell;
mod sign_in;
mod tickets;
mod transfer;

pub use brands::BrandsText;
pub use chats::{ChatsText, VisitorText};
pub use edit::EditText;
pub use fields::{FieldsText, ReportsText, TemplateText, ValuesText};
pub use history::{ActText, ChangesText, HistoryText};
pub use hours::HoursText;
pub use organizations::{BelongingText, ListText, MembersText, OrganizationText};
pub use people::PeopleText;
pub use presence::{PresenceText, ReasonText};
pub use problems::know_problems;
pub use roles::{PermissionText, RolesText};
pub use settings::{CompanyText, DepartmentText, GroupText};
pub use shell::ShellText;
pub use sign_in::{SetupText, SignInText};
pub use tickets::{NewTicketText, TicketHistoryText, TicketText, TicketsText};
pub use transfer::TransferText;
