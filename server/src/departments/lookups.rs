//! What the slices above look up in the company's structure.

use std::collections::HashMap;

use contract::departments::{Channel, Share};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::{
    Agent, Sight, rules,
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
    /// How much of it.
    pub sight: Sight,
}

impl VisibleGroup {
    /// Whether an item in it shows to an agent, by who has it.
    pub fn shows(&self, agent: &Agent, owner: Option<Uuid>) -> bool {
        self.sight == Sight::All || owner.is_none_or(|owner| owner == agent.id())
    }
}

/// The confidential departments an agent may know of.
///
/// # Errors
/// The database's.
pub async fn confidential_ones(db: &impl ConnectionTrait, agent: &Agent) -> Result<Vec<Uuid>, DbErr> {
    let rows = departments::Entity::find()
        .filter(departments::Column::Confidential.eq(true))
        .filter(departments::Column::ArchivedAt.is_null())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).filter(|id| rules::may_see_department(agent, *id, true)).collect())
}

/// The groups whose items an agent may view; for whoever sees more than the own ones, `archived` ones too.
///
/// # Errors
/// The database's.
pub async fn visible_groups(
    db: &impl ConnectionTrait,
    agent: &Agent,
    archived: bool,
) -> Result<Vec<VisibleGroup>, DbErr> {
    let visible = |id: Uuid, department: Uuid, confidential: bool| {
        rules::sight(agent, department, id, confidential).map(|sight| VisibleGroup { id, department, sight })
    };
    if !agent.rights.sees_beyond_groups() {
        let mine = agent.groups.iter();
        return Ok(mine.filter_map(|mine| visible(mine.group, mine.department, mine.confidential)).collect());
    }
    let departments = departments::Entity::find().all(db).await?;
    let confidential: HashMap<Uuid, bool> = departments.into_iter().map(|row| (row.id, row.confidential)).collect();
    let mut find = groups::Entity::find();
    if !archived {
        find = find.filter(groups::Column::ArchivedAt.is_null());
    }
    let groups = find.all(db).await?.into_iter();
    Ok(groups
        .filter_map(|group| visible(group.id, group.department_id, *confidential.get(&group.department_id)?))
        .collect())
}
