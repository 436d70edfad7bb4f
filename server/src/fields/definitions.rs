//! What administrators say of fields and templates, cleaned and checked, and how histories tell it: pure.

use contract::{
    FieldId, FieldProblem,
    fields::{Field, FieldDetails, FieldOption, OPTIONS, TemplateLine},
};
use serde_json::{Value, json};

use super::{parts, rules::Fields};
use crate::{
    people::{compare::Country, validity},
    platform::words,
};

/// The field these details make, of the one that was or of a new id.
///
/// # Errors
/// What is wrong, by field.
pub fn field(
    id: FieldId,
    before: Option<&Field>,
    details: FieldDetails,
    country: Country,
) -> Result<Field, Vec<FieldProblem>> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code: &str, message: &str| {
        faults.push(FieldProblem { field: field.into(), code: code.into(), message: message.into() });
    };
    let FieldDetails { name, kind, options: given, default } = details;
    let name = validity::display_name(&name).map(str::to_owned).unwrap_or_else(|why| {
        fault("name", "malformed", &why.to_string());
        String::new()
    });
    if before.is_some_and(|before| before.kind != kind) {
        fault("kind", "fixed", "A field stays of the type it was made as.");
    }
    if kind.has_options() && given.is_empty() {
        fault("options", "required", "There must be something to choose.");
    }
    if !kind.has_options() && !given.is_empty() {
        fault("options", "unknown", "Only choices have options.");
    }
    let mut options: Vec<FieldOption> = Vec::new();
    for (at, option) in given.into_iter().enumerate() {
        if options.iter().any(|other| other.id == option.id) {
            fault(&format!("options[{at}].id"), "taken", "Another option has this id.");
        }
        match validity::display_name(&option.text) {
            Ok(text) if options.iter().any(|other| other.text == text) => {
                fault(&format!("options[{at}].text"), "taken", "Another option reads the same.");
            }
            Ok(text) => options.push(FieldOption { id: option.id, text: text.into(), archived: false }),
            Err(why) => fault(&format!("options[{at}].text"), "malformed", &why.to_string()),
        }
    }
    for gone in before.into_iter().flat_map(|before| &before.options) {
        if !options.iter().any(|option| option.id == gone.id) {
            options.push(FieldOption { archived: true, ..gone.clone() });
        }
    }
    if options.len() > OPTIONS {
        fault("options", "too_long", "A field has at most 200 options, archived ones too.");
    }
    let version = before.map_or(1, |before| before.version + 1);
    let archived = before.is_some_and(|before| before.archived);
    let mut field = Field { id, name, kind, options, default: Vec::new(), archived, version };
    match parts::read(&field, &default, &[], country) {
        Ok(parts) => field.default = parts.into_iter().map(|part| part.value).collect(),
        Err(invalid) => fault("default", invalid.code(), &invalid.to_string()),
    }
    if faults.is_empty() { Ok(field) } else { Err(faults) }
}

/// A field, as its history tells it.
pub fn told(field: &Field, country: Country) -> Value {
    let live = field.options.iter().filter(|option| !option.archived);
    let default = parts::read(field, &field.default, &[], country).unwrap_or_default();
    let joined = |texts: Vec<&str>| texts.join(", ");
    let told = [
        ("name", field.name.clone()),
        ("kind", words::to_text(&field.kind)),
        ("options", joined(live.map(|option| &*option.text).collect())),
        ("default", joined(default.iter().map(|part| &*part.shown).collect())),
    ];
    // What is empty is nothing.
    told.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| (name.to_owned(), json!(text))).collect()
}

/// The questions without what no line has.
pub fn lines(lines: Vec<TemplateLine>) -> Vec<TemplateLine> {
    let clean = |line: TemplateLine| TemplateLine { question: validity::clean_line(&line.question), ..line };
    lines.into_iter().map(clean).collect()
}

/// A template, as its history tells it: a line for each field, and their order.
pub fn told_lines(lines: &[TemplateLine], fields: &Fields) -> Value {
    let name = |id: FieldId| fields.get(&id.0).map(|field| field.name.clone()).unwrap_or_default();
    let mut told = serde_json::Map::new();
    for line in lines {
        let flags = [
            (line.shown, "shown"),
            (!line.shown, "agents_only"),
            (line.required, "required"),
            (line.before_reply, "before_reply"),
            (line.before_close, "before_close"),
        ];
        let mut words: Vec<String> = flags.iter().filter(|(on, _)| *on).map(|(_, word)| (*word).to_owned()).collect();
        if let Some(condition) = &line.condition {
            let options = fields.get(&condition.field.0).map_or(&[][..], |field| &field.options);
            let text = |is: &String| {
                let option = options.iter().find(|option| option.id.to_string() == *is);
                option.map_or(is.clone(), |option| option.text.clone())
            };
            let is: Vec<String> = condition.is.iter().map(text).collect();
            words.push(format!(
                "{} = {}",
                name(condition.field),
                if is.is_empty() { "*".into() } else { is.join(" | ") }
            ));
        }
        if !line.question.is_empty() {
            words.insert(0, line.question.clone());
        }
        told.insert(name(line.field), json!(words.join(" · ")));
    }
    told.insert("order".into(), json!(lines.iter().map(|line| name(line.field)).collect::<Vec<_>>().join(", ")));
    Value::Object(told)
}
