//! How work reaches agents: leases and presence, the pure choice, queues, the atomic claim.
//!
//! A *work item* stands for a chat or a ticket while somebody must do something about it. This slice decides where it
//! is; the slice it belongs to is told in the same transaction ([`Routed`]). Assignment is event-driven: whatever may
//! let an item find an agent drains the queue in its own transaction.
//!
//! **One decision at a time.** SQLite has one writer. On PostgreSQL every transaction that moves work, changes what an
//! agent's presence means or changes the company's structure takes one turn for the whole installation ([`hold`]),
//! before it reads what it decides on and before it locks anything of that; it keeps it to its end. So no two of them
//! can wait for one another in a circle, none decides on what another is changing, and a limit counts the same in every
//! group. Beneath it, rows may be locked in any order: departments, items, chats, tickets, jobs, topics. Before it only
//! that is locked which nothing beneath it asks for: the visitor who begins a chat, a ticket's number, a job's run. A
//! message locks its chat's row and nothing else, and needs no turn. A decision takes some milliseconds; if an
//! installation ever makes more of them than that allows, the turn can be divided where agents never meet, by brand.

mod crowd;
mod drain;
mod items;
pub mod leases;
mod listen;
pub mod pick;
mod presence;
pub mod queue;
pub mod routes;
#[cfg(test)]
mod simulation;
mod store;
pub mod tables;
mod work;

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use contract::{departments::Channel, people::AgentRef, presence::AssignmentReason};
use uuid::Uuid;

pub use drain::receiving;
pub use items::{
    Enter, Lapse, Transfer, done, enter, follow_group, lapsed, move_group, reopened, set_priority, take, transfer,
};
pub use leases::{LeaseLost, Leases, connected, goodbye, renewed};
pub use listen::react;
pub use presence::{next as next_presence, of_agent as presence_of};
pub use store::{counting, hold, position, work_item};
pub use work::{WorkHere, now, waiting};

use crate::platform::{App, Failure, Tx};

/// Where an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The department.
    pub department: Uuid,
    /// The group.
    pub group: Uuid,
    /// Whose it is; nobody's while it waits in the group's queue.
    pub agent: Option<Uuid>,
}

/// Why an item moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It is new.
    Arrived,
    /// It came to its turn in the queue.
    Drained,
    /// Its agent was gone for longer than the grace.
    AgentGone {
        /// Who.
        agent: Uuid,
    },
    /// Its agent let the time for an answer lapse.
    NoAnswer {
        /// Who.
        agent: Uuid,
    },
    /// Its agent is a member no more, or deactivated.
    Left {
        /// Who.
        agent: Uuid,
    },
    /// An agent took it.
    TakenByHand {
        /// Who.
        by: AgentRef,
    },
    /// A colleague handed it on.
    Transferred {
        /// Who.
        by: AgentRef,
        /// To whom or where, by name.
        to: String,
        /// The transfer comment; may be empty.
        comment: String,
    },
}

/// An item that moved.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The chat or ticket.
    pub item: Uuid,
    /// Which of the two.
    pub channel: Channel,
    /// Raised by each hand-over.
    pub epoch: u64,
    /// Whether it goes before new items while it waits.
    pub handed_back: bool,
    /// Where it was.
    pub from: Place,
    /// Where it is.
    pub to: Place,
    /// Why it moved.
    pub cause: Cause,
    /// Why it went to whom it went.
    pub reason: AssignmentReason,
}

/// Whom an item belongs to is written in two places: here, and where the item lives. Its slice implements this, so that
/// both are written in one transaction.
#[async_trait]
pub trait Routed: Send + Sync {
    /// Writes down where the item is now, in its own rows and logs.
    ///
    /// # Errors
    /// The database's; the whole move is then undone.
    async fn moved(&self, app: &App, tx: &Tx, moved: &Moved) -> Result<(), Failure>;

    /// A department's items go on or end otherwise by themselves.
    ///
    /// # Errors
    /// The database's.
    async fn waits_otherwise(&self, _tx: &Tx, _department: Uuid) -> Result<(), Failure> {
        Ok(())
    }
}

/// Who is told of a channel's moves; lent by `reactions.rs`.
#[derive(Clone, Default)]
pub struct Channels(HashMap<Channel, Arc<dyn Routed>>);

impl Channels {
    /// Names the slice that owns a channel's items.
    #[must_use]
    pub fn with(mut self, channel: Channel, slice: impl Routed + 'static) -> Self {
        self.0.insert(channel, Arc::new(slice));
        self
    }

    async fn wait_otherwise(app: &App, tx: &Tx, department: Uuid) -> Result<(), Failure> {
        for slice in app.lent::<Channels>().into_iter().flat_map(|channels| channels.0.values()) {
            slice.waits_otherwise(tx, department).await?;
        }
        Ok(())
    }

    async fn tell(app: &App, tx: &Tx, moved: &Moved) -> Result<(), Failure> {
        let slice = app.lent::<Channels>().and_then(|channels| channels.0.get(&moved.channel)).cloned();
        match slice {
            Some(slice) => slice.moved(app, tx, moved).await,
            None => Err(Failure::from(sea_orm::DbErr::Custom("nobody routes this channel".into()))),
        }
    }
}

/// Positions in a queue changed.
#[derive(Clone, Copy, Debug)]
pub struct QueueMoved {
    /// The group.
    pub group: Uuid,
    /// Chats or tickets.
    pub channel: Channel,
}

/// What an agent's presence means changed.
#[derive(Clone, Copy, Debug)]
pub struct PresenceChanged {
    /// Who.
    pub agent: Uuid,
}
