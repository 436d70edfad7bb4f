//! Asking a colleague: a comment names agents and groups, who may then read the item and comment on it. Whose it is does
//! not change; handing it over is another act.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    AccountId, AskId, ChatId, GroupId, List, Page, TicketId, Timestamp, departments::Channel, people::AgentRef,
};

/// How many agents and groups one comment asks at most.
pub const ASKS: usize = 10;

/// Whom somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "to", content = "id")]
pub enum Whom {
    /// An agent.
    Agent(AccountId),
    /// A group: each of its members, as they are at any time.
    Group(GroupId),
}

/// Who was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Asked {
    /// An agent or a group.
    pub whom: Whom,
    /// The name, as it was then.
    pub name: String,
}

/// Somebody who can be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Askable {
    /// An agent or a group.
    pub whom: Whom,
    /// The name.
    pub name: String,
    /// The group an agent is a member of; the department of a group.
    pub within: String,
}

/// Whom to look for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AskableSearch {
    /// How a word of the name begins; all when empty.
    #[garde(length(chars, max = 100))]
    #[serde(default)]
    #[schema(max_length = 100)]
    pub words: String,
}

/// What is asked of somebody and open: neither answered nor done, and its item is not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Ask {
    /// The ask.
    pub id: AskId,
    /// Whether it is about a chat or a ticket.
    pub channel: Channel,
    /// The chat or the ticket.
    pub item: Uuid,
    /// The visitor's name, or the ticket's subject; may be empty.
    pub about: String,
    /// Oneself, or the group one is a member of.
    pub asked: Asked,
    /// Who asks.
    pub by: AgentRef,
    /// The beginning of the comment.
    pub text: String,
    /// When.
    pub at: Timestamp,
}

/// Where to go on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct AskFilter {
    /// The `next` of the page before.
    #[garde(inner(length(bytes, max = 500)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

endpoint! {
    /// What is asked of the signed-in agent and the agent's groups, newest first.
    ListAsks {} Get "/api/v1/asks" (AskFilter) -> Page<Ask>
}
endpoint! {
    /// Says that what was asked of oneself, or of a group of one's own, is done. Commenting on the item says so too.
    SettleAsk { ask: AskId } Delete "/api/v1/asks/{ask}" (()) -> ()
}
endpoint! {
    /// Whom a comment on the chat can ask: at most 20, groups first.
    ListAskableOfChat { chat: ChatId } Get "/api/v1/chats/{chat}/askable" (AskableSearch) -> List<Askable>
}
endpoint! {
    /// Whom a comment on the ticket can ask: at most 20, groups first.
    ListAskableOfTicket { ticket: TicketId } Get "/api/v1/tickets/{ticket}/askable" (AskableSearch) -> List<Askable>
}
