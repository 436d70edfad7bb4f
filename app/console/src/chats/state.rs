//! What this tab knows of the open chats. No Leptos, no clock, no I/O: *fetched + pushed = fetched again*.
//!
//! Every push names its list and version, or its log and number. What comes too early waits here until what is missing
//! was fetched; what is known already changes nothing.

mod lines;
mod lists;
mod log;
mod outbox;
#[cfg(test)]
mod server;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use contract::{
    AccountId, ChatId, ClientId, GroupId,
    chat::{ChatLog, ChatRow, InternalEntry, InternalEvent, LogPosition, OpenChats, PublicEntry, PublicEvent, Side},
    live::AgentFrame,
};

pub use lines::{Key, Line, Mark, Place, Said, lines};
pub use lists::{Lists, queue_order};
pub use log::Log;
pub use outbox::{Fate, Mode, Outbox, Pending, Road, Sent, Step};

/// For how long a typing frame counts, in milliseconds.
const TYPING_LASTS: f64 = 4_000.0;

/// What a frame leaves to be fetched.
#[derive(Clone, Copy, Debug)]
pub enum Need {
    /// All is known.
    Nothing,
    /// A push about a list was missed: fetch the lists again.
    FetchList,
    /// Entries are missing: fetch what comes after these numbers.
    FetchLog {
        /// Of which chat.
        chat: ChatId,
        /// After which numbers.
        after: LogPosition,
    },
}

/// Something worth a sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// A chat was given to the agent.
    Given(ChatId),
    /// The visitor of a chat of the agent's said something.
    Said(ChatId),
}

/// What happened since somebody last asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Happened {
    /// What calls for attention.
    pub news: Vec<News>,
    /// What the server has of what was sent here.
    pub arrived: Vec<ClientId>,
}

/// What this tab knows.
#[derive(Clone, Debug, Default)]
pub struct State {
    me: Option<AccountId>,
    rows: HashMap<ChatId, ChatRow>,
    versions: HashMap<GroupId, u64>,
    listed: bool,
    listing: bool,
    early: Vec<AgentFrame>,
    logs: HashMap<ChatId, Log>,
    outbox: Outbox,
    typing: HashMap<ChatId, (Side, String, f64)>,
    /// Up to which number the visitors' messages were told.
    heard: HashMap<ChatId, u64>,
    happened: Happened,
}

impl State {
    /// Knows nothing yet, but whose it is.
    pub fn of(me: AccountId) -> Self {
        Self { me: Some(me), ..Self::default() }
    }

    /// Whose it is.
    pub fn me(&self) -> Option<AccountId> {
        self.me
    }

    /// Whether the lists were fetched.
    pub fn is_listed(&self) -> bool {
        self.listed
    }

    /// The groups whose lists the agent sees, in a fixed order.
    pub fn groups(&self) -> Vec<GroupId> {
        let mut groups: Vec<GroupId> = self.versions.keys().copied().collect();
        groups.sort();
        groups
    }

    /// An open chat.
    pub fn row(&self, chat: ChatId) -> Option<&ChatRow> {
        self.rows.get(&chat)
    }

    /// Whether the agent has the chat.
    pub fn is_mine(&self, row: &ChatRow) -> bool {
        row.agent.as_ref().is_some_and(|agent| Some(agent.id) == self.me)
    }

    fn has(&self, chat: ChatId) -> bool {
        self.rows.get(&chat).is_some_and(|row| self.is_mine(row))
    }

    fn mine(&self) -> Vec<ChatId> {
        self.rows.values().filter(|row| self.is_mine(row)).map(|row| row.id).collect()
    }

    /// A chat's logs, as far as they are here.
    pub fn log(&self, chat: ChatId) -> Option<&Log> {
        self.logs.get(&chat)
    }

    /// The conversation of a chat.
    pub fn lines(&self, chat: ChatId) -> Vec<Line> {
        self.logs.get(&chat).map(|log| lines(log, self.outbox.of(chat))).unwrap_or_default()
    }

    /// What happened since the last asking: to be told, and to be forgotten where it was kept.
    pub fn happened(&mut self) -> Happened {
        std::mem::take(&mut self.happened)
    }

    /// Takes a pushed frame. `now` only dates typing.
    pub fn apply(&mut self, frame: AgentFrame, now: f64) -> Need {
        match frame {
            AgentFrame::Public { chat, entry } => self.take_public(chat, entry),
            AgentFrame::Internal { chat, entry } => self.take_internal(chat, entry),
            AgentFrame::ChatChanged { group, version, .. } | AgentFrame::ChatLeft { group, version, .. } => {
                if self.listing {
                    // The answer on its way may be older than this push: it is applied again on top.
                    self.early.push(frame.clone());
                }
                match self.versions.get(&group) {
                    Some(known) if version <= *known => Need::Nothing,
                    Some(known) if version == known + 1 => self.take_listed(group, version, frame),
                    _ if self.listing => Need::Nothing,
                    _ => {
                        self.early.push(frame);
                        Need::FetchList
                    }
                }
            }
            AgentFrame::Typing { chat, side, name } => {
                self.typing.insert(chat, (side, name, now));
                Need::Nothing
            }
            AgentFrame::Refetch => Need::FetchList,
            _ => Need::Nothing,
        }
    }

    fn take_listed(&mut self, group: GroupId, version: u64, frame: AgentFrame) -> Need {
        self.versions.insert(group, version);
        match frame {
            AgentFrame::ChatChanged { row, .. } => {
                let (chat, had) = (row.id, self.has(row.id));
                let need = self.take_row(*row);
                if self.has(chat) && !had {
                    self.happened.news.push(News::Given(chat));
                }
                need
            }
            AgentFrame::ChatLeft { chat, .. } => {
                // It may have entered another group's list before it left this one's.
                if self.rows.get(&chat).is_some_and(|row| row.group == group) {
                    self.rows.remove(&chat);
                }
                Need::Nothing
            }
            _ => Need::Nothing,
        }
    }

    /// Takes a row as the server now has it. An older hand-over than the one known changes nothing.
    pub fn take_row(&mut self, mut row: ChatRow) -> Need {
        let chat = row.id;
        let known = self.rows.get(&chat);
        if known.is_some_and(|known| known.epoch > row.epoch) {
            return Need::Nothing;
        }
        let was_mine = known.is_some_and(|known| self.is_mine(known));
        let is_mine = self.is_mine(&row);
        if let Some(known) = known.filter(|_| was_mine && is_mine) {
            row.last.clone_from(&known.last);
            row.unread = known.unread;
        } else if !is_mine {
            row.last = None;
            row.unread = 0;
        }
        self.rows.insert(chat, row);
        if is_mine && !was_mine { self.want_log(chat) } else { Need::Nothing }
    }

    fn take_public(&mut self, chat: ChatId, entry: PublicEntry) -> Need {
        if let PublicEvent::Message { from, client_id, .. } = &entry.event {
            self.arrived(chat, *client_id);
            if self.typing.get(&chat).is_some_and(|(side, ..)| side == from) {
                self.typing.remove(&chat);
            }
            let known = self.logs.get(&chat).is_some_and(|log| log.position().public >= entry.number);
            if *from == Side::Visitor && !known && self.is_unheard(chat, entry.number) {
                self.happened.news.push(News::Said(chat));
            }
        }
        let log = self.logs.entry(chat).or_default();
        let whole = log.take_public(entry);
        self.after_log(chat, whole)
    }

    fn take_internal(&mut self, chat: ChatId, entry: InternalEntry) -> Need {
        if let InternalEvent::Comment { client_id, .. } = &entry.event {
            self.arrived(chat, *client_id);
        }
        let whole = self.logs.entry(chat).or_default().take_internal(entry);
        self.after_log(chat, whole)
    }

    /// Takes what was fetched of a chat's logs.
    pub fn take_log(&mut self, chat: ChatId, fetched: ChatLog) -> Need {
        for entry in &fetched.public {
            if let PublicEvent::Message { client_id, .. } = &entry.event {
                self.arrived(chat, *client_id);
            }
        }
        for entry in &fetched.internal {
            if let InternalEvent::Comment { client_id, .. } = &entry.event {
                self.arrived(chat, *client_id);
            }
        }
        let log = self.logs.entry(chat).or_default();
        let known = log.is_loaded();
        let whole = log.take_fetched(fetched);
        if whole {
            self.outbox.looked(chat);
        }
        // What was said during a break calls for attention; what was there when one first looked does not.
        let last = log.last_of_visitor().filter(|last| *last > log.seen_by(Side::Agent));
        if last.is_some_and(|last| self.is_unheard(chat, last)) && known {
            self.happened.news.push(News::Said(chat));
        }
        self.after_log(chat, whole)
    }

    /// Whether a visitor's message in a chat of the agent's is heard of for the first time.
    fn is_unheard(&mut self, chat: ChatId, number: u64) -> bool {
        let heard = self.heard.entry(chat).or_default();
        let before = std::mem::replace(heard, number.max(*heard));
        number > before && self.has(chat)
    }

    fn after_log(&mut self, chat: ChatId, whole: bool) -> Need {
        let mine = self.has(chat);
        let Some(log) = self.logs.get_mut(&chat) else { return Need::Nothing };
        if log.is_loaded()
            && mine
            && let Some(row) = self.rows.get_mut(&chat)
        {
            row.unread = log.unread();
            row.last = log.preview();
        }
        if whole && log.is_loaded() { Need::Nothing } else { self.want_log(chat) }
    }

    /// Wants what comes after the known end of a chat's logs.
    pub fn want_log(&mut self, chat: ChatId) -> Need {
        match self.logs.entry(chat).or_default().start_fetch() {
            Some(after) => Need::FetchLog { chat, after },
            None => Need::Nothing,
        }
    }

    /// A fetch of logs got no answer.
    pub fn log_failed(&mut self, chat: ChatId) {
        if let Some(log) = self.logs.get_mut(&chat) {
            log.fetch_failed();
        }
    }

    /// The lists are being fetched. False when they are already.
    pub fn start_listing(&mut self) -> bool {
        !std::mem::replace(&mut self.listing, true)
    }

    /// The fetch of the lists got no answer.
    pub fn listing_failed(&mut self) {
        self.listing = false;
    }

    /// Takes the lists as fetched; what was pushed too early is applied on top. Answers what else to fetch.
    pub fn take_open(&mut self, open: OpenChats) -> Vec<Need> {
        let first = !std::mem::replace(&mut self.listed, true);
        self.listing = false;
        self.versions = open.versions.into_iter().map(|known| (known.group, known.version)).collect();
        let (had, told) = (self.mine(), self.happened.news.len());
        self.rows = open.items.into_iter().map(|row| (row.id, row)).collect();
        let mut needs = Vec::new();
        let mut early = std::mem::take(&mut self.early);
        early.sort_by_key(|frame| match frame {
            AgentFrame::ChatChanged { version, .. } | AgentFrame::ChatLeft { version, .. } => *version,
            _ => 0,
        });
        for frame in early {
            // A group that is not in the answer is not ours to see any more.
            let group = match &frame {
                AgentFrame::ChatChanged { group, .. } | AgentFrame::ChatLeft { group, .. } => *group,
                _ => continue,
            };
            if self.versions.contains_key(&group) {
                needs.push(self.apply(frame, 0.0));
            }
        }
        // What was given during a break calls for attention, too; what was told before the answer came does not again.
        self.happened.news.truncate(told);
        for chat in self.mine() {
            if !first && !had.contains(&chat) {
                self.happened.news.push(News::Given(chat));
            }
            if self.logs.get(&chat).is_none_or(|log| !log.is_loaded()) {
                needs.push(self.want_log(chat));
            } else {
                needs.push(self.after_log(chat, true));
            }
        }
        needs.retain(|need| !matches!(need, Need::Nothing));
        needs
    }

    /// The connection came back: keeps the logs that are still pushed, and wants what they miss.
    pub fn resume(&mut self, shown: Option<ChatId>) -> Vec<Need> {
        let kept: Vec<ChatId> =
            self.logs.keys().copied().filter(|chat| Some(*chat) == shown || self.has(*chat)).collect();
        self.logs.retain(|chat, _| kept.contains(chat));
        self.typing.clear();
        kept.into_iter()
            .map(|chat| {
                self.log_failed(chat);
                self.want_log(chat)
            })
            .collect()
    }

    /// The agent may not see a chat any more. What is on its way there stays.
    pub fn forget(&mut self, chat: ChatId) {
        self.rows.remove(&chat);
        self.logs.remove(&chat);
    }

    /// Shows something as being sent.
    pub fn send(&mut self, chat: ChatId, pending: Pending) {
        self.logs.entry(chat).or_default();
        self.outbox.push(chat, pending);
    }

    /// Something sent was stored, or is given back to its writer.
    pub fn arrived(&mut self, chat: ChatId, client_id: ClientId) -> Option<Pending> {
        let pending = self.outbox.take(chat, client_id)?;
        self.happened.arrived.push(client_id);
        Some(pending)
    }

    /// What is on its way.
    pub fn outbox(&mut self) -> &mut Outbox {
        &mut self.outbox
    }

    /// Who types in a chat, and on which side.
    pub fn typist(&self, chat: ChatId, now: f64) -> Option<(Side, String)> {
        let (side, name, at) = self.typing.get(&chat)?;
        (now - at < TYPING_LASTS).then(|| (*side, name.clone()))
    }
}
