//! Where a chat can be transferred to: within its brand, where the agent may look.

use std::{collections::HashMap, sync::Arc};

use contract::{
    ChatId, List,
    chat::{Destination, TransferTarget},
    departments::{Channel, Part},
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{access::ChatFor, tables::chats};
use crate::{
    departments::{self, Act, Agent, Work, tables},
    people,
    platform::{Answered, App, Failure, words::to_text},
    routing,
};

type Department = tables::departments::Model;
type Group = tables::groups::Model;

/// The departments and groups a chat can go to.
async fn places(db: &impl ConnectionTrait, agent: &Agent, brand: Uuid) -> Result<Vec<(Department, Vec<Group>)>, DbErr> {
    let mut places = Vec::new();
    for department in departments::departments_of(db, brand).await? {
        if departments::may_see_department(agent, department.id, department.confidential) {
            let groups = departments::groups_of(db, department.id).await?;
            places.push((department, groups));
        }
    }
    Ok(places)
}

/// The agents of the brand, then its groups, then its departments, hidden ones too.
pub async fn list(app: &App, agent: &Agent, chat: ChatId) -> Answered<List<TransferTarget>> {
    let (db, now) = (app.db().read(), app.clock().now());
    let chat = ChatFor::<Agent>::get(db, agent, chat, Act::Transfer).await?.into_held().row;
    let brand = departments::brand(db, chat.brand_id).await?.map(|brand| brand.name).unwrap_or_default();
    let places = places(db, agent, chat.brand_id).await?;
    let mut items = agents(app, db, agent, &chat, &places).await?;
    let mut wholes = Vec::new();
    for (department, groups) in &places {
        let mut front = false;
        for group in groups {
            let receives = routing::receives(db, group.id, Channel::Chat, now).await?;
            front |= group.front_line && receives;
            items.push(TransferTarget {
                destination: Destination::Group(group.id.into()),
                name: group.name.clone(),
                within: department.name.clone(),
                receives,
            });
        }
        wholes.push(TransferTarget {
            destination: Destination::Department(department.id.into()),
            name: department.name.clone(),
            within: brand.clone(),
            receives: front,
        });
    }
    items.append(&mut wholes);
    Ok(List { items })
}

/// Each agent once: in the chat's group rather than in another of its department, and there rather than elsewhere.
async fn agents(
    app: &App,
    db: &impl ConnectionTrait,
    agent: &Agent,
    chat: &chats::Model,
    places: &[(Department, Vec<Group>)],
) -> Answered<Vec<TransferTarget>> {
    let now = match app.lent::<Arc<dyn Work>>() {
        Some(work) => work.now(app).await?,
        None => Default::default(),
    };
    let mut groups: Vec<&Group> = places.iter().flat_map(|(_, groups)| groups).collect();
    groups.sort_by_key(|group| (group.id != chat.group_id, group.department_id != chat.department_id, group.id));
    let watches = to_text(&Part::Excluded);
    let mut found: HashMap<Uuid, &Group> = HashMap::new();
    for group in groups {
        for member in departments::members(db, group.id).await? {
            let other = member.agent_id != agent.id() && Some(member.agent_id) != chat.agent_id;
            if other && member.chat_part != watches {
                found.entry(member.agent_id).or_insert(group);
            }
        }
    }
    let accounts = people::accounts(db, found.keys().copied()).await?;
    let mut targets: Vec<TransferTarget> = accounts
        .into_iter()
        .filter(|account| account.active)
        .filter_map(|account| {
            let group = found.get(&account.id)?;
            let member = now.members.get(&(group.id, account.id));
            Some(TransferTarget {
                destination: Destination::Agent(account.id.into()),
                name: account.name,
                within: group.name.clone(),
                receives: member.is_some_and(|member| member.connected && member.no_chats_because.is_none()),
            })
        })
        .collect();
    targets.sort_by(|a, b| (!a.receives, &a.name).cmp(&(!b.receives, &b.name)));
    Ok(targets)
}

/// Refuses a destination in another brand, or where the agent may not look, as one there is not.
pub async fn reachable(
    db: &impl ConnectionTrait,
    agent: &Agent,
    chat: &chats::Model,
    destination: Destination,
) -> Answered<()> {
    let places = places(db, agent, chat.brand_id).await?;
    let mut groups = places.iter().flat_map(|(_, groups)| groups);
    let known = match destination {
        Destination::Department(id) => places.iter().any(|(department, _)| department.id == id.0),
        Destination::Group(id) => groups.any(|group| group.id == id.0),
        Destination::Agent(id) => {
            let mine = departments::memberships_of(db, id.0).await?;
            groups.any(|group| mine.iter().any(|membership| membership.group_id == group.id))
        }
    };
    if known { Ok(()) } else { Err(Failure::field("destination", "unknown", "It cannot go there.")) }
}
