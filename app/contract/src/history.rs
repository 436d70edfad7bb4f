//! The history: who changed what, when, from what to what.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{HistoryId, Page, Timestamp, people::AgentRef};

/// What kind of thing a history belongs to. A chat's is its internal log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A brand.
    Brand,
    /// A department; its groups and memberships are in it.
    Department,
    /// An account.
    Person,
    /// An organization; its member rules are in it.
    Organization,
    /// A ticket.
    Ticket,
    /// One of the company's own roles.
    Role,
    /// A custom field.
    Field,
    /// A template.
    Template,
}

/// One field's change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldChange {
    /// The field's name in the API.
    pub field: String,
    /// What it was, as text; absent when it was nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it became, as text; absent when it became nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryEntry {
    /// The entry.
    pub id: HistoryId,
    /// When.
    pub at: Timestamp,
    /// Who; absent when the system acted by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AgentRef>,
    /// Stable code of the act: `created`, `changed`, `archived`, `member_added`, `member_removed`…
    pub act: String,
    /// What the act was about when that is a part of the subject: a group's or agent's name, a rule's value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The fields changed.
    pub changes: Vec<FieldChange>,
}

/// Whose history, and where to go on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct HistoryFilter {
    /// What kind of thing.
    #[garde(skip)]
    pub subject: Subject,
    /// Which one.
    #[garde(skip)]
    pub id: uuid::Uuid,
    /// The `next` of the page before.
    #[garde(inner(length(bytes, max = 500)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

endpoint! {
    /// What was done to a thing, newest first. One sees the history of what one may see.
    ListHistory {} Get "/api/v1/history" (HistoryFilter) -> Page<HistoryEntry>
}
