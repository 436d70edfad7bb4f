//! Days as they are asked for, on the reader's clock.

use contract::FieldProblem;
use jiff::{Timestamp, civil, tz::TimeZone};
use time::Date;

use super::rules;
use crate::platform::{Answered, Failure, Time};

/// A day, as a field of the question holds it.
pub(super) fn read(field: &str, text: &str) -> Answered<Date> {
    let wrong =
        FieldProblem { field: field.into(), code: "malformed".into(), message: "Write a day like 2026-11-22.".into() };
    rules::day(text).ok_or_else(|| Failure::fields(vec![wrong]))
}

/// A reader's clock. Days have as many hours as it gives them.
#[derive(Clone, Debug)]
pub(super) struct Clock(TimeZone);

/// By how many milliseconds a clock is ahead of UTC, from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ahead {
    pub from: Time,
    pub by: i64,
}

impl Clock {
    /// The clock of a time zone, by its name; of UTC where it is empty.
    ///
    /// # Errors
    /// 422 on `time_zone` when nobody knows it.
    pub fn of(name: &str) -> Answered<Self> {
        let unknown = |_| Failure::field("time_zone", "unknown", "There is no time zone of this name.");
        if name.is_empty() { Ok(Self(TimeZone::UTC)) } else { Ok(Self(TimeZone::get(name).map_err(unknown)?)) }
    }

    /// From the first moment of a day on to the last of another.
    ///
    /// # Errors
    /// 422 on `from` or `to` when it is no day.
    pub fn between(&self, from: &str, to: &str) -> Answered<(Time, Time)> {
        let first = |field, day: Option<Date>| {
            let begins = day.and_then(civil_day).and_then(|day| day.to_zoned(self.0.clone()).ok());
            let begins = begins.map(|begins| Time(begins.timestamp().as_millisecond()));
            begins.ok_or_else(|| Failure::field(field, "malformed", "There is no such day."))
        };
        let (from, to) = (read("from", from)?, read("to", to)?);
        Ok((first("from", Some(from))?, first("to", to.next_day())?))
    }

    /// By how much it is ahead, from the beginning of a time to its end: anew whenever it is turned.
    pub fn ahead(&self, (from, to): (Time, Time)) -> Vec<Ahead> {
        let Ok(begin) = Timestamp::from_millisecond(from.0) else { return Vec::new() };
        let by = |offset: jiff::tz::Offset| i64::from(offset.seconds()) * 1000;
        let turns = self
            .0
            .following(begin)
            .map(|turn| Ahead { from: Time(turn.timestamp().as_millisecond()), by: by(turn.offset()) });
        let turns = turns.take_while(|turn| turn.from < to);
        std::iter::once(Ahead { from, by: by(self.0.to_offset(begin)) }).chain(turns).collect()
    }

    /// What it shows at a moment.
    pub fn at(&self, moment: Time) -> Option<civil::DateTime> {
        Some(self.0.to_datetime(Timestamp::from_millisecond(moment.0).ok()?))
    }
}

fn civil_day(day: Date) -> Option<civil::Date> {
    let [month, of_month] = [u8::from(day.month()), day.day()].map(i8::try_from);
    civil::Date::new(i16::try_from(day.year()).ok()?, month.ok()?, of_month.ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(clock: &Clock, day: &str) -> [String; 2] {
        let (from, to) = clock.between(day, day).unwrap();
        [from, to].map(|at| Timestamp::from_millisecond(at.0).unwrap().to_string())
    }

    #[test]
    fn a_day_has_the_hours_the_clock_gives_it() {
        let vienna = Clock::of("Europe/Vienna").unwrap();
        assert_eq!(day(&vienna, "2026-10-24"), ["2026-10-23T22:00:00Z", "2026-10-24T22:00:00Z"]);
        assert_eq!(day(&vienna, "2026-10-25"), ["2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"]);
        assert_eq!(day(&vienna, "2026-10-26"), ["2026-10-25T23:00:00Z", "2026-10-26T23:00:00Z"]);
        // In Beirut midnight is left out when summer begins.
        let beirut = Clock::of("Asia/Beirut").unwrap();
        assert_eq!(day(&beirut, "2026-03-29"), ["2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z"]);
        assert_eq!(day(&Clock::of("").unwrap(), "2026-10-25"), ["2026-10-25T00:00:00Z", "2026-10-26T00:00:00Z"]);
    }

    #[test]
    fn turns_are_told() {
        let vienna = Clock::of("Europe/Vienna").unwrap();
        let time = vienna.between("2026-10-24", "2026-10-26").unwrap();
        let at = |text: &str| Time(text.parse::<Timestamp>().unwrap().as_millisecond());
        let hours = |hours: i64| hours * 3_600_000;
        let (summer, winter) =
            (Ahead { from: time.0, by: hours(2) }, Ahead { from: at("2026-10-25T01:00:00Z"), by: hours(1) });
        assert_eq!(vienna.ahead(time), [summer, winter]);
        assert_eq!(Clock::of("").unwrap().ahead(time), [Ahead { from: time.0, by: 0 }]);
    }

    #[test]
    fn what_nobody_knows_is_refused() {
        assert!(Clock::of("Middle/Earth").is_err());
        assert!(Clock::of("").unwrap().between("2026-02-30", "2026-03-01").is_err());
    }
}
