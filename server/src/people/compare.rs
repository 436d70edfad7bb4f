//! How usernames, e-mail addresses, domains and phone numbers compare: pure. What is stored to be looked up is stored
//! in these forms, by every slice.

use phonenumber::{Mode, country, metadata::DATABASE};

use super::validity::{self, InvalidDomain, InvalidEmail};

/// A phone number as compared: `+16025550100`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct E164(String);

impl E164 {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<E164> for String {
    fn from(number: E164) -> Self {
        number.0
    }
}

/// The country whose way of writing phone numbers is meant where none is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country(country::Id);

/// Why a country is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no country has this code: two letters such as US or DE")]
pub struct UnknownCountry;

impl std::str::FromStr for Country {
    type Err = UnknownCountry;

    fn from_str(code: &str) -> Result<Self, UnknownCountry> {
        let id: country::Id = code.trim().to_ascii_uppercase().parse().map_err(|_| UnknownCountry)?;
        DATABASE.by_id(id.as_ref()).map(|_| Self(id)).ok_or(UnknownCountry)
    }
}

/// Why a phone number is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPhone {
    /// Fewer than 7 digits.
    #[error("a phone number has at least 7 digits")]
    TooShort,
    /// More than 15 digits.
    #[error("a phone number has at most 15 digits")]
    TooLong,
    /// Something else than digits and what is written between them, or a country code that does not exist.
    #[error("this is no phone number")]
    NoNumber,
}

/// An address as compared: trimmed, without case, the domain as [`normal_domain`] has it. A plus tag stays.
///
/// # Errors
/// [`InvalidEmail`]: it is no address.
pub fn normal_email(text: &str) -> Result<String, InvalidEmail> {
    validity::email(text).map(|address| address.to_lowercase())
}

/// A username as compared: trimmed, without case.
pub fn normal_username(text: &str) -> String {
    text.trim().to_lowercase()
}

/// A domain as compared: lower case, IDN in ASCII, no trailing dot.
///
/// # Errors
/// [`InvalidDomain`]: it is no domain.
pub fn normal_domain(text: &str) -> Result<String, InvalidDomain> {
    validity::domain(text)
}

/// The domain of an address, as compared; `None` when it has none.
pub fn domain_of(email: &str) -> Option<String> {
    let (local, domain) = email.trim().rsplit_once('@')?;
    if local.is_empty() || domain.starts_with(char::is_whitespace) {
        return None;
    }
    normal_domain(domain).ok()
}

/// The domain and those above it, nearest first: `a.example.com`, `example.com`. The domain is in the compared form.
pub fn domains_above(domain: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(domain), |domain| domain.split_once('.').map(|(_, above)| above))
        .take_while(|domain| domain.contains('.'))
}

/// A phone number as compared. What is written between the digits does not count, nor does an extension.
///
/// # Errors
/// [`InvalidPhone`]: it is no number.
pub fn normal_phone(text: &str, default_country: Country) -> Result<E164, InvalidPhone> {
    let (international, digits) = digits_of(text)?;
    if digits.len() < 7 {
        return Err(InvalidPhone::TooShort);
    }
    if digits.len() > 20 {
        return Err(InvalidPhone::TooLong);
    }
    let number = match international {
        true => Some(digits.as_str()),
        false => after_international_prefix(&digits, default_country),
    };
    let found = match number {
        Some(number) => e164(number)?,
        None => national(&digits, default_country.0)?,
    };
    // What is stored is read again, by whoever looks for it: it must then be the same.
    match found.0.strip_prefix('+').map(e164) {
        Some(Ok(again)) if again == found => Ok(found),
        _ => Err(InvalidPhone::NoNumber),
    }
}

/// A number with its country code. The library would also take a national prefix away that is none, so it is only
/// asked where there is a zero that should not be there, as in `+49 (0)30 …`; some countries keep theirs.
fn e164(number: &str) -> Result<E164, InvalidPhone> {
    let code = (1..=3).filter_map(|len| number.get(..len)).find(|code| {
        code.parse::<u16>().is_ok_and(|code| !number.starts_with('0') && DATABASE.by_code(&code).is_some())
    });
    let national = code.and_then(|code| number.strip_prefix(code)).ok_or(InvalidPhone::NoNumber)?;
    if national.starts_with('0') {
        return written(&format!("+{number}"), None);
    }
    checked(format!("+{number}"))
}

/// A number without a country code. The library takes a national prefix away twice where it can (`8 812 …` in Russia),
/// so that it is only asked what the plain readings do not explain.
fn national(digits: &str, country: country::Id) -> Result<E164, InvalidPhone> {
    if let Some(there) = DATABASE.by_id(country.as_ref()) {
        let without = there.national_prefix().and_then(|prefix| digits.strip_prefix(prefix));
        let kinds = there.descriptors();
        let kinds = [
            kinds.fixed_line(),
            kinds.mobile(),
            kinds.toll_free(),
            kinds.premium_rate(),
            kinds.shared_cost(),
            kinds.personal_number(),
            kinds.voip(),
            kinds.uan(),
        ];
        let fits = |number: &&str| kinds.iter().flatten().any(|kind| kind.is_match(number));
        if let Some(number) = [Some(digits), without].into_iter().flatten().find(fits) {
            return checked(format!("+{}{number}", there.country_code()));
        }
    }
    written(digits, Some(country))
}

/// What the library makes of a number.
fn written(number: &str, country: Option<country::Id>) -> Result<E164, InvalidPhone> {
    let number = phonenumber::parse(country, number).map_err(|_| InvalidPhone::NoNumber)?;
    checked(number.format().mode(Mode::E164).to_string())
}

fn checked(number: String) -> Result<E164, InvalidPhone> {
    match number.len() - 1 {
        0..7 => Err(InvalidPhone::TooShort),
        7..=15 => Ok(E164(number)),
        _ => Err(InvalidPhone::TooLong),
    }
}

/// What follows the prefix for calls abroad (`00`, `011`), if there is one.
fn after_international_prefix(digits: &str, country: Country) -> Option<&str> {
    let prefix = DATABASE.by_id(country.0.as_ref())?.international_prefix()?.find(digits)?;
    let rest = &digits[prefix.end()..];
    (prefix.start() == 0 && !rest.starts_with('0')).then_some(rest)
}

/// The digits in ASCII, and whether a plus leads them. Nothing else of what was typed reaches the library.
fn digits_of(text: &str) -> Result<(bool, String), InvalidPhone> {
    let text = text.trim();
    let text = text.get(..4).filter(|start| start.eq_ignore_ascii_case("tel:")).map_or(text, |_| &text[4..]);
    let mut plus = false;
    let mut digits = String::new();
    for (at, c) in text.char_indices() {
        if let Some(digit) = digit(c) {
            digits.push(digit);
        } else if matches!(c, '+' | '\u{FF0B}') && !plus && digits.is_empty() {
            plus = true;
        } else if begins_extension(&text[at..]) && !digits.is_empty() {
            break;
        } else if !(c == ' ' || is_between(c)) {
            return Err(InvalidPhone::NoNumber);
        }
        if digits.len() > 40 {
            return Err(InvalidPhone::TooLong);
        }
    }
    if digits.is_empty() { Err(InvalidPhone::NoNumber) } else { Ok((plus, digits)) }
}

/// A digit of ours, of the Arabic and Persian keyboards, or a wide one.
fn digit(c: char) -> Option<char> {
    let zero = [0x30, 0x660, 0x6F0, 0xFF10].into_iter().find(|zero| (*zero..*zero + 10).contains(&(c as u32)))?;
    char::from_digit(c as u32 - zero, 10)
}

/// Whether an extension begins here: a word for it and its number, and nothing else to the end. In a `tel:` link every
/// parameter counts as one.
fn begins_extension(rest: &str) -> bool {
    if rest.starts_with(';') {
        return true;
    }
    let rest = rest.to_lowercase();
    let words = ["extension", "extn.", "extn", "ext.", "ext", "x.", "x", "#", ",", "durchwahl", "dw.", "dw", "poste"];
    let number = |after: &str| {
        let after = after.trim_start_matches([' ', ':', '\u{A0}', ',']).trim_end_matches(['#', ' ']);
        (1..=10).contains(&after.chars().count()) && after.chars().all(|c| digit(c).is_some())
    };
    words.iter().any(|word| rest.strip_prefix(word).is_some_and(number))
}

/// What people write between digits, and marks that copying brings along.
fn is_between(c: char) -> bool {
    matches!(c, '(' | ')' | '-' | '.' | '/' | '[' | ']' | '~' | '\t' | '\u{A0}' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2010}'..='\u{2015}'
        | '\u{202A}'..='\u{202F}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{2212}' | '\u{3000}' | '\u{FEFF}' | '\u{FF08}' | '\u{FF09}' | '\u{FF0D}')
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
