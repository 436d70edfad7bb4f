//! What the panel knows, and what each push makes of it. Pure: no Leptos, no browser, no clock.

use client::{CallError, log::Applied};
use contract::{
    ChatId, ClientId, DepartmentId, Timestamp, VisitorId,
    brands::BrandLook,
    live::VisitorFrame,
    roles::CustomerRole,
    widget::{Availability, PublicDepartment, VisitorChat, WidgetState},
};

use crate::talk::{Outgoing, Progress, Talk, kept_for_all, unsent};

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
    /// The site forgot the visitor: begin as a new one.
    Forget,
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
    /// The role held.
    pub role: CustomerRole,
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
    /// What the form was sent with last, until it arrives.
    pub asked: Option<Asked>,
}

/// A form's words (department, name, address, text), and the id they are sent with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    client_id: ClientId,
    words: Vec<String>,
}

contract::read_fields! { Asked { client_id, words } }
contract::write_fields! { Asked { client_id, words } }

impl State {
    /// Takes what the server shows first. What is typed or on its way out stays; what cannot be sent where it was meant
    /// to go is told.
    pub fn absorb(&mut self, shown: WidgetState) -> String {
        let same = self.visitor == Some(shown.visitor);
        if !same {
            // Somebody else: nothing of what was said or is still to be said is theirs.
            self.talk = None;
        }
        self.visitor = Some(shown.visitor);
        self.look = Some(shown.look);
        self.role = shown.role;
        if !same || shown.availability.version >= self.availability.version {
            self.availability = shown.availability;
        }
        match (&mut self.talk, shown.chat) {
            (_, Some(chat)) if Some(chat.id) == self.left => self.part(),
            (Some(talk), Some(chat)) if talk.chat.id == chat.id => {
                talk.told(chat);
                String::new()
            }
            (_, Some(chat)) => {
                let unsent = self.part();
                self.talk = Some(Talk::new(chat));
                unsent
            }
            // It ended long ago, as another device may have ended it; the last words stay on the screen.
            (Some(talk), None) => {
                talk.end();
                String::new()
            }
            (None, None) => String::new(),
        }
    }

    /// The form's words, when they stand in the conversation: only the answer was lost, or overtaken.
    pub fn has_begun(&self) -> Option<String> {
        let (talk, asked) = (self.talk.as_ref()?, self.asked.as_ref()?);
        talk.has_said(asked.client_id).then(|| asked.words.last().cloned().unwrap_or_default())
    }

    /// Takes up what an earlier page still had to send. What cannot be sent where it was meant to go is told.
    pub fn take_up(&mut self, kept: Vec<Outgoing>) -> String {
        let chat = self.talk.as_ref().map(|talk| talk.chat.id);
        let (mut ours, mut others) = (Vec::new(), Vec::new());
        for outgoing in kept {
            if Some(outgoing.chat) == chat { &mut ours } else { &mut others }.push(outgoing);
        }
        if let Some(talk) = &mut self.talk {
            talk.outbox = kept_for_all(ours, &[], &talk.outbox);
            if talk.is_ended() {
                talk.end();
            }
        }
        unsent(&others)
    }

    /// The talk is shown no more. What was not sent in it is told.
    fn part(&mut self) -> String {
        self.talk.take().map(|talk| talk.unsent()).unwrap_or_default()
    }

    /// The visitor is not known any more. What was not sent is told.
    pub fn forget(&mut self) -> String {
        self.visitor = None;
        self.part()
    }

    /// The id to send the form's words with: the same words are the same sending.
    pub fn asks(&mut self, words: Vec<String>, fresh: ClientId) -> ClientId {
        match &self.asked {
            Some(asked) if asked.words == words => asked.client_id,
            _ => {
                self.asked = Some(Asked { client_id: fresh, words });
                fresh
            }
        }
    }

    /// Takes a push.
    pub fn apply(&mut self, frame: VisitorFrame) -> Then {
        match frame {
            VisitorFrame::Entry { chat, entry } => match self.talk_of(chat) {
                Some(talk) => match talk.take(vec![entry]) {
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
            VisitorFrame::Forgotten => Then::Forget,
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

    /// What is still to be sent.
    pub fn outbox(&self) -> &[Outgoing] {
        self.talk.as_ref().map_or(&[], |talk| &talk.outbox)
    }

    /// Whether something was written that did not arrive.
    pub fn has_unsent(&self) -> bool {
        !unsent(self.outbox()).is_empty()
    }

    /// Up to which number the visitor has seen the conversation.
    pub fn seen_up_to(&self) -> u64 {
        self.talk.as_ref().map_or(0, |talk| talk.seen)
    }

    /// The departments one can turn to.
    pub fn open_departments(&self) -> Vec<PublicDepartment> {
        let departments = self.availability.departments.iter();
        departments.filter(|one| one.chat_now || one.may_wait || one.takes_messages).cloned().collect()
    }

    /// Whether a chat goes on.
    pub fn is_talking(&self) -> bool {
        self.talk.as_ref().is_some_and(|talk| !talk.is_ended())
    }

    /// Whether what was said before is here, if there is anything.
    pub fn is_caught_up(&self) -> bool {
        self.talk.as_ref().is_none_or(|talk| talk.caught_up)
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
        matches!(self.goal(), Goal::To(department) if self.has_refused(&department))
    }

    /// Whether somebody is there in some department.
    pub fn is_there_somewhere(&self) -> bool {
        self.availability.departments.iter().any(|department| self.is_there(department))
    }

    /// Where what is typed would go. Without a choice: where a chat can begin, else the first.
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

    /// When chats begin where what is typed would go, while it is closed by the clock.
    pub fn opens_at(&self) -> Option<Timestamp> {
        match self.goal() {
            Goal::To(department) => department.opens_at,
            Goal::Gone | Goal::Nowhere => None,
        }
    }

    /// Whether somebody is there, and did not just refuse.
    pub fn is_there(&self, department: &PublicDepartment) -> bool {
        department.chat_now && !self.has_refused(department)
    }

    fn has_refused(&self, department: &PublicDepartment) -> bool {
        self.refused == Some((department.id, self.availability.version))
    }

    /// Whether a chat can begin there.
    pub fn can_chat(&self, department: &PublicDepartment) -> bool {
        self.takes_chats(department) && self.role >= department.chat_requires
    }

    /// Whether somebody can begin a chat there, if it must be, to wait.
    pub fn takes_chats(&self, department: &PublicDepartment) -> bool {
        department.may_wait || self.is_there(department)
    }

    /// Whether a message can be left there.
    pub fn can_leave(&self, department: &PublicDepartment) -> bool {
        department.takes_messages && self.role >= department.messages_require
    }

    /// Whether what is typed can go somewhere.
    pub fn can_write(&self) -> bool {
        matches!(self.goal(), Goal::To(department) if self.can_chat(&department) || self.can_leave(&department))
    }

    /// Whether the visitor's role is in the way of writing there: of a chat (`true`), else of a message.
    pub fn lacks(&self, department: &PublicDepartment) -> Option<bool> {
        let chats = self.takes_chats(department);
        let required = if chats { department.chat_requires } else { department.messages_require };
        (self.role < required).then_some(chats)
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

    /// The visitor turns away from an ended chat. What was not sent in it is told.
    pub fn leave(&mut self) -> String {
        self.left = self.talk.as_ref().map(|talk| talk.chat.id).or(self.left);
        self.part()
    }
}
