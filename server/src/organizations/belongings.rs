//! Which organizations something belongs to, and why: from its own addresses and account to the index of rules.

use std::collections::HashMap;

use contract::{
    OrganizationId,
    organizations::{Belonging, Why},
};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::{
    gather::{self, Sight},
    probes::{self, Tab},
    rules::{self, Item, Kind, Related},
    store,
    view::{self, Known},
};
use crate::{
    chat::tables::chats,
    people::{self, tables::accounts},
    platform::{Answered, Failure},
    tickets::{self, tables::tickets as tickets_table},
};

/// The organizations of a ticket the agent may read, also of one that is set aside.
pub(super) async fn of_ticket(
    db: &impl ConnectionTrait,
    sight: &mut Sight<'_>,
    ticket: Uuid,
) -> Answered<Vec<Belonging>> {
    tickets::read_by(db, sight.agent(), ticket).await?;
    let rows = tickets::tickets(db, [ticket]).await?;
    let item = items_of_tickets(db, &rows).await?.remove(&ticket).ok_or_else(Failure::not_found)?;
    Ok(of(db, sight, &item).await?)
}

/// The organizations of a chat the agent may view.
pub(super) async fn of_chat(db: &impl ConnectionTrait, sight: &mut Sight<'_>, chat: Uuid) -> Answered<Vec<Belonging>> {
    let seen = sight.visible(db, Tab::Chats, &[chat]).await?;
    let rows = chats::Entity::find().filter(chats::Column::Id.is_in(seen)).all(db).await?;
    let item = items_of_chats(db, &rows).await?.remove(&chat).ok_or_else(Failure::not_found)?;
    Ok(of(db, sight, &item).await?)
}

/// The organizations of an account.
pub(super) async fn of_person(
    db: &impl ConnectionTrait,
    sight: &mut Sight<'_>,
    person: Uuid,
) -> Answered<Vec<Belonging>> {
    let account = people::account(db, person).await?.ok_or_else(Failure::not_found)?;
    Ok(of(db, sight, &person_item(&account)).await?)
}

/// An account as rules see it: its address is its own.
pub fn person_item(account: &accounts::Model) -> Item {
    let related = Related { id: account.id, phone: account.phone_e164.clone() };
    Item { kind: Kind::Person, addresses: vec![account.email_key.clone()], phone: None, account: Some(related) }
}

/// Tickets as rules see them.
pub async fn items_of_tickets(
    db: &impl ConnectionTrait,
    rows: &[tickets_table::Model],
) -> Result<HashMap<Uuid, Item>, DbErr> {
    let mut participants = tickets::participants(db, rows.iter().map(|row| row.id)).await?;
    let accounts = related(db, rows.iter().filter_map(|row| row.account_id)).await?;
    let item = |row: &tickets_table::Model| Item {
        kind: Kind::Ticket,
        addresses: participants.remove(&row.id).unwrap_or_default().into_iter().map(|it| it.address_key).collect(),
        phone: None,
        account: row.account_id.and_then(|id| accounts.get(&id).cloned()),
    };
    let mut item = item;
    Ok(rows.iter().map(|row| (row.id, item(row))).collect())
}

/// Chats as rules see them.
pub async fn items_of_chats(db: &impl ConnectionTrait, rows: &[chats::Model]) -> Result<HashMap<Uuid, Item>, DbErr> {
    let accounts = related(db, rows.iter().filter_map(|row| row.account_id)).await?;
    let item = |row: &chats::Model| Item {
        kind: Kind::Chat,
        addresses: row.email_key.iter().cloned().collect(),
        phone: None,
        account: row.account_id.and_then(|id| accounts.get(&id).cloned()),
    };
    Ok(rows.iter().map(|row| (row.id, item(row))).collect())
}

async fn related(db: &impl ConnectionTrait, ids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, Related>, DbErr> {
    let accounts = people::accounts(db, ids).await?;
    Ok(accounts.into_iter().map(|row| (row.id, Related { id: row.id, phone: row.phone_e164 })).collect())
}

async fn of(db: &impl ConnectionTrait, sight: &mut Sight<'_>, item: &Item) -> Result<Vec<Belonging>, DbErr> {
    let rows = store::rules_valued(db, &rules::look_up(item)).await?;
    let names = store::organizations(db, rows.iter().map(|row| row.organization_id)).await?;
    let known = Known::of(db, &rows).await?;
    let mut why: HashMap<Uuid, Vec<Why>> = HashMap::new();
    for row in &rows {
        if rules::gathers(&known.rule(row)?, item) {
            why.entry(row.organization_id).or_default().push(known.why(row)?);
        }
    }
    let mut all = Vec::with_capacity(why.len());
    for (organization, mut why) in why {
        let Some(named) = names.get(&organization) else { continue };
        why.sort_by(|a, b| (a.kind, &a.value).cmp(&(b.kind, &b.value)));
        let rules = view::rules(db, &store::rules_of(db, organization).await?).await?;
        let sources = probes::sources(db, &rules).await?;
        all.push(Belonging {
            organization: OrganizationId(organization),
            name: named.name.clone(),
            why,
            tickets: gather::count(db, sight, Tab::Tickets, sources.clone()).await?,
            chats: gather::count(db, sight, Tab::Chats, sources).await?,
        });
    }
    all.sort_by(|a, b| (&a.name, a.organization).cmp(&(&b.name, b.organization)));
    Ok(all)
}
