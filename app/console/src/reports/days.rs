//! Days as the reader's clock counts them.

use js_sys::Date;
use wasm_bindgen::JsValue;

use crate::when;

const DAY: f64 = 86_400_000.0;

/// A day so many days from today, as it travels.
pub fn day(from_today: i32) -> String {
    // Days without a clock, counted where each has 24 hours.
    let today = Date::parse(&when::day(&contract::Timestamp(when::now_as_text())));
    let there = Date::new(&JsValue::from_f64(today + f64::from(from_today) * DAY));
    String::from(there.to_iso_string()).chars().take(10).collect()
}

/// The zone the reader's days are of.
pub fn zone() -> String {
    ui::time_zone().unwrap_or_default()
}

/// The same as a part of an address.
pub fn zone_in_address() -> String {
    js_sys::encode_uri_component(&zone()).into()
}
