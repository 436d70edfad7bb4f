//! Where an item of work can be handed to, for both channels: within its brand, and where the agent may look.
//!
//! An item stays with its brand. A visitor's token, the identity a site vouched for, the sites that may show the widget
//! and the address a ticket's mail leaves from are one brand's each: in another brand the customer would not find the
//! conversation again, or find it under a name they never wrote to.

use std::collections::HashMap;

use contract::{
    chat::Destination,
    departments::{Channel, Part},
    people::PersonKind,
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    access::Agent,
    rules, store,
    tables::{departments, groups},
};
use crate::{
    people,
    platform::{
        error::{Answered, Failure},
        words::to_text,
    },
};

/// An item that may be handed on: which kind, and where it is.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    /// A chat or a ticket.
    pub channel: Channel,
    /// The brand it stays with.
    pub brand: Uuid,
    /// Its department.
    pub department: Uuid,
    /// Its group.
    pub group: Uuid,
}

/// A department an item can go to, with its groups.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The department.
    pub department: departments::Model,
    /// Its groups, the front line first.
    pub groups: Vec<groups::Model>,
}

/// Where an item goes. Made by [`reachable`] only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    department: Uuid,
    group: Uuid,
    agent: Option<Uuid>,
    name: String,
}

impl Reached {
    /// The department.
    pub fn department(&self) -> Uuid {
        self.department
    }

    /// The group.
    pub fn group(&self) -> Uuid {
        self.group
    }

    /// The agent, when it goes to one rather than to the group's queue.
    pub fn agent(&self) -> Option<Uuid> {
        self.agent
    }

    /// What it is called, in words for the colleagues.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The departments an item of a brand can go to, hidden ones too.
///
/// # Errors
/// The database's.
pub async fn reach(db: &impl ConnectionTrait, agent: &Agent, brand: Uuid) -> Result<Vec<Reach>, DbErr> {
    let mut found = Vec::new();
    for department in store::departments_of(db, brand).await? {
        if rules::may_see_department(agent, department.id, department.confidential) {
            let groups = store::groups_of(db, department.id).await?;
            found.push(Reach { department, groups });
        }
    }
    Ok(found)
}

/// The agents an item can go to, each in one group: the item's own rather than another of its department, and there
/// rather than elsewhere. Who only watches a group gets nothing there.
///
/// # Errors
/// The database's.
pub async fn reachable_agents<'a>(
    db: &impl ConnectionTrait,
    within: &'a [Reach],
    item: &Item,
) -> Result<HashMap<Uuid, &'a groups::Model>, DbErr> {
    let mut groups: Vec<&groups::Model> = within.iter().flat_map(|reach| &reach.groups).collect();
    groups.sort_by_key(|group| (group.id != item.group, group.department_id != item.department, group.id));
    let watches = to_text(&Part::Excluded);
    let mut found = HashMap::new();
    for group in groups {
        for member in store::members(db, group.id).await? {
            let part = match item.channel {
                Channel::Chat => &member.chat_part,
                Channel::Ticket => &member.ticket_part,
            };
            if *part != watches {
                found.entry(member.agent_id).or_insert(group);
            }
        }
    }
    Ok(found)
}

/// Where an item goes when an agent hands it there.
///
/// # Errors
/// 404 when there is no such place, or the agent may not know of it; 422 on `destination`: `other_brand`, or
/// `no_member` for a colleague who is a member of no group there.
pub async fn reachable(
    db: &impl ConnectionTrait,
    agent: &Agent,
    item: &Item,
    destination: Destination,
) -> Answered<Reached> {
    let (department, group) = match destination {
        Destination::Agent(to) => return to_agent(db, agent, item, to.0).await,
        Destination::Department(id) => {
            let department = store::live_department(db, id.0).await?.ok_or_else(Failure::not_found)?;
            let group = store::front_line(db, department.id).await?;
            (department, group)
        }
        Destination::Group(id) => {
            let group = store::live_group(db, id.0).await?.ok_or_else(Failure::not_found)?;
            let department = store::live_department(db, group.department_id).await?.ok_or_else(Failure::not_found)?;
            (department, group)
        }
    };
    if !rules::may_see_department(agent, department.id, department.confidential) {
        return Err(Failure::not_found());
    }
    if department.brand_id != item.brand {
        return Err(Failure::field(
            "destination",
            "other_brand",
            "This belongs to another brand, and stays with its own.",
        ));
    }
    let name = if matches!(destination, Destination::Group(_)) { group.name } else { department.name };
    Ok(Reached { department: department.id, group: group.id, agent: None, name })
}

async fn to_agent(db: &impl ConnectionTrait, agent: &Agent, item: &Item, to: Uuid) -> Answered<Reached> {
    let employee = to_text(&PersonKind::Employee);
    let account = people::account(db, to).await?.filter(|account| account.kind == employee);
    let account = account.ok_or_else(Failure::not_found)?;
    let within = reach(db, agent, item.brand).await?;
    let group = reachable_agents(db, &within, item).await?.remove(&to);
    let none = || Failure::field("destination", "no_member", "This colleague is a member of no group it can go to.");
    let group = group.ok_or_else(none)?;
    Ok(Reached { department: group.department_id, group: group.id, agent: Some(to), name: account.name })
}
