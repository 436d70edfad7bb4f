//! The conversation, as far as it is known, and what is still to be sent in it. Pure.

use client::log::{Applied, Log};
use contract::{
    ChatId, ClientId,
    chat::{ChatState, PublicEntry, PublicEvent, Side},
    widget::VisitorChat,
};

/// How far a message of one's own is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Waits for its turn, or is under way.
    Pending,
    /// Was tried more than once; goes on by itself.
    Late,
    /// Accepted; its entry is not in the log yet.
    Sent,
    /// Refused; only the visitor can try it again.
    Failed,
}

/// A message of one's own that is not in the log yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Where it is said.
    pub chat: ChatId,
    /// Stays the same however often it is sent.
    pub client_id: ClientId,
    /// What it says.
    pub text: String,
    /// How far it is.
    pub progress: Progress,
}

contract::words! { Progress { Pending = "pending", Late = "late", Sent = "sent", Failed = "failed" } }
contract::read_fields! { Outgoing { chat, client_id, text, progress } }
contract::write_fields! { Outgoing { chat, client_id, text, progress } }

impl Outgoing {
    fn waits(&self) -> bool {
        matches!(self.progress, Progress::Pending | Progress::Late)
    }
}

/// What of it did not arrive, each on a line of its own.
pub fn unsent(outbox: &[Outgoing]) -> String {
    let unsent = outbox.iter().filter(|outgoing| outgoing.progress != Progress::Sent);
    unsent.map(|outgoing| &*outgoing.text).collect::<Vec<_>>().join("\n")
}

/// What is kept for all tabs of what they still have to send, after `own` took the place of what this tab had `before`.
pub fn kept_for_all(mut kept: Vec<Outgoing>, before: &[Outgoing], own: &[Outgoing]) -> Vec<Outgoing> {
    kept.retain(|other| before.iter().chain(own).all(|one| one.client_id != other.client_id));
    kept.extend_from_slice(own);
    kept
}

/// The conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    /// The chat, as it was told last.
    pub chat: VisitorChat,
    /// Its log.
    pub log: Log<PublicEntry>,
    /// What is still to be sent, in order.
    pub outbox: Vec<Outgoing>,
    /// Who types.
    pub typing: Option<String>,
    /// The last number this panel has shown to somebody who looked.
    pub seen: u64,
    /// Whether what was said before is here: what comes now is news.
    pub caught_up: bool,
}

impl Talk {
    /// A chat of which nothing is fetched yet.
    pub fn new(chat: VisitorChat) -> Self {
        Self { chat, log: Log::default(), outbox: Vec::new(), typing: None, seen: 0, caught_up: false }
    }

    /// Whether it is over.
    pub fn is_ended(&self) -> bool {
        self.chat.state == ChatState::Ended
    }

    /// Whether the chat has more than the log.
    pub fn is_behind(&self) -> bool {
        self.log.has_gap() || self.chat.last > self.log.last()
    }

    /// Takes entries, pushed or fetched: what was on its way out and is in the log now leaves the outbox.
    pub fn take(&mut self, entries: impl IntoIterator<Item = PublicEntry>) -> Applied {
        let from = self.log.entries().len();
        let applied = self.log.merge(entries);
        let mut over = false;
        for entry in self.log.entries().iter().skip(from) {
            match &entry.event {
                PublicEvent::Message { from: Side::Visitor, client_id, .. } => {
                    self.outbox.retain(|outgoing| outgoing.client_id != *client_id);
                }
                PublicEvent::Message { from: Side::Agent, .. } => self.typing = None,
                PublicEvent::Seen { by: Side::Visitor, up_to } => self.seen = self.seen.max(*up_to),
                // The log is believed at once: the chat itself may be told a moment later.
                PublicEvent::Ended { .. } => over = true,
                PublicEvent::Joined { name } => {
                    self.chat.state = ChatState::Active;
                    self.chat.agent = Some(name.clone());
                    (self.chat.position, self.chat.expected_wait) = (None, None);
                }
                PublicEvent::WaitingAgain => {
                    self.chat.state = ChatState::Waiting;
                    self.chat.agent = None;
                }
                PublicEvent::Transferred { department } => self.chat.department.clone_from(department),
                PublicEvent::Seen { .. } => {}
            }
        }
        if over {
            self.end();
        }
        self.chat.last = self.chat.last.max(self.log.last());
        applied
    }

    /// Takes what the server says of the chat, unless it is older than what is known.
    pub fn told(&mut self, chat: VisitorChat) {
        if chat.last >= self.log.last() && !(self.is_ended() && chat.state != ChatState::Ended) {
            self.chat = chat;
            if self.is_ended() {
                self.end();
            }
        }
    }

    /// It is over: what waits is not sent any more.
    pub fn end(&mut self) {
        if !self.is_ended() {
            // What was said to who waits.
            self.chat.text = None;
        }
        self.chat.state = ChatState::Ended;
        self.typing = None;
        for outgoing in &mut self.outbox {
            if outgoing.waits() {
                outgoing.progress = Progress::Failed;
            }
        }
    }

    /// What was written and did not arrive.
    pub fn unsent(&self) -> String {
        unsent(&self.outbox)
    }

    /// Whether a message of one's own is in the log.
    pub fn has_said(&self, own: ClientId) -> bool {
        self.log.entries().iter().any(|entry| {
            matches!(entry.event, PublicEvent::Message { from: Side::Visitor, client_id, .. } if client_id == own)
        })
    }

    /// Puts a message at the end of what is to be sent.
    pub fn say(&mut self, client_id: ClientId, text: String) {
        self.outbox.push(Outgoing { chat: self.chat.id, client_id, text, progress: Progress::Pending });
    }

    /// The message to be sent next.
    pub fn next(&self) -> Option<&Outgoing> {
        self.outbox.iter().find(|outgoing| outgoing.waits())
    }

    /// Says how far a message is.
    pub fn mark(&mut self, client_id: ClientId, progress: Progress) {
        if let Some(outgoing) = self.outbox.iter_mut().find(|outgoing| outgoing.client_id == client_id) {
            outgoing.progress = progress;
        }
    }

    /// The server accepted a message.
    pub fn accepted(&mut self, client_id: ClientId, entry: PublicEntry) -> Applied {
        self.mark(client_id, Progress::Sent);
        self.take(vec![entry])
    }

    /// The number of the agents' last message, 0 when there is none.
    pub fn last_of_agents(&self) -> u64 {
        let mut entries = self.log.entries().iter().rev();
        entries
            .find(|entry| matches!(entry.event, PublicEvent::Message { from: Side::Agent, .. }))
            .map_or(0, |entry| entry.number)
    }

    /// How many messages of the agents nobody looked at.
    pub fn unread(&self) -> u32 {
        let entries = self.log.entries().iter().rev().take_while(|entry| entry.number > self.seen);
        entries.filter(|entry| matches!(entry.event, PublicEvent::Message { from: Side::Agent, .. })).count() as u32
    }

    /// Up to which number the agents have seen.
    pub fn seen_by_agents(&self) -> u64 {
        let mut entries = self.log.entries().iter().rev();
        entries
            .find_map(|entry| match entry.event {
                PublicEvent::Seen { by: Side::Agent, up_to } => Some(up_to),
                _ => None,
            })
            .unwrap_or(0)
    }
}
