//! Text that the server writes into elements whose children Leptos 0.8 does not escape.

/// The text of an area, for pages that are read without script; only where `prop:value` cannot speak.
pub(crate) fn area(text: &str) -> String {
    if cfg!(target_arch = "wasm32") {
        return String::new();
    }
    // Browsers swallow the first line break of an area.
    let first = if text.starts_with('\n') { "\n" } else { "" };
    [first, &escaped(text)].concat()
}

/// The text of a page's title.
pub fn title(text: String) -> String {
    if cfg!(target_arch = "wasm32") { text } else { escaped(&text) }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{area, title};

    #[test]
    fn nothing_ends_the_element_it_is_in() {
        assert_eq!(area("</textarea><script>&"), "&lt;/textarea&gt;&lt;script&gt;&amp;");
        assert_eq!(area("\nline"), "\n\nline");
        assert_eq!(title("</title><script>&".into()), "&lt;/title&gt;&lt;script&gt;&amp;");
    }
}
