//! A week of an office, by the clock on its wall.

use contract::hours::{Holiday, WeekdayHours};
use proptest::prelude::*;

use super::*;

const NINE_TO_FIVE: Span = Span { from: 540, to: 1020 };

fn at(text: &str) -> Time {
    Time(text.parse::<Timestamp>().unwrap().as_millisecond())
}

fn office(time_zone: &str) -> Hours {
    let week = Weekday::ALL[..5].iter().map(|day| WeekdayHours { day: *day, spans: vec![NINE_TO_FIVE] });
    let holidays = [("2026-12-24", vec![Span { from: 540, to: 720 }]), ("2026-12-25", vec![])];
    let holidays = holidays.map(|(date, spans)| Holiday { date: date.into(), name: String::new(), spans });
    Hours { time_zone: time_zone.into(), week: week.collect(), holidays: holidays.into() }
}

/// From closed on Sunday, the changes one after the other.
fn changes(hours: &Hours, from: &str, many: usize) -> Vec<String> {
    let next = |now: &Time| next_change(hours, *now);
    let found = std::iter::successors(next(&at(from)), next).take(many);
    found.map(|time| Timestamp::from_millisecond(time.0).unwrap().to_string()).collect()
}

#[test]
fn an_office_week_in_oslo() {
    let hours = office("Europe/Oslo");
    // 2026-11-22 is a Sunday, and Oslo an hour ahead.
    for (moment, open) in [
        ("2026-11-22T12:00:00Z", false),
        ("2026-11-23T07:59:59Z", false),
        ("2026-11-23T08:00:00Z", true),
        ("2026-11-23T15:59:59.999Z", true),
        ("2026-11-23T16:00:00Z", false),
        ("2026-12-24T10:59:59Z", true),
        ("2026-12-24T11:00:00Z", false),
        ("2026-12-25T11:00:00Z", false),
    ] {
        assert_eq!(open_at(&hours, at(moment)), open, "{moment}");
    }
    assert_eq!(
        changes(&hours, "2026-12-23T20:00:00Z", 4),
        ["2026-12-24T08:00:00Z", "2026-12-24T11:00:00Z", "2026-12-28T08:00:00Z", "2026-12-28T16:00:00Z"]
    );
}

#[test]
fn the_clock_on_the_wall_decides_when_it_is_turned() {
    let hours = office("Europe/Oslo");
    // Summer time ends on 25 October 2026.
    assert_eq!(changes(&hours, "2026-10-23T20:00:00Z", 1), ["2026-10-26T08:00:00Z"]);
    assert_eq!(changes(&hours, "2026-10-18T20:00:00Z", 1), ["2026-10-19T07:00:00Z"]);
    let night = Hours {
        week: vec![WeekdayHours { day: Weekday::Sunday, spans: vec![Span { from: 150, to: 240 }] }],
        ..office("Europe/Oslo")
    };
    // Half past two does not exist on 29 March 2026: it opens an hour's length later, at half past three.
    assert_eq!(changes(&night, "2026-03-28T20:00:00Z", 2), ["2026-03-29T01:30:00Z", "2026-03-29T02:00:00Z"]);
}

#[test]
fn a_date_the_clock_makes_shorter_is_not_stepped_over() {
    let sunday = |from, to| Hours {
        week: vec![WeekdayHours { day: Weekday::Sunday, spans: vec![Span { from, to }] }],
        ..office("Australia/Lord_Howe")
    };
    // On Lord Howe 4 October 2026 lasts 23 hours and a half. From half past eleven the evening before, 24 hours lead
    // to midnight after it.
    let hours = sunday(0, 752);
    assert_eq!(changes(&hours, "2026-10-03T13:00:00Z", 2), ["2026-10-03T13:30:00Z", "2026-10-04T01:32:00Z"]);
    assert!(open_at(&hours, at("2026-10-03T20:00:00Z")));
}

#[test]
fn days_that_meet_are_one_and_always_has_no_end() {
    let all_day = vec![Span { from: 0, to: 1440 }];
    let week = |days: &[Weekday]| Hours {
        week: days.iter().map(|day| WeekdayHours { day: *day, spans: all_day.clone() }).collect(),
        holidays: Vec::new(),
        time_zone: "UTC".into(),
    };
    let weekend = week(&[Weekday::Saturday, Weekday::Sunday]);
    assert_eq!(changes(&weekend, "2026-11-20T10:00:00Z", 2), ["2026-11-21T00:00:00Z", "2026-11-23T00:00:00Z"]);
    let always = week(&Weekday::ALL);
    assert_eq!(next_change(&always, at("2026-11-20T10:00:00Z")), None);
    assert!(open_at(&always, at("2026-11-20T23:59:59.999Z")));
    let never = week(&[]);
    assert_eq!(next_change(&never, at("2026-11-20T10:00:00Z")), None);
    assert!(!open_at(&never, at("2026-11-20T10:00:00Z")));
    assert_eq!(look_again_at(&never, at("2026-11-20T10:00:00Z")), at("2026-12-03T10:00:00Z"));
}

#[test]
fn says_what_is_wrong() {
    let good = office("Europe/Oslo");
    assert_eq!(check(good.clone()), Ok(good.clone()));
    let mut bad = office("Middle/Earth");
    bad.week[1].day = Weekday::Monday;
    bad.week[2].spans = vec![NINE_TO_FIVE, Span { from: 600, to: 600 }];
    bad.holidays[0].date = "2026-02-30".into();
    bad.holidays.push(good.holidays[1].clone());
    let fields: Vec<String> = check(bad).unwrap_err().into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["time_zone", "week[1].day", "holidays[0].date", "holidays[2].date", "week[2].spans[1].to"]);
}

const ZONES: [&str; 5] = ["Europe/Oslo", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"];

fn some_hours() -> impl Strategy<Value = Hours> {
    let spans = || {
        let span = (0u16..1439).prop_flat_map(|from| (Just(from), from + 1..=1440));
        prop::collection::vec(span.prop_map(|(from, to)| Span { from, to }), 0..3)
    };
    let week = prop::collection::vec(spans(), 7);
    let holidays = prop::collection::btree_map(1u8..=28, spans(), 0..4);
    (prop::sample::select(&ZONES[..]), week, holidays).prop_map(|(zone, week, holidays)| Hours {
        time_zone: zone.into(),
        week: Weekday::ALL.into_iter().zip(week).map(|(day, spans)| WeekdayHours { day, spans }).collect(),
        holidays: holidays
            .into_iter()
            .map(|(day, spans)| Holiday { date: format!("2026-10-{day:02}"), name: String::new(), spans })
            .collect(),
    })
}

proptest! {
    /// Between now and the next change nothing changes, and there it does.
    #[test]
    fn the_next_change_is_the_next(hours in some_hours(), minutes in 0i64..60 * 24 * 40, between in 0.0..1.0f64) {
        let now = at("2026-09-25T00:00:00Z").plus(minutes * 60_000);
        let open = open_at(&hours, now);
        let next = next_change(&hours, now);
        if let Some(next) = next {
            prop_assert!(next > now);
            prop_assert_ne!(open_at(&hours, next), open);
        }
        let until = look_again_at(&hours, now).since(now) - 1;
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "somewhere in between")]
        let somewhere = now.plus((until as f64 * between) as i64);
        prop_assert_eq!(open_at(&hours, somewhere), open, "at {:?}", somewhere);
    }
}
