//! What the agent sends: it stays here from the press of a key until the server has it. One at a time goes for each
//! chat and each reader, and the next one only after the answer: so the order stays.

use client::json;
use contract::{ChatId, ClientId, Timestamp, asks::Whom, chat::NewChatMessage};
use serde::{Deserialize, Serialize};

/// To whom one writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// To the visitor.
    #[default]
    Reply,
    /// To the colleagues.
    Comment,
}

/// What became of something sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// No answer yet.
    Sending,
    /// No answer came; it is tried again with the same id.
    Failed,
    /// It is too old to go by itself. It may have arrived: the log is asked.
    Late,
    /// It is too old, and not in the log.
    Missing,
}

/// Something sent and not yet seen in a log.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// The id that makes a retry recognisable.
    pub client_id: ClientId,
    /// To whom.
    pub mode: Mode,
    /// Plain text.
    pub text: String,
    /// Whom a comment asks.
    pub asks: Vec<Whom>,
    /// When it was sent, by this machine's clock.
    pub at: Timestamp,
    /// The hand-over its writer knew of: it is not said in the name of whoever has the chat later.
    pub epoch: u64,
    /// What became of it.
    pub fate: Fate,
}

impl Pending {
    /// As a reply goes to the server.
    pub fn message(self) -> NewChatMessage {
        NewChatMessage { client_id: self.client_id, text: self.text, epoch: self.epoch }
    }
}

/// What is to be done on a road.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Nothing now.
    Wait,
    /// Ask the log.
    Look,
    /// Give this one back to its writer.
    GiveBack(ClientId),
    /// Send this one.
    Send(Pending),
}

/// A chat, and who reads what is sent there.
pub type Road = (ChatId, Mode);

/// Everything that is on its way.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    all: Vec<(ChatId, Pending)>,
    under_way: Vec<Road>,
}

impl Outbox {
    /// Puts something at the end of its road.
    pub fn push(&mut self, chat: ChatId, pending: Pending) {
        self.all.push((chat, pending));
    }

    /// What is on its way in a chat, in the order it was written.
    pub fn of(&self, chat: ChatId) -> impl Iterator<Item = &Pending> {
        self.all.iter().filter(move |(own, _)| *own == chat).map(|(_, pending)| pending)
    }

    /// What is to be done on a road.
    pub fn step(&mut self, road: Road, is_late: impl Fn(&Pending) -> bool) -> Step {
        let is_free = !self.under_way.contains(&road);
        let first = self.all.iter_mut().find(|(chat, pending)| (*chat, pending.mode) == road);
        match first.map(|(_, first)| first).filter(|first| is_free && is_late(first)) {
            Some(late) if late.fate == Fate::Missing => Step::GiveBack(late.client_id),
            Some(late) => {
                late.fate = Fate::Late;
                Step::Look
            }
            None => self.next(road).map_or(Step::Wait, Step::Send),
        }
    }

    /// The log was fetched, or cannot be: what was late and is still here is not in it.
    pub fn looked(&mut self, chat: ChatId) {
        for (_, pending) in self.all.iter_mut().filter(|(own, pending)| *own == chat && pending.fate == Fate::Late) {
            pending.fate = Fate::Missing;
        }
    }

    /// The first on a road, which is under way from now on; nothing while another is.
    pub fn next(&mut self, road: Road) -> Option<Pending> {
        if self.under_way.contains(&road) {
            return None;
        }
        self.mark(road, Fate::Sending);
        let (_, first) = self.all.iter().find(|(chat, pending)| (*chat, pending.mode) == road)?;
        self.under_way.push(road);
        Some(first.clone())
    }

    /// The one under way was answered: the next one may go.
    pub fn answered(&mut self, road: Road) {
        self.under_way.retain(|busy| *busy != road);
    }

    /// The one under way got no answer, so that those behind it wait, too.
    pub fn failed(&mut self, road: Road) {
        self.answered(road);
        self.mark(road, Fate::Failed);
    }

    fn mark(&mut self, road: Road, fate: Fate) {
        for (_, pending) in self.all.iter_mut().filter(|(chat, pending)| (*chat, pending.mode) == road) {
            pending.fate = fate;
        }
    }

    /// Takes out what the server has, or gave back.
    pub fn take(&mut self, chat: ChatId, client_id: ClientId) -> Option<Pending> {
        let at = self.all.iter().position(|(own, pending)| *own == chat && pending.client_id == client_id)?;
        Some(self.all.remove(at).1)
    }

    /// Every road with something on it.
    pub fn roads(&self) -> Vec<Road> {
        let mut roads = Vec::new();
        for (chat, pending) in &self.all {
            if !roads.contains(&(*chat, pending.mode)) {
                roads.push((*chat, pending.mode));
            }
        }
        roads
    }
}

/// Something sent, as the browser keeps it: it outlives the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sent {
    /// In which chat.
    pub chat: ChatId,
    /// The id that makes a retry recognisable.
    pub client_id: ClientId,
    /// Only for the colleagues.
    pub comment: bool,
    /// Plain text.
    pub text: String,
    /// Whom a comment asks.
    #[serde(default)]
    pub asks: Vec<Whom>,
    /// When it was sent.
    pub at: Timestamp,
    /// The hand-over its writer knew of.
    pub epoch: u64,
    /// The server refused it: it waits for its writer, not for the server.
    pub back: bool,
}

impl Sent {
    /// As it is kept from now on.
    pub fn of(chat: ChatId, pending: &Pending) -> Self {
        let Pending { client_id, mode, ref text, ref asks, ref at, epoch, .. } = *pending;
        let (text, asks, at) = (text.clone(), asks.clone(), at.clone());
        Self { chat, client_id, comment: mode == Mode::Comment, text, asks, at, epoch, back: false }
    }

    /// As it goes on after the page was loaded again.
    pub fn pending(self) -> Pending {
        let mode = if self.comment { Mode::Comment } else { Mode::Reply };
        let Self { client_id, text, asks, at, epoch, .. } = self;
        Pending { client_id, mode, text, asks, at, epoch, fate: Fate::Sending }
    }

    /// What reads of what is kept, in the order it was written. What another version wrote stays under its own key.
    pub fn readable(kept: &[String]) -> Vec<Self> {
        let mut kept: Vec<Self> = kept.iter().filter_map(|text| json::read(text).ok()).collect();
        kept.sort_by(|a, b| a.at.0.cmp(&b.at.0));
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id<T: From<uuid::Uuid>>(number: u128) -> T {
        uuid::Uuid::from_u128(number).into()
    }

    fn pending(number: u128, mode: Mode) -> Pending {
        let at = Timestamp("2026-11-22T09:00:00.000Z".into());
        let (client_id, text, asks) = (id(number), format!("Text {number}"), vec![Whom::Agent(id(number))]);
        Pending { client_id, mode, text, asks, at, epoch: 7, fate: Fate::Sending }
    }

    fn outbox() -> Outbox {
        let mut outbox = Outbox::default();
        outbox.push(id(1), pending(11, Mode::Reply));
        outbox.push(id(1), pending(12, Mode::Reply));
        outbox.push(id(1), pending(13, Mode::Comment));
        outbox.push(id(2), pending(21, Mode::Reply));
        outbox
    }

    fn next(outbox: &mut Outbox, chat: u128, mode: Mode) -> Option<ClientId> {
        outbox.next((id(chat), mode)).map(|pending| pending.client_id)
    }

    #[test]
    fn one_at_a_time_goes_on_each_road() {
        let mut outbox = outbox();
        assert_eq!(outbox.roads(), [(id(1), Mode::Reply), (id(1), Mode::Comment), (id(2), Mode::Reply)]);
        assert_eq!(next(&mut outbox, 1, Mode::Reply), Some(id(11)));
        assert_eq!(next(&mut outbox, 1, Mode::Reply), None, "the first has no answer yet");
        assert_eq!(next(&mut outbox, 1, Mode::Comment), Some(id(13)));
        assert_eq!(next(&mut outbox, 2, Mode::Reply), Some(id(21)));
        // Its push comes before its answer: still the next one waits for the answer.
        assert!(outbox.take(id(1), id(11)).is_some());
        assert_eq!(next(&mut outbox, 1, Mode::Reply), None);
        outbox.answered((id(1), Mode::Reply));
        assert_eq!(next(&mut outbox, 1, Mode::Reply), Some(id(12)));
    }

    #[test]
    fn without_an_answer_the_same_one_goes_again_and_nothing_overtakes_it() {
        let mut outbox = outbox();
        let fates = |outbox: &Outbox| outbox.of(id(1)).map(|pending| pending.fate).collect::<Vec<_>>();
        assert_eq!(next(&mut outbox, 1, Mode::Reply), Some(id(11)));
        outbox.failed((id(1), Mode::Reply));
        assert_eq!(fates(&outbox), [Fate::Failed, Fate::Failed, Fate::Sending]);
        assert_eq!(next(&mut outbox, 1, Mode::Reply), Some(id(11)));
        assert_eq!(fates(&outbox), [Fate::Sending; 3]);
    }

    #[test]
    fn what_is_kept_goes_on_as_it_was() {
        for mode in [Mode::Reply, Mode::Comment] {
            let before = pending(11, mode);
            assert_eq!(Sent::of(id(1), &before).pending(), before);
        }
        // Whoever has the chat by then: the server refuses what was written in another hand-over.
        assert_eq!(Sent::of(id(1), &pending(11, Mode::Reply)).pending().message().epoch, 7);
    }

    #[test]
    fn what_does_not_read_takes_nothing_else_with_it() {
        let kept = |number: u128, second: u8| {
            let at = Timestamp(format!("2026-11-22T09:00:0{second}.000Z"));
            Sent::of(id(1), &Pending { at, ..pending(number, Mode::Reply) })
        };
        let (first, second) = (kept(12, 1), kept(11, 2));
        let texts = [json::write(&second).unwrap(), "{\"of\":\"another\"}".into(), json::write(&first).unwrap()];
        assert_eq!(Sent::readable(&texts), [first, second]);
    }

    #[test]
    fn what_is_late_is_looked_for_and_then_given_back() {
        let road = (id(1), Mode::Reply);
        let mut outbox = outbox();
        let late = |pending: &Pending| pending.client_id != id(12);
        assert_eq!(outbox.step(road, late), Step::Look);
        assert_eq!(outbox.step(road, late), Step::Look, "while nobody looked");
        outbox.looked(id(2));
        assert_eq!(outbox.step(road, late), Step::Look, "somebody looked elsewhere");
        outbox.looked(id(1));
        assert_eq!(outbox.step(road, late), Step::GiveBack(id(11)));
        assert!(outbox.take(id(1), id(11)).is_some());
        // What is not late goes as ever, and nothing is taken from under way.
        assert!(matches!(outbox.step(road, late), Step::Send(next) if next.client_id == id(12)));
        assert_eq!(outbox.step(road, |_| true), Step::Wait);
        // That one stands in the log that was looked into.
        let comments = (id(1), Mode::Comment);
        assert_eq!(outbox.step(comments, late), Step::Look);
        outbox.take(id(1), id(13));
        outbox.looked(id(1));
        assert_eq!(outbox.step(comments, late), Step::Wait);
    }
}
