//! What a file is called, what it is and how it is sent: pure.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::people::validity;

/// The most characters of a name.
const NAME: usize = 120;

/// The most characters of a name's ending, with its dot.
const ENDING: usize = 12;

/// What needs no escape in RFC 8187.
const PLAIN: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a file is called that has no name of its own.
const NAMELESS: &str = "file";

/// A name under which a file can be saved anywhere and that reads as what it is: no path, no hidden file, nothing that
/// turns or takes no room, and its ending stays when it is cut.
pub fn name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = validity::clean_line(last).chars().filter(|c| !validity::is_unseen(*c)).collect::<String>();
    let safe: String = shown.chars().map(|c| if "<>:\"|?*".contains(c) { '_' } else { c }).collect();
    let safe = safe.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if safe.is_empty() {
        return NAMELESS.to_owned();
    }
    if safe.chars().count() <= NAME {
        return safe.to_owned();
    }
    let ending = safe.rfind('.').map(|at| &safe[at..]).filter(|ending| ending.chars().count() <= ENDING);
    let ending = ending.unwrap_or_default();
    let begins: String = safe.chars().take(NAME - ending.chars().count()).collect();
    format!("{}{ending}", begins.trim_end())
}

/// What a file is: that it is a picture its bytes say, and what else it is called nobody believes enough to show it.
pub fn media_type(said: &str, content: &[u8]) -> String {
    if let Some(picture) = picture(content) {
        return picture.to_owned();
    }
    let said = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let token = |word: &str| {
        !word.is_empty()
            && word.len() < 100
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    let reads = said.split_once('/').is_some_and(|(kind, sub)| token(kind) && token(sub));
    let shown = ["image/png", "image/jpeg", "image/gif", "image/webp"].contains(&&*said);
    if reads && !shown { said } else { "application/octet-stream".to_owned() }
}

/// The pictures that are shown, by their bytes.
pub fn picture(content: &[u8]) -> Option<&'static str> {
    match image::guess_format(content).ok()? {
        image::ImageFormat::Png => Some("image/png"),
        image::ImageFormat::Jpeg => Some("image/jpeg"),
        image::ImageFormat::Gif => Some("image/gif"),
        image::ImageFormat::WebP => Some("image/webp"),
        _ => None,
    }
}

/// `Content-Disposition` of a file to save (RFC 6266).
pub fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if (c.is_ascii_graphic() || c == ' ') && !"\"\\%;".contains(c) { c } else { '_' })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, &PLAIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rstest::rstest]
    #[case("Invoice 7.pdf", "Invoice 7.pdf")]
    #[case("../../etc/passwd", "passwd")]
    #[case("..\\..\\boot.ini", "boot.ini")]
    #[case("a\r\nSet-Cookie: x=1", "a Set-Cookie_ x=1")]
    #[case("a\0b.txt", "ab.txt")]
    #[case("photo\u{202e}gnp.exe", "photognp.exe")]
    #[case("\u{200b}.bashrc", "bashrc")]
    #[case("<img src=x onerror=alert(1)>.png", "_img src=x onerror=alert(1)_.png")]
    #[case("Übersicht für Øyvind.pdf", "Übersicht für Øyvind.pdf")]
    #[case("", "file")]
    #[case("...", "file")]
    #[case("a/", "file")]
    fn class_7_what_a_file_is_called(#[case] given: &str, #[case] called: &str) {
        assert_eq!(name(given), called);
    }

    #[test]
    fn class_7_a_name_of_5_000_characters_keeps_its_ending() {
        let cut = name(&format!("{}.pdf", "ø".repeat(5_000)));
        assert_eq!(cut.chars().count(), NAME);
        assert!(cut.ends_with("ø.pdf"));
        assert_eq!(name(&format!("a.{}", "b".repeat(5_000))).chars().count(), NAME);
    }

    #[rstest::rstest]
    #[case("image/png", b"GIF89a....", "image/gif")]
    #[case("image/png", b"<script>alert(1)</script>", "application/octet-stream")]
    #[case("image/svg+xml", b"<svg onload=alert(1)>", "image/svg+xml")]
    #[case("Text/Plain; charset=utf-8", b"x", "text/plain")]
    #[case("a\r\nb/c", b"x", "application/octet-stream")]
    #[case("", b"x", "application/octet-stream")]
    fn class_6_what_a_file_is(#[case] said: &str, #[case] content: &[u8], #[case] is: &str) {
        assert_eq!(media_type(said, content), is);
    }

    #[test]
    fn class_7_a_name_in_a_header() {
        assert_eq!(
            disposition("a\"b\\ü;%.pdf"),
            "attachment; filename=\"a_b____.pdf\"; filename*=UTF-8''a%22b%5C%C3%BC%3B%25.pdf"
        );
    }
}
