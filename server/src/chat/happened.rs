//! What happened to chats, for those who push it.

use contract::{
    chat::{ChatRow, InternalEntry, PublicEntry},
    fields::ItemValues,
    widget::VisitorChat,
};
use uuid::Uuid;

use super::tables::chats;
use crate::people::VisitorRef;

/// Whose a chat is, for choosing who hears of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The chat.
    pub chat: Uuid,
    /// Who is on the other side.
    pub visitor: VisitorRef,
    /// The visitor's name; empty when not given.
    pub visitor_name: String,
    /// The department.
    pub department: Uuid,
    /// The group that holds it.
    pub group: Uuid,
    /// Who has it; who had it last once it has ended.
    pub agent: Option<Uuid>,
    /// Whether its department shows its items to its members only.
    pub confidential: bool,
}

impl Head {
    pub(super) fn new(chat: &chats::Model, confidential: bool, sub: Option<String>) -> Head {
        Head {
            chat: chat.id,
            visitor: VisitorRef { id: chat.visitor_id, brand: chat.brand_id, sub },
            visitor_name: chat.visitor_name.clone(),
            department: chat.department_id,
            group: chat.group_id,
            agent: chat.agent_id,
            confidential,
        }
    }
}

/// Something that happened to a chat, told after its commit.
#[derive(Clone, Debug)]
pub enum Happened {
    /// The public log grew.
    Public {
        /// Whose chat.
        chat: Head,
        /// The entry.
        entry: PublicEntry,
    },
    /// The internal log grew.
    Internal {
        /// Whose chat.
        chat: Head,
        /// The entry.
        entry: InternalEntry,
    },
    /// Values of its fields changed.
    Values {
        /// Whose chat.
        chat: Head,
        /// The values as they are now.
        values: ItemValues,
    },
    /// A chat entered a group's list, or changed in it.
    Row {
        /// The group.
        group: Uuid,
        /// The list's version now.
        version: u64,
        /// The row as its agent sees it; for anybody else `last` and `unread` are taken off ([`for_others`]).
        row: ChatRow,
        /// Who has it.
        agent: Option<Uuid>,
        /// Who had it here before, and may see nothing else of the group.
        before: Option<Uuid>,
    },
    /// A chat left a group's list.
    Left {
        /// The group.
        group: Uuid,
        /// The list's version now.
        version: u64,
        /// The chat.
        chat: Uuid,
        /// Who had it, and may see nothing else of the group.
        agent: Option<Uuid>,
    },
    /// A chat went to another place or agent: whether those who watch it still may is looked at anew.
    Moved {
        /// The chat.
        chat: Uuid,
    },
    /// What the visitor knows of the chat changed.
    Visitor {
        /// Who.
        visitor: VisitorRef,
        /// The chat as it is now.
        chat: VisitorChat,
    },
}

/// A row for those who do not have the chat: what was said last is not pushed to them, so that it would grow stale.
#[must_use]
pub fn for_others(mut row: ChatRow) -> ChatRow {
    row.last = None;
    row.unread = 0;
    row
}
