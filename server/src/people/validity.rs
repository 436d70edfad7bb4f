//! Which usernames, addresses, names and texts are accepted at all: pure, and shared by every slice.

/// The longest e-mail address, in bytes.
const EMAIL_BYTES: usize = 254;
/// The longest part before the `@`, in bytes.
const LOCAL_BYTES: usize = 64;
/// The longest domain, in bytes.
const DOMAIN_BYTES: usize = 253;
/// The longest username, in characters.
const USERNAME_CHARS: usize = 64;
/// The longest name, in characters.
const NAME_CHARS: usize = 120;

/// Why a username is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUsername {
    /// One character or none.
    #[error("a username has at least 2 characters")]
    TooShort,
    /// Over 64 characters.
    #[error("a username has at most 64 characters")]
    TooLong,
    /// Something else than `a-z`, `A-Z`, `0-9`, `.`, `-` and `_`. Letters of other alphabets are refused because some
    /// look like these.
    #[error("a username consists of the letters a to z, digits, dot, dash and underscore")]
    Characters,
}

/// Why a domain name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDomain {
    /// Nothing there.
    #[error("the domain is missing")]
    Empty,
    /// It has an `@`.
    #[error("a domain has no @: write example.com, not ann@example.com")]
    At,
    /// It has a scheme, as in `https://`.
    #[error("a domain has no scheme: write example.com, not https://example.com")]
    Scheme,
    /// It has a space.
    #[error("a domain has no spaces")]
    Space,
    /// It has no dot.
    #[error("a domain has a dot: write example.com, not example")]
    NoDot,
    /// It is too long.
    #[error("a domain has at most 253 characters")]
    TooLong,
    /// It does not read as a domain otherwise: an empty label, a character no domain has, an address of numbers.
    #[error("this is no domain name")]
    NoDomain,
}

/// Why an e-mail address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    /// Nothing there.
    #[error("the e-mail address is missing")]
    Empty,
    /// Over 254 characters, or over 64 before the `@`.
    #[error("the e-mail address is too long")]
    TooLong,
    /// No `@`, or more than one.
    #[error("an e-mail address has one @")]
    At,
    /// A character, or an order of dots, that cannot stand before the `@`.
    #[error("the part before the @ has characters that an e-mail address cannot have")]
    Local,
    /// What follows the `@` is no domain.
    #[error("the part after the @: {0}")]
    Domain(#[from] InvalidDomain),
}

/// Why a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing one can see.
    #[error("the name is missing")]
    Empty,
    /// Over 120 characters.
    #[error("a name has at most 120 characters")]
    TooLong,
    /// A control character, a line break, or a mark that turns the direction of what follows.
    #[error("the name has characters that cannot be shown")]
    Characters,
}

/// The username, trimmed.
///
/// # Errors
/// [`InvalidUsername`].
pub fn username(text: &str) -> Result<&str, InvalidUsername> {
    let text = text.trim();
    match text.chars().take(USERNAME_CHARS + 1).count() {
        0 | 1 => return Err(InvalidUsername::TooShort),
        n if n > USERNAME_CHARS => return Err(InvalidUsername::TooLong),
        _ => {}
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if text.chars().all(fits) { Ok(text) } else { Err(InvalidUsername::Characters) }
}

/// The domain in the form that is stored and compared: lower case, IDN in ASCII, no trailing dot.
///
/// # Errors
/// [`InvalidDomain`].
pub fn domain(text: &str) -> Result<String, InvalidDomain> {
    let text = text.trim();
    if text.is_empty() {
        return Err(InvalidDomain::Empty);
    }
    if text.len() > 4 * DOMAIN_BYTES {
        return Err(InvalidDomain::TooLong);
    }
    if text.contains("://") || text.starts_with("//") {
        return Err(InvalidDomain::Scheme);
    }
    if text.contains('@') {
        return Err(InvalidDomain::At);
    }
    if text.chars().any(char::is_whitespace) {
        return Err(InvalidDomain::Space);
    }
    // IDNA drops some of these silently; a domain that looks like another must not become it.
    if text.chars().any(|c| c.is_control() || is_unseen(c)) {
        return Err(InvalidDomain::NoDomain);
    }
    let ascii = idna::uts46::Uts46::new()
        .to_ascii(
            text.as_bytes(),
            idna::AsciiDenyList::STD3,
            idna::uts46::Hyphens::CheckFirstLast,
            idna::uts46::DnsLength::Ignore,
        )
        .map_err(|_| InvalidDomain::NoDomain)?;
    let ascii = ascii.strip_suffix('.').unwrap_or(&ascii);
    if ascii.len() > DOMAIN_BYTES {
        return Err(InvalidDomain::TooLong);
    }
    if ascii.split('.').any(|label| label.is_empty() || label.len() > 63) {
        return Err(InvalidDomain::NoDomain);
    }
    let Some((_, top)) = ascii.rsplit_once('.') else { return Err(InvalidDomain::NoDot) };
    if !top.bytes().any(|b| b.is_ascii_alphabetic()) {
        return Err(InvalidDomain::NoDomain);
    }
    Ok(ascii.to_owned())
}

/// The address, trimmed, with its domain in the compared form; the part before the `@` stays as typed.
///
/// # Errors
/// [`InvalidEmail`].
pub fn email(text: &str) -> Result<String, InvalidEmail> {
    let text = text.trim();
    if text.is_empty() {
        return Err(InvalidEmail::Empty);
    }
    let mut parts = text.splitn(3, '@');
    let (Some(local), Some(after), None) = (parts.next(), parts.next(), parts.next()) else {
        return Err(InvalidEmail::At);
    };
    let cannot = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || is_unseen(c)
            || matches!(c, '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '[' | ']' | '\\')
    };
    if local.len() > LOCAL_BYTES {
        return Err(InvalidEmail::TooLong);
    }
    if local.is_empty()
        || local.starts_with('.')
        || local.ends_with('.')
        || local.contains("..")
        || local.contains(cannot)
    {
        return Err(InvalidEmail::Local);
    }
    // " example.com" would be trimmed by itself, but here it is inside an address
    if after.starts_with(char::is_whitespace) {
        return Err(InvalidDomain::Space.into());
    }
    let address = format!("{local}@{}", domain(after)?);
    if address.len() > EMAIL_BYTES { Err(InvalidEmail::TooLong) } else { Ok(address) }
}

/// A person's, a department's or a group's name, trimmed.
///
/// # Errors
/// [`InvalidName`].
pub fn display_name(text: &str) -> Result<&str, InvalidName> {
    let text = text.trim();
    if text.chars().all(|c| c.is_whitespace() || is_unseen(c)) {
        return Err(InvalidName::Empty);
    }
    if text.chars().count() > NAME_CHARS {
        return Err(InvalidName::TooLong);
    }
    let cannot = |c: char| c.is_control() || turns_direction(c) || matches!(c, '\u{2028}' | '\u{2029}');
    if text.contains(cannot) { Err(InvalidName::Characters) } else { Ok(text) }
}

/// A text of one line: line breaks and tabs become spaces, other control characters go, and it is trimmed.
pub fn clean_line(text: &str) -> String {
    let one_line: String = clean_text(text).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    one_line.trim().to_owned()
}

/// A text of any number of lines: line breaks become `\n`; NUL and other control characters but the tab go; everything
/// else stays as it is.
pub fn clean_text(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !c.is_control())
        .collect()
}

/// Marks that override or embed a direction: they can make a name, and what stands behind it, read backwards.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Characters that take no room: they make two texts differ that look the same.
pub fn is_unseen(c: char) -> bool {
    turns_direction(c)
        || matches!(c, '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180E}' | '\u{200B}'..='\u{200F}'
            | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
#[path = "validity_tests.rs"]
mod tests;
