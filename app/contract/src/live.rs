//! The live connection at `/api/v1/live`: what sockets say, as JSON text frames of at most 64 KiB.
//!
//! Writes go by HTTP. A push names its log and number, or its list and version, so that a lost one is noticed and
//! fetched. Each audience has a frame type of its own: what it may not know has no place in it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    AccountId, AskId, ChatId, GroupId, LeaseId, TicketEntryId, TicketId,
    asks::Ask,
    chat::{ChatRow, InternalEntry, PublicEntry, Side, VisitorCard},
    departments::ReceivesIn,
    fields::{ItemKind, ItemValues},
    people::AgentRef,
    presence::MyPresence,
    tickets::{Sending, TicketRow},
    widget::{Availability, VisitorChat},
};

/// Where sockets connect.
pub const PATH: &str = "/api/v1/live";

/// Within how many seconds a socket must say who it is.
pub const HELLO_SECONDS: u64 = 5;

/// The largest frame, in bytes.
pub const FRAME_BYTES: usize = 64 * 1024;

/// What a client says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "say")]
pub enum ClientFrame {
    /// First of all: a console, by the cookie of the upgrade. It makes a lease.
    Console,
    /// First of all: a visitor's widget.
    Visitor {
        /// The visitor token.
        token: String,
    },
    /// First of all: a portal page, of the brand of the upgrade's host.
    Portal,
    /// A console shows this chat: its logs are pushed from now on.
    Watch {
        /// The chat.
        chat: ChatId,
    },
    /// A console shows it no longer.
    Unwatch {
        /// The chat.
        chat: ChatId,
    },
    /// Somebody types; at most once per second.
    Typing {
        /// In which chat.
        chat: ChatId,
    },
    /// A console shows this ticket, and whether somebody writes in it: said when that changes, now and again, and whenever
    /// another console begins to.
    Look {
        /// The ticket.
        ticket: TicketId,
        /// Somebody writes.
        writing: bool,
    },
    /// A console shows it no longer.
    LookAway {
        /// The ticket.
        ticket: TicketId,
    },
    /// The tab closes: a console's lease ends at once. A closing tab may not get as far as saying it: see
    /// [`crate::presence::SayGoodbye`].
    Goodbye,
}

/// What a console hears.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "hear")]
pub enum AgentFrame {
    /// The console is connected, its lease lives. Fetch what may have been missed.
    Welcome {
        /// Whom the browser's session belongs to by now.
        account: AccountId,
        /// The lease, for [`crate::presence::SayGoodbye`].
        lease: LeaseId,
    },
    /// A public entry of a chat of one's own or watched.
    Public {
        /// The chat.
        chat: ChatId,
        /// The entry.
        entry: PublicEntry,
    },
    /// An internal entry of a chat of one's own or watched.
    Internal {
        /// The chat.
        chat: ChatId,
        /// The entry.
        entry: InternalEntry,
    },
    /// A chat entered a group's list or changed in it.
    ChatChanged {
        /// The group whose list it is.
        group: GroupId,
        /// The version of the group's chats now.
        version: u64,
        /// The row. Its `last` and `unread` stay as known unless the chat became one's own.
        row: Box<ChatRow>,
    },
    /// A chat left a group's list.
    ChatLeft {
        /// The group whose list it is.
        group: GroupId,
        /// The version of the group's chats now.
        version: u64,
        /// The chat.
        chat: ChatId,
    },
    /// The visitor of a watched chat is on another page, came, left, or was vouched for.
    Visitor {
        /// The chat.
        chat: ChatId,
        /// What is known of the visitor now.
        visitor: Box<VisitorCard>,
    },
    /// Values of a chat of one's own or watched, or of a ticket one may see, changed.
    Values {
        /// What it is.
        kind: ItemKind,
        /// The chat or the ticket.
        item: uuid::Uuid,
        /// The values as they are now.
        values: Box<ItemValues>,
    },
    /// What was said in a ticket one may see fares otherwise on its way to the customer.
    Sending {
        /// The ticket.
        ticket: TicketId,
        /// Which entry.
        entry: TicketEntryId,
        /// How it fares.
        sending: Sending,
    },
    /// A ticket one may see was opened or changed.
    TicketChanged {
        /// The group whose list it is.
        group: GroupId,
        /// The version of the group's tickets now.
        version: u64,
        /// The row.
        row: Box<TicketRow>,
    },
    /// A ticket left a group.
    TicketLeft {
        /// The group whose list it is.
        group: GroupId,
        /// The version of the group's tickets now.
        version: u64,
        /// The ticket.
        ticket: TicketId,
    },
    /// A ticket changed that a comment asks one about; it stands in no list of one's own.
    AskedTicketChanged {
        /// The ticket.
        ticket: TicketId,
        /// Its version now.
        version: i64,
    },
    /// A comment asks one, or a group of one's own.
    Asked {
        /// What.
        ask: Box<Ask>,
    },
    /// What was asked is answered, done, or its item is over.
    AskSettled {
        /// Which one.
        ask: AskId,
    },
    /// How many tickets wait in a group's queue.
    TicketsWaiting {
        /// The group.
        group: GroupId,
        /// How many.
        waiting: u32,
    },
    /// How many chats wait in a group's queue.
    ChatsWaiting {
        /// The group.
        group: GroupId,
        /// How many.
        waiting: u32,
    },
    /// What a colleague receives, or holds, changed.
    Receives {
        /// Who.
        agent: AccountId,
        /// Whether a console of the agent's is connected.
        connected: bool,
        /// Where the agent is a member, as far as one may know.
        groups: Vec<ReceivesIn>,
    },
    /// One's own presence, or what it means, changed.
    Presence {
        /// As it is now.
        presence: Box<MyPresence>,
    },
    /// The company's structure changed.
    CompanyChanged {
        /// Its version now.
        version: i64,
    },
    /// What one may see changed: fetch everything again.
    Refetch,
    /// The visitor, or a colleague, types.
    Typing {
        /// In which chat.
        chat: ChatId,
        /// Which side.
        side: Side,
        /// The name to show.
        name: String,
    },
    /// A colleague looks at a ticket that one looks at. Who says nothing for a minute is gone.
    Looks {
        /// The ticket.
        ticket: TicketId,
        /// The colleague.
        agent: AgentRef,
        /// The colleague writes in it.
        writing: bool,
        /// The colleague came just now: say again that one looks.
        new: bool,
    },
    /// A colleague looks at it no longer.
    LooksAway {
        /// The ticket.
        ticket: TicketId,
        /// The colleague.
        agent: AccountId,
    },
    /// The session ended: sign in again.
    SignedOut,
    /// The server goes down in order; connect again.
    Closing,
}

/// What a visitor hears.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "hear")]
pub enum VisitorFrame {
    /// The widget is connected. Fetch what may have been missed.
    Welcome,
    /// An entry of the chat's log.
    Entry {
        /// The chat.
        chat: ChatId,
        /// The entry.
        entry: PublicEntry,
    },
    /// The chat's state or place in the queue changed.
    Chat {
        /// As it is now.
        chat: VisitorChat,
    },
    /// What one can choose from changed.
    Availability {
        /// As it is now.
        availability: Availability,
    },
    /// The agent types.
    Typing {
        /// In which chat.
        chat: ChatId,
        /// The name to show.
        name: String,
    },
    /// The token stopped working.
    Forgotten,
    /// The server goes down in order; connect again.
    Closing,
}

/// What an open portal page hears.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "hear")]
pub enum PortalFrame {
    /// The page is connected. Fetch what may have been missed.
    Welcome,
    /// What one can choose from changed.
    Availability {
        /// As it is now.
        availability: Availability,
    },
    /// The server goes down in order; connect again.
    Closing,
}
