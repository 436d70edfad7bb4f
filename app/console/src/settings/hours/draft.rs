//! Hours while they are changed. What is typed is text; an empty field or a span that ends before it begins is said.

use contract::hours::{Holiday, Hours, NewHours, Span, Weekday, WeekdayHours};
use leptos::prelude::*;

/// A span while it is typed, with a number that stays its own while others come and go. Counted, since it outlives the
/// act that made it.
#[derive(Clone)]
pub struct SpanDraft {
    pub number: u32,
    pub from: ArcRwSignal<String>,
    pub to: ArcRwSignal<String>,
}

/// A date that differs, while it is typed.
#[derive(Clone)]
pub struct HolidayDraft {
    pub number: u32,
    pub date: ArcRwSignal<String>,
    pub name: ArcRwSignal<String>,
    /// Open from, to: both empty while it is closed all day.
    pub from: ArcRwSignal<String>,
    pub to: ArcRwSignal<String>,
    /// What a holiday with several spans has beyond the first; kept as it is.
    more: Vec<Span>,
}

/// What stands in the fields. Copy it about.
#[derive(Clone, Copy)]
pub struct Draft {
    /// Whether there are hours of its own.
    pub own: RwSignal<bool>,
    pub time_zone: RwSignal<String>,
    /// By day, Monday first.
    pub week: [RwSignal<Vec<SpanDraft>>; 7],
    pub holidays: RwSignal<Vec<HolidayDraft>>,
    last: StoredValue<u32>,
}

impl Draft {
    /// The fields, filled.
    pub fn of(hours: Option<&Hours>) -> Self {
        let draft = Self {
            own: RwSignal::new(false),
            time_zone: RwSignal::new(String::new()),
            week: std::array::from_fn(|_| RwSignal::new(Vec::new())),
            holidays: RwSignal::new(Vec::new()),
            last: StoredValue::new(0),
        };
        draft.fill(hours);
        draft
    }

    /// Puts hours into the fields; without, what most offices would say.
    pub fn fill(self, hours: Option<&Hours>) {
        self.own.set(hours.is_some());
        let usual = usual();
        let hours = hours.unwrap_or(&usual);
        self.time_zone.set(hours.time_zone.clone());
        for (day, spans) in Weekday::ALL.into_iter().zip(self.week) {
            let said = hours.week.iter().find(|hours| hours.day == day).map_or(&[][..], |hours| &hours.spans);
            spans.set(said.iter().map(|span| self.span(*span)).collect());
        }
        self.holidays.set(hours.holidays.iter().map(|holiday| self.holiday(holiday)).collect());
    }

    fn number(self) -> u32 {
        self.last.update_value(|last| *last = last.wrapping_add(1));
        self.last.get_value()
    }

    fn span(self, span: Span) -> SpanDraft {
        let typed = |minute| ArcRwSignal::new(clock(minute));
        SpanDraft { number: self.number(), from: typed(span.from), to: typed(span.to) }
    }

    fn holiday(self, holiday: &Holiday) -> HolidayDraft {
        let (first, more) =
            holiday.spans.split_first().map_or((None, Vec::new()), |(first, more)| (Some(first), more.to_vec()));
        let typed = |minute: Option<u16>| ArcRwSignal::new(minute.map(clock).unwrap_or_default());
        HolidayDraft {
            number: self.number(),
            date: ArcRwSignal::new(holiday.date.clone()),
            name: ArcRwSignal::new(holiday.name.clone()),
            from: typed(first.map(|span| span.from)),
            to: typed(first.map(|span| span.to)),
            more,
        }
    }

    /// One more span of a day, after the last one.
    pub fn add_span(self, day: usize) {
        let Some(spans) = self.week.get(day) else { return };
        let span = self.span(if spans.with_untracked(Vec::is_empty) { OFFICE } else { EVENING });
        spans.update(|spans| spans.push(span));
    }

    /// One more date, empty.
    pub fn add_holiday(self) {
        let holiday = self.holiday(&Holiday { date: String::new(), name: String::new(), spans: Vec::new() });
        self.holidays.update(|holidays| holidays.push(holiday));
    }

    /// What would be sent; nothing while something typed is no time. Tracks.
    pub fn hours(self) -> Option<NewHours> {
        if !self.own.get() {
            return Some(NewHours { own: None });
        }
        let span = |from: &ArcRwSignal<String>, to: &ArcRwSignal<String>| span(&from.get(), &to.get());
        let mut week = Vec::new();
        for (day, drafts) in Weekday::ALL.into_iter().zip(self.week) {
            let spans: Option<Vec<Span>> = drafts.with(|all| all.iter().map(|one| span(&one.from, &one.to)).collect());
            let spans = spans?;
            if !spans.is_empty() {
                week.push(WeekdayHours { day, spans });
            }
        }
        let holiday = |draft: &HolidayDraft| {
            let (date, name) = (draft.date.get(), draft.name.get().trim().to_owned());
            let closed = draft.from.with(String::is_empty) && draft.to.with(String::is_empty);
            let mut spans = if closed { Vec::new() } else { vec![span(&draft.from, &draft.to)?] };
            if !closed {
                spans.extend_from_slice(&draft.more);
            }
            (!date.is_empty()).then_some(Holiday { date, name, spans })
        };
        let holidays: Option<Vec<Holiday>> = self.holidays.with(|all| all.iter().map(holiday).collect());
        Some(NewHours { own: Some(Hours { time_zone: self.time_zone.get(), week, holidays: holidays? }) })
    }
}

const OFFICE: Span = Span { from: 9 * 60, to: 17 * 60 };
const EVENING: Span = Span { from: 18 * 60, to: 20 * 60 };

/// Nine to five on working days, where this browser is.
fn usual() -> Hours {
    let week = Weekday::ALL.into_iter().take(5).map(|day| WeekdayHours { day, spans: vec![OFFICE] });
    Hours { time_zone: ui::time_zone().unwrap_or_else(|| "UTC".to_owned()), week: week.collect(), holidays: Vec::new() }
}

/// A minute of the day as a field of the kind `time` has it; the last midnight is the first.
fn clock(minute: u16) -> String {
    let (hour, minute) = (minute / 60 % 24, minute % 60);
    format!("{hour:02}:{minute:02}")
}

/// What two such fields say; up to 00:00 is to the end of the day.
fn span(from: &str, to: &str) -> Option<Span> {
    let (from, to) = (minute(from)?, minute(to)?);
    let to = if to == 0 { 24 * 60 } else { to };
    (from < to).then_some(Span { from, to })
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_read_as_it_was_shown() {
        for (from, to) in [(0, 1440), (540, 1020), (1, 2), (1438, 1439), (1439, 1440)] {
            assert_eq!(span(&clock(from), &clock(to)), Some(Span { from, to }));
        }
        for (from, to) in
            [("", "17:00"), ("09:00", ""), ("17:00", "09:00"), ("09:00", "09:00"), ("9", "10"), ("25:00", "26:00")]
        {
            assert_eq!(span(from, to), None, "{from}–{to}");
        }
    }
}
