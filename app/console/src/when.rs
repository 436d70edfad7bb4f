//! Moments, as the browser's clock and `Intl` read them.

use std::cell::RefCell;

use contract::Timestamp;
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Milliseconds since 1970.
pub fn now() -> f64 {
    if cfg!(target_arch = "wasm32") { Date::now() } else { 0.0 }
}

/// This moment, as the wire writes moments.
pub fn now_as_text() -> String {
    if cfg!(target_arch = "wasm32") { Date::new_0().to_iso_string().into() } else { String::new() }
}

/// A moment in milliseconds since 1970; 0 when it does not read.
pub fn moment(at: &Timestamp) -> f64 {
    let moment = Date::parse(&at.0);
    if moment.is_finite() { moment } else { 0.0 }
}

/// How long ago, as a clock counts: `0:42`, `12:05`, `1:02:09`.
pub fn elapsed(now: f64, since: &Timestamp) -> String {
    counted(((now - moment(since)) / 1_000.0).max(0.0) as u64)
}

fn counted(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// The day of a moment where the reader is, to tell days apart.
pub fn day(at: &Timestamp) -> String {
    DAYS.with_borrow_mut(|days| {
        let date = Date::new(&JsValue::from_str(&at.0));
        days.get_or_insert_with(ui::writes_days).call1(&JsValue::UNDEFINED, &date).ok()?.as_string()
    })
    .unwrap_or_default()
}

thread_local! {
    /// Writes days in the reader's zone. Making one takes as long as a hundred calls.
    static DAYS: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Shows all times in a zone (`Europe/Oslo`); in the browser's where it is empty.
pub fn set_time_zone(zone: &str) {
    ui::set_time_zone(zone);
    DAYS.take();
}

/// The time of day now in a time zone (`Europe/Oslo`); nothing when the browser does not know the zone.
pub fn clock_in(zone: &str) -> Option<String> {
    if zone.is_empty() {
        return None;
    }
    let options = Object::new();
    for (key, value) in [("timeZone", zone), ("hour", "2-digit"), ("minute", "2-digit")] {
        Reflect::set(&options, &key.into(), &value.into()).ok()?;
    }
    // The constructor throws on a zone it does not know: it is called so that the exception is caught.
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let constructor = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into::<Function>().ok()?;
    let arguments = Array::of2(&JsValue::UNDEFINED, &options);
    let format = Reflect::construct(&constructor, &arguments).ok()?.dyn_into::<Intl::DateTimeFormat>().ok()?;
    let clock = format.format().call1(&JsValue::UNDEFINED, &Date::new_0()).ok()?;
    clock.as_string()
}

/// A time zone's place, as people say it: `Europe/Oslo` is Oslo.
pub fn place_of(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or_default().replace('_', " ")
}

/// A language by its name in the reader's language; its tag when the browser does not know it.
pub fn language_name(tag: &str) -> String {
    let name = || -> Option<String> {
        let options = Object::new();
        Reflect::set(&options, &"type".into(), &"language".into()).ok()?;
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let constructor = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into::<Function>().ok()?;
        let names = Reflect::construct(&constructor, &Array::of2(&ui::language().tag().into(), &options)).ok()?;
        let of = Reflect::get(&names, &"of".into()).ok()?.dyn_into::<Function>().ok()?;
        of.call1(&names, &tag.into()).ok()?.as_string()
    };
    name().unwrap_or_else(|| tag.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_is_counted_like_a_clock() {
        assert_eq!([counted(0), counted(42), counted(725), counted(3_729)], ["0:00", "0:42", "12:05", "1:02:09"]);
    }

    #[test]
    fn a_zone_is_a_place() {
        assert_eq!(place_of("America/New_York"), "New York");
        assert_eq!(place_of("UTC"), "UTC");
    }
}
