//! The crash test: 50 visitors and their agents write while the server is killed with `kill -9` and started again.
//!
//! At the end every acknowledged message is in its chat exactly once and in its sender's order, numbers count 1, 2, 3…,
//! and every client, by what was pushed to it and what it asked for after each reconnect, shows exactly the server's
//! log. Three kills; twenty with `FRONTDESK_DEEP=1`.
#![expect(clippy::disallowed_methods, reason = "tests make ids and read the environment")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod agent;
mod process;
mod visitor;
mod wire;

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use agent::Agent;
use client::{Api, log::Log};
use contract::{
    ChatId, ClientId, DepartmentId, GroupId,
    brands::ListBrands,
    chat::{GetChatLog, InternalEntry, LogPosition, PublicEntry, PublicEvent},
    departments::{GetCompany, MembershipDetails, Part, SetMember, Share},
    people::{CreatePerson, NewPerson, PersonDetails, PersonKind, Role},
    setup::{FirstSetup, RunSetup},
};
use process::Process;
use tokio::time::sleep;
use visitor::{Sent, Visitor};
use wire::{Wire, insist};

const PASSWORD: &str = "correct horse battery";
const VISITORS: usize = 50;
const AGENTS: [&str; 3] = ["ann", "bob", "cai"];

/// What went on, for the summary.
#[derive(Default)]
pub struct Counts {
    messages: AtomicUsize,
    retries: AtomicUsize,
    chats: AtomicUsize,
}

impl Counts {
    fn message(&self) {
        self.messages.fetch_add(1, Ordering::Relaxed);
    }

    fn retry(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    fn begun(&self) {
        self.chats.fetch_add(1, Ordering::Relaxed);
    }
}

/// An id as a client makes it.
pub fn client_id() -> ClientId {
    ClientId(uuid::Uuid::new_v4())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_doubled_or_reordered() {
    let kills = if std::env::var("FRONTDESK_DEEP").is_ok_and(|deep| deep == "1") { 20 } else { 3 };
    let counts = Arc::new(Counts::default());
    let mut process = Process::start().await;
    let (admin, brand, department, group) = a_company(&process).await;
    let (go, stop) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));

    let mut agents = Vec::new();
    for login in AGENTS {
        an_agent(&admin, group, login).await;
        agents.push(Agent::at_work(Wire::new(process.address), login, counts.clone()).await);
    }
    until(|| async { somebody_receives(&admin).await }, "an agent receives").await;
    let visiting: Vec<_> = (0..VISITORS)
        .map(|index| {
            let (wire, place) = (Wire::new(process.address), (brand.clone(), department));
            tokio::spawn(Visitor::visit(index, wire, place, (go.clone(), stop.clone()), counts.clone()))
        })
        .collect();
    until(|| async { counts.chats.load(Ordering::Relaxed) == VISITORS }, "everybody has a chat").await;
    let answering: Vec<_> = agents.iter().map(|agent| tokio::spawn(agent.clone().answer(stop.clone()))).collect();
    go.store(true, Ordering::SeqCst);

    let mut gone = Duration::ZERO;
    for kill in 0..kills {
        sleep(Duration::from_millis(1400 + kill * 397 % 800)).await;
        gone = gone.max(process.kill_and_restart().await);
    }
    sleep(Duration::from_secs(1)).await;
    stop.store(true, Ordering::SeqCst);

    let mut visitors = Vec::new();
    for visiting in visiting {
        visitors.push(visiting.await.unwrap());
    }
    let mut answers: HashMap<ChatId, Vec<Vec<Sent>>> = HashMap::new();
    for answering in answering {
        for (chat, sent) in answering.await.unwrap() {
            answers.entry(chat).or_default().push(sent);
        }
    }
    // What everybody sees must have come by itself: nothing is fetched for them now.
    let mut shown_to_agents = 0;
    for visitor in &visitors {
        let (public, internal) = whole(&admin, &counts, visitor.chat).await;
        let mut senders = answers.remove(&visitor.chat).unwrap_or_default();
        let acknowledged: usize = visitor.acknowledged.len() + senders.iter().map(Vec::len).sum::<usize>();
        holds(&public, &visitor.acknowledged);
        senders.drain(..).for_each(|sent| holds(&public, &sent));
        let said = public.iter().filter(|entry| matches!(entry.event, PublicEvent::Message { .. })).count();
        assert_eq!(said, acknowledged, "everything said was acknowledged in the end, and once");
        until(|| async { visitor.log.lock().await.entries() == public }, "the visitor shows the server's log").await;
        visitor.leave();
        for agent in &agents {
            until(|| async { agent.shows(visitor.chat, &public, &internal).await }, "the agent shows both logs").await;
            shown_to_agents += usize::from(agent.chats.lock().await.contains_key(&visitor.chat));
        }
    }
    assert!(answers.is_empty(), "agents answered in chats of these visitors only");
    assert_eq!(shown_to_agents, VISITORS, "each chat is with one agent");
    println!(
        "crash test: {} messages acknowledged in {VISITORS} chats, {kills} kills, {} retries, gone {} ms at most",
        counts.messages.load(Ordering::Relaxed) + VISITORS,
        counts.retries.load(Ordering::Relaxed),
        gone.as_millis(),
    );
}

impl Agent {
    /// Whether the console shows a chat as it is; others' chats it need not show.
    async fn shows(&self, chat: ChatId, public: &[PublicEntry], internal: &[InternalEntry]) -> bool {
        self.chats
            .lock()
            .await
            .get(&chat)
            .is_none_or(|shown| shown.public.entries() == public && shown.internal.entries() == internal)
    }
}

/// Both logs of a chat as the server has them: numbered 1, 2, 3… and each message once.
async fn whole(admin: &Api, counts: &Counts, chat: ChatId) -> (Vec<PublicEntry>, Vec<InternalEntry>) {
    let (mut public, mut internal) = (Log::default(), Log::default());
    loop {
        let body = LogPosition { public: public.last(), internal: internal.last() };
        let page = insist(admin, counts, &GetChatLog { chat, body }).await.unwrap();
        let expected = body.public + page.public.len() as u64;
        public.merge(page.public);
        internal.merge(page.internal);
        assert_eq!(public.last(), expected, "numbers without a gap, none twice");
        assert!(!internal.has_gap(), "numbers without a gap");
        if !page.more {
            break;
        }
    }
    let mut ids = HashSet::new();
    for entry in public.entries() {
        if let PublicEvent::Message { client_id, .. } = &entry.event {
            assert!(ids.insert(*client_id), "a message is there twice: {entry:?}");
        }
    }
    (public.entries().to_vec(), internal.entries().to_vec())
}

/// Everything acknowledged to a sender is where the acknowledgement said, as it was sent, in the sender's order.
fn holds(log: &[PublicEntry], acknowledged: &[Sent]) {
    let mut before = 0;
    for sent in acknowledged {
        assert!(sent.number > before, "acknowledged as {} after {before}: {}", sent.number, sent.text);
        before = sent.number;
        let place = usize::try_from(sent.number).unwrap() - 1;
        let there = log.get(place).map(|entry| &entry.event);
        let same = matches!(there, Some(PublicEvent::Message { text, client_id, .. })
            if *client_id == sent.client_id && *text == sent.text);
        assert!(same, "acknowledged as {} and lost: {}; there is {there:?}", sent.number, sent.text);
    }
}

async fn until<F: Future<Output = bool>>(mut so: impl FnMut() -> F, what: &str) {
    let give_up = Instant::now() + Duration::from_secs(30);
    while !so().await {
        assert!(Instant::now() < give_up, "never so: {what}");
        sleep(Duration::from_millis(50)).await;
    }
}

/// An empty server is set up: who administers it, the brand's key, its department and that one's group.
async fn a_company(process: &Process) -> (Api, String, DepartmentId, GroupId) {
    let admin = Api::new(Wire::new(process.address));
    let setup = FirstSetup {
        code: process.setup_code(),
        name: "Oda Wiik".into(),
        username: "oda".into(),
        email: "oda@farhorizon.example".into(),
        password: PASSWORD.into(),
        brand: "Far Horizon Travel".into(),
        department: "Sales".into(),
        department_email: "sales@farhorizon.example".into(),
        site: String::new(),
    };
    admin.call(RunSetup { body: setup }).await.unwrap_or_else(|error| panic!("{error}\n{}", process.log()));
    let company = admin.call(GetCompany { body: () }).await.unwrap();
    let department = &company.brands[0].departments[0];
    let brands = admin.call(ListBrands { body: () }).await.unwrap();
    (admin, brands.items[0].key.clone(), department.id, department.groups[0].id)
}

async fn an_agent(admin: &Api, group: GroupId, login: &str) {
    let details = PersonDetails {
        username: login.into(),
        email: format!("{login}@farhorizon.example"),
        name: login.into(),
        roles: vec![Role::Agent],
        active: true,
        ..PersonDetails::default()
    };
    let new = NewPerson { kind: PersonKind::Employee, details, password: Some(PASSWORD.into()) };
    let agent = admin.call(CreatePerson { body: new }).await.unwrap().id;
    let share = Share { part: Part::Primary, limit: 1000, active: true };
    let body = MembershipDetails { chats: share, tickets: share, order: 0 };
    admin.call(SetMember { group, agent, version: 0, body }).await.unwrap();
}

async fn somebody_receives(admin: &Api) -> bool {
    let company = admin.call(GetCompany { body: () }).await.unwrap();
    let members = &company.brands[0].departments[0].groups[0].members;
    members.iter().filter(|member| member.no_chats_because.is_none()).count() == AGENTS.len()
}
