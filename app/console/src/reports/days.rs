//! Days as the reader's clock counts them.

use js_sys::Date;
use wasm_bindgen::JsValue;

/// A day so many days from today, as it travels.
pub fn day(from_today: i32) -> String {
    let date = Date::new(&JsValue::from_f64(Date::now()));
    let (year, month) = (date.get_full_year(), date.get_month() as i32);
    let there = Date::new_with_year_month_day(year, month, date.get_date() as i32 + from_today);
    format!("{:04}-{:02}-{:02}", there.get_full_year(), there.get_month() + 1, there.get_date())
}

/// By how many minutes the reader's clock is ahead of UTC.
pub fn offset() -> i32 {
    -(Date::new_0().get_timezone_offset() as i32)
}
