//! *Fetched + pushed = fetched again*, and what else a tab promises.

use contract::Timestamp;

use super::{
    server::{COLLEAGUE, Chance, ME, Server, agent, id},
    *,
};

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
        asks: Vec::new(),
        at: Timestamp("2026-11-22T09:00:00.000Z".into()),
        epoch: 1,
        fate: Fate::Sending,
    };
    state.send(chat, pending(client_id));
    assert!(matches!(state.lines(chat).last().map(|line| &line.said), Some(Said::Pending(_))));
    assert!(state.outbox().next((chat, Mode::Reply)).is_some());
    state.outbox().failed((chat, Mode::Reply));
    server.say(chat, Side::Agent, "Hi");
    for frame in server.pushed.drain(..) {
        // The answer of the call and the push tell the same.
        state.apply(frame.clone(), 0.0);
        state.apply(frame, 0.0);
    }
    let lines = state.lines(chat);
    assert!(matches!(lines.last().map(|line| &line.said), Some(Said::Message { mark: Mark::Sent, .. })));
    assert!(!lines.iter().any(|line| matches!(line.said, Said::Pending(_))));
    assert_eq!(state.happened().arrived, [client_id], "once, so that it is forgotten where it was kept");
}

#[test]
fn what_is_on_its_way_outlives_the_chat() {
    let mut server = Server::default();
    server.start(200);
    let chat = id(200);
    let mut state = fetched(&server);
    let at = Timestamp("2026-11-22T09:00:00.000Z".into());
    let (mode, text, fate) = (Mode::Comment, "Mine".into(), Fate::Sending);
    let pending = Pending { client_id: id(1), mode, text, asks: Vec::new(), at, epoch: 0, fate };
    state.send(chat, pending.clone());
    state.forget(chat);
    assert_eq!((state.row(chat), state.lines(chat)), (None, Vec::new()));
    assert_eq!(state.outbox().next((chat, Mode::Comment)), Some(pending));
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
    for frame in std::mem::take(&mut server.pushed) {
        let need = state.apply(frame.clone(), 0.0);
        fulfil(&mut state, &server, need);
        state.apply(frame, 0.0);
    }
    assert_eq!(
        state.happened().news,
        [News::Given(id(201))],
        "what was said came with the log that was fetched on being given it"
    );
    server.say(id(201), Side::Visitor, "Still there?");
    let frame = server.pushed.remove(0);
    state.apply(frame.clone(), 0.0);
    state.apply(frame, 0.0);
    assert_eq!(state.happened().news, [News::Said(id(201))]);
    assert_eq!(state.unread(), 3);
}

#[test]
fn what_a_break_hid_is_news_and_what_was_there_at_first_is_not() {
    let mut server = Server::default();
    server.start(200);
    server.give(id(200), ME);
    let mut state = fetched(&server);
    assert_eq!(state.happened().news, []);
    // The connection is gone meanwhile.
    server.say(id(200), Side::Visitor, "Hello?");
    server.start(201);
    server.give(id(201), ME);
    server.pushed.clear();
    let again = |state: &mut State, server: &Server| {
        for need in state.resume(None) {
            fulfil(state, server, need);
        }
        fulfil(state, server, Need::FetchList);
        state.happened().news
    };
    assert_eq!(again(&mut state, &server), [News::Said(id(200)), News::Given(id(201))]);
    assert_eq!(again(&mut state, &server), []);
    // What was answered or read elsewhere meanwhile does not call any more.
    server.say(id(200), Side::Visitor, "Anybody?");
    let up_to = server.logs[&id(200)].position().public;
    server.public(id(200), PublicEvent::Seen { by: Side::Agent, up_to });
    assert_eq!(again(&mut state, &server), []);
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
