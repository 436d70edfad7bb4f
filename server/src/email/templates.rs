//! What stands in mails that leave: a department's own words, else its brand's, else ours.

use contract::{
    BrandId, DepartmentId,
    history::Subject,
    mail_templates::{MailPurpose, MailTemplate, MailTemplateChoice, MailTemplates, OwnMailTemplates},
};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*, sea_query::OnConflict};
use uuid::Uuid;

use super::{
    tables::mail_templates::{ActiveModel, Column, Entity, Model},
    words,
};
use crate::{
    departments::{self, Agent, tables::brands},
    people::validity,
    platform::{Answered, App, Failure, Tx, history, words::to_text},
};

/// Whose templates.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    Brand(BrandId),
    Department(DepartmentId),
}

impl Owner {
    fn id(self) -> Uuid {
        match self {
            Owner::Brand(brand) => brand.0,
            Owner::Department(department) => department.0,
        }
    }

    fn subject(self) -> Subject {
        match self {
            Owner::Brand(_) => Subject::Brand,
            Owner::Department(_) => Subject::Department,
        }
    }

    /// What stands where the owner says nothing; 404 where it is not the agent's to know.
    async fn inherits(self, db: &impl ConnectionTrait, agent: &Agent) -> Answered<Vec<MailTemplate>> {
        let (brand, of_brand) = match self {
            Owner::Brand(brand) => (brand.0, false),
            Owner::Department(department) => {
                let row = departments::live_department(db, department.0).await?;
                let row = row.filter(|row| departments::may_see_department(agent, row.id, row.confidential));
                (row.ok_or_else(Failure::not_found)?.brand_id, true)
            }
        };
        let brand = departments::brand(db, brand).await?.ok_or_else(Failure::not_found)?;
        let own = if of_brand { own(db, brand.id).await?.0 } else { Vec::new() };
        Ok(MailPurpose::ALL.map(|purpose| first(purpose, &own, &brand)).into())
    }
}

/// The templates of a brand or a department.
pub(super) async fn get(db: &impl ConnectionTrait, agent: &Agent, owner: Owner) -> Answered<MailTemplates> {
    let inherited = owner.inherits(db, agent).await?;
    let (own, version) = own(db, owner.id()).await?;
    let choice = |inherited: MailTemplate| {
        let own = own.iter().find(|one| one.purpose == inherited.purpose).cloned();
        MailTemplateChoice { own, inherited }
    };
    Ok(MailTemplates { templates: inherited.into_iter().map(choice).collect(), version })
}

/// Says what stands in the mails of a brand or a department.
pub(super) async fn set(
    app: &App,
    agent: Agent,
    owner: Owner,
    version: i64,
    body: OwnMailTemplates,
) -> Answered<MailTemplates> {
    let new = checked(body.own)?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                owner.inherits(tx, &agent).await?;
                let (old, known) = own(tx, owner.id()).await?;
                if known != version {
                    return Err(Failure::stale());
                }
                put(tx, owner.id(), version + 1, &new).await?;
                let changes = history::changes(&told(&old), &told(&new));
                if !changes.is_empty() {
                    let (subject, id, by, act) = (owner.subject(), owner.id(), Some(&agent.me), "mail_templates_set");
                    history::write(tx, history::Act { subject, id, by, act, about: None, changes }).await?;
                }
                get(tx, &agent, owner).await
            })
        })
        .await
}

/// Templates without what a mail cannot say; one of each purpose, that says something.
fn checked(own: Vec<MailTemplate>) -> Answered<Vec<MailTemplate>> {
    let mut checked: Vec<MailTemplate> = Vec::new();
    for (at, one) in own.into_iter().enumerate() {
        if checked.iter().any(|known| known.purpose == one.purpose) {
            return Err(Failure::field(&format!("own[{at}].purpose"), "taken", "There is one of it already."));
        }
        let text = validity::clean_text(&one.text).trim_end().to_owned();
        let subject = validity::clean_line(&one.subject);
        let missing = |field: &str| Failure::field(&format!("own[{at}].{field}"), "required", "This is missing.");
        if one.enabled && text.is_empty() {
            return Err(missing("text"));
        }
        if one.enabled && subject.is_empty() && one.purpose != MailPurpose::Signature {
            return Err(missing("subject"));
        }
        checked.push(MailTemplate { subject, text, ..one });
    }
    Ok(checked)
}

/// What history tells of templates: each in one text.
fn told(own: &[MailTemplate]) -> serde_json::Map<String, serde_json::Value> {
    let text = |one: &MailTemplate| match (one.enabled, one.subject.is_empty()) {
        (false, _) => "—".to_owned(),
        (true, true) => one.text.clone(),
        (true, false) => format!("{}\n\n{}", one.subject, one.text),
    };
    own.iter().map(|one| (to_text(&one.purpose), text(one).into())).collect()
}

/// The template of a purpose that stands for a department.
pub(super) async fn of(
    db: &impl ConnectionTrait,
    department: Uuid,
    brand: &brands::Model,
    purpose: MailPurpose,
) -> Result<MailTemplate, DbErr> {
    let (mut all, _) = own(db, department).await?;
    all.extend(own(db, brand.id).await?.0);
    Ok(first(purpose, &all, brand))
}

fn first(purpose: MailPurpose, own: &[MailTemplate], brand: &brands::Model) -> MailTemplate {
    own.iter().find(|one| one.purpose == purpose).cloned().unwrap_or_else(|| built_in(purpose, brand))
}

/// What stands where nobody says otherwise, in the brand's language.
fn built_in(purpose: MailPurpose, brand: &brands::Model) -> MailTemplate {
    let words = words::of(departments::language(brand));
    let (enabled, subject, text) = match purpose {
        MailPurpose::Received => (true, words.received.subject, words.received.text),
        MailPurpose::NotAccepted => (true, words.not_accepted.subject, words.not_accepted.text),
        MailPurpose::Signature => (false, "", "-- \n{agent}\n{department} · {brand}"),
    };
    MailTemplate { purpose, enabled, subject: subject.to_owned(), text: text.to_owned() }
}

async fn own(db: &impl ConnectionTrait, owner: Uuid) -> Result<(Vec<MailTemplate>, i64), DbErr> {
    let Some(row) = Entity::find_by_id(owner).one(db).await? else { return Ok((Vec::new(), 0)) };
    let own = serde_json::from_value(row.own).map_err(|error| DbErr::Json(error.to_string()))?;
    Ok((own, row.version))
}

async fn put(tx: &Tx, owner_id: Uuid, version: i64, own: &[MailTemplate]) -> Result<(), DbErr> {
    let own = serde_json::to_value(own).map_err(|error| DbErr::Json(error.to_string()))?;
    let row: ActiveModel = Model { owner_id, own, version }.into();
    let replace = OnConflict::column(Column::OwnerId).update_columns([Column::Own, Column::Version]).to_owned();
    Entity::insert(row.reset_all()).on_conflict(replace).exec_without_returning(tx).await?;
    Ok(())
}
