//! Values read and printed, type by type: pure.

use contract::fields::{Field, FieldType};
use time::{Date, PrimitiveDateTime, format_description::BorrowedFormatItem, macros::format_description};
use url::{Host, Url};
use uuid::Uuid;

use crate::people::{
    compare::{self, Country},
    validity,
};

/// The longest line, in characters.
const LINE_CHARS: usize = 500;
/// The longest text, in characters.
const TEXT_CHARS: usize = 10_000;
/// The longest address of a website, in bytes.
const URL_BYTES: usize = 2_000;
/// As many digits as a number keeps without changing any of them.
const DIGITS: usize = 15;

const DATE: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]");
const DATE_TIME: &[BorrowedFormatItem<'static>] = format_description!("[year]-[month]-[day]T[hour]:[minute]");

/// A part of a value, ready to be stored: the only one, or one of several choices.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// As it travels.
    pub value: String,
    /// As people read it.
    pub shown: String,
    /// A number's number; a date's milliseconds since 1970.
    pub number: Option<f64>,
    /// The option chosen.
    pub option: Option<Uuid>,
    /// The compared form of a phone number.
    pub normal: Option<String>,
}

impl Part {
    fn of(value: String) -> Part {
        Part { shown: value.clone(), value, number: None, option: None, normal: None }
    }
}

/// Why a value is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// It does not read as the field's type.
    #[error("{0}")]
    Malformed(String),
    /// It is longer than the type allows.
    #[error("this is too long: at most {0} characters")]
    TooLong(usize),
    /// There is no such option, or it can be chosen no more.
    #[error("there is no such option")]
    NoOption,
}

impl Invalid {
    /// Stable, for the UI.
    pub fn code(&self) -> &'static str {
        match self {
            Invalid::Malformed(_) => "malformed",
            Invalid::TooLong(_) => "too_long",
            Invalid::NoOption => "unknown",
        }
    }

    fn malformed(why: impl ToString) -> Invalid {
        Invalid::Malformed(why.to_string())
    }
}

/// Reads a value of a field; nothing when nothing was answered. An archived option passes only where it is `kept`.
///
/// # Errors
/// [`Invalid`].
pub fn read(field: &Field, value: &[String], kept: &[Uuid], country: Country) -> Result<Vec<Part>, Invalid> {
    if field.kind.has_options() {
        return options(field, value, kept);
    }
    let [text] = value else {
        return if value.is_empty() { Ok(Vec::new()) } else { Err(Invalid::malformed("this field takes one value")) };
    };
    let text = if field.kind == FieldType::Text {
        validity::clean_text(text).trim_end().to_owned()
    } else {
        validity::clean_line(text)
    };
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let part = match field.kind {
        FieldType::Line => short(text, LINE_CHARS)?,
        FieldType::Text => short(text, TEXT_CHARS)?,
        FieldType::Number => number(&text)?,
        FieldType::Date => date(&text)?,
        FieldType::DateTime => date_time(&text)?,
        FieldType::YesNo if text == "yes" || text == "no" => Part::of(text),
        FieldType::YesNo => return Err(Invalid::malformed("say yes or no")),
        FieldType::Email => Part::of(validity::email(&text).map_err(Invalid::malformed)?),
        FieldType::Phone => {
            let text = short(text, LINE_CHARS)?.value;
            let normal = compare::normal_phone(&text, country).map_err(Invalid::malformed)?;
            Part { normal: Some(normal.as_str().to_owned()), ..Part::of(text) }
        }
        FieldType::Url => Part::of(website(&text)?),
        FieldType::Choice | FieldType::Choices => return Ok(Vec::new()),
    };
    Ok(vec![part])
}

/// The options chosen, in the field's order.
fn options(field: &Field, value: &[String], kept: &[Uuid]) -> Result<Vec<Part>, Invalid> {
    let given: Vec<&String> = value.iter().filter(|text| !text.is_empty()).collect();
    if field.kind == FieldType::Choice && given.len() > 1 {
        return Err(Invalid::malformed("one option can be chosen here"));
    }
    let mut chosen = Vec::new();
    for text in given {
        let id: Uuid = text.parse().map_err(|_| Invalid::NoOption)?;
        let at = field.options.iter().position(|option| option.id.0 == id).ok_or(Invalid::NoOption)?;
        if field.options[at].archived && !kept.contains(&id) {
            return Err(Invalid::NoOption);
        }
        chosen.push(at);
    }
    chosen.sort_unstable();
    chosen.dedup();
    let part = |at: usize| {
        let option = &field.options[at];
        Part { shown: option.text.clone(), option: Some(option.id.0), ..Part::of(option.id.to_string()) }
    };
    Ok(chosen.into_iter().map(part).collect())
}

fn short(text: String, most: usize) -> Result<Part, Invalid> {
    if text.chars().count() > most { Err(Invalid::TooLong(most)) } else { Ok(Part::of(text)) }
}

/// Digits, perhaps a sign, perhaps a point with digits after it. Written again, it is the same number.
fn number(text: &str) -> Result<Part, Invalid> {
    let wrong = || Invalid::malformed("write a number like 12 or -0.5, of at most 15 digits");
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) || digits.len() > 4 * DIGITS {
        return Err(wrong());
    }
    let significant = whole.trim_start_matches('0').len() + fraction.trim_end_matches('0').len();
    let read: f64 = text.parse().map_err(|_| wrong())?;
    if significant > DIGITS || !read.is_finite() {
        return Err(wrong());
    }
    // There is one zero.
    let read = if read == 0.0 { 0.0 } else { read };
    Ok(Part { number: Some(read), ..Part::of(read.to_string()) })
}

fn date(text: &str) -> Result<Part, Invalid> {
    let wrong = || Invalid::malformed("write a date like 2026-11-22");
    let read = Date::parse(text, DATE).ok().filter(|date| text.len() == 10 && date.year() > 0).ok_or_else(wrong)?;
    let number = milliseconds(read.midnight());
    Ok(Part { number: Some(number), ..Part::of(text.to_owned()) })
}

fn date_time(text: &str) -> Result<Part, Invalid> {
    let wrong = || Invalid::malformed("write a date and a time like 2026-11-22T09:30");
    // Some browsers send the seconds, too.
    let text = match text.len() {
        19 => text.strip_suffix(":00").ok_or_else(wrong)?,
        _ => text,
    };
    let read = PrimitiveDateTime::parse(text, DATE_TIME).ok().filter(|at| text.len() == 16 && at.year() > 0);
    let number = milliseconds(read.ok_or_else(wrong)?);
    Ok(Part { number: Some(number), ..Part::of(text.to_owned()) })
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of ten thousand years have 15 digits")]
fn milliseconds(at: PrimitiveDateTime) -> f64 {
    (at.assume_utc().unix_timestamp() * 1000) as f64
}

/// The address of a website. It becomes a link, so that nothing but http and https passes, nor what only parses as a
/// host because something was put before it.
fn website(text: &str) -> Result<String, Invalid> {
    let wrong = || Invalid::malformed("write an address like https://example.com");
    if text.len() > URL_BYTES {
        return Err(Invalid::TooLong(URL_BYTES));
    }
    if text.starts_with(['/', '\\']) || text.chars().any(char::is_whitespace) {
        return Err(wrong());
    }
    let text = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
    let url = Url::parse(&text).map_err(|_| wrong())?;
    let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
    let found = match url.host() {
        Some(Host::Domain(domain)) => validity::domain(domain).is_ok(),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
        None => false,
    };
    if plain && found { Ok(url.into()) } else { Err(wrong()) }
}

#[cfg(test)]
#[path = "parts_tests.rs"]
mod tests;
