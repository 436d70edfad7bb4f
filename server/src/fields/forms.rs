//! All fields and templates as they stand, remembered: every form and every reply asks for them.

use std::{collections::HashMap, sync::Arc};

use contract::{
    FieldId,
    fields::{Field, GivenValue, ItemKind, Question, QuestionOption, TemplateLine},
    widget::Availability,
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    Item,
    rules::{self, Demand, Fields, Giver, Values},
    searches::{self, Search, Searched},
    store,
};
use crate::{
    departments,
    people::compare::Country,
    platform::{Answered, App, Failure, memory::Remembered, words::from_text},
};

/// All fields, templates and searches.
#[derive(Clone, Debug)]
pub struct Forms {
    pub(super) fields: Fields,
    templates: HashMap<(ItemKind, Uuid), Vec<TemplateLine>>,
    /// Those not archived, by name.
    searches: Vec<Search>,
    pub(super) country: Country,
}

impl Remembered for Forms {
    const TABLES: &'static [&'static str] = &["fields", "templates", "searches"];
}

/// All fields and templates as they stand.
///
/// # Errors
/// The database's.
pub async fn forms(app: &App) -> Result<Arc<Forms>, DbErr> {
    let read = async { Ok::<_, DbErr>(Some((Uuid::nil(), read(app).await?))) };
    let forms = app.memory().recall(&[], read).await?;
    forms.ok_or_else(|| DbErr::RecordNotFound("forms".into()))
}

/// The names of all fields and searches, and what all templates are for, archived ones too: for whoever tells their histories.
///
/// # Errors
/// The database's.
pub async fn names(app: &App) -> Result<HashMap<Uuid, String>, DbErr> {
    let templates = store::templates(app.db().read()).await?.into_iter().map(|row| (row.id, row.kind));
    let mut names: HashMap<Uuid, String> = templates.collect();
    let searches = searches::searches(app.db().read()).await?;
    names.extend(searches.into_iter().map(|search| (search.id, search.details.name)));
    names.extend(forms(app).await?.fields.iter().map(|(id, field)| (*id, field.name.clone())));
    Ok(names)
}

async fn read(app: &App) -> Result<Forms, DbErr> {
    let db = app.db().read();
    let mut templates = HashMap::new();
    for row in store::templates(db).await?.into_iter().filter(|row| row.in_force) {
        templates.insert((from_text(&row.kind)?, row.department_id), store::lines(&row)?);
    }
    let fields = store::fields(db).await?.into_iter().map(|field| (field.id.0, field)).collect();
    let country = app.config().default_country.parse().map_err(|error| DbErr::Custom(format!("{error}")))?;
    let mut searches = searches::searches(db).await?;
    searches.retain(|search| !search.archived);
    searches.sort_by_cached_key(|search| (search.details.name.to_lowercase(), search.id));
    Ok(Forms { fields, templates, searches, country })
}

/// What the visitors of a brand can choose from, and where they are asked more.
///
/// # Errors
/// The database's.
pub async fn availability(app: &App, brand: Uuid) -> Result<Availability, DbErr> {
    // With its version first: a change in between is then pushed as something newer, never missed.
    let mut availability = departments::availability(app.db().read(), brand, app.clock().now()).await?;
    let forms = forms(app).await?;
    for department in &mut availability.departments {
        department.asks = forms.asks(department.id.0);
    }
    Ok(availability)
}

impl Forms {
    /// A field, archived or not.
    pub fn field(&self, id: FieldId) -> Option<&Field> {
        self.fields.get(&id.0)
    }

    /// The template in force in a department.
    pub fn lines(&self, kind: ItemKind, department: Uuid) -> &[TemplateLine] {
        let own = self.templates.get(&(kind, department));
        own.or_else(|| self.templates.get(&(kind, Uuid::nil()))).map_or(&[], Vec::as_slice)
    }

    /// Whether anything may have to be filled first.
    pub fn demands(&self, item: Item, demand: Demand) -> bool {
        self.lines(item.kind, item.department).iter().any(|line| rules::demanded(line, demand))
    }

    /// The searches in force in a department.
    pub(super) fn searches(&self, kind: ItemKind, department: Uuid) -> Vec<&Search> {
        let lines = self.lines(kind, department);
        self.searches.iter().filter(|search| searches::in_force(&search.details, kind, lines)).collect()
    }

    /// The values of a new item, with what was found for them.
    ///
    /// # Errors
    /// 422 on `values.` and the field: what does not read, is not asked for, or is missing, and what was not found.
    pub fn begin(
        &self,
        kind: ItemKind,
        department: Uuid,
        given: &[GivenValue],
        giver: Giver,
        searched: &Searched,
    ) -> Answered<Values> {
        let lines = self.lines(kind, department);
        let answered = rules::answered(lines, &self.fields, given, giver, self.country).map_err(Failure::fields)?;
        rules::begin(lines, &self.fields, answered, searched.values()?, giver).map_err(Failure::fields)
    }

    /// Whether customers are asked anything in a department, before a chat or with a message.
    fn asks(&self, department: Uuid) -> bool {
        let lines = |kind| self.lines(kind, department).iter();
        lines(ItemKind::Chat).chain(lines(ItemKind::Ticket)).any(|line| line.shown)
    }

    /// What customers are asked in a department.
    pub fn questions(&self, kind: ItemKind, department: Uuid) -> Vec<Question> {
        let lines = self.lines(kind, department).iter().filter(|line| line.shown);
        lines
            .filter_map(|line| {
                let field = self.fields.get(&line.field.0)?;
                let options = field.options.iter().filter(|option| !option.archived);
                Some(Question {
                    field: line.field,
                    text: if line.question.is_empty() { field.name.clone() } else { line.question.clone() },
                    kind: field.kind,
                    options: options
                        .map(|option| QuestionOption { id: option.id, text: option.text.clone() })
                        .collect(),
                    default: field.default.clone(),
                    required: line.required,
                    condition: line.condition.clone(),
                })
            })
            .collect()
    }
}
