//! What this slice tells the company's structure of work, and does when the structure changes.

use std::collections::HashMap;

use async_trait::async_trait;
use contract::{departments::Channel, people::AgentRef};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::{Cause, PresenceChanged, drain, items, pick, store};
use crate::{
    departments::{self, MemberNow, OpenWork, Work, WorkNow},
    platform::{App, Failure, Tx, words::to_text},
};

/// How many tickets wait in a group's queue.
///
/// # Errors
/// The database's.
pub async fn tickets_waiting(app: &App, group: Uuid) -> Result<u32, DbErr> {
    let waiting = store::count_waiting(app.db().read(), group, &to_text(&Channel::Ticket)).await?;
    Ok(u32::try_from(waiting).unwrap_or(u32::MAX))
}

/// Lent to the departments.
#[derive(Clone, Copy, Debug)]
pub struct WorkHere;

#[async_trait]
impl Work for WorkHere {
    async fn now(&self, app: &App) -> Result<WorkNow, DbErr> {
        let (db, now) = (app.db().read(), app.clock().now());
        let mut work = WorkNow { members: HashMap::new(), waiting: HashMap::new() };
        let mut all = Vec::new();
        for department in departments::all_departments(db).await? {
            for group in departments::groups_of(db, department.id).await? {
                for channel in [Channel::Chat, Channel::Ticket] {
                    let policy = drain::policy(&department, channel);
                    for candidate in drain::candidates(db, group.id, channel, now).await? {
                        let why_not = pick::why_not(&policy, &candidate);
                        let member = work.members.entry((group.id, candidate.agent.id.0)).or_insert(MemberNow {
                            connected: candidate.connected,
                            no_chats_because: None,
                            no_tickets_because: None,
                        });
                        match channel {
                            Channel::Chat => member.no_chats_because = why_not,
                            Channel::Ticket => member.no_tickets_because = why_not,
                        }
                    }
                }
                all.push(group.id);
            }
        }
        for count in store::open_counts(db, &all).await? {
            if count.state == store::WAITING {
                let items = u32::try_from(count.items).unwrap_or(u32::MAX);
                let waiting = work.waiting.entry(count.group_id).or_default();
                if count.channel == to_text(&Channel::Chat) { waiting.0 += items } else { waiting.1 += items }
            }
        }
        Ok(work)
    }

    async fn open(&self, app: &App, groups: &[Uuid]) -> Result<OpenWork, DbErr> {
        open(app.db().read(), groups).await
    }

    async fn hold(&self, tx: &Tx, groups: &[Uuid], to: Option<Uuid>) -> Result<OpenWork, DbErr> {
        let mut held: Vec<Uuid> = groups.iter().copied().chain(to).collect();
        // One order for everybody, so that two transactions cannot wait for one another.
        held.sort_unstable();
        for group in held {
            store::hold_group(tx, group).await?;
        }
        open(tx, groups).await
    }

    async fn move_all(&self, app: &App, tx: &Tx, from: Uuid, to: Uuid, by: &AgentRef) -> Result<(), Failure> {
        items::move_group(app, tx, from, to, by).await
    }

    async fn changed(&self, app: &App, tx: &Tx, department: Uuid) -> Result<(), Failure> {
        drain::department(app, tx, department).await?;
        Ok(drain::tell_members(tx, department).await?)
    }

    async fn confined(&self, app: &App, tx: &Tx, department: Uuid) -> Result<(), Failure> {
        let groups: Vec<Uuid> =
            departments::groups_of(tx, department).await?.into_iter().map(|group| group.id).collect();
        self.hold(tx, &groups, None).await?;
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

async fn open(db: &impl ConnectionTrait, groups: &[Uuid]) -> Result<OpenWork, DbErr> {
    let mut work = OpenWork { chats: 0, tickets: 0 };
    for count in store::open_counts(db, groups).await? {
        let items = u32::try_from(count.items).unwrap_or(u32::MAX);
        if count.channel == to_text(&Channel::Chat) {
            work.chats += items;
        } else {
            work.tickets += items;
        }
    }
    Ok(work)
}
