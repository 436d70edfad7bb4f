//! A small server for the tests, which only knows what the contract says, and chance that repeats itself.

use contract::{
    Timestamp,
    chat::{ChatState, EndedBy, GroupVersion},
    departments::DistributionMethod,
    people::AgentRef,
    presence::{AssignmentReason, Decision},
};

use super::*;

pub(super) const GROUPS: [u128; 2] = [1, 2];
pub(super) const ME: u128 = 101;
pub(super) const COLLEAGUE: u128 = 102;

pub(super) fn id<T: From<uuid::Uuid>>(number: u128) -> T {
    uuid::Uuid::from_u128(number).into()
}
pub(super) fn agent(number: u128) -> AgentRef {
    AgentRef { id: id(number), name: format!("Agent {number}") }
}

/// The server: all chats, and the frames it pushes to me.
#[derive(Default)]
pub(super) struct Server {
    pub(super) clock: u64,
    pub(super) rows: Vec<ChatRow>,
    pub(super) versions: HashMap<GroupId, u64>,
    pub(super) logs: HashMap<ChatId, Log>,
    pub(super) watched: Vec<ChatId>,
    pub(super) pushed: Vec<AgentFrame>,
}

impl Server {
    pub(super) fn at(&mut self) -> Timestamp {
        self.clock += 1;
        Timestamp(format!("2026-11-22T09:{:02}:{:02}.000Z", self.clock / 60, self.clock % 60))
    }

    pub(super) fn hears(&self, chat: ChatId) -> bool {
        let mine = self.rows.iter().any(|row| row.id == chat && row.agent.as_ref() == Some(&agent(ME)));
        mine || self.watched.contains(&chat)
    }

    pub(super) fn bump(&mut self, group: GroupId) -> u64 {
        let version = self.versions.entry(group).or_default();
        *version += 1;
        *version
    }

    pub(super) fn public(&mut self, chat: ChatId, event: PublicEvent) {
        let at = self.at();
        let log = self.logs.entry(chat).or_default();
        let entry = PublicEntry { number: log.position().public + 1, at, event };
        log.take_public(entry.clone());
        if self.hears(chat) {
            self.pushed.push(AgentFrame::Public { chat, entry });
        }
    }

    pub(super) fn internal(&mut self, chat: ChatId, event: InternalEvent) {
        let at = self.at();
        let log = self.logs.entry(chat).or_default();
        let position = log.position();
        let entry = InternalEntry { number: position.internal + 1, after: position.public, at, event };
        log.take_internal(entry.clone());
        if self.hears(chat) {
            self.pushed.push(AgentFrame::Internal { chat, entry });
        }
    }

    pub(super) fn start(&mut self, number: u128) {
        let (chat, at) = (id(number), self.at());
        let group = id(GROUPS[number as usize % 2]);
        self.rows.push(ChatRow {
            id: chat,
            department: id(7),
            department_name: "Sales".into(),
            group,
            group_name: "Level 1".into(),
            state: ChatState::Waiting,
            agent: None,
            epoch: 0,
            visitor_name: format!("Visitor {number}"),
            email: None,
            opening: "Hello".into(),
            started_at: at.clone(),
            waiting_since: Some(at),
            handed_back: false,
            ended_at: None,
            last: None,
            unread: 0,
        });
        self.say(chat, Side::Visitor, "Hello");
        self.change(chat, |_| {});
    }

    pub(super) fn change(&mut self, chat: ChatId, change: impl FnOnce(&mut ChatRow)) {
        let Some(index) = self.rows.iter().position(|row| row.id == chat) else { return };
        let before = self.rows[index].clone();
        change(&mut self.rows[index]);
        let row = self.shown(&self.rows[index].clone());
        if before.group != row.group {
            let version = self.bump(before.group);
            self.pushed.push(AgentFrame::ChatLeft { group: before.group, version, chat });
        }
        let version = self.bump(row.group);
        self.pushed.push(AgentFrame::ChatChanged { group: row.group, version, row: Box::new(row) });
    }

    pub(super) fn give(&mut self, chat: ChatId, to: u128) {
        self.change(chat, |row| {
            row.state = ChatState::Active;
            row.agent = Some(agent(to));
            row.epoch += 1;
            row.waiting_since = None;
        });
        self.public(chat, PublicEvent::Joined { name: agent(to).name });
        let reason = AssignmentReason {
            method: DistributionMethod::RoundRobin,
            decision: Decision::OnlyOne,
            considered: vec![],
        };
        self.internal(chat, InternalEvent::Assigned { agent: agent(to), reason });
    }

    pub(super) fn hand_back(&mut self, chat: ChatId, group: u128) {
        let at = self.at();
        self.public(chat, PublicEvent::WaitingAgain);
        self.change(chat, |row| {
            row.state = ChatState::Waiting;
            row.agent = None;
            row.epoch += 1;
            row.group = id(group);
            row.handed_back = true;
            row.waiting_since = Some(at);
        });
    }

    pub(super) fn say(&mut self, chat: ChatId, from: Side, text: &str) {
        let client_id = id(1_000_000 + u128::from(self.clock));
        self.public(chat, PublicEvent::Message { from, name: "x".into(), text: text.into(), client_id });
    }

    pub(super) fn end(&mut self, chat: ChatId) {
        self.public(chat, PublicEvent::Ended { by: EndedBy::Visitor });
        let Some(index) = self.rows.iter().position(|row| row.id == chat) else { return };
        let row = self.rows.remove(index);
        let version = self.bump(row.group);
        self.pushed.push(AgentFrame::ChatLeft { group: row.group, version, chat });
    }

    pub(super) fn shown(&self, row: &ChatRow) -> ChatRow {
        let mut row = row.clone();
        if row.agent.as_ref() == Some(&agent(ME)) {
            row.last = self.logs[&row.id].preview();
            row.unread = self.logs[&row.id].unread();
        }
        row
    }

    pub(super) fn open(&self) -> OpenChats {
        let versions = GROUPS.iter().map(|group| {
            let group = id(*group);
            GroupVersion { group, version: self.versions.get(&group).copied().unwrap_or_default() }
        });
        OpenChats { items: self.rows.iter().map(|row| self.shown(row)).collect(), versions: versions.collect() }
    }

    pub(super) fn log_after(&self, chat: ChatId, after: LogPosition) -> ChatLog {
        let log = &self.logs[&chat];
        // Small pages, so that fetching goes on.
        let public: Vec<_> = log.public().iter().skip(after.public as usize).take(3).cloned().collect();
        let internal: Vec<_> = log.internal().iter().skip(after.internal as usize).take(3).cloned().collect();
        let more = after.public as usize + public.len() < log.public().len()
            || after.internal as usize + internal.len() < log.internal().len();
        ChatLog { public, internal, more }
    }

    /// Something happens, chosen by chance.
    pub(super) fn happen(&mut self, chance: &mut Chance) {
        let next = 200 + self.clock as u128;
        let chats: Vec<ChatId> = self.rows.iter().map(|row| row.id).collect();
        let Some(chat) = chance.one_of(&chats) else { return self.start(next) };
        let active = self.rows.iter().any(|row| row.id == chat && row.state == ChatState::Active);
        match chance.below(11) {
            0 => self.start(next),
            1 if !active => self.give(chat, ME),
            2 if !active => self.give(chat, COLLEAGUE),
            3 if active => self.hand_back(chat, GROUPS[chance.below(2) as usize]),
            4 => self.end(chat),
            5 if active => self.say(chat, Side::Agent, "Let me look"),
            6 => {
                let up_to = self.logs[&chat].position().public;
                self.public(chat, PublicEvent::Seen { by: Side::Agent, up_to });
            }
            7 => {
                let up_to = self.logs[&chat].position().public;
                self.public(chat, PublicEvent::Seen { by: Side::Visitor, up_to });
            }
            8 => self.internal(chat, InternalEvent::AgentGone { agent: agent(COLLEAGUE) }),
            _ => self.say(chat, Side::Visitor, "Are you there?"),
        }
    }
}

/// Chance that repeats itself, so that a failure does too.
pub(super) struct Chance(pub(super) u64);
impl Chance {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
    pub(super) fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.below(all.len() as u64) as usize])
    }
}
