//! The visitor's card: what agents know of who is on the other side of a chat.

use std::sync::Arc;

use contract::{ChatId, chat::VisitorCard, people::Phone};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{Online, store, tables::chats};
use crate::{
    people::{self, tables::visitors},
    platform::App,
};

/// The card of a chat's visitor.
pub async fn card(app: &App, db: &impl ConnectionTrait, chat: &chats::Model) -> Result<VisitorCard, DbErr> {
    let visitor = people::visitor(db, chat.visitor_id).await?;
    let account = match chat.account_id {
        Some(account) => people::account(db, account).await?,
        None => None,
    };
    let phone = account.and_then(|account| {
        let typed = account.phone_typed?;
        Some(Phone { typed, e164: account.phone_e164 })
    });
    let pages = app.lent::<Arc<dyn Online>>();
    let online = pages.zip(visitor.as_ref()).is_some_and(|(pages, visitor)| pages.online(&visitor.into()));
    let first_seen = visitor.as_ref().map_or(chat.started_at, |visitor| visitor.first_seen);
    let known = |text: fn(&visitors::Model) -> &String| visitor.as_ref().map(text).cloned().unwrap_or_default();
    Ok(VisitorCard {
        account: chat.account_id.map(Into::into),
        phone,
        identified: visitor.as_ref().is_some_and(|visitor| visitor.identity_sub.is_some()),
        page: known(|visitor| &visitor.page),
        page_title: known(|visitor| &visitor.page_title),
        referrer: known(|visitor| &visitor.referrer),
        language: known(|visitor| &visitor.language),
        time_zone: known(|visitor| &visitor.time_zone),
        first_seen: first_seen.into(),
        pages: visitor.as_ref().map_or(0, |visitor| visitor.pages.unsigned_abs()),
        online,
    })
}

/// The card as it is now in each chat of a visitor, and of the same person's other browsers, that somebody looks at.
///
/// # Errors
/// The database's.
pub async fn cards(
    app: &App,
    visitor: Uuid,
    looked_at: impl Fn(Uuid) -> bool,
) -> Result<Vec<(ChatId, VisitorCard)>, DbErr> {
    let db = app.db().read();
    let Some(visitor) = people::visitor(db, visitor).await? else { return Ok(Vec::new()) };
    let mut cards = Vec::new();
    for chat in store::ids_of(db, &people::same_person(db, &visitor).await?).await? {
        if looked_at(chat)
            && let Some(known) = store::chat(db, chat).await?
        {
            cards.push((ChatId(chat), card(app, db, &known.chat).await?));
        }
    }
    Ok(cards)
}
