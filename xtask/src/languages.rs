//! The texts of the user interface in other languages: `languages/TAG.json` of the crates under `app/`, by catalogue and
//! field. English stands in the code (`catalogue!`), and every file is held to it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::{Context, Result, bail};

use crate::{bundles, house};

/// The languages that are written in files.
pub const TAGS: [&str; 2] = ["ar", "de"];

/// The crates that say anything.
const CRATES: [&str; 4] = ["ui", "console", "portal", "widget"];

/// Texts by catalogue and field.
pub type Texts = BTreeMap<String, BTreeMap<String, String>>;

/// Fails on what a language lacks, on what nobody says any more, and on texts whose places or forms are not those of the
/// English.
pub fn check() -> Result<()> {
    let mut wrong = Vec::new();
    let shared = declared("ui")?;
    for name in CRATES {
        let english = declared(name)?;
        // A page has the components' texts and its own in one file.
        let twice = english.keys().filter(|catalogue| name != "ui" && shared.contains_key(*catalogue));
        wrong.extend(twice.map(|catalogue| format!("app/{name}: {catalogue} is the components', too")));
        for tag in TAGS {
            let written = written(name, tag)?;
            wrong.extend(compare(&english, &written, tag).into_iter().map(|what| format!("app/{name}, {tag}: {what}")));
        }
    }
    if wrong.is_empty() { Ok(()) } else { bail!("{} texts\n{}", wrong.len(), wrong.join("\n")) }
}

/// What a crate's file says.
pub fn written(name: &str, tag: &str) -> Result<Texts> {
    let path = house::root().join(format!("app/{name}/languages/{tag}.json"));
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("reading {}", path.display()))
}

/// What a crate's file says, each catalogue in the order of its fields, as a page reads it.
pub fn in_order(name: &str, tag: &str) -> Result<BTreeMap<String, Vec<String>>> {
    let written = written(name, tag)?;
    let ordered = declared(name)?.into_iter().map(|(catalogue, fields)| {
        let texts = written.get(&catalogue);
        let text = |(field, english)| texts.and_then(|texts| texts.get(&field).cloned()).unwrap_or(english);
        (catalogue, fields.into_iter().map(text).collect())
    });
    Ok(ordered.collect())
}

/// A catalogue's fields with their English, in their order.
type Fields = Vec<(String, String)>;

/// What a crate says in English.
fn declared(name: &str) -> Result<BTreeMap<String, Fields>> {
    let mut all = BTreeMap::new();
    for file in bundles::files(&house::root().join(format!("app/{name}/src")))? {
        if file.extension().is_some_and(|kind| kind == "rs") {
            read_source(&file, &mut all)?;
        }
    }
    Ok(all)
}

fn read_source(file: &Path, all: &mut BTreeMap<String, Fields>) -> Result<()> {
    let source = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    for (catalogue, fields) in catalogues(&source) {
        if all.insert(catalogue.clone(), fields).is_some() {
            bail!("there are two catalogues called {catalogue}");
        }
    }
    Ok(())
}

/// The catalogues of a source file.
fn catalogues(source: &str) -> Vec<(String, Fields)> {
    let mut found = Vec::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if !matches!(line, "catalogue! {" | "ui::catalogue! {" | "crate::catalogue! {") {
            continue;
        }
        let mut name = String::new();
        let mut fields = Fields::new();
        for line in lines.by_ref().take_while(|line| *line != "}").map(str::trim) {
            if let Some((_, rest)) = line.split_once("struct ") {
                name = rest.trim_end_matches(" {").to_owned();
            } else if let Some((field, text)) = line.split_once(": \"").filter(|_| !line.starts_with("//")) {
                fields.push((field.to_owned(), unescaped(text.trim_end_matches(',').trim_end_matches('"'))));
            }
        }
        found.push((name, fields));
    }
    found
}

/// What is between the quotes of a literal.
fn unescaped(literal: &str) -> String {
    literal.replace("\\\"", "\"").replace("\\n", "\n").replace("\\\\", "\\")
}

fn compare(english: &BTreeMap<String, Fields>, written: &Texts, tag: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for (catalogue, fields) in english {
        for (field, text) in fields {
            match written.get(catalogue).and_then(|fields| fields.get(field)) {
                None => wrong.push(format!("{catalogue}.{field} is missing: {text:?}")),
                Some(other) if other.trim().is_empty() => wrong.push(format!("{catalogue}.{field} is empty")),
                Some(other) => {
                    wrong.extend(unlike(text, other, tag).map(|why| format!("{catalogue}.{field}: {why}: {other:?}")));
                }
            }
        }
    }
    for (catalogue, fields) in written {
        let known = english.get(catalogue);
        let strangers =
            fields.keys().filter(|field| !known.is_some_and(|known| known.iter().any(|(other, _)| other == *field)));
        wrong.extend(strangers.map(|field| format!("{catalogue}.{field} is said nowhere")));
    }
    wrong
}

/// What keeps a text from standing in the place of the English one.
fn unlike(english: &str, other: &str, tag: &str) -> Option<String> {
    let (theirs, ours) = (forms(english), forms(other));
    let expected = all_places(&theirs);
    if theirs[0].0.is_empty() != ours[0].0.is_empty() {
        return Some("one of them counts".into());
    }
    let categories: &[&str] = if tag == "ar" { &CATEGORIES } else { &["one", "other"] };
    if ours[0].0.is_empty() {
        return (all_places(&ours) != expected).then(|| format!("has not the places {expected:?}"));
    }
    if ours.last().is_none_or(|(category, _)| *category != "other") {
        return Some("its last form is not `other`".into());
    }
    if let Some((category, _)) = ours.iter().find(|(category, _)| !categories.contains(category)) {
        return Some(format!("{category:?} is no form of this language"));
    }
    // `one` may be said without its number; whatever there is more of has it.
    let last = all_places(&ours[ours.len() - 1..]);
    (last != expected || all_places(&ours) != expected).then(|| format!("has not the places {expected:?}"))
}

/// The plural forms of `Intl.PluralRules`.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// A text's plural forms; of one that does not count, itself under no name.
fn forms(text: &str) -> Vec<(&str, &str)> {
    let named = |form: &str| form.split_once(':').is_some_and(|(name, _)| CATEGORIES.contains(&name));
    match named(text) {
        true => text.split('|').map(|form| form.split_once(':').unwrap_or(("", form))).collect(),
        false => vec![("", text)],
    }
}

fn all_places<'text>(forms: &[(&str, &'text str)]) -> BTreeSet<&'text str> {
    forms.iter().flat_map(|(_, form)| places(form)).collect()
}

/// The names in braces.
fn places(text: &str) -> Vec<&str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
ui::catalogue! {
    /// What the "queue" says: "twice".
    pub struct QueueText {
        title: "Queue",
        /// Said to the first.
        named: "\"{name}\" is first",
        waiting: "one:{n} chat waits|other:{n} chats wait",
    }
}
"#;

    fn texts(fields: &[(&str, &str)]) -> Texts {
        let fields = fields.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect();
        BTreeMap::from([("QueueText".to_owned(), fields)])
    }

    #[test]
    fn what_is_declared_is_read() {
        let expected = [
            ("title", "Queue"),
            ("named", "\"{name}\" is first"),
            ("waiting", "one:{n} chat waits|other:{n} chats wait"),
        ];
        let expected = expected.map(|(field, text)| (field.to_owned(), text.to_owned()));
        assert_eq!(catalogues(SOURCE), [("QueueText".to_owned(), expected.to_vec())]);
    }

    #[test]
    fn what_is_missing_unknown_or_unlike_is_found() {
        let english = catalogues(SOURCE).into_iter().collect();
        let whole = [
            ("title", "Warteschlange"),
            ("named", "„{name}“ ist dran"),
            ("waiting", "one:{n} Chat wartet|other:{n} Chats warten"),
        ];
        assert_eq!(compare(&english, &texts(&whole), "de"), Vec::<String>::new());
        let wrong = |field: &str, text: &str, tag: &str| {
            let mut fields = whole.to_vec();
            fields.retain(|(name, _)| *name != field);
            if text != "none" {
                fields.push((field, text));
            }
            compare(&english, &texts(&fields), tag).join("; ")
        };
        assert!(wrong("title", "none", "de").contains("QueueText.title is missing"));
        assert!(wrong("title", " ", "de").contains("is empty"));
        assert!(wrong("titel", "Warteschlange", "de").contains("QueueText.titel is said nowhere"));
        assert!(wrong("named", "{nmae} ist dran", "de").contains("has not the places"));
        assert!(wrong("waiting", "{n} Chats warten", "de").contains("one of them counts"));
        assert!(wrong("waiting", "one:{n} Chat wartet", "de").contains("its last form"));
        assert!(wrong("waiting", "few:{n} Chats|other:{n} Chats", "de").contains("is no form"));
        assert!(wrong("waiting", "one:ein Chat|other:Chats", "de").contains("has not the places"));
        assert_eq!(wrong("waiting", "one:دردشة واحدة|two:دردشتان|few:{n} دردشات|other:{n} دردشة", "ar"), "");
    }
}
