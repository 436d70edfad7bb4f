//! What the slices above look up in the company's structure.

use contract::departments::{Channel, Share};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::{
    Act, Agent, Scope, may, store,
    tables::{groups, memberships},
};
use crate::platform::words::from_text;

/// A member's settings for a channel.
///
/// # Errors
/// When the row holds a word nobody writes.
pub fn share(membership: &memberships::Model, channel: Channel) -> Result<Share, DbErr> {
    let (part, limit, active) = match channel {
        Channel::Chat => (&membership.chat_part, membership.chat_limit, membership.chat_active),
        Channel::Ticket => (&membership.ticket_part, membership.ticket_limit, membership.ticket_active),
    };
    Ok(Share { part: from_text(part)?, limit: u32::try_from(limit).unwrap_or_default(), active })
}

/// The groups, archived ones apart, whose items an agent may view.
///
/// # Errors
/// The database's.
pub async fn visible_groups(db: &impl ConnectionTrait, agent: &Agent) -> Result<Vec<Uuid>, DbErr> {
    let confidential: std::collections::HashMap<Uuid, bool> =
        store::all_departments(db).await?.into_iter().map(|row| (row.id, row.confidential)).collect();
    let groups = groups::Entity::find().filter(groups::Column::ArchivedAt.is_null()).all(db).await?;
    Ok(groups
        .into_iter()
        .filter(|group| {
            confidential.get(&group.department_id).is_some_and(|confidential| {
                let scope = Scope {
                    department: group.department_id,
                    group: group.id,
                    owner: None,
                    confidential: *confidential,
                };
                may(agent, Act::View, &scope)
            })
        })
        .map(|group| group.id)
        .collect())
}
