//! Where searches are in force: on a customer's form before it is taken in, and on an item by an agent's call.

use contract::{
    FieldId, SearchId,
    fields::{GivenValue, ItemKind},
};
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    rules,
    sources::{self, Failed},
    store::Search,
};
use crate::{
    departments,
    fields::{
        Forms, Giver, Item,
        rules::{self as field_rules, Values},
        store as field_store,
    },
    platform::{Answered, App, Failure},
};

/// What came of looking up a form: what it fills, or why it is refused.
#[derive(Clone, Debug)]
pub struct Searched(Answered<Values>);

impl Default for Searched {
    fn default() -> Self {
        Searched(Ok(Values::new()))
    }
}

impl Searched {
    /// What was found.
    ///
    /// # Errors
    /// 422 on the first input's field, `no_match` or `not_checked`.
    pub fn values(&self) -> Answered<&Values> {
        self.0.as_ref().map_err(Clone::clone)
    }
}

/// Looks up what a customer answered, by all searches in force, before the transaction that takes the form in: one that
/// was taken in before is answered all the same, so what came of it is asked for inside. Where a brand's customers may
/// not write, nothing is looked up.
///
/// # Errors
/// The database's.
pub async fn look_up(
    app: &App,
    forms: &Forms,
    kind: ItemKind,
    (brand, department): (Uuid, Uuid),
    given: &[GivenValue],
) -> Result<Searched, DbErr> {
    let lines = forms.lines(kind, department);
    let searches = forms.searches(kind, department);
    if searches.is_empty() || departments::public_department(app.db().read(), brand, department).await?.is_none() {
        return Ok(Searched::default());
    }
    // What does not read is refused for that.
    let answered = field_rules::answered(lines, &forms.fields, given, Giver::Customer, forms.country);
    let Ok(values) = answered else { return Ok(Searched::default()) };
    let asked = searches.into_iter().filter_map(|search| Some((search, rules::asked(&search.details, &values).ok()?)));
    let results =
        join_all(asked.map(async |(search, texts)| (search, sources::ask_or_remember(app, search, &texts).await)));
    let (mut found, mut faults) = (Values::new(), Vec::new());
    for (search, result) in results.await {
        match picked(search, result) {
            Ok(picked) => {
                let filled = rules::filled(&search.details, lines, &forms.fields, &picked, forms.country);
                for (field, parts) in filled {
                    found.entry(field).or_insert(parts);
                }
            }
            Err(failure) if search.details.required => faults.extend(failure.0.fields),
            Err(_) => {}
        }
    }
    Ok(Searched(if faults.is_empty() { Ok(found) } else { Err(Failure::fields(faults)) }))
}

/// Looks up what an item's fields say, as somebody saw them, and returns what to set.
///
/// # Errors
/// 409 `stale`; 422 on `search` when it is not in force there, on the field of an input: `required`, `no_match` or
/// `not_checked`.
pub async fn look_up_item(
    app: &App,
    forms: &Forms,
    item: Item,
    version: i64,
    search: SearchId,
) -> Answered<Vec<GivenValue>> {
    let found = forms.searches(item.kind, item.department).into_iter().find(|one| one.id == search.0);
    let unknown = || Failure::field("search", "unknown", "There is no such search template here.");
    let search = found.ok_or_else(unknown)?;
    let values = answered(app.db().read(), item, version).await?;
    let texts = rules::asked(&search.details, &values)
        .map_err(|field| fault(field, "required", "This is looked up, and is not filled yet."))?;
    let picked = picked(search, sources::ask_or_remember(app, search, &texts).await)?;
    let lines = forms.lines(item.kind, item.department);
    let filled = rules::filled(&search.details, lines, &forms.fields, &picked, forms.country);
    let given = |(field, parts): (Uuid, Vec<_>)| GivenValue {
        field: field.into(),
        value: parts.into_iter().map(|part: crate::fields::parts::Part| part.value).collect(),
    };
    Ok(filled.into_iter().map(given).collect())
}

async fn answered(db: &impl ConnectionTrait, item: Item, version: i64) -> Answered<Values> {
    if field_store::version(db, item.id).await? != version {
        return Err(Failure::stale());
    }
    Ok(field_store::values(db, item.id).await?)
}

/// What was found, or why there is nothing, at the first input's field.
fn picked(search: &Search, result: Result<Option<Vec<String>>, Failed>) -> Answered<Vec<String>> {
    let at = search.details.inputs.first().map_or_else(|| Uuid::nil().into(), |input| input.field);
    match result {
        Ok(Some(picked)) => Ok(picked),
        Ok(None) => Err(fault(at, "no_match", "Nothing is known by this. Check what was typed.")),
        Err(_) => Err(fault(at, "not_checked", "This could not be looked up just now. Try again in a moment.")),
    }
}

fn fault(field: FieldId, code: &str, message: &str) -> Failure {
    Failure::field(&format!("values.{field}"), code, message)
}
