//! The members of some groups, as of now: as many questions to the database for all groups as for one.

use std::collections::{HashMap, HashSet};

use contract::{departments::Channel, people::AgentRef, presence::Availability};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    pick::Candidate,
    store::{self, Open},
    tables::presences,
};
use crate::{
    departments::{self, tables::memberships},
    platform::{Time, words::to_text},
};

/// Everybody who works in some groups.
#[derive(Clone, Debug)]
pub(super) struct Crowd {
    members: Vec<(memberships::Model, AgentRef)>,
    connected: HashSet<Uuid>,
    says: HashMap<Uuid, presences::Model>,
    /// When a member of a group was last given something of a channel.
    last: HashMap<(Uuid, Uuid, String), Time>,
    open: Vec<Open>,
}

impl Crowd {
    /// The members of some groups who may sign in.
    pub async fn of(db: &impl ConnectionTrait, groups: &[Uuid], now: Time) -> Result<Crowd, DbErr> {
        let members = departments::members_in(db, groups).await?;
        let mut agents: Vec<Uuid> = members.iter().map(|(member, _)| member.agent_id).collect();
        agents.sort_unstable();
        agents.dedup();
        Ok(Crowd {
            connected: store::connected(db, &agents, now).await?,
            says: store::presences(db, &agents).await?,
            last: store::rotations(db, groups).await?,
            open: store::open_counts(db, groups, None).await?,
            members,
        })
    }

    /// The members of one of the groups, as candidates for a channel.
    pub fn candidates(&self, group: Uuid, channel: Channel) -> Result<Vec<Candidate>, DbErr> {
        let members = self.members.iter().filter(|(member, _)| member.group_id == group);
        members.map(|(member, agent)| self.candidate(member, agent, channel)).collect()
    }

    fn candidate(&self, member: &memberships::Model, agent: &AgentRef, channel: Channel) -> Result<Candidate, DbErr> {
        let (id, group) = (member.agent_id, member.group_id);
        let share = departments::share(member, channel)?;
        let says = self.says.get(&id);
        Ok(Candidate {
            agent: agent.clone(),
            part: share.part,
            may_answer: true,
            connected: self.connected.contains(&id),
            checked_in: says.is_some_and(|says| says.checked_in_since.is_some()),
            available: says.is_none_or(|says| says.availability != to_text(&Availability::Away)),
            active: share.active,
            open: self.count(group, channel, |open| open.agent_id == Some(id)),
            limit: share.limit,
            last_assigned: self.last.get(&(group, id, to_text(&channel))).map(|time| time.0),
            order: member.position,
            handed_over: false,
        })
    }

    /// How many items of a channel wait in one of the groups.
    pub fn waiting(&self, group: Uuid, channel: Channel) -> u32 {
        self.count(group, channel, |open| open.state == store::WAITING)
    }

    fn count(&self, group: Uuid, channel: Channel, which: impl Fn(&Open) -> bool) -> u32 {
        let channel = to_text(&channel);
        let these = self.open.iter().filter(|open| open.group_id == group && open.channel == channel && which(open));
        these.map(|open| u32::try_from(open.items).unwrap_or(u32::MAX)).fold(0, u32::saturating_add)
    }
}
