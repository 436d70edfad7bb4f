//! Reports: counts of what one may see, over time.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{AccountId, FieldId, Timestamp, fields::ItemKind, people::AgentRef};

/// How many steps in time a report has at most.
pub const BUCKETS: usize = 400;

/// A step in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
}

/// What the counts are crossed with: where the item is now, or who has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cross {
    /// With the department.
    Department,
    /// With the agent.
    Agent,
}

/// What to count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct FieldReportQuery {
    /// Which items.
    #[garde(skip)]
    pub kind: ItemKind,
    /// Begun on this day (`2026-11-01`) …
    #[garde(length(bytes, max = 10))]
    pub from: String,
    /// … to this one, both of them counted.
    #[garde(length(bytes, max = 10))]
    pub to: String,
    /// By day, week or month.
    #[garde(skip)]
    pub bucket: Bucket,
    /// Crossed with something, or not.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Cross>,
    /// Where days begin and end: the reader's zone, as the time zone database names it (`Europe/Vienna`); empty: UTC.
    #[garde(length(bytes, max = 64))]
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub time_zone: String,
}

/// What a row counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Items with this answer.
    Answer,
    /// Items with one of the rarer answers.
    Others,
    /// Items without an answer.
    NoAnswer,
}

/// A row of the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldReportRow {
    /// What it counts.
    pub counted: Counted,
    /// The answer: an option's text as it is now, `yes`, `no`, or what was written; empty where there is none.
    pub answer: String,
    /// The department's or the agent's name; absent when nothing is crossed, or while nobody has the items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub across: Option<String>,
    /// One count for each step.
    pub counts: Vec<u32>,
    /// Their sum.
    pub total: u32,
}

/// Items by what was answered, over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldReport {
    /// The field's name.
    pub name: String,
    /// The first day of each step.
    pub buckets: Vec<String>,
    /// The options in their order, other answers by how many there are; then what is left.
    pub rows: Vec<FieldReportRow>,
    /// How many items there are in all; one with several answers counts for each of them in the rows, and once here.
    pub items: u32,
}

/// How many days a record of shifts covers at most.
pub const SHIFT_DAYS: i64 = 92;

/// How many shifts a record holds at most.
pub const SHIFTS: usize = 5_000;

/// Whose shifts, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ShiftQuery {
    /// Only this agent's; absent: those of everybody whose shifts one may see.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AccountId>,
    /// Begun on this day (`2026-11-01`) …
    #[garde(length(bytes, max = 10))]
    pub from: String,
    /// … to this one, both of them counted.
    #[garde(length(bytes, max = 10))]
    pub to: String,
    /// Where days begin and end: the reader's zone, as the time zone database names it (`Europe/Vienna`); empty: UTC.
    #[garde(length(bytes, max = 64))]
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub time_zone: String,
}

/// What ended a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShiftEnd {
    /// The agent checked out.
    Agent,
    /// No console was connected any more, longer than the department waits.
    Gone,
    /// The agent's last session ended.
    SignedOut,
    /// The account was deactivated.
    Deactivated,
}

/// A shift: from a check-in to what ended it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Shift {
    /// Whose.
    pub agent: AgentRef,
    /// The day it began on, by the reader's clock.
    pub day: String,
    /// The check-in.
    pub began_at: Timestamp,
    /// Its end; absent while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// What ended it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<ShiftEnd>,
    /// How many minutes it lasted, so far.
    pub minutes: u32,
}

/// Shifts, and whose one may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShiftRecord {
    /// By day, the last first; on a day by name and check-in.
    pub shifts: Vec<Shift>,
    /// There are more than fit: ask for fewer days.
    pub more: bool,
    /// Everybody whose shifts one may see, by name.
    pub people: Vec<AgentRef>,
}

/// A table as text: RFC 4180, in UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Csv(pub String);

endpoint! {
    /// Counts the chats or tickets begun in a time by what was answered to a field, where the agent may see reports.
    GetFieldReport { field: FieldId } Get "/api/v1/reports/fields/{field}" (FieldReportQuery) -> FieldReport
}
endpoint! {
    /// The same as a table for spreadsheets.
    GetFieldReportCsv { field: FieldId } Get "/api/v1/reports/fields/{field}/csv" (FieldReportQuery) -> Csv
}
endpoint! {
    /// Check-ins and check-outs: one's own, those of the members of groups where one may say who receives, and with
    /// `manage_people` or, by a role, `manage_status` everybody's. A shift belongs to the day it began on.
    GetShifts {} Get "/api/v1/reports/shifts" (ShiftQuery) -> ShiftRecord
}
endpoint! {
    /// The same as a table for spreadsheets.
    GetShiftsCsv {} Get "/api/v1/reports/shifts/csv" (ShiftQuery) -> Csv
}
