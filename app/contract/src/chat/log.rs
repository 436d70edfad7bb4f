//! The two logs of a chat: the public one, which visitors have too, and the internal one.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ClientId, TicketId, Timestamp, asks::Asked, history::FieldChange, people::AgentRef, presence::AssignmentReason,
};

/// The two sides of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The visitor.
    Visitor,
    /// Our agents.
    Agent,
}

/// Who ended a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    /// The visitor.
    Visitor,
    /// An agent.
    Agent,
    /// Nobody: nothing was said for as long as the department waits.
    Silence,
}

/// What happened in the public log. There is no place here for anything internal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum PublicEvent {
    /// Something was said.
    Message {
        /// By which side.
        from: Side,
        /// The name customers see.
        name: String,
        /// Plain text.
        text: String,
        /// The id its sender made for it.
        client_id: ClientId,
    },
    /// An agent took the chat up.
    Joined {
        /// The name customers see.
        name: String,
    },
    /// The agent is gone; the visitor waits again, at the front.
    WaitingAgain,
    /// The chat was handed to another department.
    Transferred {
        /// The department's name.
        department: String,
    },
    /// One side has seen everything up to a number.
    Seen {
        /// Which side.
        by: Side,
        /// The last number seen.
        up_to: u64,
    },
    /// The chat is over.
    Ended {
        /// By whom.
        by: EndedBy,
    },
}

/// An entry of the public log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicEntry {
    /// 1, 2, 3… without gaps.
    pub number: u64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub event: PublicEvent,
}

/// What happened in the internal log, which customers cannot even tell exists.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum InternalEvent {
    /// A colleague's comment.
    Comment {
        /// By whom.
        by: AgentRef,
        /// Plain text.
        text: String,
        /// The id its sender made for it.
        client_id: ClientId,
        /// Whom it asks.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        asked: Vec<Asked>,
    },
    /// The chat went to an agent.
    Assigned {
        /// To whom.
        agent: AgentRef,
        /// Why.
        reason: AssignmentReason,
    },
    /// The chat went to a group's queue.
    Queued {
        /// The group's name.
        group: String,
        /// Whether it went to the front.
        front: bool,
        /// Why nobody was chosen.
        reason: AssignmentReason,
    },
    /// An agent was gone for longer than the grace.
    AgentGone {
        /// Who.
        agent: AgentRef,
    },
    /// An agent let the time for an answer lapse.
    NoAnswer {
        /// Who.
        agent: AgentRef,
    },
    /// Its agent may see the group's chats no more.
    AgentLeft {
        /// Who.
        agent: AgentRef,
    },
    /// A colleague changed values of the chat's fields.
    Fields {
        /// By whom.
        by: AgentRef,
        /// What changed, by the fields' names.
        changes: Vec<FieldChange>,
    },
    /// A ticket was made of the chat.
    Ticket {
        /// By whom.
        by: AgentRef,
        /// The ticket.
        ticket: TicketId,
        /// Its human number.
        ticket_number: u64,
    },
    /// A colleague handed the chat on.
    Transferred {
        /// By whom.
        by: AgentRef,
        /// To an agent, a group or a department, by name.
        to: String,
        /// The transfer comment; may be empty.
        comment: String,
    },
}

/// An entry of the internal log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct InternalEntry {
    /// 1, 2, 3… without gaps, apart from the public numbers.
    pub number: u64,
    /// After which public number it happened, to show both logs as one.
    pub after: u64,
    /// When.
    pub at: Timestamp,
    /// What happened.
    #[serde(flatten)]
    pub event: InternalEvent,
}

/// Both logs, or what came after some numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatLog {
    /// Public entries in order.
    pub public: Vec<PublicEntry>,
    /// Internal entries in order.
    pub internal: Vec<InternalEntry>,
    /// Whether there is more after these.
    pub more: bool,
}

/// From where to read the logs.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct LogPosition {
    /// Public entries after this number; 0 is from the start.
    #[garde(range(max = 1_000_000_000))]
    #[serde(default)]
    pub public: u64,
    /// Internal entries after this number.
    #[garde(range(max = 1_000_000_000))]
    #[serde(default)]
    pub internal: u64,
}
