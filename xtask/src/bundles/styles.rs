//! Composes a style entry into one sheet: imports inlined into their layers, comments and white space gone.
//!
//! `@import url("ui/button.css") layer(ui);` becomes `@layer ui{…}`, which means the same and costs one request less.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

/// The entry with everything it imports, small.
pub fn compose(entry: &Path) -> Result<String> {
    inline(entry, 0).map(|sheet| minify(&sheet))
}

fn inline(path: &Path, depth: usize) -> Result<String> {
    if depth > 8 {
        bail!("{} imports itself", path.display());
    }
    let sheet = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    // Browsers drop whatever follows a brace too many, and say nothing.
    if !is_balanced(&minify(&sheet)) {
        bail!("{}: a brace closes nothing, or one is not closed", path.display());
    }
    let mut all = String::new();
    for (number, line) in sheet.lines().enumerate() {
        let Some(import) = line.trim().strip_prefix("@import ") else {
            all.push_str(line);
            all.push('\n');
            continue;
        };
        let (file, layer) = parse(import).with_context(|| {
            format!("{}:{}: an import is one line, @import url(\"…\") layer(…);", path.display(), number + 1)
        })?;
        let inner = inline(&path.with_file_name("").join(file), depth + 1)?;
        match layer {
            Some(layer) => all.push_str(&format!("@layer {layer} {{\n{inner}}}\n")),
            None => all.push_str(&inner),
        }
    }
    Ok(all)
}

fn is_balanced(sheet: &str) -> bool {
    let mut open = 0_usize;
    for letter in sheet.chars() {
        match letter {
            '{' => open += 1,
            '}' if open == 0 => return false,
            '}' => open -= 1,
            _ => {}
        }
    }
    open == 0
}

/// `url("file") layer(name);`
fn parse(import: &str) -> Option<(&str, Option<&str>)> {
    let (file, rest) = import.trim().strip_prefix("url(\"")?.split_once("\")")?;
    match rest.trim().strip_suffix(';')?.trim() {
        "" => Some((file, None)),
        layer => Some((file, Some(layer.strip_prefix("layer(")?.strip_suffix(')')?))),
    }
}

/// Removes comments, and white space where it means nothing. Around `:`, `+`, `>` and the like it may mean something:
/// there one space stays (compression makes up for it).
fn minify(sheet: &str) -> String {
    let mut small = String::with_capacity(sheet.len());
    let mut rest = sheet;
    let mut space = false;
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("/*") {
            let end = rest.find("*/").map_or(rest.len(), |end| end + 2);
            rest = &rest[end..];
            space = true;
            continue;
        }
        if next.is_whitespace() {
            rest = &rest[next.len_utf8()..];
            space = true;
            continue;
        }
        let before = small.chars().next_back();
        if space && !before.is_none_or(|before| "{};,(".contains(before)) && !"{};,)".contains(next) {
            small.push(' ');
        }
        space = false;
        if next == '}' && before == Some(';') {
            small.pop();
        }
        let token = verbatim(rest).unwrap_or(next.len_utf8());
        small.push_str(&rest[..token]);
        rest = &rest[token..];
    }
    small
}

/// The length of what must stay as it is: a string, an unquoted address.
fn verbatim(rest: &str) -> Option<usize> {
    let quote = rest.chars().next()?;
    if quote == '"' || quote == '\'' {
        let mut escaped = false;
        let end = rest.char_indices().skip(1).find(|(_, letter)| {
            let ends = *letter == quote && !escaped;
            escaped = *letter == '\\' && !escaped;
            ends
        });
        return end.map(|(at, _)| at + 1);
    }
    let address = rest.strip_prefix("url(")?;
    if address.trim_start().starts_with(['"', '\'']) {
        return None;
    }
    rest.find(')').map(|end| end + 1)
}

#[cfg(test)]
mod tests {
    use super::{is_balanced, minify, parse};

    #[test]
    fn braces_close_what_they_open() {
        for (sheet, balanced) in [("a{b{}}", true), ("", true), ("a{}}", false), ("}a{", false), ("a{", false)] {
            assert_eq!(is_balanced(sheet), balanced, "{sheet}");
        }
    }

    #[test]
    fn imports_name_a_file_and_a_layer() {
        assert_eq!(parse(r#"url("ui/a.css") layer(ui);"#), Some(("ui/a.css", Some("ui"))));
        assert_eq!(parse(r#"url("a.css");"#), Some(("a.css", None)));
        assert_eq!(parse(r#""a.css";"#), None);
        assert_eq!(parse(r#"url("a.css") screen;"#), None);
    }

    #[test]
    fn white_space_goes_where_it_means_nothing() {
        assert_eq!(minify("/* x */\na  ,\n b {\n  color : red ;\n}\n"), "a,b{color : red}");
        assert_eq!(
            minify("@layer a, b;\n.x { &:hover > p { margin: 0 auto; } }"),
            "@layer a,b;.x{&:hover > p{margin: 0 auto}}"
        );
    }

    #[test]
    fn white_space_stays_where_it_means_something() {
        assert_eq!(
            minify("a :hover, b { width: calc( 1px + (2px - 3px) ) }"),
            "a :hover,b{width: calc(1px + (2px - 3px))}"
        );
        assert_eq!(
            minify("@media (width < 9px) and (hover) { a { b: c } }"),
            "@media (width < 9px) and (hover){a{b: c}}"
        );
        assert_eq!(minify("a/**/b{}"), "a b{}");
    }

    #[test]
    fn strings_and_addresses_stay() {
        assert_eq!(minify(r#"a { content : " ; /* \" } " }"#), r#"a{content : " ; /* \" } "}"#);
        assert_eq!(minify("a { b: url(data:x;y,/*z ) }"), "a{b: url(data:x;y,/*z )}");
    }
}
