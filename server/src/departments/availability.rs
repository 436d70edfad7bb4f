//! What customers of a brand see of the company, and how everybody learns that it changed.

use contract::{
    DepartmentId,
    brands::BrandLook,
    departments::Channel,
    history::FieldChange,
    people::AgentRef,
    widget::{Availability, PublicDepartment},
};
use sea_orm::{ConnectionTrait, DbErr};
use ui::Language;
use uuid::Uuid;

use super::{groups, opening, origins::Origin, store, structure, tables::brands};
use crate::platform::{Time, Tx, topics, words};

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
    let brand = store::brand(db, brand).await?;
    let departments = rows.into_iter().filter(store::is_public).map(|row| {
        Ok::<_, DbErr>(PublicDepartment {
            opens_at: row.offers_chat.then(|| opening::opens_at(&row, brand.as_ref(), now)).flatten().map(Into::into),
            may_wait: opening::may_wait(&row, brand.as_ref(), now),
            id: DepartmentId(row.id),
            name: row.name,
            description: row.description,
            chat_now: row.offers_chat && row.chat_now,
            takes_messages: row.offers_tickets,
            chat_requires: words::from_text(&row.chat_requires)?,
            messages_require: words::from_text(&row.tickets_require)?,
            asks: false,
        })
    });
    Ok(Availability { departments: departments.collect::<Result<_, _>>()?, version: version.unsigned_abs() })
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

/// A member says whether to accept work of a channel in a group.
///
/// # Errors
/// The database's.
pub async fn set_activity(tx: &Tx, group: Uuid, by: &AgentRef, channel: Channel, active: bool) -> Result<(), DbErr> {
    if !store::set_activity(tx, group, by.id.0, channel, active).await? {
        return Ok(());
    }
    if let Some(group) = store::group(tx, group).await? {
        let field = match channel {
            Channel::Chat => "chats.active",
            Channel::Ticket => "tickets.active",
        };
        let (from, to) = (Some((!active).to_string()), Some(active.to_string()));
        let change = FieldChange { field: field.into(), from, to };
        let about = Some(groups::about(&by.name, &group.name));
        structure::write(tx, group.department_id, Some(by), "member_changed", about, vec![change]).await?;
    }
    company_changed(tx).await
}
