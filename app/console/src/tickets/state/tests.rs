//! *Fetched + pushed = fetched again*, told by a small server that only knows what the contract says.

use contract::people::AgentRef;
use contract::rights::Permissions;
use contract::tickets::{Found, FoundIn, Priority};

use super::*;

const ME: u128 = 101;
const GROUPS: [u128; 2] = [1, 2];
const PAGE: usize = 4;

fn id<T: From<uuid::Uuid>>(number: u128) -> T {
    uuid::Uuid::from_u128(number).into()
}

fn agent(number: u128) -> AgentRef {
    AgentRef { id: id(number), name: format!("Agent {number}") }
}

/// The server: all tickets, and the frames it pushes.
#[derive(Default)]
struct Server {
    clock: u64,
    chance: u64,
    rows: Vec<TicketRow>,
    versions: HashMap<GroupId, u64>,
    pushed: Vec<AgentFrame>,
}

impl Server {
    fn roll(&mut self, sides: u64) -> u64 {
        self.chance = self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.chance >> 33) % sides
    }

    fn at(&mut self) -> Timestamp {
        self.clock += 1;
        Timestamp(format!("2026-11-22T{:02}:{:02}:00.000Z", self.clock / 60, self.clock % 60))
    }

    fn bump(&mut self, group: GroupId) -> u64 {
        let version = self.versions.entry(group).or_default();
        *version += 1;
        *version
    }

    fn open(&mut self) -> TicketId {
        let at = self.at();
        let number = self.rows.len() as u64 + 1;
        let row = TicketRow {
            id: id(u128::from(number)),
            number,
            subject: format!("Matter {number}"),
            department: id(1),
            department_name: "Sales".into(),
            group: id(GROUPS[0]),
            group_name: "Level 1".into(),
            agent: None,
            status: TicketStatus::Active,
            priority: Priority::Normal,
            from: "Erik".into(),
            opened_at: at.clone(),
            updated_at: at,
            version: 1,
            tags: Vec::new(),
            pinned: false,
            follow_up: None,
            set_aside: None,
            found: None,
        };
        self.rows.push(row.clone());
        self.push(row);
        id(u128::from(number))
    }

    fn push(&mut self, row: TicketRow) {
        let (group, version) = (row.group, self.bump(row.group));
        self.pushed.push(AgentFrame::TicketChanged { group, version, row: Box::new(row) });
    }

    fn change(&mut self, ticket: TicketId, change: impl FnOnce(&mut TicketRow)) {
        let at = self.at();
        let Some(row) = self.rows.iter_mut().find(|row| row.id == ticket) else { return };
        let before = row.group;
        change(row);
        row.version += 1;
        row.updated_at = at;
        let row = row.clone();
        if before != row.group {
            let version = self.bump(before);
            self.pushed.push(AgentFrame::TicketLeft { group: before, version, ticket });
        }
        self.push(row);
    }

    /// Something happens.
    fn act(&mut self) {
        let ticket: TicketId = id(u128::from(self.roll(12) + 1));
        match self.roll(7) {
            5 => {
                let aside = [None, Some(SetAside::Spam), Some(SetAside::Deleted)][self.roll(3) as usize];
                self.change(ticket, |row| row.set_aside = aside);
            }
            6 => {
                let tags = [vec![], vec!["VIP".to_owned()]][self.roll(2) as usize].clone();
                self.change(ticket, |row| row.tags = tags);
            }
            0 => {
                self.open();
            }
            1 => {
                let who = [None, Some(agent(ME)), Some(agent(102))][self.roll(3) as usize].clone();
                self.change(ticket, |row| row.agent = who);
            }
            2 => {
                let group = GROUPS[self.roll(2) as usize];
                self.change(ticket, |row| row.group = id(group));
            }
            _ => {
                let all = [TicketStatus::Active, TicketStatus::Waiting, TicketStatus::Closed];
                let status = all[self.roll(3) as usize];
                self.change(ticket, |row| row.status = status);
            }
        }
    }

    /// One page of the list, as keyset pages go.
    fn list(&self, view: &View, after: Option<&str>) -> (Vec<TicketRow>, Option<String>) {
        let mut rows: Vec<_> = self.rows.iter().filter(|row| view.fits(row, Some(id(ME)))).cloned().collect();
        rows.sort_by(|a, b| order(b).cmp(&order(a)));
        let key = |row: &TicketRow| format!("{} {}", row.updated_at, row.id);
        let mut rest: Vec<_> =
            rows.into_iter().filter(|row| after.is_none_or(|after| key(row).as_str() < after)).collect();
        let more = rest.len() > PAGE;
        rest.truncate(PAGE);
        let next = rest.last().filter(|_| more).map(key);
        (rest, next)
    }

    fn drain(&mut self) -> Vec<AgentFrame> {
        std::mem::take(&mut self.pushed)
    }
}

fn views() -> Vec<View> {
    let mut views = Vec::new();
    for scope in [TicketScope::Mine, TicketScope::Queue, TicketScope::All] {
        for group in [None, Some(id(GROUPS[0]))] {
            for status in [None, Some(TicketStatus::Active)] {
                views.push(View { scope, group, status, ..View::default() });
            }
        }
    }
    for set_aside in [SetAside::Spam, SetAside::Deleted] {
        views.push(View { set_aside: Some(set_aside), ..View::default() });
    }
    views.push(View { tag: Some("vip".into()), ..View::default() });
    views
}

fn fetched(server: &Server, view: &View) -> State {
    let mut state = State::of(id(ME));
    state.show(view.clone());
    state.start_listing();
    let (rows, next) = server.list(view, None);
    state.take_list(rows, next);
    state
}

/// What is loaded is exactly the beginning of what the server has, and all of it when there is no next page.
fn is_true(state: &State, server: &Server, view: &View) {
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let (rows, next) = server.list(view, after.as_deref());
        all.extend(rows);
        after = next;
        if after.is_none() {
            break;
        }
    }
    let known = state.rows();
    assert_eq!(known, &all[..known.len()], "{view:?}");
    if state.next().is_none() {
        assert_eq!(known.len(), all.len(), "{view:?}");
    }
}

fn begun(seed: u64) -> Server {
    let mut server = Server { chance: seed, ..Server::default() };
    for _ in 0..30 {
        server.act();
    }
    server.drain();
    server
}

#[test]
fn fetched_and_pushed_is_fetched_again() {
    for seed in 0..40 {
        for view in &views() {
            let mut server = begun(seed);
            let mut state = fetched(&server, view);
            for _ in 0..40 {
                server.act();
                for frame in server.drain() {
                    assert_eq!(state.apply(&frame), []);
                }
                is_true(&state, &server, view);
            }
            while let Some(after) = state.next() {
                let (rows, next) = server.list(view, Some(&after));
                state.take_more(rows, next);
            }
            is_true(&state, &server, view);
        }
    }
}

#[test]
fn what_is_pushed_while_the_answer_travels_goes_on_top() {
    for seed in 0..40 {
        for view in &views() {
            let mut server = begun(seed);
            let mut state = State::of(id(ME));
            state.show(view.clone());
            state.start_listing();
            let early = server.roll(4);
            (0..early).for_each(|_| server.act());
            let first: Vec<_> = server.drain();
            first.iter().for_each(|frame| drop(state.apply(frame)));
            let (rows, next) = server.list(view, None);
            (0..3).for_each(|_| server.act());
            server.drain().iter().for_each(|frame| drop(state.apply(frame)));
            state.take_list(rows, next);
            is_true(&state, &server, view);
        }
    }
}

#[test]
fn a_lost_push_is_noticed_and_fetched() {
    let view = &View::default();
    let mut server = begun(7);
    let mut state = fetched(&server, view);
    let ticket = server.open();
    server.drain().iter().for_each(|frame| assert_eq!(state.apply(frame), []));
    server.change(ticket, |row| row.status = TicketStatus::Closed);
    server.drain();
    server.change(ticket, |row| row.priority = Priority::High);
    let frames = server.drain();
    assert_eq!(state.apply(&frames[0]), [Need::FetchList]);
    // The same push again, or an older one, asks for nothing.
    assert_eq!(state.apply(&frames[0]), []);
    state.start_listing();
    let (rows, next) = server.list(view, None);
    state.take_list(rows, next);
    is_true(&state, &server, view);
    // The group's chats are counted apart.
    let group = id(GROUPS[0]);
    assert_eq!(state.apply(&AgentFrame::ChatLeft { group, version: 40, chat: id(5) }), []);
    server.change(ticket, |row| row.priority = Priority::Low);
    server.drain().iter().for_each(|frame| assert_eq!(state.apply(frame), []));
    // After a lost connection the numbers begin anew.
    server.bump(group);
    server.bump(group);
    state.resume();
    server.change(ticket, |row| row.priority = Priority::Urgent);
    server.drain().iter().for_each(|frame| assert_eq!(state.apply(frame), []));
}

#[test]
fn the_open_ticket_follows_its_row() {
    let mut server = Server::default();
    let ticket = server.open();
    server.drain();
    let mut state = fetched(&server, &View::default());
    state.open(Some(ticket));
    let whole = |server: &Server| Ticket {
        row: server.rows[0].clone(),
        participants: Vec::new(),
        account: None,
        chat: None,
        follow_up_comment: String::new(),
        links: Vec::new(),
        entries: Vec::new(),
        may: Permissions::of(&[Permission::SeeColleagues]),
    };
    let first = whole(&server);
    state.take_ticket(first.clone());
    server.change(ticket, |row| row.status = TicketStatus::Waiting);
    for frame in server.drain() {
        assert_eq!(state.apply(&frame), [Need::FetchTicket(ticket)]);
    }
    state.take_ticket(whole(&server));
    // An older answer that was overtaken changes nothing.
    state.take_ticket(first);
    assert_eq!(state.detail(ticket).map(|detail| detail.row.version), Some(2));
    assert_eq!(state.row(ticket).map(|row| row.status), Some(TicketStatus::Waiting));
    // An act answers before its push arrives: the push then asks for nothing.
    server.change(ticket, |row| row.status = TicketStatus::Closed);
    state.take_ticket(whole(&server));
    server.drain().iter().for_each(|frame| assert_eq!(state.apply(frame), []));
    assert_eq!(state.rows().len(), 1);
    // It leaves to where nobody here can look.
    let version = server.bump(id(GROUPS[0]));
    let left = AgentFrame::TicketLeft { group: id(GROUPS[0]), version, ticket };
    assert_eq!(state.apply(&left), [Need::FetchTicket(ticket)]);
    assert!(state.rows().is_empty());
    state.forget(ticket);
    assert_eq!(state.row(ticket), None);
}

#[test]
fn a_ticket_one_is_only_asked_about_is_not_listed() {
    let mut server = Server::default();
    let known = server.open();
    server.drain();
    let mut state = fetched(&server, &View::default());
    let asked = |row: TicketRow| Ticket {
        row,
        participants: Vec::new(),
        account: None,
        chat: None,
        follow_up_comment: String::new(),
        links: Vec::new(),
        entries: Vec::new(),
        may: Permissions::of(&[Permission::Comment]),
    };
    let elsewhere = TicketRow { id: id(99), group: id(98), ..server.rows[0].clone() };
    state.open(Some(elsewhere.id));
    state.take_ticket(asked(elsewhere.clone()));
    assert_eq!(state.rows().iter().map(|row| row.id).collect::<Vec<_>>(), [known]);
    assert!(state.row(elsewhere.id).is_some(), "it is open beside the list");
    // Without an agent, or a colleague's: what one sees of the group says whether it is listed.
    for permission in [Permission::ViewQueue, Permission::SeeColleagues] {
        let mut state = fetched(&server, &View::default());
        let may = Permissions::of(&[permission]);
        state.take_ticket(Ticket { may, ..asked(elsewhere.clone()) });
        assert_eq!(state.rows().len(), 2, "{permission:?}");
    }
}

#[test]
fn what_was_found_stays_where_it_was_found() {
    let mut server = Server::default();
    for _ in 0..3 {
        server.open();
    }
    let view = View { words: Some("matter".into()), scope: TicketScope::All, ..View::default() };
    let mut state = State::of(id(200));
    state.show(view);
    state.take_list(server.rows.clone(), None);
    let numbers = |state: &State| state.rows().iter().map(|row| row.number).collect::<Vec<_>>();
    assert_eq!(numbers(&state), [1, 2, 3], "as the server said");
    let push = |row: TicketRow| AgentFrame::TicketChanged { group: row.group, version: 1, row: Box::new(row) };
    let found = Found { place: FoundIn::Subject, parts: Vec::new() };
    let mut changed = server.rows[1].clone();
    (changed.version, changed.found) = (7, Some(Box::new(found)));
    state.apply(&push(changed.clone()));
    state.apply(&push(TicketRow { version: 8, found: None, ..changed.clone() }));
    assert_eq!((numbers(&state), state.rows()[1].found.is_some()), (vec![1, 2, 3], true));
    state.apply(&push(TicketRow { id: id(77), number: 77, ..changed.clone() }));
    state.apply(&push(TicketRow { version: 9, set_aside: Some(SetAside::Spam), ..changed }));
    assert_eq!(numbers(&state), [1, 3]);
}
