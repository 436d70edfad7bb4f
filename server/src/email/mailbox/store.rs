//! Reads and writes of mailboxes.

use sea_orm::{
    ActiveValue::Set,
    Condition, ConnectionTrait, DbErr,
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::super::tables::{mailbox_uidls, mailboxes};
use crate::platform::{Time, Tx};

/// A department's mailbox.
pub async fn mailbox(db: &impl ConnectionTrait, department: Uuid) -> Result<Option<mailboxes::Model>, DbErr> {
    mailboxes::Entity::find_by_id(department).one(db).await
}

/// The mailboxes that are fetched.
pub async fn enabled(db: &impl ConnectionTrait) -> Result<Vec<mailboxes::Model>, DbErr> {
    mailboxes::Entity::find().filter(mailboxes::Column::Enabled.eq(true)).all(db).await
}

/// Writes a mailbox, new or changed.
pub async fn put(tx: &Tx, row: mailboxes::Model, is_new: bool) -> Result<(), DbErr> {
    let row: mailboxes::ActiveModel = row.into();
    let row = row.reset_all();
    match is_new {
        true => mailboxes::Entity::insert(row).exec_without_returning(tx).await.map(|_| ()),
        false => mailboxes::Entity::update(row).exec(tx).await.map(|_| ()),
    }
}

/// Forgets a department's mailbox.
pub async fn remove(tx: &Tx, department: Uuid) -> Result<(), DbErr> {
    mailboxes::Entity::delete_by_id(department).exec(tx).await?;
    forget_uidls(tx, department).await
}

/// Forgets what was taken in of a mailbox without numbers.
pub async fn forget_uidls(tx: &Tx, department: Uuid) -> Result<(), DbErr> {
    let of = mailbox_uidls::Column::DepartmentId.eq(department);
    mailbox_uidls::Entity::delete_many().filter(of).exec(tx).await?;
    Ok(())
}

/// Writes down how far a mailbox was taken in, unless it was changed meanwhile.
pub async fn advance(tx: &Tx, mailbox: &mailboxes::Model, uid_validity: i64, last_uid: i64) -> Result<(), DbErr> {
    mailboxes::Entity::update_many()
        .col_expr(mailboxes::Column::UidValidity, Expr::value(uid_validity))
        .col_expr(mailboxes::Column::LastUid, Expr::value(last_uid))
        .filter(mailboxes::Column::DepartmentId.eq(mailbox.department_id))
        .filter(mailboxes::Column::Version.eq(mailbox.version))
        .exec(tx)
        .await?;
    Ok(())
}

/// The first look at a mailbox without numbers: what lies there is known. Any later one changes nothing. Says whether the
/// mailbox is still set as it was.
pub async fn first_look(tx: &Tx, mailbox: &mailboxes::Model, there: Vec<String>) -> Result<bool, DbErr> {
    let of = Condition::all()
        .add(mailboxes::Column::DepartmentId.eq(mailbox.department_id))
        .add(mailboxes::Column::Version.eq(mailbox.version));
    let begun = mailboxes::Entity::update_many()
        .col_expr(mailboxes::Column::LastUid, Expr::value(1))
        .filter(of.clone().add(mailboxes::Column::LastUid.eq(0)))
        .exec(tx)
        .await?;
    if begun.rows_affected == 0 {
        return Ok(mailboxes::Entity::find().filter(of).one(tx).await?.is_some());
    }
    for uidl in there {
        know_uidl(tx, mailbox.department_id, uidl).await?;
    }
    Ok(true)
}

/// Writes down how fetching went, unless the mailbox was changed meanwhile.
pub async fn went(tx: &Tx, mailbox: &mailboxes::Model, fetched: Option<Time>, problem: &str) -> Result<(), DbErr> {
    let mut set = mailboxes::Entity::update_many()
        .col_expr(mailboxes::Column::Problem, Expr::value(problem))
        .filter(mailboxes::Column::DepartmentId.eq(mailbox.department_id))
        .filter(mailboxes::Column::Version.eq(mailbox.version));
    if let Some(at) = fetched {
        set = set.col_expr(mailboxes::Column::FetchedAt, Expr::value(at));
    }
    set.exec(tx).await?;
    Ok(())
}

/// What was taken in of a mailbox without numbers.
pub async fn uidls(db: &impl ConnectionTrait, department: Uuid) -> Result<Vec<String>, DbErr> {
    let rows = mailbox_uidls::Entity::find().filter(mailbox_uidls::Column::DepartmentId.eq(department)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.uidl).collect())
}

/// Writes down that something was taken in.
pub async fn know_uidl(tx: &Tx, department_id: Uuid, uidl: String) -> Result<(), DbErr> {
    let row = mailbox_uidls::ActiveModel { department_id: Set(department_id), uidl: Set(uidl) };
    let once = OnConflict::columns([mailbox_uidls::Column::DepartmentId, mailbox_uidls::Column::Uidl]);
    let once = once.clone().do_nothing().to_owned();
    mailbox_uidls::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await?;
    Ok(())
}

/// Whether mail to a department's address with anything after a plus comes to it, too.
pub async fn plus_addresses(db: &impl ConnectionTrait, department: Uuid) -> Result<bool, DbErr> {
    Ok(mailbox(db, department).await?.is_some_and(|mailbox| mailbox.plus_addresses))
}

/// What the server calls itself that checks the senders of a department's mails; may be empty.
pub async fn checked_by(db: &impl ConnectionTrait, department: Uuid) -> Result<String, DbErr> {
    Ok(mailbox(db, department).await?.map(|mailbox| mailbox.checked_by).unwrap_or_default())
}
