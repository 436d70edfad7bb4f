//! What the slices above look up in the company's structure.

use std::collections::HashMap;

use contract::departments::{Channel, Share};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::{
    Act, Agent, Scope, may,
    tables::{departments, groups, memberships},
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

/// A group whose items an agent may view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisibleGroup {
    /// The group.
    pub id: Uuid,
    /// Its department.
    pub department: Uuid,
}

/// The groups whose items an agent may view; for whoever sees everything, `archived` ones too.
///
/// # Errors
/// The database's.
pub async fn visible_groups(
    db: &impl ConnectionTrait,
    agent: &Agent,
    archived: bool,
) -> Result<Vec<VisibleGroup>, DbErr> {
    if !agent.sees_everything() {
        let mine = agent.groups.iter().map(|mine| VisibleGroup { id: mine.group, department: mine.department });
        return Ok(mine.collect());
    }
    let departments = departments::Entity::find().all(db).await?;
    let confidential: HashMap<Uuid, bool> = departments.into_iter().map(|row| (row.id, row.confidential)).collect();
    let mut find = groups::Entity::find();
    if !archived {
        find = find.filter(groups::Column::ArchivedAt.is_null());
    }
    let mut groups = find.all(db).await?;
    groups.retain(|group| {
        confidential.get(&group.department_id).is_some_and(|confidential| {
            let (department, confidential) = (group.department_id, *confidential);
            may(agent, Act::View, &Scope { department, group: group.id, owner: None, confidential })
        })
    });
    Ok(groups.into_iter().map(|group| VisibleGroup { id: group.id, department: group.department_id }).collect())
}
