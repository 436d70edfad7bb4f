//! The history: who changed what, when, from what to what.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccountId, HistoryId, Page, Timestamp, people::AgentRef, reports::Csv};

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
    /// A search template.
    Search,
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

/// What to look for among the changes of settings and people.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct HistorySearch {
    /// Only things of this kind; one that is neither a setting nor a person is refused.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// Only what this person did.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
    /// Done on this day (`2026-11-01`) …
    #[garde(length(bytes, max = 10))]
    pub from: String,
    /// … to this one, both of them counted.
    #[garde(length(bytes, max = 10))]
    pub to: String,
    /// Where days begin and end: the reader's zone, as the time zone database names it (`Europe/Vienna`); empty: UTC.
    #[garde(length(bytes, max = 64))]
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub time_zone: String,
    /// Words as they stand in who did it, what it was done to, and what it was and became.
    #[garde(length(chars, max = 200))]
    #[schema(max_length = 200)]
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub query: String,
    /// The `next` of the page before.
    #[garde(inner(length(bytes, max = 500)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// One act, and the thing it was done to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HistoryLine {
    /// What kind of thing.
    pub subject: Subject,
    /// Which one.
    pub subject_id: uuid::Uuid,
    /// Its name as it is now; a template's is what it is for. Absent when it has none any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What was done.
    pub entry: HistoryEntry,
}

endpoint! {
    /// What was done to settings and people, newest first. Each permission to manage shows what it is about.
    SearchHistory {} Get "/api/v1/history/settings" (HistorySearch) -> Page<HistoryLine>
}
endpoint! {
    /// The same as a table for spreadsheets, one row for each field that changed: the newest ten thousand acts.
    GetHistoryCsv {} Get "/api/v1/history/settings/csv" (HistorySearch) -> Csv
}
endpoint! {
    /// What was done to a thing, newest first. One sees the history of what one may see.
    ListHistory {} Get "/api/v1/history" (HistoryFilter) -> Page<HistoryEntry>
}
