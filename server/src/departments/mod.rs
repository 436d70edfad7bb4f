//! The company's structure: brands, departments, groups, memberships, and who may do what in them.
//!
//! This slice makes the keys [`Agent`], [`CompanyManager`], [`RoleManager`] and [`FieldManager`]. It knows nothing of chats and tickets: what it must know
//! of open work it asks upward through [`Work`].

mod access;
mod availability;
mod brands;
mod changes;
mod copies;
mod details;
mod groups;
mod histories;
mod hours;
mod lookups;
mod opening;
mod origins;
mod permissions;
mod pictures;
mod reach;
mod refusal;
mod required;
mod routes;
mod rules;
mod store;
mod structure;
pub mod tables;
mod view;
mod work;

pub use access::{Agent, CompanyManager, FieldManager, MyGroup, RoleManager, load_agent, recall_agent};
pub use availability::{
    AvailabilityChanged, CompanyChanged, asks_otherwise, availability, brand_topic, company_changed, language, look,
    managed_member, origins, set_activity, set_chat_now, taking_chats,
};
pub use brands::{create_brand, identity_secret};
pub use copies::Copied;
pub use details::{chat_policies, of_membership, ticket_policies};
pub use groups::{create_group, set_member};
pub use histories::{Histories, HistoryOf};
pub use lookups::{VisibleGroup, confidential_ones, share, visible_groups};
pub use opening::open_now;
pub use origins::{InvalidOrigin, Origin, allows};
pub use reach::{Item, Reach, Reached, reach, reachable, reachable_agents};
pub use refusal::Refusal;
pub use required::admit;
pub use routes::routes;
pub use rules::{Act, Permission, Scope, Sight, all_one_may, can_be_asked, may, may_see_department};
pub use store::{
    all_departments, brand, brand_by_host, brand_by_key, brands, default_brand, department, departments,
    departments_of, every_department, front_line, group, groups, groups_of, groups_of_all, is_public, live_department,
    live_group, members, members_in, membership, memberships_of, public_department,
};
pub use structure::create_department;
pub use work::{MemberNow, OpenPages, OpenWork, Part, Work, WorkNow};

use crate::platform::events::Reactions;

pub use crate::people::RightsChanged;

/// Registers what happens by the clock and after an answer.
pub fn react(reactions: &mut Reactions) {
    opening::react(reactions);
    pictures::react(reactions);
}
