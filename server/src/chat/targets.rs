//! Where a chat can be transferred to: within its brand, where the agent may look.

use contract::{
    ChatId, List,
    chat::{Destination, TransferTarget},
    departments::Channel,
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{
    access::{self, ChatFor},
    tables::chats,
};
use crate::{
    departments::{self, Act, Agent, Part, Permission, Reach},
    people,
    platform::{Answered, App, Time},
    routing,
};

/// The agents of the brand, then its groups, then its departments, hidden ones too.
pub async fn list(app: &App, agent: &Agent, chat: ChatId) -> Answered<List<TransferTarget>> {
    let (db, now) = (app.db().read(), app.clock().now());
    let chat = ChatFor::<Agent>::get(db, agent, chat, Act::Do(Permission::Transfer)).await?.into_held().row;
    let brand = departments::brand(db, chat.brand_id).await?.map(|brand| brand.name).unwrap_or_default();
    let reach = departments::reach(db, agent, chat.brand_id).await?;
    let mut items = agents(db, agent, &chat, &reach, now).await?;
    let groups: Vec<Uuid> = reach.iter().flat_map(|one| &one.groups).map(|group| group.id).collect();
    let receiving = routing::receiving(db, &groups, Channel::Chat, now).await?;
    let mut wholes = Vec::new();
    for Reach { department, groups } in &reach {
        let mut front = false;
        for group in groups {
            let receives = receiving.contains(&group.id);
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

/// The agents it can go to: neither who asks nor who has it.
async fn agents(
    db: &impl ConnectionTrait,
    agent: &Agent,
    chat: &chats::Model,
    within: &[Reach],
    now: Time,
) -> Answered<Vec<TransferTarget>> {
    let departments: Vec<_> = within.iter().map(|one| one.department.clone()).collect();
    let groups: Vec<_> = within.iter().flat_map(|one| &one.groups).cloned().collect();
    let members = departments::members_in(db, &groups.iter().map(|group| group.id).collect::<Vec<_>>()).await?;
    let part = Part { departments: &departments, groups: &groups, members: &members };
    let now = routing::now(db, part, now).await?;
    let mut found = departments::reachable_agents(db, within, &access::item(chat)).await?;
    found.retain(|other, _| *other != agent.id() && Some(*other) != chat.agent_id);
    let accounts = people::accounts(db, found.keys().copied()).await?;
    let mut targets: Vec<TransferTarget> = accounts
        .into_iter()
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
