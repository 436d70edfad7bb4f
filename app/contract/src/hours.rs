//! When a brand or a department is there: a week, and the days that differ from it.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{BrandId, DepartmentId, Timestamp};

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// The week, Monday first.
    pub const ALL: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
}

/// A part of a day, in minutes after midnight by the clock on the wall: 540 to 1020 is nine to five.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first minute.
    #[garde(range(max = 1439))]
    #[schema(maximum = 1439)]
    pub from: u16,
    /// The minute after the last, 1440 for midnight; later than `from`.
    #[garde(range(min = 1, max = 1440))]
    #[schema(minimum = 1, maximum = 1440)]
    pub to: u16,
}

/// The hours of one day of the week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct WeekdayHours {
    /// Which day.
    #[garde(skip)]
    pub day: Weekday,
    /// When somebody is there.
    #[garde(length(max = 10), dive)]
    #[schema(max_items = 10)]
    pub spans: Vec<Span>,
}

/// A date whose hours are not its weekday's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The date (`2026-12-24`).
    #[garde(length(bytes, min = 10, max = 10))]
    #[schema(format = Date)]
    pub date: String,
    /// What is celebrated; may be empty.
    #[garde(length(chars, max = 120))]
    #[serde(default)]
    pub name: String,
    /// When somebody is there all the same; empty: not at all.
    #[garde(length(max = 10), dive)]
    #[serde(default)]
    #[schema(max_items = 10)]
    pub spans: Vec<Span>,
}

/// When somebody is there. A weekday that is not named is a day off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// Where the clock hangs, by its IANA name (`Europe/Oslo`).
    #[garde(length(bytes, min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub time_zone: String,
    /// The usual week, each day once at most.
    #[garde(length(max = 7), dive)]
    #[schema(max_items = 7)]
    pub week: Vec<WeekdayHours>,
    /// The dates that differ, each once at most.
    #[garde(length(max = 400), dive)]
    #[serde(default)]
    #[schema(max_items = 400)]
    pub holidays: Vec<Holiday>,
}

/// The hours of a brand or a department, and what they say now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoursNow {
    /// Its own; absent: a department's are its brand's, a brand is always there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Hours>,
    /// For a department: its brand's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<Hours>,
    /// Whether it is open by the clock.
    pub open: bool,
    /// When that changes; absent when it does not within two weeks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes_at: Option<Timestamp>,
    /// The brand's or department's version.
    pub version: i64,
}

/// New hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewHours {
    /// Its own; absent: a department's are its brand's, a brand is always there.
    #[garde(dive)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own: Option<Hours>,
}

endpoint! {
    /// A brand's hours.
    GetBrandHours { brand: BrandId } versioned Get "/api/v1/brands/{brand}/hours" (()) -> HoursNow
}
endpoint! {
    /// Sets a brand's hours: chats begin within them. Departments without hours of their own follow.
    SetBrandHours { brand: BrandId } versioned Put "/api/v1/brands/{brand}/hours" (NewHours) -> HoursNow
}
endpoint! {
    /// A department's hours.
    GetDepartmentHours { department: DepartmentId } versioned Get "/api/v1/departments/{department}/hours" (()) -> HoursNow
}
endpoint! {
    /// Sets a department's hours: chats begin within them. What is open goes on.
    SetDepartmentHours { department: DepartmentId } versioned Put "/api/v1/departments/{department}/hours" (NewHours) -> HoursNow
}
