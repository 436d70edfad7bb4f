//! What the panel knows, and what each push makes of it. Pure: no Leptos, no browser, no clock.

use client::{
    CallError,
    log::{Applied, Log},
};
use contract::{
    ChatId, ClientId, DepartmentId, VisitorId,
    brands::BrandLook,
    chat::{ChatState, PublicEntry, PublicEvent, Side},
    live::VisitorFrame,
    widget::{Availability, PublicDepartment, VisitorChat, WidgetState},
};

/// What is to be done after a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    Nothing,
    /// Something of the log is missing: fetch after the last number.
    CatchUp,
    /// The chat says that there is more than came; it may still be on its way.
    CatchUpSoon,
    /// There is a chat this panel does not know: fetch what is shown first.
    Refetch,
    /// The visitor is forgotten: begin as a new one.
    StartOver,
}

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
    /// Stays the same however often it is sent.
    pub client_id: ClientId,
    /// What it says.
    pub text: String,
    /// How far it is.
    pub progress: Progress,
}

contract::words! { Progress { Pending = "Pending", Late = "Late", Sent = "Sent", Failed = "Failed" } }
contract::read_fields! { Outgoing { client_id, text, progress } }
contract::write_fields! { Outgoing { client_id, text, progress } }

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
}

impl Talk {
    /// A chat of which nothing is fetched yet.
    pub fn new(chat: VisitorChat) -> Self {
        Self { chat, log: Log::default(), outbox: Vec::new(), typing: None, seen: 0 }
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
        for entry in self.log.entries().iter().skip(from) {
            match &entry.event {
                PublicEvent::Message { from: Side::Visitor, client_id, .. } => {
                    self.outbox.retain(|outgoing| outgoing.client_id != *client_id);
                }
                PublicEvent::Message { from: Side::Agent, .. } => self.typing = None,
                PublicEvent::Seen { by: Side::Visitor, up_to } => self.seen = self.seen.max(*up_to),
                // The log is believed at once: the chat itself may be told a moment later.
                PublicEvent::Ended { .. } => {
                    self.chat.state = ChatState::Ended;
                    self.typing = None;
                }
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
        self.chat.last = self.chat.last.max(self.log.last());
        applied
    }

    /// Takes what the server says of the chat, unless it is older than what is known.
    pub fn told(&mut self, chat: VisitorChat) {
        if chat.last >= self.log.last() && !(self.is_ended() && chat.state != ChatState::Ended) {
            self.chat = chat;
        }
    }

    /// Puts a message at the end of what is to be sent.
    pub fn say(&mut self, client_id: ClientId, text: String) {
        self.outbox.push(Outgoing { client_id, text, progress: Progress::Pending });
    }

    /// The message to be sent next.
    pub fn next(&self) -> Option<&Outgoing> {
        self.outbox.iter().find(|outgoing| matches!(outgoing.progress, Progress::Pending | Progress::Late))
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
        self.take([entry])
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

/// Where what is typed would go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Goal {
    /// To this department.
    To(PublicDepartment),
    /// The department chosen is not there any more; another has to be chosen.
    Gone,
    /// No department is left.
    Nowhere,
}

/// Whether there is something to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Not yet.
    #[default]
    Loading,
    /// Yes.
    Ready,
    /// It could not be fetched.
    Failed(CallError),
}

/// What the panel knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// Whether there is something to show.
    pub stage: Stage,
    /// How the brand looks.
    pub look: Option<BrandLook>,
    /// Who the visitor is.
    pub visitor: Option<VisitorId>,
    /// What one can choose from.
    pub availability: Availability,
    /// The department the visitor stands by.
    pub chosen: Option<DepartmentId>,
    /// A department that refused a chat, and the availability by which it should not have.
    refused: Option<(DepartmentId, u64)>,
    /// The conversation shown.
    pub talk: Option<Talk>,
    /// An ended chat the visitor turned away from.
    pub left: Option<ChatId>,
}

impl State {
    /// Takes what the server shows first. What is typed or on its way out stays.
    pub fn absorb(&mut self, shown: WidgetState) {
        if self.visitor != Some(shown.visitor) {
            self.talk = None;
        }
        self.visitor = Some(shown.visitor);
        self.look = Some(shown.look);
        self.availability = shown.availability;
        match (&mut self.talk, shown.chat) {
            (_, Some(chat)) if Some(chat.id) == self.left => self.talk = None,
            (Some(talk), Some(chat)) if talk.chat.id == chat.id => talk.told(chat),
            (talk, Some(chat)) => *talk = Some(Talk::new(chat)),
            // It ended long ago, as another device may have ended it; the last words stay on the screen.
            (Some(talk), None) => talk.chat.state = ChatState::Ended,
            (None, None) => {}
        }
    }

    /// Takes a push.
    pub fn apply(&mut self, frame: VisitorFrame) -> Then {
        match frame {
            VisitorFrame::Entry { chat, entry } => match self.talk_of(chat) {
                Some(talk) => match talk.take([entry]) {
                    Applied::Gap { .. } => Then::CatchUp,
                    Applied::New | Applied::Known => Then::Nothing,
                },
                None => self.stranger(chat),
            },
            VisitorFrame::Chat { chat } => match self.talk_of(chat.id) {
                Some(talk) => {
                    talk.told(chat);
                    if talk.is_behind() { Then::CatchUpSoon } else { Then::Nothing }
                }
                None => self.stranger(chat.id),
            },
            VisitorFrame::Availability { availability } => {
                if availability.version >= self.availability.version {
                    self.availability = availability;
                }
                Then::Nothing
            }
            VisitorFrame::Typing { chat, name } => {
                if let Some(talk) = self.talk_of(chat) {
                    talk.typing = Some(name);
                }
                Then::Nothing
            }
            VisitorFrame::Forgotten => Then::StartOver,
            VisitorFrame::Welcome | VisitorFrame::Closing => Then::Nothing,
        }
    }

    fn talk_of(&mut self, chat: ChatId) -> Option<&mut Talk> {
        self.talk.as_mut().filter(|talk| talk.chat.id == chat)
    }

    /// A chat begun in another tab, unless it is the one turned away from.
    fn stranger(&self, chat: ChatId) -> Then {
        if self.left == Some(chat) { Then::Nothing } else { Then::Refetch }
    }

    /// Up to which number the visitor has seen the conversation.
    pub fn seen_up_to(&self) -> u64 {
        self.talk.as_ref().map_or(0, |talk| talk.seen)
    }

    /// The departments one can turn to.
    pub fn open_departments(&self) -> Vec<PublicDepartment> {
        let departments = self.availability.departments.iter();
        departments.filter(|department| department.chat_now || department.takes_messages).cloned().collect()
    }

    /// Whether a chat goes on.
    pub fn is_talking(&self) -> bool {
        self.talk.as_ref().is_some_and(|talk| !talk.is_ended())
    }

    /// Whether a chat is over and still shown.
    pub fn is_over(&self) -> bool {
        self.talk.as_ref().is_some_and(Talk::is_ended)
    }

    /// Whether somebody is there: whom one talks to, else to talk to.
    pub fn is_somebody_here(&self) -> bool {
        let talking = self.talk.as_ref().is_some_and(|talk| !talk.is_ended() && talk.chat.agent.is_some());
        talking || self.availability.departments.iter().any(|department| department.chat_now)
    }

    /// Whether what is typed would begin a chat.
    pub fn would_chat(&self) -> bool {
        matches!(self.goal(), Goal::To(department) if self.can_chat(&department))
    }

    /// Whether somebody was there when the form was sent, and is not any more.
    pub fn was_refused(&self) -> bool {
        matches!(self.goal(), Goal::To(department) if department.chat_now && !self.can_chat(&department))
    }

    /// Whether a chat can begin with some department.
    pub fn can_chat_somewhere(&self) -> bool {
        self.open_departments().iter().any(|department| self.can_chat(department))
    }

    /// Where what is typed would go. Without a choice: where somebody is there, else the first.
    pub fn goal(&self) -> Goal {
        let open = self.open_departments();
        if open.is_empty() {
            return Goal::Nowhere;
        }
        let found = match self.chosen {
            Some(chosen) => open.into_iter().find(|department| department.id == chosen),
            None => {
                let at = open.iter().position(|department| self.can_chat(department)).unwrap_or(0);
                open.into_iter().nth(at)
            }
        };
        found.map_or(Goal::Gone, Goal::To)
    }

    /// Whether a chat can begin there: somebody is there, and did not just refuse.
    pub fn can_chat(&self, department: &PublicDepartment) -> bool {
        department.chat_now && self.refused != Some((department.id, self.availability.version))
    }

    /// A department refused a chat although somebody seemed to be there; believed until availability is told anew.
    pub fn refused(&mut self, department: DepartmentId) {
        self.refused = Some((department, self.availability.version));
    }

    /// A chat began, with its first message.
    pub fn begun(&mut self, chat: VisitorChat, client_id: ClientId, text: String) {
        if self.talk.as_ref().is_none_or(|talk| talk.chat.id != chat.id) {
            self.talk = Some(Talk::new(chat));
        }
        if let Some(talk) = &mut self.talk
            && talk.log.last() == 0
        {
            talk.say(client_id, text);
            talk.mark(client_id, Progress::Sent);
        }
        self.chosen = None;
    }

    /// The visitor turns away from an ended chat.
    pub fn leave(&mut self) {
        if let Some(talk) = self.talk.take() {
            self.left = Some(talk.chat.id);
        }
    }
}
