//! What pushes make of the state: gaps, repetitions, what is on its way, and departments that go away.

use client::log::Applied;
use contract::{
    ChatId, ClientId, Timestamp, VisitorId,
    brands::BrandLook,
    chat::{ChatState, EndedBy, PublicEntry, PublicEvent, Side},
    live::VisitorFrame,
    roles::CustomerRole,
    widget::{Availability, PublicDepartment, VisitorChat, WidgetState},
};
use uuid::Uuid;

use crate::{
    lines::{Fate, Happening, Line, fate, lines},
    state::{Goal, State, Then},
    talk::{Outgoing, Progress, Talk, kept_for_all},
};

fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

fn chat(number: u128, last: u64) -> VisitorChat {
    VisitorChat {
        id: id(number),
        department: "Sales".into(),
        state: ChatState::Waiting,
        agent: None,
        picture: None,
        position: Some(2),
        expected_wait: None,
        text: None,
        started_at: Timestamp("2026-11-22T09:00:00.000Z".into()),
        last,
    }
}

fn entry(number: u64, event: PublicEvent) -> PublicEntry {
    PublicEntry { number, at: Timestamp(["2026-11-22T09:0", &number.to_string(), ":00.000Z"].concat()), event }
}

fn said(number: u64, from: Side, client: u128) -> PublicEntry {
    let text = ["words ", &number.to_string()].concat();
    let name = if from == Side::Agent { "Mari" } else { "" }.into();
    entry(number, PublicEvent::Message { from, name, text, client_id: id(client) })
}

fn push(state: &mut State, entry: PublicEntry) -> Then {
    state.apply(VisitorFrame::Entry { chat: id(1), entry })
}

pub fn department(number: u128, chat_now: bool) -> PublicDepartment {
    let name = ["Department ", &number.to_string()].concat();
    PublicDepartment {
        id: id(number),
        name,
        description: String::new(),
        chat_now,
        may_wait: false,
        takes_messages: true,
        chat_requires: CustomerRole::Everyone,
        messages_require: CustomerRole::Everyone,
        asks: false,
        opens_at: None,
    }
}

pub fn availability(version: u64, departments: Vec<PublicDepartment>) -> Availability {
    Availability { departments, version }
}

pub fn shown(chat: Option<VisitorChat>) -> WidgetState {
    let look = BrandLook {
        name: "Far Horizon".into(),
        hue: 200,
        chroma: 110,
        headline: String::new(),
        welcome: String::new(),
        logo: String::new(),
    };
    WidgetState {
        visitor: id::<VisitorId>(9),
        name: String::new(),
        email: String::new(),
        role: CustomerRole::Everyone,
        look,
        availability: availability(1, vec![department(10, true), department(11, false)]),
        chat,
    }
}

fn talking() -> State {
    let mut state = State::default();
    state.absorb(shown(Some(chat(1, 0))));
    state
}

fn talk(state: &State) -> &Talk {
    state.talk.as_ref().expect("a talk")
}

fn key(kind: &str, number: u32) -> String {
    [kind, " ", &number.to_string()].concat()
}

fn own(client: u128) -> String {
    ["own ", &id::<ClientId>(client).to_string()].concat()
}

fn theirs(client: u128) -> String {
    ["theirs ", &id::<ClientId>(client).to_string()].concat()
}

fn shown_keys(state: &State) -> Vec<String> {
    lines(talk(state), |_| 1).iter().map(Line::key).collect()
}

#[test]
fn a_gap_asks_to_catch_up_and_nothing_is_shown_too_early() {
    let mut state = talking();
    assert_eq!(push(&mut state, said(1, Side::Visitor, 100)), Then::Nothing);
    assert_eq!(push(&mut state, said(3, Side::Agent, 300)), Then::CatchUp);
    assert_eq!(talk(&state).log.last(), 1);
    assert_eq!(shown_keys(&state), [key("day", 1), own(100)]);
    assert_eq!(push(&mut state, entry(2, PublicEvent::Joined { name: "Mari".into() })), Then::Nothing);
    assert_eq!(shown_keys(&state), [key("day", 1), own(100), key("entry", 2), theirs(300)]);
    assert_eq!(push(&mut state, said(3, Side::Agent, 300)), Then::Nothing);
    assert_eq!(talk(&state).log.last(), 3);
    assert_eq!(talk(&state).chat.agent.as_deref(), Some("Mari"));
}

#[test]
fn a_pending_message_is_replaced_by_its_entry_in_its_place() {
    let mut state = talking();
    let talk_of = |state: &mut State, say: u128| {
        let talk = state.talk.as_mut().expect("a talk");
        talk.say(id(say), "words".into());
    };
    talk_of(&mut state, 100);
    talk_of(&mut state, 101);
    assert_eq!(talk(&state).next().map(|next| next.client_id), Some(id(100)));
    assert_eq!(shown_keys(&state), [own(100), own(101)]);
    // the push of one's own message may come before the answer, the answer is then known
    push(&mut state, said(1, Side::Visitor, 100));
    let answered = state.talk.as_mut().map(|talk| talk.accepted(id(100), said(1, Side::Visitor, 100)));
    assert_eq!(answered, Some(Applied::Known));
    assert_eq!(shown_keys(&state), [key("day", 1), own(100), own(101)]);
    assert_eq!(talk(&state).outbox.len(), 1);
    assert_eq!(talk(&state).next().map(|next| next.client_id), Some(id(101)));
}

#[test]
fn an_accepted_message_behind_a_gap_stays_shown_once_and_is_not_sent_again() {
    let mut state = talking();
    let talk_now = state.talk.as_mut().expect("a talk");
    talk_now.say(id(100), "words".into());
    assert_eq!(talk_now.accepted(id(100), said(2, Side::Visitor, 100)), Applied::Gap { have: 0 });
    assert_eq!(talk_now.next(), None);
    assert_eq!(fate(talk_now, id(100)), Some(Fate::Progress(Progress::Sent)));
    assert_eq!(shown_keys(&state), [own(100)]);
    push(&mut state, entry(1, PublicEvent::Joined { name: "Mari".into() }));
    assert_eq!(shown_keys(&state), [key("day", 1), key("entry", 1), own(100)]);
    assert!(talk(&state).outbox.is_empty());
}

#[test]
fn a_refused_message_does_not_hold_up_those_behind_it() {
    let mut state = talking();
    let talk_now = state.talk.as_mut().expect("a talk");
    talk_now.say(id(100), "first".into());
    talk_now.say(id(101), "second".into());
    talk_now.mark(id(100), Progress::Late);
    assert_eq!(talk_now.next().map(|next| next.client_id), Some(id(100)), "a late one keeps its turn");
    talk_now.mark(id(100), Progress::Failed);
    assert_eq!(talk_now.next().map(|next| next.client_id), Some(id(101)));
    talk_now.mark(id(100), Progress::Pending);
    assert_eq!(talk_now.next().map(|next| next.client_id), Some(id(100)));
}

#[test]
fn pushed_and_fetched_is_fetched_again() {
    let log = vec![
        said(1, Side::Visitor, 100),
        entry(2, PublicEvent::Joined { name: "Mari".into() }),
        said(3, Side::Agent, 300),
        entry(4, PublicEvent::Seen { by: Side::Visitor, up_to: 3 }),
        entry(5, PublicEvent::Transferred { department: "Reservations".into() }),
        entry(6, PublicEvent::WaitingAgain),
        entry(7, PublicEvent::Ended { by: EndedBy::Agent }),
    ];
    let mut fetched = talking();
    fetched.talk.as_mut().expect("a talk").take(log.clone());
    for order in [[6, 5, 4, 3, 2, 1, 0], [0, 2, 1, 4, 3, 6, 5], [3, 0, 3, 1, 2, 0, 3]] {
        let mut pushed = talking();
        for at in order {
            push(&mut pushed, log[at].clone());
        }
        let after = talk(&pushed).log.last() as usize;
        pushed.talk.as_mut().expect("a talk").take(log[after..].to_vec());
        assert_eq!(pushed, fetched, "{order:?}");
    }
    assert!(talk(&fetched).is_ended());
    assert_eq!(talk(&fetched).chat.department, "Reservations");
}

#[test]
fn seen_and_unread_count_messages_of_agents_only() {
    let mut state = talking();
    for entry in [
        said(1, Side::Visitor, 100),
        entry(2, PublicEvent::Joined { name: "Mari".into() }),
        said(3, Side::Agent, 300),
        said(4, Side::Agent, 301),
    ] {
        push(&mut state, entry);
    }
    assert_eq!((talk(&state).unread(), talk(&state).last_of_agents()), (2, 4));
    push(&mut state, entry(5, PublicEvent::Seen { by: Side::Visitor, up_to: 3 }));
    assert_eq!(talk(&state).unread(), 1);
    state.talk.as_mut().expect("a talk").seen = 4;
    assert_eq!(talk(&state).unread(), 0);
    assert_eq!(fate(talk(&state), id(100)), Some(Fate::Progress(Progress::Sent)));
    push(&mut state, entry(6, PublicEvent::Seen { by: Side::Agent, up_to: 1 }));
    assert_eq!(fate(talk(&state), id(100)), Some(Fate::Seen));
}

#[test]
fn what_is_said_of_a_chat_is_not_undone_by_what_is_older() {
    let mut state = talking();
    push(&mut state, said(1, Side::Visitor, 100));
    push(&mut state, entry(2, PublicEvent::Joined { name: "Mari".into() }));
    assert_eq!(state.apply(VisitorFrame::Chat { chat: chat(1, 1) }), Then::Nothing);
    assert_eq!(talk(&state).chat.state, ChatState::Active);
    let newer = VisitorChat { state: ChatState::Active, agent: Some("Erik".into()), ..chat(1, 5) };
    assert_eq!(state.apply(VisitorFrame::Chat { chat: newer }), Then::CatchUpSoon);
    assert_eq!(talk(&state).chat.agent.as_deref(), Some("Erik"));
}

#[test]
fn typing_ends_with_the_message() {
    let mut state = talking();
    state.apply(VisitorFrame::Typing { chat: id(1), name: "Mari".into() });
    assert_eq!(talk(&state).typing.as_deref(), Some("Mari"));
    push(&mut state, said(1, Side::Agent, 300));
    assert_eq!(talk(&state).typing, None);
    state.apply(VisitorFrame::Typing { chat: id(2), name: "Nobody".into() });
    assert_eq!(talk(&state).typing, None);
}

#[test]
fn a_chat_of_another_tab_is_fetched_but_not_one_that_was_left() {
    let mut state = State::default();
    state.absorb(shown(None));
    assert_eq!(push(&mut state, said(1, Side::Agent, 300)), Then::Refetch);
    state.absorb(shown(Some(chat(1, 1))));
    state.leave();
    assert_eq!(state.talk, None);
    assert_eq!(push(&mut state, said(2, Side::Agent, 301)), Then::Nothing);
    state.absorb(shown(Some(chat(1, 2))));
    assert_eq!(state.talk, None);
    state.absorb(shown(Some(chat(2, 0))));
    assert_eq!(talk(&state).chat.id, id::<ChatId>(2));
    assert_eq!(state.apply(VisitorFrame::Forgotten), Then::Forget);
}

#[test]
fn what_is_typed_goes_where_it_was_meant_or_nowhere() {
    let mut state = State::default();
    assert_eq!(state.goal(), Goal::Nowhere);
    state.absorb(shown(None));
    assert_eq!(state.goal(), Goal::To(department(10, true)), "where somebody is there");
    state.chosen = Some(id(11));
    assert_eq!(state.goal(), Goal::To(department(11, false)));
    let hidden = availability(2, vec![department(10, true)]);
    assert_eq!(state.apply(VisitorFrame::Availability { availability: hidden }), Then::Nothing);
    assert_eq!(state.goal(), Goal::Gone, "it does not go elsewhere by itself");
    state.apply(VisitorFrame::Availability { availability: availability(1, vec![department(11, true)]) });
    assert_eq!(state.goal(), Goal::Gone, "older pushes change nothing");
    state.apply(VisitorFrame::Availability { availability: availability(3, Vec::new()) });
    assert_eq!(state.goal(), Goal::Nowhere);
    let mute = PublicDepartment { takes_messages: false, ..department(11, false) };
    state.apply(VisitorFrame::Availability { availability: availability(4, vec![mute]) });
    assert_eq!(state.goal(), Goal::Nowhere, "one that takes neither chats nor messages is none");
}

#[test]
fn what_is_said_to_who_waits_is_not_said_at_the_end() {
    let mut state = State::default();
    state.absorb(shown(Some(VisitorChat { text: Some("Soon.".into()), ..chat(1, 0) })));
    assert_eq!(talk(&state).chat.text.as_deref(), Some("Soon."));
    push(&mut state, entry(1, PublicEvent::Ended { by: EndedBy::Visitor }));
    assert_eq!(talk(&state).chat.text, None);
    let told = VisitorChat { state: ChatState::Ended, text: Some("Bye.".into()), ..chat(1, 1) };
    state.apply(VisitorFrame::Chat { chat: told });
    state.absorb(shown(None));
    assert_eq!(talk(&state).chat.text.as_deref(), Some("Bye."));
}

#[test]
fn a_refusal_is_believed_until_availability_is_told_anew() {
    let mut state = State::default();
    state.absorb(shown(None));
    let there = department(10, true);
    assert!(state.can_chat(&there));
    state.refused(there.id);
    assert!(!state.can_chat(&there));
    state.apply(VisitorFrame::Availability { availability: availability(2, vec![there.clone()]) });
    assert!(state.can_chat(&there));
}

#[test]
fn a_chat_begins_with_its_first_message_shown_once() {
    let mut state = State::default();
    state.absorb(shown(None));
    state.begun(chat(1, 1), id(100), "Hello".into());
    assert_eq!(shown_keys(&state), [own(100)]);
    assert_eq!(talk(&state).next(), None);
    push(&mut state, said(1, Side::Visitor, 100));
    assert_eq!(shown_keys(&state), [key("day", 1), own(100)]);
    state.begun(chat(1, 1), id(100), "Hello".into());
    assert!(talk(&state).outbox.is_empty());
}

#[test]
fn another_visitor_does_not_see_the_chat_of_the_one_before() {
    let mut state = talking();
    push(&mut state, said(1, Side::Visitor, 100));
    state.absorb(WidgetState { visitor: id(8), ..shown(None) });
    assert_eq!(state.talk, None);
}

fn outgoing(chat: u128, client: u128, text: &str) -> Outgoing {
    Outgoing { chat: id(chat), client_id: id(client), text: text.into(), progress: Progress::Pending }
}

/// Somebody who said three things: one arrived, one was refused, one waits.
fn speaking() -> State {
    let mut state = talking();
    let talk = state.talk.as_mut().expect("a talk");
    for (client, text) in [(100, "arrived"), (101, "refused"), (102, "waits")] {
        talk.say(id(client), text.into());
    }
    talk.mark(id(100), Progress::Sent);
    talk.mark(id(101), Progress::Failed);
    state
}

#[test]
fn what_was_not_sent_is_told_when_its_chat_goes() {
    let unsent = "refused\nwaits";
    assert!(speaking().has_unsent());
    assert_eq!(speaking().leave(), unsent);
    assert_eq!(speaking().forget(), unsent);
    assert_eq!(speaking().absorb(shown(Some(chat(2, 0)))), unsent, "another chat takes its place");
    let mut left = speaking();
    left.left = Some(id(1));
    assert_eq!(left.absorb(shown(Some(chat(1, 0)))), unsent);
    // What stays where it is, or is somebody else's, is not.
    let mut state = speaking();
    assert_eq!(state.absorb(shown(Some(chat(1, 0)))), "");
    assert_eq!(state.absorb(shown(None)), "");
    assert_eq!(talk(&state).outbox.len(), 3);
    assert_eq!(speaking().absorb(WidgetState { visitor: id(8), ..shown(None) }), "");
}

#[test]
fn nothing_is_sent_any_more_when_the_chat_is_over() {
    let ended = entry(1, PublicEvent::Ended { by: EndedBy::Agent });
    let told = VisitorChat { state: ChatState::Ended, ..chat(1, 3) };
    let over: [fn(&mut State, PublicEntry, VisitorChat); 3] = [
        |state, entry, _| assert_eq!(push(state, entry), Then::Nothing),
        |state, _, chat| assert_eq!(state.apply(VisitorFrame::Chat { chat }), Then::CatchUpSoon),
        |state, _, _| assert_eq!(state.absorb(shown(None)), ""),
    ];
    for over in over {
        let mut state = speaking();
        over(&mut state, ended.clone(), told.clone());
        assert!(state.is_over() && state.has_unsent());
        assert_eq!(talk(&state).next(), None);
        assert_eq!(talk(&state).outbox[0].progress, Progress::Sent, "it arrived");
        assert_eq!(talk(&state).outbox[2].progress, Progress::Failed);
    }
}

#[test]
fn what_an_earlier_page_had_to_send_is_taken_up() {
    let mut state = talking();
    state.talk.as_mut().expect("a talk").say(id(102), "now".into());
    let unsent = state.take_up(vec![outgoing(1, 100, "here"), outgoing(3, 101, "elsewhere"), outgoing(1, 102, "now")]);
    assert_eq!(unsent, "elsewhere");
    let texts: Vec<&str> = state.outbox().iter().map(|outgoing| &*outgoing.text).collect();
    assert_eq!(texts, ["here", "now"]);
    let mut ended = State::default();
    ended.absorb(shown(Some(VisitorChat { state: ChatState::Ended, ..chat(1, 0) })));
    assert_eq!(ended.take_up(vec![outgoing(1, 100, "late")]), "");
    assert_eq!(talk(&ended).next(), None);
    assert_eq!(ended.leave(), "late");
    let mut alone = State::default();
    alone.absorb(shown(None));
    assert_eq!(alone.take_up(vec![outgoing(1, 100, "one"), outgoing(3, 101, "two")]), "one\ntwo");
}

#[test]
fn tabs_keep_what_they_have_to_send_side_by_side() {
    let [a, b, c] = [outgoing(1, 100, "a"), outgoing(1, 101, "b"), outgoing(2, 102, "c")];
    let kept = kept_for_all(Vec::new(), &[], &[a.clone()]);
    let kept = kept_for_all(kept, &[], &[c.clone()]);
    assert_eq!(kept, [a.clone(), c.clone()]);
    let kept = kept_for_all(kept, &[a.clone()], &[a.clone(), b.clone()]);
    assert_eq!(kept, [c.clone(), a.clone(), b.clone()]);
    assert_eq!(kept_for_all(kept, &[a, b], &[]), [c], "what arrived goes, and only that");
}

#[test]
fn availability_told_late_does_not_undo_what_was_pushed() {
    let mut state = talking();
    state.apply(VisitorFrame::Availability { availability: availability(5, Vec::new()) });
    state.absorb(shown(None));
    assert_eq!(state.goal(), Goal::Nowhere, "that was version 1");
    state.absorb(WidgetState { visitor: id(8), ..shown(None) });
    assert_eq!(state.goal(), Goal::To(department(10, true)), "another visitor begins with what is told");
}

#[test]
fn the_same_words_are_the_same_sending() {
    let words = |text: &str| ["10", "Anna", "", text].map(str::to_owned).to_vec();
    let mut state = State::default();
    assert_eq!(state.asks(words("Hello"), id(100)), id(100));
    assert_eq!(state.asks(words("Hello"), id(101)), id(100));
    assert_eq!(state.asks(words("Hello there"), id(102)), id(102));
    assert_eq!(state.asks(words("Hello"), id(103)), id(103), "an id is never used for other words again");
    state.asked = None;
    assert_eq!(state.asks(words("Hello"), id(104)), id(104), "once it arrived it is another");
    // They began a conversation, and nobody was told.
    state.absorb(shown(Some(chat(1, 1))));
    assert_eq!(state.has_begun(), None);
    push(&mut state, said(1, Side::Visitor, 104));
    assert_eq!(state.has_begun().as_deref(), Some("Hello"));
}

#[test]
fn lines_tell_days_and_happenings() {
    let mut state = talking();
    push(&mut state, said(1, Side::Visitor, 100));
    push(&mut state, said(2, Side::Visitor, 101));
    push(&mut state, entry(3, PublicEvent::Ended { by: EndedBy::Visitor }));
    let day = |at: &Timestamp| if at.0.as_str() < "2026-11-22T09:02" { 1 } else { 2 };
    let lines = lines(talk(&state), day);
    let joined: Vec<bool> = lines
        .iter()
        .filter_map(|line| if let Line::Said { joined, .. } = line { Some(*joined) } else { None })
        .collect();
    assert_eq!(joined, [false, false], "a day lies between");
    assert_eq!(lines.last(), Some(&Line::Event { number: 3, what: Happening::Ended(EndedBy::Visitor) }));
    assert_eq!(lines.iter().filter(|line| matches!(line, Line::Day { .. })).count(), 2);
}
