//! Live chats: their rows, and what agents do. Their logs stand in [`log`].

mod log;

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AccountId, ChatId, ClientId, DepartmentId, GroupId, List, Page, TicketId, Timestamp,
    asks::{ASKS, Whom},
    people::{AgentRef, Phone},
    rights::Permissions,
};

pub use log::*;

/// The longest message, in characters.
pub const MESSAGE_CHARS: usize = 10_000;

/// Where a chat is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChatState {
    /// In a group's queue.
    Waiting,
    /// With an agent.
    Active,
    /// Over.
    Ended,
}

/// The last thing said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Preview {
    /// By which side.
    pub from: Side,
    /// Its beginning.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// A chat in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChatRow {
    /// The chat.
    pub id: ChatId,
    /// Its department.
    pub department: DepartmentId,
    /// The department's name.
    pub department_name: String,
    /// The group that holds it.
    pub group: GroupId,
    /// The group's name.
    pub group_name: String,
    /// Where it is in its life.
    pub state: ChatState,
    /// Who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentRef>,
    /// Raised by each hand-over.
    pub epoch: u64,
    /// The visitor's name; empty when not given.
    pub visitor_name: String,
    /// The chat's e-mail address, when given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The beginning of the first message.
    pub opening: String,
    /// When it began.
    pub started_at: Timestamp,
    /// Since when it has waited, while it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<Timestamp>,
    /// Whether it was handed back and goes before new ones.
    pub handed_back: bool,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// The last thing said; only on chats of one's own, whose messages are pushed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Preview>,
    /// The visitor's messages our side has not seen; only on chats of one's own.
    pub unread: u32,
}

/// What is known of the visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitorCard {
    /// The customer's account, when the chat carries one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The account's phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Whether the site vouched for who this is, with a signed identity.
    pub identified: bool,
    /// The page the visitor is on.
    pub page: String,
    /// The page's title; may be empty.
    pub page_title: String,
    /// Where the visitor came from; may be empty.
    pub referrer: String,
    /// The browser's language.
    pub language: String,
    /// The browser's time zone, as IANA names it; may be empty.
    pub time_zone: String,
    /// When the visitor was first seen.
    pub first_seen: Timestamp,
    /// How many pages were seen, one after the other; the same one loaded again counts once.
    pub pages: u32,
    /// Whether the visitor's page is connected now.
    pub online: bool,
}

/// A chat, as an agent sees it; the logs come apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Chat {
    /// The row.
    #[serde(flatten)]
    pub row: ChatRow,
    /// Who is on the other side.
    pub visitor: VisitorCard,
    /// Earlier chats of the same visitor or account, newest first, at most ten.
    pub earlier: Vec<ChatRow>,
    /// Whether the signed-in agent may take it over from whoever has it.
    pub may_take: bool,
    /// What the signed-in agent may do with it, as it is now.
    pub may: Permissions,
}

/// Which chats to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChatScope {
    /// Ended ones, newest first.
    Ended,
    /// Ended ones the signed-in agent had last, newest first.
    MineEnded,
}

/// Which chats to list, and where to go on.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct ChatFilter {
    /// Which ones.
    #[garde(skip)]
    pub scope: ChatScope,
    /// Only of this department.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
    /// The `next` of the page before.
    #[garde(inner(length(bytes, max = 500)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The version of one group's chats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct GroupVersion {
    /// The group.
    pub group: GroupId,
    /// Pushes about the group count on from here.
    pub version: u64,
}

/// Every open chat the signed-in agent may see.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OpenChats {
    /// Waiting ones in queue order, then active ones by start.
    pub items: Vec<ChatRow>,
    /// The lists' versions, one for each group the agent sees.
    pub versions: Vec<GroupVersion>,
}

/// Something to say to the visitor.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewChatMessage {
    /// Made by the client; the same id again returns the same entry.
    #[garde(skip)]
    pub client_id: ClientId,
    /// Plain text.
    #[garde(length(chars, min = 1, max = MESSAGE_CHARS))]
    #[schema(min_length = 1, max_length = 10000)]
    pub text: String,
    /// The epoch the agent's tab knows; an older one answers 409 `handed_over`.
    #[garde(skip)]
    pub epoch: u64,
}

/// Something to say to colleagues.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewComment {
    /// Made by the client; the same id again returns the same entry.
    #[garde(skip)]
    pub client_id: ClientId,
    /// Plain text.
    #[garde(length(chars, min = 1, max = MESSAGE_CHARS))]
    #[schema(min_length = 1, max_length = 10000)]
    pub text: String,
    /// Whom it asks: each may then read the item and comment on it.
    #[garde(length(max = ASKS))]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 10)]
    pub asks: Vec<Whom>,
}

/// How far one has read.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SeenUpTo {
    /// The last public number shown; a lower one than before changes nothing.
    #[garde(range(max = 1_000_000_000))]
    pub up_to: u64,
}

/// Where a transfer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "to", content = "id")]
pub enum Destination {
    /// To an agent, in a group of the brand that one may look into and the agent is a member of.
    Agent(AccountId),
    /// To a group: distribution chooses.
    Group(GroupId),
    /// To a department's front line: distribution chooses.
    Department(DepartmentId),
}

/// A hand-over to somewhere else.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// Where to.
    #[garde(skip)]
    pub destination: Destination,
    /// For the colleagues; may be empty.
    #[garde(length(chars, max = MESSAGE_CHARS))]
    #[serde(default)]
    pub comment: String,
    /// The epoch the agent's tab knows.
    #[garde(skip)]
    pub epoch: u64,
}

/// An act on a chat as the tab knows it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AtEpoch {
    /// The epoch the agent's tab knows.
    #[garde(skip)]
    pub epoch: u64,
}

/// A ticket that is to be made of a chat.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewTicketOfChat {
    /// Made by the client; the same id again makes no second ticket.
    #[garde(skip)]
    pub client_id: ClientId,
    /// What it is about; empty: the beginning of the chat.
    #[garde(length(chars, max = 200))]
    #[serde(default)]
    #[schema(max_length = 200)]
    pub subject: String,
    /// The customer's address; empty: the one given in the chat.
    #[garde(length(chars, max = 254))]
    #[serde(default)]
    #[schema(max_length = 254)]
    pub email: String,
}

/// The ticket that was made of a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketOfChat {
    /// The ticket.
    pub ticket: TicketId,
    /// Its human number.
    pub number: u64,
}

/// Somewhere a chat can be transferred to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TransferTarget {
    /// Where to.
    pub destination: Destination,
    /// Its name.
    pub name: String,
    /// What it is part of: the department's or group's name.
    pub within: String,
    /// Whether chats are received there now.
    pub receives: bool,
}

endpoint! {
    /// Every open chat the agent may see: the queues, one's own, the colleagues'.
    ListOpenChats {} Get "/api/v1/chats/open" (()) -> OpenChats
}
endpoint! {
    /// Ended chats the agent may see.
    ListChats {} Get "/api/v1/chats" (ChatFilter) -> Page<ChatRow>
}
endpoint! {
    /// One chat.
    GetChat { chat: ChatId } Get "/api/v1/chats/{chat}" (()) -> Chat
}
endpoint! {
    /// Both logs, or what came after some numbers; at most 500 entries of each.
    GetChatLog { chat: ChatId } Get "/api/v1/chats/{chat}/log" (LogPosition) -> ChatLog
}
endpoint! {
    /// The agent who has the chat answers the visitor. Acknowledged after the commit.
    SendChatMessage { chat: ChatId } Post "/api/v1/chats/{chat}/messages" (NewChatMessage) -> PublicEntry
}
endpoint! {
    /// A colleague comments; visitors never learn of it.
    CommentOnChat { chat: ChatId } Post "/api/v1/chats/{chat}/comments" (NewComment) -> InternalEntry
}
endpoint! {
    /// The agent who has the chat has seen the messages so far.
    SeeChat { chat: ChatId } Put "/api/v1/chats/{chat}/seen" (SeenUpTo) -> ()
}
endpoint! {
    /// The agent takes the chat from the queue, or over from a colleague.
    TakeChat { chat: ChatId } Post "/api/v1/chats/{chat}/taking" (AtEpoch) -> Chat
}
endpoint! {
    /// Where the chat can be transferred to.
    ListTransferTargets { chat: ChatId } Get "/api/v1/chats/{chat}/transfer-targets" (()) -> List<TransferTarget>
}
endpoint! {
    /// Hands the chat to an agent, a group or a department.
    TransferChat { chat: ChatId } Post "/api/v1/chats/{chat}/transfer" (Transfer) -> Chat
}
endpoint! {
    /// Ends the chat.
    EndChat { chat: ChatId } Post "/api/v1/chats/{chat}/end" (AtEpoch) -> Chat
}
endpoint! {
    /// Makes a ticket of what was said in the chat, in its department: its agent's own when that is who asks, else
    /// distributed like any other.
    MakeTicketOfChat { chat: ChatId } Post "/api/v1/chats/{chat}/ticket" (NewTicketOfChat) -> TicketOfChat
}
