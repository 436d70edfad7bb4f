//! Time: a moment as people say it. The server writes the day; the browser knows language, zone and "now".

use std::cell::{Cell, OnceCell};

use contract::Timestamp;
use gloo::timers::callback::Interval;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::{
    Language, browser,
    doors::{Now, effect, words},
    language, markup,
    text::Catalogue,
    words::UiText,
};

const SECOND: f64 = 1_000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;
const HALF_A_YEAR: f64 = 180.0 * DAY;

/// How a moment is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TimeStyle {
    /// How long ago, or the day when it is longer than a week.
    #[default]
    Relative,
    /// Hour and minute.
    Clock,
    /// Today, yesterday, or the day: between the days of a conversation.
    Day,
    /// Day and time.
    Full,
}

/// A moment. Its title has the absolute time.
#[component]
pub fn Time(
    /// The moment.
    #[prop(into)]
    at: Now<Timestamp>,
    /// How it is said.
    #[prop(optional)]
    style: TimeStyle,
    /// A class its surroundings give it.
    #[prop(optional, into)]
    class: Option<&'static str>,
) -> impl IntoView {
    let language = language();
    // Not before the page is a browser's own: until then it shows what the server wrote.
    let live = RwSignal::new(false);
    effect(move || live.set(true));
    let (moment, whole) = (at.clone(), at.clone());
    let full = move || {
        minute().track();
        time_text(&whole.get(), TimeStyle::Full, language)
    };
    let said = move || {
        if !live.get() {
            return day_of(&at.get()).to_owned();
        }
        minute().track();
        time_text(&at.get(), style, language)
    };
    markup! {
        <time
            class={class}
            datetime={move || moment.get().0}
            title={move || live.get().then(&full)}
        >
            {words(said)}
        </time>
    }
}

/// The day of a moment as the wire writes it.
fn day_of(at: &Timestamp) -> &str {
    at.0.get(..10).unwrap_or(&at.0)
}

/// Changes once a minute, and when times are shown in another zone, for all times on the page together. Only in the browser.
pub fn minute() -> ArcRwSignal<u32> {
    thread_local! {
        static EACH_MINUTE: OnceCell<ArcRwSignal<u32>> = const { OnceCell::new() };
    }
    EACH_MINUTE.with(|minute| {
        minute
            .get_or_init(|| {
                let signal = ArcRwSignal::new(0_u32);
                if browser::window().is_some() {
                    let ticking = signal.clone();
                    Interval::new(MINUTE as u32, move || ticking.update(|minute| *minute = minute.wrapping_add(1)))
                        .forget();
                }
                signal
            })
            .clone()
    })
}

/// Now, as the wire writes it: for what is shown before the server has answered. Only in the browser.
pub fn now() -> Timestamp {
    if browser::window().is_none() {
        return Timestamp(String::new());
    }
    Timestamp(Date::new_0().to_iso_string().into())
}

/// A moment in milliseconds since 1970. Only in the browser.
pub fn milliseconds(at: &Timestamp) -> f64 {
    if browser::window().is_none() { 0.0 } else { Date::parse(&at.0) }
}

/// A moment in words. Only in the browser: in an effect or event handler.
pub fn time_text(at: &Timestamp, style: TimeStyle, language: Language) -> String {
    if browser::window().is_none() {
        return day_of(at).to_owned();
    }
    let date = Date::new(&at.0.as_str().into());
    let then = date.get_time();
    if then.is_nan() {
        return String::new();
    }
    let locale = locale(language);
    let say = |options: &[(&str, &str)]| String::from(date.to_locale_string(&locale, &object(options)));
    let day = || {
        let mut options = vec![("day", "numeric"), ("month", "short")];
        // Nearer days need no year, whichever they are of.
        if (browser::now() - then).abs() > HALF_A_YEAR {
            options.push(("year", "numeric"));
        }
        say(&options)
    };
    match style {
        TimeStyle::Clock => say(&[("hour", "2-digit"), ("minute", "2-digit")]),
        TimeStyle::Full => say(&[("dateStyle", "full"), ("timeStyle", "short")]),
        TimeStyle::Day => {
            let days = days_between(&Date::new_0(), &date);
            match days {
                0 | -1 => relative(language, f64::from(days), "day", "long"),
                _ => day(),
            }
        }
        TimeStyle::Relative => match ago(browser::now() - then) {
            Ago::Now => UiText::of(language).now.to_owned(),
            // Days are those of the calendar: thirty hours ago may be yesterday or the day before.
            Ago::Some(_, "day") => relative(language, f64::from(days_between(&Date::new_0(), &date)), "day", "narrow"),
            Ago::Some(many, unit) => relative(language, -many, unit, "narrow"),
            Ago::Long => day(),
        },
    }
}

enum Ago {
    Now,
    Some(f64, &'static str),
    Long,
}

fn ago(passed: f64) -> Ago {
    match passed.abs() {
        near if near < MINUTE => Ago::Now,
        near if near < HOUR => Ago::Some((passed / MINUTE).trunc(), "minute"),
        near if near < DAY => Ago::Some((passed / HOUR).trunc(), "hour"),
        near if near < 7.0 * DAY => Ago::Some((passed / DAY).trunc(), "day"),
        _ => Ago::Long,
    }
}

/// How many days of the calendar lie from one moment to another, in the viewer's zone.
fn days_between(from: &Date, to: &Date) -> i32 {
    // Swedes write days as they travel.
    let midnight = |date: &Date| Date::parse(&String::from(date.to_locale_date_string("sv-SE", &object(&[]))));
    ((midnight(to) - midnight(from)) / DAY).round() as i32
}

/// What writes the day of a `Date` in the viewer's zone, as `2026-11-22`: made once for many. Only in the browser.
pub fn writes_days() -> Function {
    Intl::DateTimeFormat::new(&Array::of1(&"sv-SE".into()), &object(&[])).format()
}

fn relative(language: Language, many: f64, unit: &str, style: &str) -> String {
    let options = object(&[("numeric", "auto"), ("style", style)]);
    let locales = Array::of1(&language.tag().into());
    // Through `Reflect`, because not every engine has it and a missing one must not throw.
    let made = Reflect::get(&js_sys::global(), &"Intl".into())
        .and_then(|intl| Reflect::get(&intl, &"RelativeTimeFormat".into()))
        .and_then(|class| class.dyn_into::<Function>())
        .and_then(|class| Reflect::construct(&class, &Array::of2(&locales, &options)));
    let said = made.and_then(|format| {
        let say = Reflect::get(&format, &"format".into())?.dyn_into::<Function>()?;
        say.call2(&format, &many.into(), &unit.into())
    });
    said.ok().and_then(|said| said.as_string()).unwrap_or_default()
}

/// The viewer's own locale when it is of the language of the page (`en-GB`), else the language.
fn locale(language: Language) -> String {
    let own = browser::window().and_then(|window| window.navigator().language());
    match own {
        Some(own) if Language::of_tag(&own) == Some(language) => own,
        _ => language.tag().to_owned(),
    }
}

/// Options of a format, in the zone that was chosen unless they name one.
fn object(entries: &[(&str, &str)]) -> Object {
    let object = Object::new();
    let zone = chosen_zone().map(|zone| ("timeZone", zone));
    for (key, value) in zone.iter().chain(entries) {
        let _ = Reflect::set(&object, &(*key).into(), &(*value).into());
    }
    object
}

thread_local! {
    /// The zone the viewer chose; none: the browser's.
    static ZONE: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// The zone that was chosen. Where nobody can choose one, it weighs nothing.
fn chosen_zone() -> Option<&'static str> {
    if cfg!(feature = "zones") { ZONE.get() } else { None }
}

/// Shows all times in a zone (`Europe/Oslo`), in the browser's where it is empty or unknown to the browser. Only in
/// the browser.
pub fn set_time_zone(zone: &str) {
    // Whatever formats throws at an unknown one; here it can be caught.
    let knows = || {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into())?;
        let format = Reflect::get(&intl, &"DateTimeFormat".into())?.dyn_into::<Function>()?;
        Reflect::construct(&format, &Array::of2(&Array::new(), &object(&[("timeZone", zone)])))
    };
    // Kept for as long as the page lives: few choose another one twice.
    let chosen = Some(zone).filter(|zone| !zone.is_empty() && knows().is_ok());
    if chosen_zone() != chosen {
        ZONE.set(chosen.map(|zone| &*zone.to_owned().leak()));
        minute().update(|minute| *minute = minute.wrapping_add(1));
    }
}

/// The viewer's time zone, as `Europe/Oslo`: the one chosen, or the browser's. Only in the browser.
pub fn time_zone() -> Option<String> {
    browser::window()?;
    if let Some(chosen) = chosen_zone() {
        return Some(chosen.to_owned());
    }
    let options = Intl::DateTimeFormat::new(&Array::new(), &Object::new()).resolved_options();
    Reflect::get(&options, &"timeZone".into()).ok()?.as_string()
}

/// Every time zone this browser knows, by its IANA name.
pub fn time_zones() -> Vec<String> {
    let list = || -> Option<Array> {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let list = Reflect::get(&intl, &"supportedValuesOf".into()).ok()?.dyn_into::<Function>().ok()?;
        list.call1(&intl, &"timeZone".into()).ok()?.dyn_into().ok()
    };
    let known = list().unwrap_or_default();
    known.iter().filter_map(|zone| zone.as_string()).chain(["UTC".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_writes_the_day() {
        assert_eq!(day_of(&Timestamp("2026-11-22T09:30:00.000Z".into())), "2026-11-22");
        assert_eq!(day_of(&Timestamp("?".into())), "?");
    }

    #[test]
    fn what_is_long_ago_is_said_by_its_day() {
        assert!(matches!(ago(59.0 * SECOND), Ago::Now));
        assert!(matches!(ago(61.0 * MINUTE), Ago::Some(1.0, "hour")));
        assert!(matches!(ago(-5.0 * MINUTE), Ago::Some(-5.0, "minute")));
        assert!(matches!(ago(8.0 * DAY), Ago::Long));
    }
}
