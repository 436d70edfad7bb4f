//! Finds web addresses in plain text. Only `http://` and `https://` become links; everything else stays text.

use ui::text::is_of_a_word;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Text(&'a str),
    /// An address, as it stands.
    Link(&'a str),
}

/// Cuts a text into words and addresses. Put together again, the pieces are the text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((words, link, behind)) = next(rest) {
        if !words.is_empty() {
            pieces.push(Piece::Text(words));
        }
        pieces.push(Piece::Link(link));
        rest = behind;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// What stands before the first address, the address, and the rest.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let mut before = ' ';
    for (start, letter) in text.char_indices() {
        if letter == 'h' && !is_of_a_word(before) {
            let (words, rest) = text.split_at_checked(start)?;
            let address = trimmed(rest.get(..length(rest))?);
            let host = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
            if host.is_some_and(|host| host.starts_with(|letter: char| is_of_a_word(letter) || letter == '[')) {
                return Some((words, address, rest.strip_prefix(address)?));
            }
        }
        before = letter;
    }
    None
}

/// Up to a blank, a quote, a bracket that no address holds, or a sign that would hide where the link goes.
fn length(rest: &str) -> usize {
    let ends = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(letter, '<' | '>' | '"' | '`' | '\\')
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    rest.find(ends).unwrap_or(rest.len())
}

/// Without what belongs to the sentence around it: full stops, and a closing bracket that was opened before.
fn trimmed(mut address: &str) -> &str {
    loop {
        let Some(last) = address.chars().next_back() else { return address };
        let shorter = address.strip_suffix(last).unwrap_or_default();
        let belongs = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '…' | '“' | '”' | '’' | '»' | '«' => false,
            ')' => shorter.matches('(').count() > shorter.matches(')').count(),
            ']' => shorter.matches('[').count() > shorter.matches(']').count(),
            '}' => shorter.matches('{').count() > shorter.matches('}').count(),
            _ => true,
        };
        if belongs {
            return address;
        }
        address = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<&str> {
        let whole: String = pieces(text)
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) | Piece::Link(text) => *text,
            })
            .collect();
        assert_eq!(whole, text);
        pieces(text)
            .into_iter()
            .filter_map(|piece| match piece {
                Piece::Link(link) => Some(link),
                Piece::Text(_) => None,
            })
            .collect()
    }

    #[test]
    fn addresses_are_found_where_sentences_end() {
        assert_eq!(links("See https://example.com/a?b=c&d#e."), ["https://example.com/a?b=c&d#e"]);
        assert_eq!(links("(http://example.com/x_(y)), and"), ["http://example.com/x_(y)"]);
        assert_eq!(links("http://a.example http://b.example/"), ["http://a.example", "http://b.example/"]);
        assert_eq!(links("„https://例え.jp/道“, https://[::1]:8080/"), ["https://例え.jp/道", "https://[::1]:8080/"]);
        assert_eq!(links(""), Vec::<&str>::new());
    }

    #[test]
    fn nothing_else_becomes_a_link() {
        for text in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "http:",
            "http://",
            "https://.",
            "https:///etc",
            "https://\"onclick=x",
            "xhttp://example.com",
            "ftp://example.com",
            "//evil.example",
            "example.com",
            "http",
            "hhttp",
            "http:/\\evil.example",
        ] {
            assert_eq!(links(text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(links("javascript:alert('https://example.com')"), ["https://example.com"]);
        assert_eq!(links("https://example.com\u{202e}moc"), ["https://example.com"]);
        assert_eq!(links("https://example.com\"onmouseover=\"x"), ["https://example.com"]);
    }
}
