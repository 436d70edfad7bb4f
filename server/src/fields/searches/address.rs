//! Addresses with named inputs: pure.
//!
//! An input may stand behind the host, never in it; its text is encoded, and whatever would lead to another place of the
//! same host is none of our questions.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::statement::Piece;

/// What needs no encoding anywhere.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Why an address is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It does not read as an address.
    #[error("write an address like https://api.example.com/devices/{{serial}}")]
    Malformed,
    /// An input stands where it would choose who is called.
    #[error("inputs stand behind the host only")]
    Host,
}

/// Takes an address apart.
///
/// # Errors
/// See [`Flaw`].
pub fn pieces(address: &str) -> Result<Vec<Piece<'_>>, Flaw> {
    // Readers of addresses drop some of these, and take one for another.
    if address.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '#')) {
        return Err(Flaw::Malformed);
    }
    let (_, rest) = address.split_once("://").ok_or(Flaw::Malformed)?;
    let host = address.len() - rest.len();
    let behind = rest.find(['/', '?']).map_or(address.len(), |end| host + end);
    if address[..behind].contains(['{', '}']) {
        return Err(Flaw::Host);
    }
    let mut pieces = Vec::new();
    let mut rest = address;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(Flaw::Malformed)?;
        if before.contains('}') || name.contains('{') {
            return Err(Flaw::Malformed);
        }
        pieces.extend([Piece::Text(before), Piece::Input(name)]);
        rest = after;
    }
    if rest.contains('}') {
        return Err(Flaw::Malformed);
    }
    pieces.push(Piece::Text(rest));
    Ok(pieces)
}

/// The address with some texts in the places of its inputs; nothing when it would then be another place's.
pub fn filled<'a>(pieces: &[Piece<'_>], text: impl Fn(&str) -> &'a str) -> Option<Url> {
    let with = |text: &dyn Fn(&str) -> String| {
        let address: String = pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => (*text).to_owned(),
                Piece::Input(name) => text(name),
            })
            .collect();
        Url::parse(&address).ok()
    };
    let plain = with(&|_| "x".into())?;
    let filled = with(&|name| utf8_percent_encode(text(name), ENCODED).to_string())?;
    // `..` leads away, however it is encoded.
    let parts = |url: &Url| url.path_segments().map(Iterator::count);
    let same = plain.origin() == filled.origin() && parts(&plain) == parts(&filled);
    (same && filled.fragment().is_none()).then_some(filled)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", Flaw::Malformed)]
    #[case("api.example.com/{a}", Flaw::Malformed)]
    #[case("https://{a}/", Flaw::Host)]
    #[case("https://{a}.example.com/", Flaw::Host)]
    #[case("https://api.example.com{a}", Flaw::Host)]
    #[case("https://api.example.com:{a}/", Flaw::Host)]
    #[case("https://{a}@api.example.com/", Flaw::Host)]
    #[case("{a}://api.example.com/", Flaw::Host)]
    #[case("https://api.example.com\\{a}", Flaw::Malformed)]
    #[case("https://api.exa\tmple.com/{a}", Flaw::Malformed)]
    #[case("https://api.example.com/{a", Flaw::Malformed)]
    #[case("https://api.example.com/a}", Flaw::Malformed)]
    #[case("https://api.example.com/{{a}}", Flaw::Malformed)]
    #[case("https://api.example.com/#{a}", Flaw::Malformed)]
    fn inputs_stand_behind_the_host(#[case] address: &str, #[case] flaw: Flaw) {
        assert_eq!(pieces(address).unwrap_err(), flaw);
    }

    #[rstest]
    #[case("A-1", Some("https://h.example/d/A-1/x?q=A-1"))]
    #[case(
        "a b/c?d&e=f#g%h+i",
        Some("https://h.example/d/a%20b%2Fc%3Fd%26e%3Df%23g%25h%2Bi/x?q=a%20b%2Fc%3Fd%26e%3Df%23g%25h%2Bi")
    )]
    #[case("é\r\n", Some("https://h.example/d/%C3%A9%0D%0A/x?q=%C3%A9%0D%0A"))]
    #[case("@evil.example", Some("https://h.example/d/%40evil.example/x?q=%40evil.example"))]
    #[case(".", None)]
    #[case("..", None)]
    #[case("../../admin", Some("https://h.example/d/..%2F..%2Fadmin/x?q=..%2F..%2Fadmin"))]
    #[case("%2e%2e", Some("https://h.example/d/%252e%252e/x?q=%252e%252e"))]
    fn what_is_typed_stays_in_its_place(#[case] typed: &str, #[case] called: Option<&str>) {
        let pieces = pieces("https://h.example/d/{a}/x?q={a}").unwrap();
        assert_eq!(filled(&pieces, |_| typed).map(String::from).as_deref(), called);
    }
}
