//! How work reaches agents: leases and presence, the pure choice, queues, the atomic claim.
//!
//! A *work item* stands for a chat or a ticket while somebody must do something about it. This slice decides where it
//! is; the slice it belongs to is told in the same transaction ([`Routed`]). Assignment is event-driven: whatever may
//! let an item find an agent drains the queue in its own transaction.

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

pub use drain::receives;
pub use items::{Enter, Transfer, done, enter, hold, move_group, reopened, set_priority, take, transfer};
pub use leases::{Leases, connected, goodbye, renewed};
pub use listen::react;
pub use presence::{next as next_presence, of_agent as presence_of};
pub use store::{position, work_item};
pub use work::{WorkHere, tickets_waiting};

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
