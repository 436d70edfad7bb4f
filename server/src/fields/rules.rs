//! What is asked, and what must be answered: pure.

use std::collections::{BTreeMap, HashMap};

use contract::{
    FieldId, FieldProblem,
    fields::{Condition, Field, FieldType, GivenValue, TemplateLine},
};
use uuid::Uuid;

use super::parts::{self, Part};
use crate::people::compare::Country;

/// Values by field; one without parts is not in it.
pub type Values = BTreeMap<Uuid, Vec<Part>>;

/// All fields, archived ones too.
pub type Fields = HashMap<Uuid, Field>;

/// Who gives values to a new item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Giver {
    /// A customer, who sees some of the fields.
    Customer,
    /// An agent, who writes to a customer.
    Agent,
}

/// What somebody is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// A customer sends a form.
    Send,
    /// An agent replies.
    Reply,
    /// An agent closes.
    Close,
}

/// What an agent changed: the field, and its value for people before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which field.
    pub field: Uuid,
    /// What it was.
    pub from: Option<String>,
    /// What it became.
    pub to: Option<String>,
}

/// Whether a line is asked, as things stand: what it depends on is asked itself and has such a value.
pub fn applies(line: &TemplateLine, lines: &[TemplateLine], values: &Values) -> bool {
    let mut line = line;
    // As many steps as there are lines: a circle has no end, and nobody in it is asked.
    for _ in 0..=lines.len() {
        let Some(condition) = &line.condition else { return true };
        let value = values.get(&condition.field.0).map_or(&[][..], Vec::as_slice);
        let holds = match &condition.is[..] {
            [] => !value.is_empty(),
            wanted => value.iter().any(|part| wanted.contains(&part.value)),
        };
        match lines.iter().find(|other| other.field == condition.field) {
            Some(other) if holds => line = other,
            _ => return false,
        }
    }
    false
}

/// A field whose condition leads back to itself.
pub fn circular(lines: &[TemplateLine]) -> Option<FieldId> {
    let next = |field: FieldId| {
        let line = lines.iter().find(|line| line.field == field)?;
        line.condition.as_ref().map(|condition| condition.field)
    };
    let back = |start: FieldId| {
        std::iter::successors(next(start), |field| next(*field)).take(lines.len()).any(|field| field == start)
    };
    lines.iter().map(|line| line.field).find(|field| back(*field))
}

/// Whether a line must be answered before this, when it is asked.
pub fn demanded(line: &TemplateLine, demand: Demand) -> bool {
    match demand {
        Demand::Send => line.shown && line.required,
        Demand::Reply => line.before_reply,
        Demand::Close => line.before_close,
    }
}

/// What is asked, must be answered before this, and is not.
pub fn missing<'a>(lines: &'a [TemplateLine], values: &Values, demand: Demand) -> Vec<&'a TemplateLine> {
    lines
        .iter()
        .filter(|line| demanded(line, demand))
        .filter(|line| !values.contains_key(&line.field.0) && applies(line, lines, values))
        .collect()
}

/// What was answered for a new item: what was given where it may be given, and the defaults of what the giver was not
/// shown.
///
/// # Errors
/// What is wrong, by field.
pub fn answered(
    lines: &[TemplateLine],
    fields: &Fields,
    given: &[GivenValue],
    giver: Giver,
    country: Country,
) -> Result<Values, Vec<FieldProblem>> {
    let shown = |line: &TemplateLine| giver == Giver::Agent || line.shown;
    let may = |field: FieldId| lines.iter().any(|line| line.field == field && shown(line));
    let mut values = read(fields, given, may, &Values::new(), country)?.into_iter().collect::<Values>();
    values.retain(|_, parts| !parts.is_empty());
    for line in lines {
        let untold = giver == Giver::Agent || !line.shown;
        let Some(field) = fields.get(&line.field.0) else { continue };
        if untold
            && !given.iter().any(|given| given.field == line.field)
            && let Ok(parts) = parts::read(field, &field.default, &[], country)
            && !parts.is_empty()
        {
            values.insert(line.field.0, parts);
        }
    }
    Ok(values)
}

/// The values of a new item: what was answered, and what was found where nothing was; of both, what is asked.
///
/// # Errors
/// What is missing, by field.
pub fn begin(
    lines: &[TemplateLine],
    fields: &Fields,
    answered: Values,
    found: &Values,
    giver: Giver,
) -> Result<Values, Vec<FieldProblem>> {
    let mut values = answered;
    for (field, parts) in found {
        values.entry(*field).or_insert_with(|| parts.clone());
    }
    drop_unasked(lines, &mut values);
    let demand = if giver == Giver::Agent { Demand::Reply } else { Demand::Send };
    let missing = missing(lines, &values, demand);
    if missing.is_empty() { Ok(values) } else { Err(required(&missing, fields)) }
}

/// An item's values after an agent changed some, and what changed. Fields of the template may be set, and those that
/// have a value already.
///
/// # Errors
/// What is wrong, by field.
pub fn change(
    lines: &[TemplateLine],
    fields: &Fields,
    before: &Values,
    given: &[GivenValue],
    country: Country,
) -> Result<(Values, Vec<Change>), Vec<FieldProblem>> {
    let may = |field: FieldId| lines.iter().any(|line| line.field == field) || before.contains_key(&field.0);
    let mut after = before.clone();
    for (field, mut parts) in read(fields, given, may, before, country)? {
        if let Some(was) = before.get(&field) {
            // An option that stays chosen keeps the text it had then.
            for part in &mut parts {
                if let Some(was) = was.iter().find(|was| was.option.is_some() && was.option == part.option) {
                    part.shown.clone_from(&was.shown);
                }
            }
        }
        if parts.is_empty() {
            after.remove(&field);
        } else {
            after.insert(field, parts);
        }
    }
    drop_unasked(lines, &mut after);
    let changed = before.keys().chain(after.keys().filter(|field| !before.contains_key(field)));
    let changes = changed.filter(|field| before.get(field) != after.get(field)).map(|field| Change {
        field: *field,
        from: before.get(field).map(|parts| shown(parts)),
        to: after.get(field).map(|parts| shown(parts)),
    });
    let changes = changes.collect();
    Ok((after, changes))
}

/// The problems of fields that must be filled first.
pub fn required(lines: &[&TemplateLine], fields: &Fields) -> Vec<FieldProblem> {
    let problem = |line: &&TemplateLine| {
        let field = fields.get(&line.field.0);
        let name =
            if line.shown && !line.question.is_empty() { Some(&line.question) } else { field.map(|it| &it.name) };
        problem(line.field, "required", name.cloned().unwrap_or_default())
    };
    lines.iter().map(problem).collect()
}

/// What can be wrong with a template.
pub fn check(lines: &[TemplateLine], fields: &Fields) -> Vec<FieldProblem> {
    let mut faults = Vec::new();
    let mut wrong = |at: usize, part: &str, code: &str, message: &str| {
        let field = format!("lines[{at}].{part}");
        faults.push(FieldProblem { field, code: code.into(), message: message.into() });
    };
    for (at, line) in lines.iter().enumerate() {
        if fields.get(&line.field.0).is_none_or(|field| field.archived) {
            wrong(at, "field", "unknown", "There is no such field.");
        }
        if lines[..at].iter().any(|before| before.field == line.field) {
            wrong(at, "field", "taken", "The template has this field already.");
        }
        if line.required && !line.shown {
            wrong(at, "required", "hidden", "Customers cannot fill what they do not see.");
        }
        let Some(condition) = &line.condition else { continue };
        match lines.iter().find(|other| other.field == condition.field) {
            None => wrong(at, "condition.field", "unknown", "The template does not have this field."),
            Some(other) if line.shown && !other.shown => {
                wrong(at, "condition.field", "hidden", "Customers do not see what this depends on.");
            }
            Some(_) if !can_be(condition, fields) => {
                wrong(at, "condition.is", "unknown", "The other field never has such a value.");
            }
            Some(_) => {}
        }
    }
    if let Some(field) = circular(lines)
        && let Some(at) = lines.iter().position(|line| line.field == field)
    {
        wrong(at, "condition.field", "circular", "This depends on itself in the end.");
    }
    faults
}

/// Whether a field can have the values a condition names. Archived options count: there are values of them.
fn can_be(condition: &Condition, fields: &Fields) -> bool {
    let Some(field) = fields.get(&condition.field.0) else { return false };
    condition.is.iter().all(|wanted| match field.kind {
        FieldType::YesNo => wanted == "yes" || wanted == "no",
        FieldType::Choice | FieldType::Choices => field.options.iter().any(|option| option.id.to_string() == *wanted),
        _ => false,
    })
}

/// What was given, read field by field.
fn read(
    fields: &Fields,
    given: &[GivenValue],
    may: impl Fn(FieldId) -> bool,
    before: &Values,
    country: Country,
) -> Result<Vec<(Uuid, Vec<Part>)>, Vec<FieldProblem>> {
    let (mut values, mut faults) = (Vec::new(), Vec::new());
    for (at, GivenValue { field: id, value }) in given.iter().enumerate() {
        let Some(field) = fields.get(&id.0).filter(|_| may(*id)) else {
            faults.push(problem(*id, "unknown", "There is no such field here.".into()));
            continue;
        };
        if given[..at].iter().any(|earlier| earlier.field == *id) {
            faults.push(problem(*id, "taken", "This field stands twice.".into()));
            continue;
        }
        let kept: Vec<Uuid> = before.get(&id.0).into_iter().flatten().filter_map(|part| part.option).collect();
        match parts::read(field, value, &kept, country) {
            Ok(parts) => values.push((id.0, parts)),
            Err(invalid) => faults.push(problem(*id, invalid.code(), invalid.to_string())),
        }
    }
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}

/// Takes away what is not asked as things stand, until nothing more falls.
fn drop_unasked(lines: &[TemplateLine], values: &mut Values) {
    let unasked = |values: &Values| {
        lines
            .iter()
            .find(|line| values.contains_key(&line.field.0) && !applies(line, lines, values))
            .map(|it| it.field.0)
    };
    while let Some(field) = unasked(values) {
        values.remove(&field);
    }
}

fn shown(parts: &[Part]) -> String {
    parts.iter().map(|part| &*part.shown).collect::<Vec<_>>().join(", ")
}

fn problem(field: FieldId, code: &str, message: String) -> FieldProblem {
    FieldProblem { field: format!("values.{field}"), code: code.into(), message }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
