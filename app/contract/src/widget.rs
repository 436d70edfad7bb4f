//! The widget: what a visitor's browser may know and do. Nothing here reads a cookie.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ChatId, ClientId, DepartmentId, Timestamp, VisitorId,
    brands::BrandLook,
    chat::{ChatState, MESSAGE_CHARS, PublicEntry, SeenUpTo},
    fields::{GivenValue, LINES},
};

/// A public department, as customers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicDepartment {
    /// The department.
    pub id: DepartmentId,
    /// Its name.
    pub name: String,
    /// A line below the name; may be empty.
    pub description: String,
    /// Whether somebody is there to chat now.
    pub chat_now: bool,
    /// Whether one can leave a message.
    pub takes_messages: bool,
    /// Whether more is asked there than what every department asks: see `GetWidgetQuestions`.
    pub asks: bool,
    /// When chats begin again, while it is closed by the clock; absent otherwise, and when that is long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Timestamp>,
}

/// What a brand's visitors can choose from, now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Availability {
    /// The public departments by name.
    pub departments: Vec<PublicDepartment>,
    /// Raised whenever anything here changes.
    pub version: u64,
}

/// Which brand's bubble asks.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct BubbleQuery {
    /// The public brand key.
    #[garde(length(bytes, min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub brand: String,
}

/// All the loader needs to draw the bubble.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Bubble {
    /// The brand's name.
    pub name: String,
    /// The accent as a CSS colour.
    pub accent: String,
    /// What the brand speaks where neither page nor browser names a language of ours, as browsers name it.
    pub language: String,
    /// Whether somebody is there to chat now.
    pub online: bool,
}

/// What the browser tells of its page.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PageSeen {
    /// The page's address.
    #[garde(length(bytes, max = 2000))]
    #[serde(default)]
    pub url: String,
    /// Its title.
    #[garde(length(chars, max = 300))]
    #[serde(default)]
    pub title: String,
    /// Where the visitor came from.
    #[garde(length(bytes, max = 2000))]
    #[serde(default)]
    pub referrer: String,
    /// The browser's language (BCP 47).
    #[garde(length(bytes, max = 35))]
    #[serde(default)]
    pub language: String,
    /// The browser's time zone (IANA).
    #[garde(length(bytes, max = 64))]
    #[serde(default)]
    pub time_zone: String,
}

/// A first visit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewVisitor {
    /// The public brand key.
    #[garde(length(bytes, min = 1, max = 64))]
    #[schema(min_length = 1, max_length = 64)]
    pub brand: String,
    /// The page the widget was opened on.
    #[garde(dive)]
    #[serde(default)]
    pub page: PageSeen,
}

/// A visitor's credentials, answered once.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct VisitorPass {
    /// 256 random bits; sent as bearer from now on. Only its hash is stored.
    pub token: String,
    /// What the widget shows first.
    pub state: WidgetState,
}

/// A signed identity from the site.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// A JSON Web Token, HS256 with the brand's identity secret: `{sub, email?, name?, exp}`, valid at most an hour. Or a
    /// pass, which the portal's own pages carry for who is signed in there.
    #[garde(length(bytes, min = 1, max = 4096))]
    #[schema(min_length = 1, max_length = 4096)]
    pub token: String,
}

/// What the visitor knows of a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VisitorChat {
    /// The chat.
    pub id: ChatId,
    /// The department's name.
    pub department: String,
    /// Where it is in its life.
    pub state: ChatState,
    /// The name of the agent who has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<String>,
    /// That agent's picture, where it is shown to customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// The place in the queue, from 1, while waiting.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Seconds still to wait, as recent chats of the department waited; absent when too few did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_wait: Option<u32>,
    /// When it began.
    pub started_at: Timestamp,
    /// The last number of its log.
    pub last: u64,
}

/// What the widget shows first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WidgetState {
    /// The visitor.
    pub visitor: VisitorId,
    /// The name given, or vouched for by the site; may be empty.
    pub name: String,
    /// The e-mail address given, or vouched for; may be empty.
    pub email: String,
    /// How the brand looks.
    pub look: BrandLook,
    /// What one can choose from, now.
    pub availability: Availability,
    /// The chat that is open, or ended last and not yet left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat: Option<VisitorChat>,
}

/// A chat to begin.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewChat {
    /// Made by the client: for the chat and for its first message.
    #[garde(skip)]
    pub client_id: ClientId,
    /// With which department.
    #[garde(skip)]
    pub department: DepartmentId,
    /// The visitor's name; may be empty.
    #[garde(length(chars, max = 120))]
    #[serde(default)]
    pub name: String,
    /// The visitor's e-mail address; may be empty.
    #[garde(length(bytes, max = 254))]
    #[serde(default)]
    pub email: String,
    /// The first message.
    #[garde(length(chars, min = 1, max = MESSAGE_CHARS))]
    #[schema(min_length = 1, max_length = 10000)]
    pub text: String,
    /// Answers to the department's questions.
    #[garde(length(max = LINES), dive)]
    #[serde(default)]
    pub values: Vec<GivenValue>,
    /// The page the visitor is on.
    #[garde(dive)]
    #[serde(default)]
    pub page: PageSeen,
}

/// Something to say to the agent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewVisitorMessage {
    /// Made by the client; the same id again returns the same entry.
    #[garde(skip)]
    pub client_id: ClientId,
    /// Plain text.
    #[garde(length(chars, min = 1, max = MESSAGE_CHARS))]
    #[schema(min_length = 1, max_length = 10000)]
    pub text: String,
}

/// From where to read the public log.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PublicPosition {
    /// Entries after this number; 0 is from the start.
    #[garde(range(max = 1_000_000_000))]
    #[serde(default)]
    pub after: u64,
}

/// The public log, or what came after a number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PublicLog {
    /// Entries in order.
    pub entries: Vec<PublicEntry>,
    /// Whether there is more after these.
    pub more: bool,
}

/// A message for when nobody is there; it becomes a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewLeftMessage {
    /// Made by the client; the same id again returns the same receipt.
    #[garde(skip)]
    pub client_id: ClientId,
    /// For which department.
    #[garde(skip)]
    pub department: DepartmentId,
    /// The customer's name; may be empty.
    #[garde(length(chars, max = 120))]
    #[serde(default)]
    pub name: String,
    /// Where the answer goes.
    #[garde(length(bytes, min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// What it is about; empty takes the message's first words.
    #[garde(length(chars, max = 200))]
    #[serde(default)]
    pub subject: String,
    /// The message.
    #[garde(length(chars, min = 1, max = MESSAGE_CHARS))]
    #[schema(min_length = 1, max_length = 10000)]
    pub text: String,
    /// Answers to the department's questions.
    #[garde(length(max = LINES), dive)]
    #[serde(default)]
    pub values: Vec<GivenValue>,
}

/// What the customer gets for a message left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// The ticket's human number.
    pub number: u64,
    /// The department's name.
    pub department: String,
}

endpoint! {
    /// What the loader needs for the bubble. Answers the brand's allowed sites only, by `Origin`.
    GetBubble {} Get "/api/v1/widget/bubble" (BubbleQuery) -> Bubble
}
endpoint! {
    /// A new visitor of a brand.
    CreateVisitor {} Post "/api/v1/widget/visitors" (NewVisitor) -> VisitorPass
}
endpoint! {
    /// What the widget shows first, for the visitor who bears the token.
    GetWidget {} Get "/api/v1/widget/session" (()) -> WidgetState
}
endpoint! {
    /// Forgets the visitor: the token stops working, its sockets close.
    ForgetVisitor {} Delete "/api/v1/widget/session" (()) -> ()
}
endpoint! {
    /// The page the visitor is on now.
    SeePage {} Put "/api/v1/widget/session/page" (PageSeen) -> ()
}
endpoint! {
    /// The site vouches for who the visitor is. Another `sub` than before answers a new visitor.
    Identify {} Put "/api/v1/widget/session/identity" (Identity) -> VisitorPass
}
endpoint! {
    /// Begins a chat. 404 when the department is not public; 403 `sign_in_first` or `verify_first` when it requires a role
    /// the visitor does not hold; 409 `nobody_there` when nobody receives.
    StartChat {} Post "/api/v1/widget/chats" (NewChat) -> VisitorChat
}
endpoint! {
    /// One's own chat.
    GetVisitorChat { chat: ChatId } Get "/api/v1/widget/chats/{chat}" (()) -> VisitorChat
}
endpoint! {
    /// The public log, or what came after a number; at most 500 entries.
    GetVisitorLog { chat: ChatId } Get "/api/v1/widget/chats/{chat}/log" (PublicPosition) -> PublicLog
}
endpoint! {
    /// The visitor says something. Acknowledged after the commit.
    SendVisitorMessage { chat: ChatId } Post "/api/v1/widget/chats/{chat}/messages" (NewVisitorMessage) -> PublicEntry
}
endpoint! {
    /// The visitor has seen the messages so far.
    SeeVisitorChat { chat: ChatId } Put "/api/v1/widget/chats/{chat}/seen" (SeenUpTo) -> ()
}
endpoint! {
    /// The visitor ends the chat.
    EndVisitorChat { chat: ChatId } Post "/api/v1/widget/chats/{chat}/end" (()) -> VisitorChat
}
endpoint! {
    /// Leaves a message; it becomes a ticket. 404 when the department takes none; 403 `sign_in_first` or `verify_first`
    /// when it requires a role the visitor does not hold.
    LeaveMessage {} Post "/api/v1/widget/messages" (NewLeftMessage) -> Receipt
}
