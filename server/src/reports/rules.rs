//! Steps in time, and counts put into them: pure.

use std::collections::BTreeMap;

use contract::reports::{Bucket, Counted, FieldReportRow};
use time::{Date, Duration, format_description::BorrowedFormatItem, macros::format_description};

const DAY: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]");

/// How many answers are told apart that are no options; the rarer ones are counted together.
const ANSWERS: usize = 30;

/// A day as it travels.
pub fn day(text: &str) -> Option<Date> {
    Date::parse(text, DAY).ok().filter(|date| text.len() == 10 && (1970..=9998).contains(&date.year()))
}

/// Days since 1970.
pub fn number(day: Date) -> i64 {
    i64::from(day.to_julian_day()) - 2_440_588
}

/// The first day of the step a day is in.
fn first(day: Date, bucket: Bucket) -> Date {
    match bucket {
        Bucket::Day => day,
        Bucket::Week => day - Duration::days(i64::from(day.weekday().number_days_from_monday())),
        Bucket::Month => day.replace_day(1).unwrap_or(day),
    }
}

/// The steps from a day to another, as their first days; `None` when there are more than `most`.
pub fn steps(from: Date, to: Date, bucket: Bucket, most: usize) -> Option<Vec<Date>> {
    let mut steps = Vec::new();
    let mut at = first(from, bucket);
    while at <= to {
        if steps.len() == most {
            return None;
        }
        steps.push(at);
        let days = match bucket {
            Bucket::Day => 1,
            Bucket::Week => 7,
            Bucket::Month => i64::from(at.month().length(at.year())),
        };
        at += Duration::days(days);
    }
    Some(steps)
}

/// In which step a day is, by its number.
pub fn step_of(steps: &[Date], day: i64) -> Option<usize> {
    steps.partition_point(|step| number(*step) <= day).checked_sub(1)
}

/// Something counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// In which step.
    pub step: usize,
    /// What was answered: where its option stands among the options, and the text; nothing where there is no answer.
    pub answer: Option<(usize, String)>,
    /// What it is crossed with.
    pub across: Option<String>,
    /// How often.
    pub times: u32,
}

/// The rows of a report of so many steps. `options` stand in it whether they were chosen or not, unless it is crossed.
pub fn rows(counts: Vec<Count>, options: &[String], steps: usize, crossed: bool) -> Vec<FieldReportRow> {
    let mut totals: BTreeMap<(usize, String), u32> = BTreeMap::new();
    for (answer, times) in counts.iter().filter_map(|count| Some((count.answer.clone()?, count.times))) {
        *totals.entry(answer).or_default() += times;
    }
    // Options in their order; then what was written, the most frequent first.
    let mut order: Vec<(usize, String)> = totals.keys().cloned().collect();
    order.sort_by_key(|answer| (answer.0, std::cmp::Reverse(totals[answer]), answer.1.clone()));
    let mut written = 0;
    order.retain(|(option, _)| {
        written += usize::from(*option == usize::MAX);
        *option != usize::MAX || written <= ANSWERS
    });
    if !crossed {
        order.extend(options.iter().cloned().enumerate().filter(|option| !totals.contains_key(option)));
        order.sort_by_key(|(option, _)| *option);
    }
    let place = |count: &Count| match &count.answer {
        None => order.len() + 1,
        Some(answer) => order.iter().position(|other| other == answer).unwrap_or(order.len()),
    };
    let mut rows: BTreeMap<(usize, Option<String>), Vec<u32>> = BTreeMap::new();
    if !crossed {
        rows.extend((0..order.len()).map(|at| ((at, None), vec![0; steps])));
    }
    for count in counts {
        let row = rows.entry((place(&count), count.across)).or_insert_with(|| vec![0; steps]);
        if let Some(at) = row.get_mut(count.step) {
            *at += count.times;
        }
    }
    let row = |((place, across), counts): ((usize, Option<String>), Vec<u32>)| FieldReportRow {
        counted: match place.cmp(&order.len()) {
            std::cmp::Ordering::Less => Counted::Answer,
            std::cmp::Ordering::Equal => Counted::Others,
            std::cmp::Ordering::Greater => Counted::NoAnswer,
        },
        answer: order.get(place).map(|(_, text)| text.clone()).unwrap_or_default(),
        across,
        total: counts.iter().sum(),
        counts,
    };
    rows.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Date {
        day(text).unwrap()
    }

    fn written(steps: &[Date]) -> Vec<String> {
        steps.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn steps_in_time() {
        let steps = |from, to, bucket| written(&super::steps(at(from), at(to), bucket, 400).unwrap()).join(" ");
        assert_eq!(steps("2026-11-29", "2026-12-01", Bucket::Day), "2026-11-29 2026-11-30 2026-12-01");
        assert_eq!(steps("2026-11-22", "2026-11-30", Bucket::Week), "2026-11-16 2026-11-23 2026-11-30");
        assert_eq!(steps("2024-01-31", "2024-03-01", Bucket::Month), "2024-01-01 2024-02-01 2024-03-01");
        assert_eq!(steps("2026-11-22", "2026-11-21", Bucket::Day), "");
        assert_eq!(super::steps(at("2020-01-01"), at("2026-01-01"), Bucket::Day, 400), None);
        for wrong in ["", "2026-02-30", "1969-12-31", "9999-01-01", "2026-1-1", "22.11.2026", "-026-01-01"] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn days_find_their_step() {
        assert_eq!((number(at("1970-01-01")), number(at("2026-11-22"))), (0, 20_779));
        let weeks = steps(at("2026-11-16"), at("2026-11-29"), Bucket::Week, 9).unwrap();
        for (text, step) in
            [("2026-11-15", None), ("2026-11-16", Some(0)), ("2026-11-22", Some(0)), ("2026-11-23", Some(1))]
        {
            assert_eq!(step_of(&weeks, number(at(text))), step, "{text}");
        }
    }

    fn count(step: usize, answer: Option<(usize, &str)>, across: Option<&str>, times: u32) -> Count {
        let answer = answer.map(|(option, text)| (option, text.to_owned()));
        Count { step, answer, across: across.map(str::to_owned), times }
    }

    fn shown(rows: &[FieldReportRow]) -> Vec<String> {
        let row = |row: &FieldReportRow| {
            let across = row.across.as_ref().map(|across| format!("/{across}")).unwrap_or_default();
            let name = match row.counted {
                Counted::Answer => row.answer.clone(),
                Counted::Others => "others".into(),
                Counted::NoAnswer => "none".into(),
            };
            format!("{name}{across} {:?} {}", row.counts, row.total)
        };
        rows.iter().map(row).collect()
    }

    #[test]
    fn rows_in_order() {
        let options = ["Magazine".to_owned(), "TV".to_owned(), "Web".to_owned()];
        let counts = vec![
            count(0, Some((1, "TV")), None, 2),
            count(1, Some((1, "TV")), None, 1),
            count(1, None, None, 4),
            count(0, Some((0, "Magazine")), None, 1),
        ];
        let plain = rows(counts, &options, 2, false);
        assert_eq!(shown(&plain), ["Magazine [1, 0] 1", "TV [2, 1] 3", "Web [0, 0] 0", "none [0, 4] 4"]);
        let counts = vec![
            count(0, Some((1, "TV")), Some("Sales"), 2),
            count(0, Some((1, "TV")), Some("Billing"), 1),
            count(0, None, Some("Sales"), 1),
            count(0, Some((0, "Magazine")), None, 1),
        ];
        let crossed = rows(counts, &options, 1, true);
        assert_eq!(shown(&crossed), ["Magazine [1] 1", "TV/Billing [1] 1", "TV/Sales [2] 2", "none/Sales [1] 1"]);
    }

    #[test]
    fn rare_answers_stand_together() {
        let text = |n: usize| format!("{n:02}");
        let counts = (0..40).map(|n| count(0, Some((usize::MAX, &text(n))), None, if n == 39 { 9 } else { 1 }));
        let all = rows(counts.collect(), &[], 1, false);
        assert_eq!(all.len(), 31);
        assert_eq!((&*shown(&all[..1])[0], &*shown(&all[30..])[0]), ("39 [9] 9", "others [10] 10"));
        assert_eq!(all.iter().map(|row| row.total).sum::<u32>(), 48);
    }
}
