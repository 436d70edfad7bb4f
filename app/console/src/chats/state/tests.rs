//! *Fetched + pushed = fetched again*, told by a small server that only knows what the contract says.

use contract::{
    chat::{ChatState, EndedBy, GroupVersion},
    departments::DistributionMethod,
    people::AgentRef,
    presence::{AssignmentReason, Decision},
};

use super::*;

const GROUPS: [u128; 2] = [1, 2];
const ME: u128 = 101;
const COLLEAGUE: u128 = 102;

fn id<T: From<uuid::Uuid>>(number: u128) -> T {
    uuid::Uuid::from_u128(number).into()
}
fn agent(number: u128) -> AgentRef {
    AgentRef { id: id(number), name: format!("Agent {number}") }
}

/// The server: all chats, and the frames it pushes to me.
#[derive(Default)]
struct Server {
    clock: u64,
    rows: Vec<ChatRow>,
    versions: HashMap<GroupId, u64>,
    logs: HashMap<ChatId, Log>,
    watched: Vec<ChatId>,
    pushed: Vec<AgentFrame>,
}

impl Server {
    fn at(&mut self) -> Timestamp {
        self.clock += 1;
        Timestamp(format!("2026-11-22T09:{:02}:{:02}.000Z", self.clock / 60, self.clock % 60))
    }

    fn hears(&self, chat: ChatId) -> bool {
        let mine = self.rows.iter().any(|row| row.id == chat && row.agent.as_ref() == Some(&agent(ME)));
        mine || self.watched.contains(&chat)
    }

    fn bump(&mut self, group: GroupId) -> u64 {
        let version = self.versions.entry(group).or_default();
        *version += 1;
        *version
    }

    fn public(&mut self, chat: ChatId, event: PublicEvent) {
        let at = self.at();
        let log = self.logs.entry(chat).or_default();
        let entry = PublicEntry { number: log.position().public + 1, at, event };
        log.take_public(entry.clone());
        if self.hears(chat) {
            self.pushed.push(AgentFrame::Public { chat, entry });
        }
    }

    fn internal(&mut self, chat: ChatId, event: InternalEvent) {
        let at = self.at();
        let log = self.logs.entry(chat).or_default();
        let position = log.position();
        let entry = InternalEntry { number: position.internal + 1, after: position.public, at, event };
        log.take_internal(entry.clone());
        if self.hears(chat) {
            self.pushed.push(AgentFrame::Internal { chat, entry });
        }
    }

    fn start(&mut self, number: u128) {
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

    fn change(&mut self, chat: ChatId, change: impl FnOnce(&mut ChatRow)) {
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

    fn give(&mut self, chat: ChatId, to: u128) {
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

    fn hand_back(&mut self, chat: ChatId, group: u128) {
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

    fn say(&mut self, chat: ChatId, from: Side, text: &str) {
        let client_id = id(1_000_000 + u128::from(self.clock));
        self.public(chat, PublicEvent::Message { from, name: "x".into(), text: text.into(), client_id });
    }

    fn end(&mut self, chat: ChatId) {
        self.public(chat, PublicEvent::Ended { by: EndedBy::Visitor });
        let Some(index) = self.rows.iter().position(|row| row.id == chat) else { return };
        let row = self.rows.remove(index);
        let version = self.bump(row.group);
        self.pushed.push(AgentFrame::ChatLeft { group: row.group, version, chat });
    }

    fn shown(&self, row: &ChatRow) -> ChatRow {
        let mut row = row.clone();
        if row.agent.as_ref() == Some(&agent(ME)) {
            row.last = self.logs[&row.id].preview();
            row.unread = self.logs[&row.id].unread();
        }
        row
    }

    fn open(&self) -> OpenChats {
        let versions = GROUPS.iter().map(|group| {
            let group = id(*group);
            GroupVersion { group, version: self.versions.get(&group).copied().unwrap_or_default() }
        });
        OpenChats { items: self.rows.iter().map(|row| self.shown(row)).collect(), versions: versions.collect() }
    }

    fn log_after(&self, chat: ChatId, after: LogPosition) -> ChatLog {
        let log = &self.logs[&chat];
        // Small pages, so that fetching goes on.
        let public: Vec<_> = log.public().iter().skip(after.public as usize).take(3).cloned().collect();
        let internal: Vec<_> = log.internal().iter().skip(after.internal as usize).take(3).cloned().collect();
        let more = after.public as usize + public.len() < log.public().len()
            || after.internal as usize + internal.len() < log.internal().len();
        ChatLog { public, internal, more }
    }

    /// Something happens, chosen by chance.
    fn happen(&mut self, chance: &mut Chance) {
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
struct Chance(u64);
impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
    fn one_of<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        (!all.is_empty()).then(|| all[self.below(all.len() as u64) as usize])
    }
}

fn fulfil(state: &mut State, server: &Server, need: Need) {
    let mut needs = vec![need];
    while let Some(need) = needs.pop() {
        match need {
            Need::Nothing => {}
            Need::FetchList => needs.extend(state.take_open(server.open())),
            Need::FetchLog { chat, after } => needs.push(state.take_log(chat, server.log_after(chat, after))),
        }
    }
}

fn fetched(server: &Server) -> State {
    let mut state = State::of(id(ME));
    fulfil(&mut state, server, Need::FetchList);
    state
}

fn assert_same(pushed: &State, again: &State, what: &str) {
    assert_eq!(pushed.lists(None), again.lists(None), "{what}");
    assert_eq!(pushed.versions, again.versions, "{what}");
    for (chat, log) in &again.logs {
        assert_eq!(pushed.log(*chat).map(|log| (log.public(), log.internal())), Some((log.public(), log.internal())));
        assert_eq!(pushed.lines(*chat), again.lines(*chat), "{what}");
    }
}

#[test]
fn fetched_and_pushed_is_fetched_again() {
    for seed in 0..60 {
        let (mut server, mut chance) = (Server::default(), Chance(seed));
        let mut state = fetched(&server);
        for step in 0..120 {
            server.happen(&mut chance);
            for frame in std::mem::take(&mut server.pushed) {
                let need = state.apply(frame, 0.0);
                fulfil(&mut state, &server, need);
            }
            assert_same(&state, &fetched(&server), &format!("seed {seed}, step {step}"));
        }
    }
}

#[test]
fn lost_late_and_doubled_pushes_change_nothing_in_the_end() {
    for seed in 0..60 {
        let (mut server, mut chance) = (Server::default(), Chance(seed));
        let mut state = fetched(&server);
        for _ in 0..120 {
            server.happen(&mut chance);
            for frame in std::mem::take(&mut server.pushed) {
                match chance.below(6) {
                    0 => continue,
                    1 => {
                        let need = state.apply(frame.clone(), 0.0);
                        fulfil(&mut state, &server, need);
                    }
                    _ => {}
                }
                let need = state.apply(frame, 0.0);
                fulfil(&mut state, &server, need);
            }
        }
        // What a reconnection does.
        for need in state.resume(None) {
            fulfil(&mut state, &server, need);
        }
        fulfil(&mut state, &server, Need::FetchList);
        assert_same(&state, &fetched(&server), &format!("seed {seed}"));
    }
}

#[test]
fn pushes_during_a_fetch_are_applied_on_top_of_its_answer() {
    for seed in 0..60 {
        let (mut server, mut chance) = (Server::default(), Chance(seed));
        for _ in 0..20 {
            server.happen(&mut chance);
        }
        server.pushed.clear();
        let mut state = fetched(&server);
        assert!(state.start_listing());
        assert!(!state.start_listing());
        let answer = server.open();
        for _ in 0..20 {
            server.happen(&mut chance);
        }
        for frame in std::mem::take(&mut server.pushed) {
            let need = state.apply(frame, 0.0);
            fulfil(&mut state, &server, need);
        }
        for need in state.take_open(answer) {
            fulfil(&mut state, &server, need);
        }
        assert_same(&state, &fetched(&server), &format!("seed {seed}"));
    }
}

#[test]
fn a_pending_message_is_replaced_by_the_stored_one() {
    let mut server = Server::default();
    server.start(200);
    let chat = id(200);
    server.give(chat, ME);
    let mut state = fetched(&server);
    server.pushed.clear();
    let client_id = id(1_000_000 + u128::from(server.clock));
    let pending = |client_id| Pending {
        client_id,
        mode: Mode::Reply,
        text: "Hi".into(),
        at: Timestamp("2026-11-22T09:00:00.000Z".into()),
        fate: Fate::Sending,
    };
    state.send(chat, pending(client_id));
    assert!(matches!(state.lines(chat).last().map(|line| &line.said), Some(Said::Pending(_))));
    assert_eq!(state.mark(chat, client_id, Fate::Failed).map(|pending| pending.fate), Some(Fate::Failed));
    server.say(chat, Side::Agent, "Hi");
    for frame in server.pushed.drain(..) {
        // The answer of the call and the push tell the same.
        state.apply(frame.clone(), 0.0);
        state.apply(frame, 0.0);
    }
    let lines = state.lines(chat);
    assert!(matches!(lines.last().map(|line| &line.said), Some(Said::Message { mark: Mark::Sent, .. })));
    assert!(!lines.iter().any(|line| matches!(line.said, Said::Pending(_))));
}

#[test]
fn comments_stand_where_they_were_made_and_messages_of_one_person_join() {
    let mut server = Server::default();
    server.start(200);
    let chat = id(200);
    server.give(chat, ME);
    server.say(chat, Side::Agent, "One");
    server.say(chat, Side::Agent, "Two");
    server.internal(chat, InternalEvent::AgentGone { agent: agent(ME) });
    server.say(chat, Side::Visitor, "Three");
    let up_to = server.logs[&chat].position().public;
    server.public(chat, PublicEvent::Seen { by: Side::Visitor, up_to });
    let lines = fetched(&server).lines(chat);
    let told: Vec<_> = lines.iter().map(|line| (line.place, line.joined, line.goes_on)).collect();
    assert_eq!(
        told,
        [
            (Place::Public(1), false, false),
            (Place::Public(2), false, false),
            (Place::Internal(1), false, false),
            (Place::Public(3), false, true),
            (Place::Public(4), true, false),
            (Place::Internal(2), false, false),
            (Place::Public(5), false, false),
        ]
    );
    assert!(matches!(lines[4].said, Said::Message { mark: Mark::Seen, .. }));
}

#[test]
fn news_are_new_only_once_and_only_mine() {
    let mut server = Server::default();
    let mut state = fetched(&server);
    server.start(200);
    server.give(id(200), COLLEAGUE);
    server.start(201);
    server.give(id(201), ME);
    server.say(id(201), Side::Visitor, "Hello?");
    server.say(id(201), Side::Agent, "Hello!");
    let mut news = Vec::new();
    for frame in std::mem::take(&mut server.pushed) {
        news.extend(state.news(&frame));
        let need = state.apply(frame.clone(), 0.0);
        fulfil(&mut state, &server, need);
        assert_eq!(state.news(&frame), None);
    }
    assert_eq!(news, [News::Given(id(201))], "what was said came with the log that was fetched on being given it");
    server.say(id(201), Side::Visitor, "Still there?");
    let frame = server.pushed.remove(0);
    assert_eq!(state.news(&frame), Some(News::Said(id(201))));
    state.apply(frame, 0.0);
    assert_eq!(state.unread(), 3);
}

#[test]
fn typing_ends_by_a_message_or_by_time() {
    let mut state = State::of(id(ME));
    let chat: ChatId = id(200);
    let frame = AgentFrame::Typing { chat, side: Side::Visitor, name: "Erik".into() };
    state.apply(frame.clone(), 1_000.0);
    assert_eq!(state.typist(chat, 2_000.0), Some((Side::Visitor, "Erik".into())));
    assert_eq!(state.typist(chat, 9_000.0), None);
    state.apply(frame, 10_000.0);
    let event = PublicEvent::Message { from: Side::Visitor, name: "Erik".into(), text: "Hi".into(), client_id: id(1) };
    state
        .apply(AgentFrame::Public { chat, entry: PublicEntry { number: 1, at: Timestamp(String::new()), event } }, 0.0);
    assert_eq!(state.typist(chat, 10_001.0), None);
}
