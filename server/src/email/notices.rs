//! What a machine answers: that a ticket began, or that a department takes no new mails. Few to one address, never to a
//! machine, and to whoever only says who he is nothing that he wrote himself.

use contract::mail_templates::{MailPurpose, MailTemplate, fill};
use sea_orm::{ConnectionTrait, DbErr, PaginatorTrait, entity::prelude::*};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    answer::{self, Answer},
    inbound,
    post::{Outcome, Post},
    tables::automatic_answers::{ActiveModel, Column, Entity, Model},
    templates,
};
use crate::{
    departments::{self, tables::departments as table},
    platform::{Answered, App, Failure, Tx, errands::Undone, events::Durable, ids, turns, words::to_text},
    tickets::{self, Began},
};

/// The most automatic answers to an address within an hour.
const TO_AN_ADDRESS: u64 = 3;

/// The most automatic answers of a department within an hour to addresses that nobody has shown to be his.
const TO_STRANGERS: u64 = 100;

const HOUR: i64 = 60 * 60 * 1000;

/// Somebody to answer.
#[derive(Clone, Debug)]
pub(super) struct Reader<'a> {
    pub address: &'a str,
    /// The address as compared.
    pub key: &'a str,
    /// The name that came with it; may be empty.
    pub name: &'a str,
    /// Whether the address is known to be his: else what he wrote is not sent to it.
    pub known: bool,
}

/// Tells a customer that a ticket began, as part of the ticket.
pub(super) async fn received(
    app: &App,
    tx: &Tx,
    department: &table::Model,
    ticket: Uuid,
    reader: Reader<'_>,
) -> Answered<()> {
    let Some(template) = to_send(app, tx, department, MailPurpose::Received).await? else { return Ok(()) };
    let Some(row) = tickets::ticket(tx, ticket).await? else { return Ok(()) };
    if !may_answer(tx, department.id, MailPurpose::Received, &reader).await? {
        return Ok(());
    }
    let brand = departments::brand(tx, department.brand_id).await?.map(|brand| brand.name).unwrap_or_default();
    let number = row.number.to_string();
    let unsaid = format!("#{number}");
    let values = [
        ("name", if reader.known { reader.name } else { "" }),
        ("subject", if reader.known { &row.subject } else { &unsaid }),
        ("number", &number),
        ("department", &department.name),
        ("brand", &brand),
    ];
    let said = (fill(&template.subject, &values), fill(&template.text, &values));
    tickets::say_automatically(tx, row, &department.name, said, vec![reader.address.to_owned()]).await
}

/// Whoever wrote to a department that takes no new mails is to be told so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NotAccepted {
    /// The mail in our books.
    mail: Uuid,
}

impl Durable for NotAccepted {
    const KIND: &'static str = "email.not_accepted";
}

/// Tells whoever wrote, once, that a department takes no new mails.
pub(super) async fn not_accepted(
    app: &App,
    tx: &Tx,
    department: &table::Model,
    mail: Uuid,
    reader: Reader<'_>,
) -> Result<(), DbErr> {
    let purpose = MailPurpose::NotAccepted;
    let due =
        to_send(app, tx, department, purpose).await?.is_some() && !was_told(tx, department.id, reader.key).await?;
    if due && may_answer(tx, department.id, purpose, &reader).await? {
        tx.record_durably(&NotAccepted { mail }).await?;
    }
    Ok(())
}

/// Sends what tells that a mail was not accepted.
pub(super) async fn send_not_accepted(app: &App, NotAccepted { mail }: NotAccepted) -> Result<(), Undone> {
    let Some(post) = app.lent::<Post>() else { return Err(Undone("nobody lends email::Post".into())) };
    let db = app.db().read();
    let Some(mail) = inbound::mail(db, mail).await? else { return Ok(()) };
    let Some(department) = departments::department(db, mail.department_id).await? else { return Ok(()) };
    let Some(template) = to_send(app, db, &department, MailPurpose::NotAccepted).await? else { return Ok(()) };
    let brand = departments::brand(db, department.brand_id).await?.map(|brand| brand.name).unwrap_or_default();
    // Nothing of what came goes back: whose address it is, nobody knows.
    let values = [("name", ""), ("subject", &*department.name), ("department", &department.name), ("brand", &brand)];
    let answers = mail.message_id.filter(|name| answer::is_name(name));
    let answer = Answer {
        name: format!("{}@{}", ids::new_id(), answer::host(&department.email)),
        from: (department.name.clone(), department.email.clone()),
        reply_to: None,
        to: vec![(String::new(), mail.from_address)],
        subject: fill(&template.subject, &values),
        references: answers.iter().cloned().collect(),
        answers,
        text: fill(&template.text, &values),
        files: Vec::new(),
        automatic: true,
    };
    let outcome = match answer.message() {
        Ok(message) => post.hand_over(message).await,
        Err(why) => Outcome::Refused(why.to_string()),
    };
    match outcome {
        Outcome::Taken => Ok(()),
        Outcome::Refused(why) => {
            tracing::warn!(%why, "what tells that a mail was not accepted was refused");
            Ok(())
        }
        Outcome::Later(why) => Err(Undone(why)),
    }
}

/// A customer whose address is known began a ticket at the portal.
pub(super) async fn began(app: &App, Began { ticket }: Began) -> Result<(), Undone> {
    let app2 = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let Some(row) = tickets::ticket(tx, ticket).await? else { return Ok(()) };
                if answered(tx, ticket).await? {
                    return Ok(());
                }
                let Some(department) = departments::department(tx, row.department_id).await? else { return Ok(()) };
                let parties = tickets::participants(tx, [ticket]).await?.remove(&ticket).unwrap_or_default();
                let Some(one) = parties.first() else { return Ok(()) };
                let reader = Reader { address: &one.address, key: &one.address_key, name: &one.name, known: true };
                received(&app2, tx, &department, ticket, reader).await
            })
        })
        .await
        .map_err(|failure: Failure| failure.into())
}

/// Whether a machine or an agent was faster.
async fn answered(db: &impl ConnectionTrait, ticket: Uuid) -> Result<bool, DbErr> {
    Ok(!tickets::sendings_in(db, ticket).await?.is_empty())
}

/// The template of a purpose, where it is to be sent and anything leaves here.
async fn to_send(
    app: &App,
    db: &impl ConnectionTrait,
    department: &table::Model,
    purpose: MailPurpose,
) -> Result<Option<MailTemplate>, DbErr> {
    if !app.lent::<Post>().is_some_and(|post| post.is_open()) {
        return Ok(None);
    }
    let Some(brand) = departments::brand(db, department.brand_id).await? else { return Ok(None) };
    let template = templates::of(db, department.id, &brand, purpose).await?;
    Ok(Some(template).filter(|template| template.enabled))
}

/// Whether an address may be answered once more by a machine; if so, that is noted.
async fn may_answer(tx: &Tx, department: Uuid, purpose: MailPurpose, reader: &Reader<'_>) -> Result<bool, DbErr> {
    turns::take(tx, department.as_u64_pair().1.cast_signed()).await?;
    let lately = || Entity::find().filter(Column::At.gt(tx.now().plus(-HOUR)));
    if lately().filter(Column::AddressKey.eq(reader.key)).count(tx).await? >= TO_AN_ADDRESS {
        return Ok(false);
    }
    if !reader.known && lately().filter(Column::DepartmentId.eq(department)).count(tx).await? >= TO_STRANGERS {
        return Ok(false);
    }
    let row = Model {
        id: ids::new_id(),
        department_id: department,
        address_key: reader.key.to_owned(),
        purpose: to_text(&purpose),
        at: tx.now(),
    };
    let row: ActiveModel = row.into();
    Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    Ok(true)
}

async fn was_told(db: &impl ConnectionTrait, department: Uuid, key: &str) -> Result<bool, DbErr> {
    let told = Entity::find()
        .filter(Column::AddressKey.eq(key))
        .filter(Column::DepartmentId.eq(department))
        .filter(Column::Purpose.eq(to_text(&MailPurpose::NotAccepted)));
    Ok(told.one(db).await?.is_some())
}
