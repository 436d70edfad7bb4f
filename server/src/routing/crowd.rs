//! The members of some groups, as of now: as many questions to the database for all groups as for one.

use std::collections::{HashMap, HashSet};

use contract::{departments::Channel, presence::Availability};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    pick::{Candidate, Load},
    store::{self, Open},
    tables::presences,
};
use crate::{
    departments::{self, tables::memberships},
    people::{self, tables::accounts},
    platform::{
        Time,
        words::{from_text, to_text},
    },
};

/// Everybody who works in some groups.
#[derive(Clone, Debug)]
pub(super) struct Crowd {
    members: HashMap<Uuid, Vec<(memberships::Model, accounts::Model)>>,
    connected: HashSet<Uuid>,
    says: HashMap<Uuid, presences::Model>,
    /// When a member of a group was last given something of a channel.
    last: HashMap<(Uuid, Uuid, String), Time>,
    /// What is open in a group.
    open: HashMap<(Uuid, Channel), Here>,
    /// What those with a limit of their own hold, in whichever group.
    held: HashMap<(Uuid, String), u32>,
}

/// The open items of a channel in a group.
#[derive(Clone, Debug, Default)]
struct Here {
    waiting: u32,
    /// By who has them.
    held: HashMap<Uuid, u32>,
}

impl Crowd {
    /// The members of some groups who may sign in.
    pub async fn of(db: &impl ConnectionTrait, groups: &[Uuid], now: Time) -> Result<Crowd, DbErr> {
        let members = departments::members_in(db, groups).await?;
        Crowd::with(db, groups, members, now).await
    }

    /// The same of members who were read already.
    pub async fn with(
        db: &impl ConnectionTrait,
        groups: &[Uuid],
        members: Vec<(memberships::Model, accounts::Model)>,
        now: Time,
    ) -> Result<Crowd, DbErr> {
        let mut agents: Vec<Uuid> = members.iter().map(|(member, _)| member.agent_id).collect();
        agents.sort_unstable();
        agents.dedup();
        let limited = members.iter().filter(|(_, account)| limits(account) != (None, None));
        let limited: HashSet<Uuid> = limited.map(|(_, account)| account.id).collect();
        Ok(Crowd {
            held: if limited.is_empty() { HashMap::new() } else { store::held_counts(db, limited).await? },
            connected: store::connected(db, &agents, now).await?,
            says: store::presences(db, &agents).await?,
            last: store::rotations(db, groups).await?,
            open: by_group(store::open_counts(db, groups, None).await?)?,
            members: members.into_iter().fold(HashMap::new(), |mut all, (member, account)| {
                all.entry(member.group_id).or_insert_with(Vec::new).push((member, account));
                all
            }),
        })
    }

    /// The members of one of the groups, as candidates for a channel.
    pub fn candidates(&self, group: Uuid, channel: Channel) -> Result<Vec<Candidate>, DbErr> {
        let members = self.members.get(&group).into_iter().flatten();
        members.map(|(member, account)| self.candidate(member, account, channel)).collect()
    }

    fn candidate(
        &self,
        member: &memberships::Model,
        account: &accounts::Model,
        channel: Channel,
    ) -> Result<Candidate, DbErr> {
        let (id, group) = (member.agent_id, member.group_id);
        let share = departments::share(member, channel)?;
        let says = self.says.get(&id);
        Ok(Candidate {
            agent: people::agent_ref(account),
            part: share.part,
            may_answer: true,
            connected: self.connected.contains(&id),
            checked_in: says.is_some_and(|says| says.checked_in_since.is_some()),
            available: says.is_none_or(|says| says.availability != to_text(&Availability::Away)),
            active: share.active,
            open: self.open.get(&(group, channel)).and_then(|here| here.held.get(&id)).copied().unwrap_or_default(),
            limit: share.limit,
            everywhere: self.load(account, channel),
            last_assigned: self.last.get(&(group, id, to_text(&channel))).map(|time| time.0),
            order: member.position,
            handed_over: false,
            lapsed: false,
        })
    }

    fn load(&self, account: &accounts::Model, channel: Channel) -> Option<Load> {
        let (chats, tickets) = limits(account);
        let limit = match channel {
            Channel::Chat => chats,
            Channel::Ticket => tickets,
        };
        let open = self.held.get(&(account.id, to_text(&channel))).copied().unwrap_or_default();
        limit.map(|limit| Load { open, limit: limit.unsigned_abs() })
    }

    /// Whether somebody may hold only so many of a channel in all groups together.
    pub fn any_limited(&self, channel: Channel) -> bool {
        self.members.values().flatten().any(|(_, account)| self.load(account, channel).is_some())
    }

    /// How many items of a channel wait in one of the groups.
    pub fn waiting(&self, group: Uuid, channel: Channel) -> u32 {
        self.open.get(&(group, channel)).map_or(0, |here| here.waiting)
    }
}

fn by_group(open: Vec<Open>) -> Result<HashMap<(Uuid, Channel), Here>, DbErr> {
    let mut all: HashMap<_, Here> = HashMap::new();
    for some in open {
        let here = all.entry((some.group_id, from_text(&some.channel)?)).or_default();
        let count = match some.agent_id {
            Some(agent) if some.state != store::WAITING => here.held.entry(agent).or_default(),
            _ => &mut here.waiting,
        };
        *count = count.saturating_add(u32::try_from(some.items).unwrap_or(u32::MAX));
    }
    Ok(all)
}

fn limits(account: &accounts::Model) -> (Option<i32>, Option<i32>) {
    (account.chat_limit, account.ticket_limit)
}
