//! What this slice must know of the work in its groups, asked upward: routing implements it, `reactions.rs` lends it.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use contract::{people::AgentRef, presence::WhyNot};
use sea_orm::DbErr;
use uuid::Uuid;

use super::tables::{departments, groups, memberships};
use crate::{
    people::tables::accounts,
    platform::{App, Failure, Tx},
};

/// One member of one group, now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberNow {
    /// Whether a console of the agent's is connected.
    pub connected: bool,
    /// Why no chat would be given to the agent; `None` when one would.
    pub no_chats_because: Option<WhyNot>,
    /// Why no ticket would be given to the agent; `None` when one would.
    pub no_tickets_because: Option<WhyNot>,
    /// Chats the agent has open here.
    pub open_chats: u32,
    /// Tickets the agent has open here.
    pub open_tickets: u32,
}

/// A part of the company, as it was read.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Some departments.
    pub departments: &'a [departments::Model],
    /// Their groups.
    pub groups: &'a [groups::Model],
    /// The members of these.
    pub members: &'a [(memberships::Model, accounts::Model)],
}

/// Who receives and what waits, now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkNow {
    /// The members, by group and agent.
    pub members: HashMap<(Uuid, Uuid), MemberNow>,
    /// Chats and tickets waiting, by group.
    pub waiting: HashMap<Uuid, (u32, u32)>,
}

/// Work that is not done yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OpenWork {
    /// Chats waiting or active.
    pub chats: u32,
    /// Tickets not closed.
    pub tickets: u32,
}

/// Lent as `Arc<dyn Work>`.
#[async_trait]
pub trait Work: Send + Sync {
    /// Who receives and what waits in a part of the company.
    async fn now(&self, app: &App, part: Part<'_>) -> Result<WorkNow, DbErr>;

    /// The open work of some groups.
    async fn open(&self, app: &App, groups: &[Uuid]) -> Result<OpenWork, DbErr>;

    /// Nobody decides about work, presence or the company's structure before the transaction ends: the first thing of
    /// whatever changes the structure.
    async fn hold(&self, tx: &Tx) -> Result<(), DbErr>;

    /// The open work of some groups, in a transaction that holds it.
    async fn open_in(&self, tx: &Tx, groups: &[Uuid]) -> Result<OpenWork, DbErr>;

    /// Moves every open item of a group to another group.
    async fn move_all(
        &self,
        app: &App,
        tx: &Tx,
        from_group: Uuid,
        to_group: Uuid,
        by: &AgentRef,
    ) -> Result<(), Failure>;

    /// A group divides another department now: its open work goes with it, with whoever has it.
    async fn follow(&self, app: &App, tx: &Tx, group: Uuid, by: &AgentRef) -> Result<(), Failure>;

    /// A department's chats go on or end otherwise by themselves: those that are open follow.
    async fn waits_otherwise(&self, app: &App, tx: &Tx, department: Uuid) -> Result<(), Failure>;

    /// A department's policy, members or visibility changed: who receives, and what drains, is to be found anew.
    async fn changed(&self, app: &App, tx: &Tx, department: Uuid) -> Result<(), Failure>;

    /// A department became confidential: what agents hold in groups they are no members of goes back to the queues.
    async fn confined(&self, app: &App, tx: &Tx, department: Uuid) -> Result<(), Failure>;

    /// A membership ended: the agent's open items there go back to the front of the queue.
    async fn left(&self, app: &App, tx: &Tx, group: Uuid, agent: Uuid) -> Result<(), Failure>;
}

/// Lent as `Arc<dyn OpenPages>` by realtime.
pub trait OpenPages: Send + Sync {
    /// How many open widgets and portal pages of a brand there are.
    fn count(&self, brand: Uuid) -> u32;
}

/// The work as it was lent.
pub(super) fn work(app: &App) -> Result<Arc<dyn Work>, Failure> {
    app.lent::<Arc<dyn Work>>().cloned().ok_or_else(|| DbErr::Custom("nobody lends departments::Work".into()).into())
}

/// Nobody else changes the structure before the transaction ends.
pub(super) async fn hold(app: &App, tx: &Tx) -> Result<(), Failure> {
    Ok(work(app)?.hold(tx).await?)
}
