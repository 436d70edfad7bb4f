//! What customers of a brand see of the company, and how everybody learns that it changed.

use std::collections::HashSet;

use contract::{
    DepartmentId,
    brands::BrandLook,
    departments::Channel,
    history::FieldChange,
    people::AgentRef,
    presence::NewActivity,
    widget::{Availability, PublicDepartment},
};
use sea_orm::{ConnectionTrait, DbErr};
use ui::Language;
use uuid::Uuid;

use super::{
    Act, Agent, Permission, Refusal, Scope, details, groups, opening,
    origins::Origin,
    rules, store, structure,
    tables::{brands, departments},
    view,
};
use crate::platform::{Answered, App, Failure, Time, Tx, topics};

/// What the visitors of a brand can choose from changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AvailabilityChanged {
    /// Which brand's.
    pub brand: Uuid,
}

/// The company's structure changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompanyChanged {
    /// Its version now.
    pub version: i64,
}

/// The topic that counts the company's changes.
pub(super) const COMPANY: &str = "company";

/// The topic that counts what the visitors of a brand see.
pub fn brand_topic(brand: Uuid) -> String {
    format!("brand:{brand}")
}

/// What the visitors of a brand can choose from, now. Whether a department `asks` more is not known here: `fields` knows.
///
/// # Errors
/// The database's.
pub async fn availability(db: &impl ConnectionTrait, brand: Uuid, now: Time) -> Result<Availability, DbErr> {
    // The version first: a change in between is then pushed as something newer, never missed.
    let version = topics::version(db, &brand_topic(brand)).await?;
    let rows = store::departments_of(db, brand).await?;
    let taking = taking_chats(db, &rows, now).await?;
    let brand = store::brand(db, brand).await?;
    let public = rows.into_iter().filter(store::is_public).map(|row| PublicDepartment {
        opens_at: row.offers_chat.then(|| opening::opens_at(&row, brand.as_ref(), now)).flatten().map(Into::into),
        id: DepartmentId(row.id),
        name: row.name,
        description: row.description,
        chat_now: taking.contains(&row.id),
        takes_messages: row.offers_tickets,
        asks: false,
    });
    Ok(Availability { departments: public.collect(), version: version.unsigned_abs() })
}

/// The departments, of some, in which customers can start a chat now: where somebody would receive it, or nobody needs
/// to be available and it is open by the clock.
///
/// # Errors
/// The database's.
pub async fn taking_chats(
    db: &impl ConnectionTrait,
    rows: &[departments::Model],
    now: Time,
) -> Result<HashSet<Uuid>, DbErr> {
    let mut waiting = Vec::new();
    for row in rows {
        if !details::chat_policies(row)?.only_while_available {
            waiting.push(row);
        }
    }
    let open = opening::open_now(db, waiting, now).await?;
    let takes = |row: &&departments::Model| row.offers_chat && (row.chat_now || open.contains(&row.id));
    Ok(rows.iter().filter(takes).map(|row| row.id).collect())
}

/// What a brand looks like.
pub fn look(brand: &brands::Model) -> BrandLook {
    BrandLook {
        name: brand.name.clone(),
        hue: u16::try_from(brand.hue).unwrap_or_default(),
        chroma: u16::try_from(brand.chroma).unwrap_or_default(),
        headline: brand.headline.clone(),
        welcome: brand.welcome.clone(),
        logo: brand.logo.clone(),
    }
}

/// What a brand speaks with whoever's language nobody knows.
pub fn language(brand: &brands::Model) -> Language {
    Language::of_tag(&brand.language).unwrap_or_default()
}

/// Where a brand's widget may be shown.
pub fn origins(brand: &brands::Model) -> Vec<Origin> {
    let texts: Vec<String> = serde_json::from_value(brand.allowed_sites.clone()).unwrap_or_default();
    texts.iter().filter_map(|text| Origin::parse(text).ok()).collect()
}

/// Counts the company's version up and tells.
///
/// # Errors
/// The database's.
pub async fn company_changed(tx: &Tx) -> Result<(), DbErr> {
    let version = topics::bump(tx, COMPANY).await?;
    tx.record(CompanyChanged { version });
    Ok(())
}

/// Counts a brand's version up and tells its open pages.
///
/// # Errors
/// The database's.
pub(super) async fn availability_changed(tx: &Tx, brand: Uuid) -> Result<(), DbErr> {
    topics::bump(tx, &brand_topic(brand)).await?;
    tx.record(AvailabilityChanged { brand });
    Ok(())
}

/// Something else is asked in a department, or in all of them: tells the pages of the brands.
///
/// # Errors
/// The database's.
pub async fn asks_otherwise(tx: &Tx, department: Option<Uuid>) -> Result<(), DbErr> {
    let brands: Vec<Uuid> = match department {
        Some(id) => store::department(tx, id).await?.map(|row| row.brand_id).into_iter().collect(),
        None => store::brands(tx).await?.into_iter().map(|brand| brand.id).collect(),
    };
    for brand in brands {
        availability_changed(tx, brand).await?;
    }
    Ok(())
}

/// Says whether somebody would receive a chat in a department; answers whether that is new. Tells the brand's pages then.
///
/// # Errors
/// The database's.
pub async fn set_chat_now(tx: &Tx, department: Uuid, now: bool) -> Result<bool, DbErr> {
    let new = store::set_chat_now(tx, department, now).await?;
    if new && let Some(row) = store::department(tx, department).await? {
        availability_changed(tx, row.brand_id).await?;
    }
    Ok(new)
}

/// A member of a group whose status the agent manages.
///
/// # Errors
/// 404 when the agent may not know of the group, or it has no such member; 403 when the agent may not.
pub async fn managed_member(app: &App, agent: &Agent, group: Uuid, member: Uuid) -> Answered<AgentRef> {
    let row = store::live_group(app.db().read(), group).await?.ok_or(Refusal::Unknown)?;
    let home = view::visible(app, agent, row.department_id).await?;
    let there = Scope { department: home.id, group, owner: None, confidential: home.confidential, asked: false };
    if !rules::may(agent, Act::Do(Permission::ManageStatus), &there) {
        return Err(Failure::forbidden());
    }
    Ok(view::membership(app, agent, group, member).await?.agent)
}

/// Says whether a member accepts work of a channel in a group: the member, or who manages the members' status.
///
/// # Errors
/// The database's.
pub async fn set_activity(
    tx: &Tx,
    (group, member): (Uuid, &AgentRef),
    by: &AgentRef,
    NewActivity { channel, active }: NewActivity,
) -> Result<(), DbErr> {
    if !store::set_activity(tx, group, member.id.0, channel, active).await? {
        return Ok(());
    }
    if let Some(group) = store::group(tx, group).await? {
        let field = match channel {
            Channel::Chat => "chats.active",
            Channel::Ticket => "tickets.active",
        };
        let (from, to) = (Some((!active).to_string()), Some(active.to_string()));
        let change = FieldChange { field: field.into(), from, to };
        let about = Some(groups::about(&member.name, &group.name));
        structure::write(tx, group.department_id, Some(by), "member_changed", about, vec![change]).await?;
    }
    company_changed(tx).await
}
