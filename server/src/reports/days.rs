//! Days as they are asked for.

use contract::FieldProblem;
use time::Date;

use super::rules;
use crate::platform::{Answered, Failure, Time};

const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;

/// A day, as a field of the question holds it.
pub(super) fn read(field: &str, text: &str) -> Answered<Date> {
    let wrong =
        FieldProblem { field: field.into(), code: "malformed".into(), message: "Write a day like 2026-11-22.".into() };
    rules::day(text).ok_or_else(|| Failure::fields(vec![wrong]))
}

/// By how much a reader's clock is ahead, in milliseconds; given in minutes.
pub(super) fn ahead(offset: i32) -> i64 {
    i64::from(offset) * MINUTE
}

/// From the first moment of a day on to the last of another, on a clock that is ahead of UTC by so many minutes.
pub(super) fn between(from: &str, to: &str, offset: i32) -> Answered<(Time, Time)> {
    let at = |day: i64| Time(day * DAY - ahead(offset));
    let (from, to) = (rules::number(read("from", from)?), rules::number(read("to", to)?));
    Ok((at(from), at(to + 1)))
}
