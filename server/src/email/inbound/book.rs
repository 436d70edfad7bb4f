//! The book of mails that came.

use contract::mails::MailFate;
use sea_orm::{ConnectionTrait, DbErr, QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict};
use uuid::Uuid;

use super::super::tables::mails::{ActiveModel, Column, Entity, Model};
use crate::platform::{Tx, words::to_text};

/// Writes a mail down, unless the department has it: then how it is written there.
pub async fn enter(tx: &Tx, row: Model) -> Result<Option<Model>, DbErr> {
    let (department, key) = (row.department_id, row.mail_key.clone());
    let once = OnConflict::columns([Column::DepartmentId, Column::MailKey]).do_nothing().to_owned();
    let row: ActiveModel = row.into();
    let entered = Entity::insert(row.reset_all()).on_conflict(once).exec_without_returning(tx).await?;
    match entered {
        1.. => Ok(None),
        _ => known(tx, department, &key).await,
    }
}

async fn known(db: &impl ConnectionTrait, department: Uuid, key: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::DepartmentId.eq(department)).filter(Column::MailKey.eq(key)).one(db).await
}

/// Writes down what became of a mail.
pub async fn settle(tx: &Tx, row: &Model) -> Result<(), DbErr> {
    let row: ActiveModel = row.clone().into();
    Entity::update(row.reset_all()).exec(tx).await?;
    Ok(())
}

/// A mail.
pub async fn mail(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// A mail, kept from others until the transaction ends.
pub async fn hold(tx: &Tx, id: Uuid) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// The tickets that mails of some names went to, by the name.
pub async fn tickets_of(db: &impl ConnectionTrait, names: &[String]) -> Result<Vec<(String, Uuid)>, DbErr> {
    let said = [MailFate::NewTicket, MailFate::Joined].map(|fate| to_text(&fate));
    let rows: Vec<(Option<String>, Option<Uuid>)> = Entity::find()
        .select_only()
        .column(Column::MessageId)
        .column(Column::TicketId)
        .filter(Column::MessageId.is_in(names))
        .filter(Column::Fate.is_in(said))
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(name, ticket)| name.zip(ticket)).collect())
}

/// The names of the mails that were said in a ticket, oldest first, the newest so many.
pub async fn names_in(db: &impl ConnectionTrait, ticket: Uuid, most: u64) -> Result<Vec<(Uuid, String)>, DbErr> {
    let rows: Vec<(Option<Uuid>, Option<String>)> = Entity::find()
        .select_only()
        .column(Column::EntryId)
        .column(Column::MessageId)
        .filter(Column::TicketId.eq(ticket))
        .order_by_desc(Column::Id)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().rev().filter_map(|(entry, name)| entry.zip(name)).collect())
}
