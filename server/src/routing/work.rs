//! What this slice tells the company's structure of work, and does when the structure changes.

use std::collections::HashMap;

use async_trait::async_trait;
use contract::{departments::Channel, people::AgentRef};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::{Cause, Channels, PresenceChanged, crowd::Crowd, drain, items, pick, store};
use crate::{
    departments::{self, OpenWork, Part, Work, WorkNow},
    platform::{App, Failure, Time, Tx, words::to_text},
};

/// How many chats or tickets wait in a group's queue.
///
/// # Errors
/// The database's.
pub async fn waiting(app: &App, group: Uuid, channel: Channel) -> Result<u32, DbErr> {
    let waiting = store::count_waiting(app.db().read(), group, &to_text(&channel)).await?;
    Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
}

/// Lent to the departments.
#[derive(Clone, Copy, Debug)]
pub struct WorkHere;

#[async_trait]
impl Work for WorkHere {
    async fn now(&self, app: &App, part: Part<'_>) -> Result<WorkNow, DbErr> {
        now(app.db().read(), part, app.clock().now()).await
    }

    async fn open(&self, app: &App, groups: &[Uuid]) -> Result<OpenWork, DbErr> {
        open(app.db().read(), groups).await
    }

    async fn hold(&self, tx: &Tx) -> Result<(), DbErr> {
        store::hold(tx).await
    }

    async fn open_in(&self, tx: &Tx, groups: &[Uuid]) -> Result<OpenWork, DbErr> {
        open(tx, groups).await
    }

    async fn move_all(&self, app: &App, tx: &Tx, from: Uuid, to: Uuid, by: &AgentRef) -> Result<(), Failure> {
        items::move_group(app, tx, from, to, by).await
    }

    async fn follow(&self, app: &App, tx: &Tx, group: Uuid, by: &AgentRef) -> Result<(), Failure> {
        items::follow_group(app, tx, group, by).await
    }

    async fn waits_otherwise(&self, app: &App, tx: &Tx, department: Uuid) -> Result<(), Failure> {
        Channels::wait_otherwise(app, tx, department).await
    }

    async fn changed(&self, app: &App, tx: &Tx, department: Uuid) -> Result<(), Failure> {
        drain::department(app, tx, department).await?;
        Ok(drain::tell_members(tx, department).await?)
    }

    async fn confined(&self, app: &App, tx: &Tx, department: Uuid) -> Result<(), Failure> {
        let groups: Vec<Uuid> =
            departments::groups_of(tx, department).await?.into_iter().map(|group| group.id).collect();
        for group in groups {
            for item in store::open_in(tx, group).await? {
                let Some(agent) = item.agent_id else { continue };
                if departments::membership(tx, group, agent).await?.is_none() {
                    items::hand_back(app, tx, &item, Cause::Left { agent }).await?;
                }
            }
        }
        Ok(())
    }

    async fn left(&self, app: &App, tx: &Tx, group: Uuid, agent: Uuid) -> Result<(), Failure> {
        for item in store::held(tx, agent).await? {
            if item.group_id == group {
                items::hand_back(app, tx, &item, Cause::Left { agent }).await?;
            }
        }
        tx.record(PresenceChanged { agent });
        Ok(())
    }
}

/// Who receives and what waits in a part of the company.
///
/// # Errors
/// The database's.
pub async fn now(db: &impl ConnectionTrait, part: Part<'_>, now: Time) -> Result<WorkNow, DbErr> {
    let mut work = WorkNow::default();
    let groups: Vec<Uuid> = part.groups.iter().map(|group| group.id).collect();
    let crowd = Crowd::with(db, &groups, part.members.to_vec(), now).await?;
    let departments: HashMap<Uuid, _> = part.departments.iter().map(|row| (row.id, row)).collect();
    for group in part.groups {
        let Some(department) = departments.get(&group.department_id) else { continue };
        work.waiting
            .insert(group.id, (crowd.waiting(group.id, Channel::Chat), crowd.waiting(group.id, Channel::Ticket)));
        for channel in [Channel::Chat, Channel::Ticket] {
            let policy = drain::policy(department, channel);
            for candidate in crowd.candidates(group.id, channel)? {
                let member = work.members.entry((group.id, candidate.agent.id.0)).or_default();
                member.connected = candidate.connected;
                let because = pick::why_not(&policy, &candidate);
                match channel {
                    Channel::Chat => (member.no_chats_because, member.open_chats) = (because, candidate.open),
                    Channel::Ticket => (member.no_tickets_because, member.open_tickets) = (because, candidate.open),
                }
            }
        }
    }
    Ok(work)
}

async fn open(db: &impl ConnectionTrait, groups: &[Uuid]) -> Result<OpenWork, DbErr> {
    let mut work = OpenWork { chats: 0, tickets: 0 };
    for count in store::open_counts(db, groups, None).await? {
        let items = u32::try_from(count.items).unwrap_or(u32::MAX);
        if count.channel == to_text(&Channel::Chat) {
            work.chats += items;
        } else {
            work.tickets += items;
        }
    }
    Ok(work)
}
