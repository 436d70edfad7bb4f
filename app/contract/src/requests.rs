//! A customer's own requests at a brand's portal: tickets and chats, as far as they are said to the customer.
//!
//! One's own is what was written with the account, and, once the account's address is verified, what was written from it
//! without any account. Nothing internal has a place here.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ChatId, Page, TicketEntryId, TicketId, Timestamp,
    attachments::Attachment,
    chat::{ChatState, PublicEntry, Side},
    tickets::{NewReply, TicketStatus},
};

/// A ticket, as its customer sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnTicketRow {
    /// The ticket.
    pub id: TicketId,
    /// Its human number.
    pub number: u64,
    /// What it is about.
    pub subject: String,
    /// The department's name; empty while the department is hidden.
    pub department: String,
    /// Where it stands.
    pub status: TicketStatus,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// A chat, as its customer sees it in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnChatRow {
    /// The chat.
    pub id: ChatId,
    /// How it began.
    pub opening: String,
    /// The department's name; empty while the department is hidden.
    pub department: String,
    /// Where it stands.
    pub state: ChatState,
    /// When it began.
    pub started_at: Timestamp,
}

/// A request in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum RequestRow {
    /// A ticket.
    Ticket(OwnTicketRow),
    /// A chat.
    Chat(OwnChatRow),
}

/// Where to go on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RequestFilter {
    /// The `next` of the page before.
    #[garde(inner(length(bytes, max = 500)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// Something that was said in a ticket, to the customer or by the customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnMessage {
    /// The entry.
    pub id: TicketEntryId,
    /// When.
    pub at: Timestamp,
    /// By which side.
    pub from: Side,
    /// The customer's name or address, or the name customers see of the agent.
    pub name: String,
    /// Plain text.
    pub text: String,
    /// The files that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// A ticket, as its customer reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnTicket {
    /// The row.
    #[serde(flatten)]
    pub row: OwnTicketRow,
    /// What was said, oldest first; at most the newest 1,000.
    pub messages: Vec<OwnMessage>,
}

/// A chat, as its customer reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OwnChat {
    /// The row.
    #[serde(flatten)]
    pub row: OwnChatRow,
    /// The public log from its beginning; at most 500 entries.
    pub entries: Vec<PublicEntry>,
    /// Whether there is more after these.
    pub more: bool,
}

endpoint! {
    /// Lists the signed-in customer's requests at this brand, newest first.
    ListRequests {} Get "/api/v1/portal/requests" (RequestFilter) -> Page<RequestRow>
}
endpoint! {
    /// One of the customer's own tickets.
    GetOwnTicket { ticket: TicketId } Get "/api/v1/portal/tickets/{ticket}" (()) -> OwnTicket
}
endpoint! {
    /// The customer answers in an own ticket, also where it is closed: it is open again then.
    ReplyToOwnTicket { ticket: TicketId } Post "/api/v1/portal/tickets/{ticket}/replies" (NewReply) -> OwnTicket
}
endpoint! {
    /// The customer says that an own ticket is done. One that is closed already stays so.
    CloseOwnTicket { ticket: TicketId } Post "/api/v1/portal/tickets/{ticket}/closure" (()) -> OwnTicket
}
endpoint! {
    /// The customer says that an own ticket is not done after all; one that is closed for good stays so (409 `locked`).
    ReopenOwnTicket { ticket: TicketId } Delete "/api/v1/portal/tickets/{ticket}/closure" (()) -> OwnTicket
}
endpoint! {
    /// One of the customer's own chats.
    GetOwnChat { chat: ChatId } Get "/api/v1/portal/chats/{chat}" (()) -> OwnChat
}
