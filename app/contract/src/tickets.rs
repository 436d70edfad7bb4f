//! Tickets: matters that outlive a conversation.

mod found;
mod joined;
mod marks;

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AccountId, AttachmentId, ChatId, ClientId, DepartmentId, GroupId, List, Page, TicketEntryId, TicketId, Timestamp,
    asks::{ASKS, Asked, Whom},
    attachments::{Attachment, FILES},
    chat::{Destination, MESSAGE_CHARS, Side},
    fields::{GivenValue, LINES},
    mails::Verdict,
    people::AgentRef,
    presence::AssignmentReason,
    rights::Permissions,
};

pub use found::*;
pub use joined::*;
pub use marks::*;

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketStatus {
    /// Ours to do.
    Active,
    /// Waits for the customer.
    Waiting,
    /// Done; a reply reopens it.
    Closed,
    /// Done for good; a reply opens another one.
    Locked,
}

/// How urgent a ticket is, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Can wait.
    Low,
    /// The usual.
    Normal,
    /// Before the usual.
    High,
    /// Now.
    Urgent,
}

/// A ticket in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketRow {
    /// The ticket.
    pub id: TicketId,
    /// Its human number.
    pub number: u64,
    /// What it is about.
    pub subject: String,
    /// Its department.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// The group that holds it.
    pub group: GroupId,
    /// The group's name.
    pub group_name: String,
    /// Whose it is; absent while it waits in the queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentRef>,
    /// Where it stands.
    pub status: TicketStatus,
    /// How urgent it is.
    pub priority: Priority,
    /// The customer's name, or address.
    pub from: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When anything last happened to it.
    pub updated_at: Timestamp,
    /// Raised by everything that happens to it.
    pub version: i64,
    /// Its tags, in the order given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// It stays with the agent who has it.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub pinned: bool,
    /// When it is to be looked at again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<Timestamp>,
    /// Why it is in no usual list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<SetAside>,
    /// Where the words were found that were looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Box<Found>>,
}

/// A customer-side address of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Participant {
    /// The e-mail address.
    pub address: String,
    /// The name that came with it; may be empty.
    pub name: String,
}

/// Something that was said in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatLine {
    /// When.
    pub at: Timestamp,
    /// By which side.
    pub from: Side,
    /// The name customers see; may be empty.
    pub name: String,
    /// Plain text.
    pub text: String,
}

/// What an entry of a ticket is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum TicketEvent {
    /// What was said between customer and agent.
    Message {
        /// By which side.
        from: Side,
        /// The customer's name or address, or the agent's name.
        name: String,
        /// Plain text.
        text: String,
        /// Nobody wrote it: a machine did.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        automatic: bool,
        /// Of a mail: whether it is from whom it says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        verdict: Option<Verdict>,
    },
    /// A mail that answers in the ticket, from somebody who takes no part in it: nothing of it is believed.
    Stranger {
        /// The address it says it is from.
        address: String,
        /// The name that came with it; may be empty.
        name: String,
        /// What it says it is about; may be empty.
        subject: String,
        /// Plain text.
        text: String,
        /// Whether it is from whom it says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        verdict: Option<Verdict>,
    },
    /// A chat, of which the ticket was made: what was said there until then.
    Chat {
        /// By whom.
        by: AgentRef,
        /// The chat.
        chat: ChatId,
        /// What was said, oldest first.
        lines: Vec<ChatLine>,
    },
    /// An internal note.
    Comment {
        /// By whom.
        by: AgentRef,
        /// Plain text.
        text: String,
        /// Whom it asks.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        asked: Vec<Asked>,
        /// What it is.
        #[serde(default, skip_serializing_if = "CommentSort::is_general")]
        sort: CommentSort,
    },
    /// The ticket went to an agent.
    Assigned {
        /// To whom.
        agent: AgentRef,
        /// Why.
        reason: AssignmentReason,
    },
    /// The ticket went to a group's queue.
    Queued {
        /// The group's name.
        group: String,
        /// Why nobody was chosen.
        reason: AssignmentReason,
    },
    /// A colleague handed the ticket on.
    Transferred {
        /// By whom.
        by: AgentRef,
        /// To an agent, a group or a department, by name.
        to: String,
        /// The transfer comment; may be empty.
        comment: String,
    },
    /// The status changed.
    Status {
        /// By whom; absent when a reply, the time or the customer did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<AgentRef>,
        /// The customer said so.
        #[serde(default, skip_serializing_if = "core::ops::Not::not")]
        by_customer: bool,
        /// From what.
        from: TicketStatus,
        /// To what.
        to: TicketStatus,
    },
    /// It was joined with another ticket, or parted from it.
    Joined {
        /// By whom.
        by: AgentRef,
        /// How.
        how: Joining,
        /// The other one's human number.
        other: u64,
    },
    /// The time came that somebody wanted to be reminded.
    FollowUp {
        /// Who wanted it.
        by: AgentRef,
        /// Of what; may be empty.
        comment: String,
    },
}

/// How a message that leaves by mail fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SendingFate {
    /// It is on its way to our server for mail.
    Waiting,
    /// Our server for mail took it.
    Sent,
    /// Our server for mail refused it for good, or there is none.
    Refused,
    /// It came back.
    Bounced,
}

/// A message that leaves by mail.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct Sending {
    /// How it fares.
    pub fate: SendingFate,
    /// What the other side said last; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub problem: String,
    /// It has not left, and can be taken back; customers do not see it.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub held: bool,
}

/// An entry of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketEntry {
    /// The entry.
    pub id: TicketEntryId,
    /// When.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub event: TicketEvent,
    /// How it leaves by mail, where it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sending: Option<Sending>,
    /// The files that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Where the HTML it came as is shown, for some hours and to whoever asked only; remote pictures are left out
    /// unless `&images=shown` is added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}

/// A ticket, as an agent sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ticket {
    /// The row.
    #[serde(flatten)]
    pub row: TicketRow,
    /// The customer-side addresses.
    pub participants: Vec<Participant>,
    /// The customer's account, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The chat it came from, when it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<ChatId>,
    /// Of what the follow-up reminds; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub follow_up_comment: String,
    /// The tickets that belong to it, as far as the signed-in agent may read them, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<TicketLink>,
    /// Everything that happened, oldest first; at most the newest 1,000.
    pub entries: Vec<TicketEntry>,
    /// What the signed-in agent may do with it, as it is now.
    pub may: Permissions,
}

/// Whose tickets to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TicketScope {
    /// The signed-in agent's.
    Mine,
    /// Those without an agent.
    Queue,
    /// All one may see.
    #[default]
    All,
}

/// Which tickets to list, and where to go on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TicketFilter {
    /// Whose.
    #[garde(skip)]
    #[serde(default)]
    pub scope: TicketScope,
    /// Only of this group.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Only of this status.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TicketStatus>,
    /// Only those that have all of these words somewhere; the newest ticket first then, and each row says where. The last
    /// word may be the beginning of one.
    #[garde(inner(length(chars, min = 1, max = WORDS_CHARS)))]
    #[schema(min_length = 1, max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Only with this tag.
    #[garde(inner(length(chars, min = 1, max = TAG_CHARS)))]
    #[schema(min_length = 1, max_length = 40)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// Those that are set aside so, which else are left out.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<SetAside>,
    /// The `next` of the page before.
    #[garde(inner(length(bytes, max = 500)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Which tickets to find.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TicketSearch {
    /// A number, with or without `#`, or how the subject begins.
    #[garde(length(chars, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub query: String,
}

/// A ticket an agent opens for a customer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewTicket {
    /// Made by the client; the same id again returns the same ticket.
    #[garde(skip)]
    pub client_id: ClientId,
    /// In which department, public or hidden.
    #[garde(skip)]
    pub department: DepartmentId,
    /// What it is about.
    #[garde(length(chars, min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    pub subject: String,
    /// The customer's address.
    #[garde(length(bytes, min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// The customer's name; may be empty.
    #[garde(length(chars, max = 120))]
    #[serde(default)]
    pub name: String,
    /// What is written to the customer.
    #[garde(length(chars, min = 1, max = 100_000))]
    #[schema(min_length = 1, max_length = 100000)]
    pub text: String,
    /// Values of the department's fields.
    #[garde(length(max = LINES), dive)]
    #[serde(default)]
    pub values: Vec<GivenValue>,
}

/// An answer to the customer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewReply {
    /// Made by the client; the same id again changes nothing.
    #[garde(skip)]
    pub client_id: ClientId,
    /// Plain text.
    #[garde(length(chars, min = 1, max = 100_000))]
    #[schema(min_length = 1, max_length = 100000)]
    pub text: String,
    /// Files that were added for it.
    #[garde(length(max = FILES))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub files: Vec<AttachmentId>,
}

/// Something to say to colleagues.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewTicketComment {
    /// Made by the client; the same id again changes nothing.
    #[garde(skip)]
    pub client_id: ClientId,
    /// Plain text.
    #[garde(length(chars, min = 1, max = 100_000))]
    #[schema(min_length = 1, max_length = 100000)]
    pub text: String,
    /// Files that were added for it.
    #[garde(length(max = FILES))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub files: Vec<AttachmentId>,
    /// Whom it asks: each may then read the ticket and comment on it.
    #[garde(length(max = ASKS))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub asks: Vec<Whom>,
    /// What it is.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "CommentSort::is_general")]
    pub sort: CommentSort,
}

/// A hand-over to somewhere else.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TicketTransfer {
    /// Where to.
    #[garde(skip)]
    pub destination: Destination,
    /// For the colleagues; may be empty.
    #[garde(length(chars, max = MESSAGE_CHARS))]
    #[serde(default)]
    pub comment: String,
}

/// What an agent sets on a ticket.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct TicketDetails {
    /// Where it stands.
    #[garde(skip)]
    pub status: TicketStatus,
    /// How urgent it is.
    #[garde(skip)]
    pub priority: Priority,
}

endpoint! {
    /// Lists tickets, last updated first.
    ListTickets {} Get "/api/v1/tickets" (TicketFilter) -> Page<TicketRow>
}
endpoint! {
    /// Finds tickets by number or by how their subject begins: at most 20, by subject.
    FindTickets {} Get "/api/v1/tickets/search" (TicketSearch) -> List<TicketRow>
}
endpoint! {
    /// Opens a ticket for a customer; the writer has it.
    CreateTicket {} Post "/api/v1/tickets" (NewTicket) -> Ticket
}
endpoint! {
    /// One ticket with all that happened to it.
    GetTicket { ticket: TicketId } versioned Get "/api/v1/tickets/{ticket}" (()) -> Ticket
}
endpoint! {
    /// Sets status and priority.
    UpdateTicket { ticket: TicketId } versioned Put "/api/v1/tickets/{ticket}" (TicketDetails) -> Ticket
}
endpoint! {
    /// An agent answers the customer; the ticket waits for the customer then.
    ReplyToTicket { ticket: TicketId } Post "/api/v1/tickets/{ticket}/replies" (NewReply) -> Ticket
}
endpoint! {
    /// Takes an answer back that has not left; 409 `ended` when it has.
    TakeBackReply { ticket: TicketId, entry: TicketEntryId } Delete "/api/v1/tickets/{ticket}/replies/{entry}" (()) -> Ticket
}
endpoint! {
    /// Sends an answer again that was refused or came back.
    SendReplyAgain { ticket: TicketId, entry: TicketEntryId } Post "/api/v1/tickets/{ticket}/replies/{entry}/sending" (()) -> Ticket
}
endpoint! {
    /// A colleague comments; customers never learn of it.
    CommentOnTicket { ticket: TicketId } Post "/api/v1/tickets/{ticket}/comments" (NewTicketComment) -> Ticket
}
endpoint! {
    /// The agent takes the ticket.
    TakeTicket { ticket: TicketId } Post "/api/v1/tickets/{ticket}/taking" (()) -> Ticket
}
endpoint! {
    /// Hands the ticket to an agent, a group or a department.
    TransferTicket { ticket: TicketId } Post "/api/v1/tickets/{ticket}/transfer" (TicketTransfer) -> Ticket
}
