//! What a search template may be, where it is in force, what it looks up and what it fills: pure.

use contract::{
    FieldId, FieldProblem,
    fields::{Field, FieldType, ItemKind, TemplateLine},
    searches::{SearchDetails, SearchInput, SearchResult, SearchSource},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use super::{
    address,
    statement::{self, Piece},
};
use crate::{
    fields::{
        parts::{self, Part},
        rules::{Fields, Values},
    },
    people::{compare::Country, validity},
    platform::words,
};

/// The longest text that is taken from a record, in characters: as long as a field's.
const TEXT_CHARS: usize = 10_000;
/// How many parts of a record are looked at.
const CELLS: usize = 100;
/// What our calls say themselves.
const OWN_HEADERS: [&str; 12] = [
    "accept",
    "connection",
    "content-length",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];

/// A record: its parts' names and texts.
pub type Record = Vec<(String, String)>;

/// Whether a search is in force for items of a kind where these lines are.
pub fn in_force(details: &SearchDetails, kind: ItemKind, lines: &[TemplateLine]) -> bool {
    let asked = |input: &SearchInput| lines.iter().any(|line| line.field == input.field);
    details.kinds.contains(&kind) && details.inputs.iter().all(asked)
}

/// The texts to look up, one for each input; the first field that is not answered, when one is not.
pub fn asked(details: &SearchDetails, values: &Values) -> Result<Vec<String>, FieldId> {
    let text = |input: &SearchInput| {
        let parts = values.get(&input.field.0).filter(|parts| !parts.is_empty()).ok_or(input.field)?;
        Ok(parts.iter().map(|part| &*part.shown).collect::<Vec<_>>().join(", "))
    };
    details.inputs.iter().map(text).collect()
}

/// What a row of a table is found by.
pub fn found_by<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        let text = text.trim().to_lowercase();
        hash.update(text.len().to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a record says for each field to fill; empty where it says nothing.
pub fn picked(details: &SearchDetails, record: &Record) -> Vec<String> {
    let text = |result: &SearchResult| {
        let found = record.iter().find(|(name, _)| *name == result.from);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    details.results.iter().map(text).collect()
}

/// A record in JSON: its texts, numbers and yes and no by their names, and what lies deeper by the pointers asked for.
pub fn record(json: &Value, details: &SearchDetails) -> Record {
    let pointers = details.results.iter().filter(|result| result.from.starts_with('/'));
    let deep = pointers.map(|result| (result.from.clone(), json.pointer(&result.from)));
    let cell = |(name, value): (String, Option<&Value>)| Some((name, text(value?)?));
    deep.filter_map(cell).chain(columns(json)).take(CELLS).collect()
}

/// A row in JSON: its columns.
pub fn columns(json: &Value) -> Record {
    let columns = json.as_object().into_iter().flatten();
    columns.filter_map(|(name, value)| Some((name.clone(), text(value)?))).take(CELLS).collect()
}

fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        // The options of several choices.
        Value::Array(all) if !all.iter().any(|one| one.is_array() || one.is_object()) => {
            all.iter().filter_map(text).collect::<Vec<_>>().join(", ")
        }
        _ => return None,
    };
    fits(&text).then_some(text)
}

/// Whether a text of a record is kept.
pub fn fits(text: &str) -> bool {
    !text.contains('\0') && text.chars().count() <= TEXT_CHARS
}

/// What a text found makes of a field; nothing when it does not read as the field's type.
pub fn read(field: &Field, text: &str, country: Country) -> Option<Vec<Part>> {
    let text = text.trim();
    let value = match field.kind {
        FieldType::Choice => vec![option(field, text)?],
        FieldType::Choices => match option(field, text) {
            Some(one) => vec![one],
            None => text.split([',', ';']).map(|one| option(field, one.trim())).collect::<Option<_>>()?,
        },
        FieldType::YesNo => vec![yes_or_no(text)?.to_owned()],
        // Databases write the time, too, and some the zone.
        FieldType::Date => vec![text.split(['T', ' ']).next().unwrap_or_default().to_owned()],
        FieldType::DateTime => vec![text.replacen(' ', "T", 1).chars().take(16).collect()],
        _ => vec![text.to_owned()],
    };
    parts::read(field, &value, &[], country).ok().filter(|parts| !parts.is_empty())
}

fn option(field: &Field, text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let found = field.options.iter().find(|option| !option.archived && option.text.to_lowercase() == text);
    found.map(|option| option.id.to_string())
}

fn yes_or_no(text: &str) -> Option<&'static str> {
    match &*text.to_lowercase() {
        "yes" | "true" | "t" | "1" => Some("yes"),
        "no" | "false" | "f" | "0" => Some("no"),
        _ => None,
    }
}

/// The fields that are filled, of those that are asked in some place, as the first result says that fits.
pub fn filled(
    details: &SearchDetails,
    lines: &[TemplateLine],
    fields: &Fields,
    picked: &[String],
    country: Country,
) -> Values {
    let mut values = Values::new();
    for (result, text) in details.results.iter().zip(picked) {
        let Some(field) = fields.get(&result.field.0) else { continue };
        if lines.iter().any(|line| line.field == result.field)
            && let Some(parts) = read(field, text, country)
        {
            values.entry(result.field.0).or_insert(parts);
        }
    }
    values
}

/// The details, cleaned.
///
/// # Errors
/// What is wrong, by field.
pub fn checked(
    details: SearchDetails,
    fields: &Fields,
    databases: &[String],
    may_call: impl Fn(&Url) -> bool,
) -> Result<SearchDetails, Vec<FieldProblem>> {
    let mut faults = Vec::new();
    let mut fault = |field: String, code: &str, message: String| {
        faults.push(FieldProblem { field, code: code.into(), message });
    };
    let mut details = details;
    match validity::display_name(&details.name) {
        Ok(name) => details.name = name.to_owned(),
        Err(why) => fault("name".into(), "malformed", why.to_string()),
    }
    details.kinds.sort_unstable();
    details.kinds.dedup();
    let known = |id: FieldId| fields.get(&id.0).is_some_and(|field| !field.archived);
    let unknown = || "There is no such field.".to_owned();
    let table = matches!(details.source, SearchSource::Table {});
    for at in 0..details.inputs.len() {
        let name = validity::clean_line(&details.inputs[at].name);
        let (before, field) = (&details.inputs[..at], details.inputs[at].field);
        if !table && !is_identifier(&name) {
            let message = "A name here has letters, digits and _ only, and begins with a letter.";
            fault(format!("inputs[{at}].name"), "malformed", message.into());
        } else if name.is_empty() {
            fault(format!("inputs[{at}].name"), "required", "Fill this in.".into());
        } else if before.iter().any(|other| other.name == name) {
            fault(format!("inputs[{at}].name"), "taken", "Another input has this name.".into());
        }
        if !known(field) {
            fault(format!("inputs[{at}].field"), "unknown", unknown());
        } else if before.iter().any(|other| other.field == field) {
            fault(format!("inputs[{at}].field"), "taken", "Another input is this field.".into());
        }
        details.inputs[at].name = name;
    }
    for at in 0..details.results.len() {
        let from = validity::clean_line(&details.results[at].from);
        let field = details.results[at].field;
        if from.is_empty() {
            fault(format!("results[{at}].from"), "required", "Fill this in.".into());
        }
        if !known(field) {
            fault(format!("results[{at}].field"), "unknown", unknown());
        } else if details.results[..at].iter().any(|other| other.field == field) {
            fault(format!("results[{at}].field"), "taken", "This field is filled already.".into());
        }
        details.results[at].from = from;
    }
    let names: Vec<&str> = details.inputs.iter().map(|input| &*input.name).collect();
    if let Err((part, code, message)) = source(&details.source, &names, databases, may_call) {
        fault(format!("source.{part}"), code, message);
    }
    if faults.is_empty() { Ok(details) } else { Err(faults) }
}

/// What is wrong with a source, the first thing.
fn source(
    source: &SearchSource,
    names: &[&str],
    databases: &[String],
    may_call: impl Fn(&Url) -> bool,
) -> Result<(), (&'static str, &'static str, String)> {
    let known = |pieces: &[Piece<'_>]| {
        let mut inputs = pieces.iter().filter_map(|piece| match piece {
            Piece::Input(name) if !names.contains(name) => Some((*name).to_owned()),
            _ => None,
        });
        inputs.next().map_or(Ok(()), |name| Err(format!("There is no input named {name}.")))
    };
    match source {
        SearchSource::Table {} => Ok(()),
        SearchSource::Http { url, header, at } => {
            let pieces = address::pieces(url).map_err(|flaw| ("url", "malformed", flaw.to_string()))?;
            known(&pieces).map_err(|message| ("url", "unknown", message))?;
            let plain = address::filled(&pieces, |_| "x");
            let plain = plain.ok_or_else(|| ("url", "malformed", address::Flaw::Malformed.to_string()))?;
            if !may_call(&plain) {
                let message = "This address may not be called: https only, public addresses, and what the configuration \
                               names as inside_hosts.";
                return Err(("url", "forbidden", message.into()));
            }
            if !header.is_empty() && !is_header(header) {
                return Err(("header", "malformed", "This is no header that can be set.".into()));
            }
            if !at.is_empty() && (!at.starts_with('/') || at.chars().any(char::is_control)) {
                return Err(("at", "malformed", "Write a JSON pointer like /data/0.".into()));
            }
            Ok(())
        }
        SearchSource::Sql { database, statement } => {
            if !databases.contains(database) {
                return Err(("database", "unknown", "The configuration names no such database.".into()));
            }
            if statement.contains('\0') {
                return Err(("statement", "malformed", "A text holds no NUL.".into()));
            }
            let pieces = statement::pieces(statement).map_err(|flaw| ("statement", "malformed", flaw.to_string()))?;
            known(&pieces).map_err(|message| ("statement", "unknown", message))
        }
    }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_header(name: &str) -> bool {
    let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    plain && !OWN_HEADERS.contains(&&*name.to_ascii_lowercase())
}

/// Whether a secret that was set for one source goes to the same place with the other.
pub fn keeps_secret(before: &SearchSource, after: &SearchSource) -> bool {
    let place = |source: &SearchSource| match source {
        SearchSource::Http { url, header, .. } => {
            let pieces = address::pieces(url).ok()?;
            Some((address::filled(&pieces, |_| "x")?.origin(), header.to_ascii_lowercase()))
        }
        _ => None,
    };
    place(before).is_some_and(|before| !before.1.is_empty() && place(after) == Some(before))
}

/// Whether an uploaded table can still be looked in.
pub fn keeps_table(before: &SearchDetails, after: &SearchDetails) -> bool {
    let names = |details: &SearchDetails| details.inputs.iter().map(|input| input.name.clone()).collect::<Vec<_>>();
    matches!(after.source, SearchSource::Table {}) && names(before) == names(after)
}

/// A search, as its history tells it.
pub fn told(details: &SearchDetails, fields: &Fields) -> Value {
    let name = |id: FieldId| fields.get(&id.0).map(|field| field.name.clone()).unwrap_or_default();
    let inputs = details.inputs.iter().map(|input| format!("{} = {}", input.name, name(input.field)));
    let results = details.results.iter().map(|result| format!("{} = {}", name(result.field), result.from));
    let source = match &details.source {
        SearchSource::Table {} => "table".to_owned(),
        SearchSource::Http { url, header, at } => {
            [&**url, header, at].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
        }
        SearchSource::Sql { database, statement } => format!("{database}: {statement}"),
    };
    json!({
        "name": details.name,
        "kinds": details.kinds.iter().map(words::to_text).collect::<Vec<_>>(),
        "required": details.required,
        "inputs": inputs.collect::<Vec<_>>(),
        "results": results.collect::<Vec<_>>(),
        "source": source,
        "timeout_ms": details.timeout_ms,
        "cache_seconds": details.cache_seconds,
    })
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
