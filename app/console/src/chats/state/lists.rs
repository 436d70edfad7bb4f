//! The open chats as three lists: who waits, who is the agent's, who is with colleagues.

use std::cmp::Ordering;

use contract::{
    GroupId,
    chat::{ChatRow, ChatState},
};

use super::State;

/// The three lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lists {
    /// In queue order.
    pub waiting: Vec<ChatRow>,
    /// The agent's own, by start: they keep their places whatever happens in them.
    pub mine: Vec<ChatRow>,
    /// The colleagues', by start.
    pub colleagues: Vec<ChatRow>,
}

impl State {
    /// The lists, of one group or of all.
    pub fn lists(&self, group: Option<GroupId>) -> Lists {
        let mut lists = Lists::default();
        for row in self.rows.values() {
            if self.is_mine(row) && row.state == ChatState::Active {
                // One's own show wherever one looks: nobody overlooks a customer by choosing a queue.
                lists.mine.push(row.clone());
            } else if group.is_none_or(|group| row.group == group) {
                match row.state {
                    ChatState::Waiting => lists.waiting.push(row.clone()),
                    ChatState::Active => lists.colleagues.push(row.clone()),
                    ChatState::Ended => {}
                }
            }
        }
        lists.waiting.sort_by(queue_order);
        lists.mine.sort_by(by_start);
        lists.colleagues.sort_by(by_start);
        lists
    }

    /// How many wait, of one group or of all.
    pub fn waiting(&self, group: Option<GroupId>) -> usize {
        let waits = |row: &&ChatRow| row.state == ChatState::Waiting && group.is_none_or(|group| row.group == group);
        self.rows.values().filter(waits).count()
    }

    /// Messages of the agent's own visitors nobody has seen.
    pub fn unread(&self) -> u32 {
        self.rows.values().filter(|row| self.is_mine(row)).map(|row| row.unread).sum()
    }
}

/// Who goes first in a queue: the handed-back ones, then by arrival, then by id.
pub fn queue_order(a: &ChatRow, b: &ChatRow) -> Ordering {
    (b.handed_back.cmp(&a.handed_back))
        .then_with(|| a.waiting_since.cmp(&b.waiting_since))
        .then_with(|| a.id.cmp(&b.id))
}

fn by_start(a: &ChatRow, b: &ChatRow) -> Ordering {
    a.started_at.cmp(&b.started_at).then_with(|| a.id.cmp(&b.id))
}
