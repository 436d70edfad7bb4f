//! A customer's own chats at a brand's portal, to read.

use contract::{
    ChatId,
    requests::{OwnChat, OwnChatRow},
};
use sea_orm::{ConnectionTrait, DbErr, QueryOrder, QuerySelect, entity::prelude::*};
use uuid::Uuid;

use super::{lists::LOG, store, tables::chats};
use crate::{
    departments,
    people::Customer,
    platform::{Answered, Failure, words::from_text},
};

/// Whether a chat is a customer's own at a brand: it is the account's, or nobody's and was begun under the address that
/// the account has shown to be its own.
fn is_own(customer: &Customer, brand: Uuid, chat: &chats::Model) -> bool {
    let own = match chat.account_id {
        Some(account) => account == customer.account.id,
        None => customer.verified_address().is_some_and(|address| chat.email_key.as_deref() == Some(address)),
    };
    own && chat.brand_id == brand
}

/// The next of a customer's own chats at a brand, newest first.
///
/// # Errors
/// The database's.
pub async fn own(
    db: &impl ConnectionTrait,
    customer: &Customer,
    brand: Uuid,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<chats::Model>, DbErr> {
    let find = || {
        let find = chats::Entity::find().filter(chats::Column::BrandId.eq(brand));
        let find = match before {
            Some(before) => find.filter(chats::Column::Id.lt(before)),
            None => find,
        };
        find.order_by_desc(chats::Column::Id).limit(limit)
    };
    let mut rows = find().filter(chats::Column::AccountId.eq(customer.account.id)).all(db).await?;
    if let Some(address) = customer.verified_address() {
        let of_nobody = find().filter(chats::Column::EmailKey.eq(address)).filter(chats::Column::AccountId.is_null());
        rows.extend(of_nobody.all(db).await?);
    }
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows)
}

/// Chats as their customer sees them in a list, in the order given.
///
/// # Errors
/// The database's.
pub async fn own_rows(db: &impl ConnectionTrait, models: &[chats::Model]) -> Result<Vec<OwnChatRow>, DbErr> {
    let departments = departments::departments(db, models.iter().map(|chat| chat.department_id)).await?;
    let name = |id: Uuid| departments.get(&id).filter(|found| departments::is_public(found));
    models
        .iter()
        .map(|chat| {
            Ok(OwnChatRow {
                id: ChatId(chat.id),
                opening: chat.opening.clone(),
                department: name(chat.department_id).map(|found| found.name.clone()).unwrap_or_default(),
                state: from_text(&chat.state)?,
                started_at: chat.started_at.into(),
            })
        })
        .collect()
}

/// One of a customer's own chats, as far as the customer took part in it.
///
/// # Errors
/// 404 when it is not.
pub async fn own_chat(db: &impl ConnectionTrait, customer: &Customer, brand: Uuid, chat: ChatId) -> Answered<OwnChat> {
    let known = store::chat(db, chat.0).await?.map(|known| known.chat);
    let model = known.filter(|chat| is_own(customer, brand, chat)).ok_or_else(Failure::not_found)?;
    let mut entries = store::public(db, model.id, 0, LOG as u64 + 1).await?;
    let more = entries.len() > LOG;
    entries.truncate(LOG);
    let row = own_rows(db, &[model]).await?.into_iter().next().ok_or_else(Failure::not_found)?;
    Ok(OwnChat { row, entries, more })
}
