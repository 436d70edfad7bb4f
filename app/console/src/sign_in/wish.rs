//! Where one wanted to go before the sign-in page came between. Only the console's own pages are believed.

use crate::paths;

/// The sign-in page, remembering where one wanted to go.
pub fn path_with_wish(pathname: &str, search: &str) -> String {
    let search = search.trim_start_matches('?');
    let wish = if search.is_empty() { pathname.to_owned() } else { format!("{pathname}?{search}") };
    match wished(&wish) {
        Some(wish) if wish != paths::BASE => format!("{}?to={}", paths::SIGN_IN, escape(&wish)),
        _ => paths::SIGN_IN.to_owned(),
    }
}

/// The page wished for, if it is one of the console's own: anything else could be somebody's trap.
pub fn wished(to: &str) -> Option<String> {
    let path = to.split(['?', '#']).next().unwrap_or_default();
    let inside = path == paths::BASE || path.strip_prefix(paths::BASE).is_some_and(|rest| rest.starts_with('/'));
    let plain = !to.contains(['\\', ' ']) && !path.contains("//") && !path.split('/').any(|part| part == "..");
    let itself = [paths::SIGN_IN, paths::SETUP, paths::SECOND_FACTOR].contains(&path);
    let printable = to.chars().all(|c| !c.is_control());
    (inside && plain && printable && !itself).then(|| to.to_owned())
}

/// Escapes what would end a query's value.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '%' => escaped.push_str("%25"),
            '&' => escaped.push_str("%26"),
            '#' => escaped.push_str("%23"),
            '+' => escaped.push_str("%2B"),
            '?' => escaped.push_str("%3F"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_the_console_is_remembered() {
        assert_eq!(path_with_wish("/console/chats/1", "?group=2"), "/console/sign-in?to=/console/chats/1%3Fgroup=2");
        assert_eq!(path_with_wish("/console", ""), "/console/sign-in");
        assert_eq!(wished("/console/tickets?scope=all"), Some("/console/tickets?scope=all".into()));
    }

    #[test]
    fn nothing_else_is() {
        for trap in [
            "https://evil.example/console",
            "//evil.example/console",
            "/console//evil.example",
            "/console/..//evil.example",
            "/console/../admin",
            "/consolexyz",
            "/\\evil.example",
            "/console/\\evil",
            "javascript:alert(1)",
            "/console/sign-in?to=/console",
            "",
        ] {
            assert_eq!(wished(trap), None, "{trap}");
        }
    }
}
