//! What stands on a ticket beside its status: tags, the pin, a follow-up, and whether it is set aside.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Ticket, TicketStatus};
use crate::{List, TicketId, Timestamp};

/// How many tags a ticket has at most.
pub const TAGS: usize = 30;

/// The longest tag, in characters.
pub const TAG_CHARS: usize = 40;

/// Why a ticket is in no usual list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SetAside {
    /// Nobody wants it.
    Spam,
    /// Somebody deleted it.
    Deleted,
    /// What was said in it stands in another one.
    Merged,
}

/// What a comment is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommentSort {
    /// Any.
    #[default]
    General,
    /// How the matter ended.
    Resolution,
}

impl CommentSort {
    /// Whether it is as any other.
    pub fn is_general(&self) -> bool {
        *self == CommentSort::General
    }
}

/// When somebody wants to be reminded of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// When.
    #[garde(skip)]
    pub at: Timestamp,
    /// Of what; may be empty.
    #[garde(length(chars, max = 1_000))]
    #[schema(max_length = 1000)]
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

/// What stands on a ticket, all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TicketMarks {
    /// Words that are the same everywhere; upper and lower case are kept, and make no difference.
    #[garde(length(max = TAGS), inner(length(chars, min = 1, max = TAG_CHARS)))]
    #[schema(max_items = 30)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// It stays with the agent who has it.
    #[garde(skip)]
    #[serde(default)]
    pub pinned: bool,
    /// When it is to be looked at again.
    #[garde(dive)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<FollowUp>,
    /// Nobody wants it.
    #[garde(skip)]
    #[serde(default)]
    pub spam: bool,
}

/// Which tags to find.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TagSearch {
    /// How they begin; empty for any.
    #[garde(length(chars, max = TAG_CHARS))]
    #[schema(max_length = 40)]
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

/// How two tickets belong together, seen from one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Somebody said so.
    Related,
    /// The other was locked, and the customer wrote again.
    Follows,
    /// This one was locked, and the customer wrote again.
    FollowedBy,
    /// This one was split off the other.
    SplitFrom,
    /// The other was split off this one.
    SplitInto,
    /// The other was merged into this one.
    MergedFrom,
    /// This one was merged into the other.
    MergedInto,
}

/// A ticket that belongs to another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketLink {
    /// The other ticket.
    pub ticket: TicketId,
    /// How the two belong together.
    pub link: LinkKind,
    /// Its human number.
    pub number: u64,
    /// What it is about.
    pub subject: String,
    /// Where it stands.
    pub status: TicketStatus,
}

/// Which ticket to link.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewTicketLink {
    /// The other one.
    #[garde(skip)]
    pub other: TicketId,
}

endpoint! {
    /// Sets what stands on a ticket: its tags, the pin, the follow-up, and whether it is spam.
    MarkTicket { ticket: TicketId } versioned Put "/api/v1/tickets/{ticket}/marks" (TicketMarks) -> Ticket
}
endpoint! {
    /// Finds tags by how they begin: at most 20, by name.
    FindTags {} Get "/api/v1/tickets/tags" (TagSearch) -> List<String>
}
endpoint! {
    /// Takes a ticket out of every list but the one of what is deleted.
    DeleteTicket { ticket: TicketId } Delete "/api/v1/tickets/{ticket}" (()) -> ()
}
endpoint! {
    /// Brings a deleted ticket back as it was.
    RestoreTicket { ticket: TicketId } Post "/api/v1/tickets/{ticket}/restoration" (()) -> Ticket
}
endpoint! {
    /// Says that another ticket, which one may read, belongs to this one.
    LinkTicket { ticket: TicketId } Post "/api/v1/tickets/{ticket}/links" (NewTicketLink) -> Ticket
}
endpoint! {
    /// Says that two tickets do not belong together.
    UnlinkTicket { ticket: TicketId, other: TicketId } Delete "/api/v1/tickets/{ticket}/links/{other}" (()) -> Ticket
}
