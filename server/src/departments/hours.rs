//! When somebody is there by the clock: pure. A brand has hours or is always open; a department has its own or the
//! brand's.

use std::ops::RangeInclusive;

use contract::hours::{Hours, Span, Weekday};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateTime, Time as WallTime},
    tz::TimeZone,
};

use crate::platform::Time;

/// How many days ahead a change is looked for.
const AHEAD: i64 = 14;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// What is wrong with hours: the field below them, and why.
pub(super) type Fault = (String, &'static str);

/// The hours, each day's spans in order; or what is wrong with them.
pub(super) fn check(mut hours: Hours) -> Result<Hours, Vec<Fault>> {
    let mut faults = Vec::new();
    if TimeZone::get(&hours.time_zone).is_err() {
        faults.push(("time_zone".to_owned(), "There is no time zone of this name."));
    }
    for (at, day) in hours.week.iter().enumerate() {
        if hours.week[..at].iter().any(|other| other.day == day.day) {
            faults.push((format!("week[{at}].day"), "This day is there already."));
        }
    }
    for (at, holiday) in hours.holidays.iter().enumerate() {
        if !holiday.date.parse::<Date>().is_ok_and(|date| date.to_string() == holiday.date) {
            faults.push((format!("holidays[{at}].date"), "This is no date."));
        } else if hours.holidays[..at].iter().any(|other| other.date == holiday.date) {
            faults.push((format!("holidays[{at}].date"), "This date is there already."));
        }
    }
    let days = hours.week.iter_mut().enumerate().map(|(at, day)| (format!("week[{at}]"), &mut day.spans));
    let holidays = hours.holidays.iter_mut().enumerate().map(|(at, day)| (format!("holidays[{at}]"), &mut day.spans));
    for (path, spans) in days.chain(holidays) {
        if let Some(at) = spans.iter().position(|span| span.from >= span.to) {
            faults.push((format!("{path}.spans[{at}].to"), "This ends before it begins."));
        }
        spans.sort_unstable_by_key(|span| (span.from, span.to));
    }
    hours.week.sort_unstable_by_key(|day| day.day);
    hours.holidays.sort_unstable_by(|a, b| a.date.cmp(&b.date));
    if faults.is_empty() { Ok(hours) } else { Err(faults) }
}

/// Whether somebody is there at a moment, as far as the clock goes.
pub(super) fn open_at(hours: &Hours, now: Time) -> bool {
    Calendar::of(hours).is_none_or(|calendar| calendar.open_at(now))
}

/// When that changes next; `None` when it does not within two weeks.
pub(super) fn next_change(hours: &Hours, now: Time) -> Option<Time> {
    let calendar = Calendar::of(hours)?;
    let open = calendar.open_at(now);
    let mut edges: Vec<i64> = calendar.spans(now, -1..=AHEAD).flatten().collect();
    edges.sort_unstable();
    edges.into_iter().map(Time).find(|edge| *edge > now && calendar.open_at(*edge) != open)
}

/// When to look again: at the next change, or so late that one may have come into sight.
pub(super) fn look_again_at(hours: &Hours, now: Time) -> Time {
    next_change(hours, now).unwrap_or_else(|| now.plus((AHEAD - 1) * DAY))
}

/// Hours with their time zone found.
struct Calendar<'a> {
    hours: &'a Hours,
    zone: TimeZone,
}

impl Calendar<'_> {
    /// Hours whose time zone nobody knows any more bind nobody.
    fn of(hours: &Hours) -> Option<Calendar<'_>> {
        Some(Calendar { hours, zone: TimeZone::get(&hours.time_zone).ok()? })
    }

    fn open_at(&self, now: Time) -> bool {
        // A span's end may lie in the next day, by an hour that was turned back.
        self.spans(now, -1..=0).any(|[from, to]| (from..to).contains(&now.0))
    }

    /// The spans of dates around the one it is at a moment, from and to in milliseconds since 1970. Dates are counted,
    /// not days of 24 hours: those may step over a date the clock makes shorter.
    fn spans(&self, now: Time, dates: RangeInclusive<i64>) -> impl Iterator<Item = [i64; 2]> {
        let today = Timestamp::from_millisecond(now.0).ok().map(|now| self.zone.to_datetime(now).date());
        let dates = dates.filter_map(move |away| today?.checked_add(away.days()).ok());
        dates.flat_map(move |date| {
            let edges = move |span: &Span| Some([self.instant(date, span.from)?, self.instant(date, span.to)?]);
            self.of_date(date).iter().filter_map(edges)
        })
    }

    fn of_date(&self, date: Date) -> &[Span] {
        let text = date.to_string();
        if let Some(holiday) = self.hours.holidays.iter().find(|holiday| holiday.date == text) {
            return &holiday.spans;
        }
        let day = weekday(date);
        self.hours.week.iter().find(|hours| hours.day == day).map_or(&[], |hours| &hours.spans)
    }

    /// A minute of a date; one that the clock leaves out is as much later.
    fn instant(&self, date: Date, minute: u16) -> Option<i64> {
        let wall = DateTime::from_parts(date, WallTime::midnight()).checked_add(i64::from(minute).minutes()).ok()?;
        Some(self.zone.to_timestamp(wall).ok()?.as_millisecond())
    }
}

fn weekday(date: Date) -> Weekday {
    let at = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
    Weekday::ALL.get(at).copied().unwrap_or(Weekday::Monday)
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
