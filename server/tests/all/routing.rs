//! How work reaches agents, on the real server with a clock turned by hand: who gets what, who waits, who moves.

use client::Api;
use contract::{
    AccountId, ChatId,
    chat::{
        AtEpoch, Chat, ChatState, Destination, GetChat, GetChatLog, InternalEvent, LogPosition, NewChatMessage,
        SendChatMessage, TakeChat, Transfer, TransferChat,
    },
    departments::{DistributionMethod, GetDepartment, Part, UpdateDepartment},
    people::{GetPerson, PersonDetails, UpdatePerson},
    presence::{Availability, CheckIn, Decision, NewAvailability, Outcome, SetAvailability, WhyNot},
    widget::{GetVisitorChat, GetVisitorLog, NewChat, PageSeen, PublicPosition, StartChat, VisitorChat},
};
use rstest::rstest;
use server::{
    Server,
    platform::jobs,
    routing::{goodbye, leases},
};

use crate::support::{Backend, Desk, Employee, client_id};

async fn start(desk: &Desk) -> (Api, VisitorChat) {
    let (api, _) = desk.visitor().await;
    let body = NewChat {
        client_id: client_id(),
        department: desk.sales,
        name: String::new(),
        email: String::new(),
        text: "Hello".into(),
        page: PageSeen::default(),
    };
    let chat = api.call(StartChat { body }).await.unwrap();
    (api, chat)
}

async fn get(api: &Api, chat: ChatId) -> Chat {
    api.call(GetChat { chat, body: () }).await.unwrap()
}

async fn owner(desk: &Desk, chat: ChatId) -> Option<String> {
    get(&desk.admin, chat).await.row.agent.map(|agent| agent.name)
}

/// Sales, otherwise configured.
async fn sales(desk: &Desk, change: impl FnOnce(&mut contract::departments::DepartmentDetails)) {
    let known = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap();
    let mut body = known.details;
    change(&mut body);
    desk.admin.call(UpdateDepartment { department: desk.sales, version: known.version, body }).await.unwrap();
}

async fn agents(desk: &Desk, names: &[&str], limit: u32) -> Vec<Employee> {
    let mut all = Vec::new();
    for name in names {
        let agent = desk.agent_in(name, desk.sales_group, limit).await;
        desk.connect(agent.id).await;
        all.push(agent);
    }
    all
}

/// Time passes: leases end, graces are over.
async fn pass(desk: &Desk, seconds: i64) {
    desk.clock.advance(seconds * 1000);
    leases::expire(&desk.server.app).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
}

async fn says(api: &Api, availability: Availability) {
    api.call(SetAvailability { body: NewAvailability { availability } }).await.unwrap();
}

async fn active(desk: &Desk, agent: AccountId, active: bool) {
    let person = desk.admin.call(GetPerson { person: agent, body: () }).await.unwrap();
    let body = PersonDetails {
        username: person.username,
        email: person.email,
        name: person.name,
        alias: person.alias,
        phone: String::new(),
        roles: person.roles,
        active,
    };
    desk.admin.call(UpdatePerson { person: agent, version: person.version, body }).await.unwrap();
}

async fn internal(desk: &Desk, chat: ChatId) -> Vec<InternalEvent> {
    let log = desk.admin.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap();
    log.internal.into_iter().map(|entry| entry.event).collect()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn round_robin_is_fair_and_says_why(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    sales(&desk, |details| details.method = DistributionMethod::RoundRobin).await;
    agents(&desk, &["Lars", "Mia", "Nora"], 10).await;
    let mut counts = std::collections::BTreeMap::<String, i32>::new();
    let mut last = None;
    for _ in 0..10 {
        let (_, chat) = start(&desk).await;
        *counts.entry(chat.agent.unwrap()).or_default() += 1;
        let (most, least) = (counts.values().max().unwrap(), counts.values().min().unwrap());
        assert!(counts.len() < 3 || most - least <= 1, "{counts:?}");
        last = Some(chat.id);
    }
    assert_eq!(counts.len(), 3);
    let InternalEvent::Assigned { agent, reason } = internal(&desk, last.unwrap()).await.remove(0) else { panic!() };
    assert_eq!((reason.method, reason.decision), (DistributionMethod::RoundRobin, Decision::LeastRecent));
    assert_eq!((&reason.considered[0].agent, &reason.considered[0].outcome), (&agent, &Outcome::Chosen));
    let offline = reason.considered.iter().find(|one| one.agent.name == "Oda Wiik").unwrap();
    assert_eq!(offline.outcome, Outcome::NotEligible { why: WhyNot::NotConnected });
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_least_busy_is_chosen_and_limits_hold(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    sales(&desk, |details| details.method = DistributionMethod::LeastBusy).await;
    let all = agents(&desk, &["Lars", "Mia"], 1).await;
    desk.join(all[1].id, desk.sales_group, Part::Primary, 3).await;
    let mut names = Vec::new();
    for _ in 0..4 {
        names.push(start(&desk).await.1.agent.unwrap());
    }
    names.sort();
    assert_eq!(names, ["Lars", "Mia", "Mia", "Mia"]);
    let (vera, waits) = start(&desk).await;
    let (wolf, later) = start(&desk).await;
    assert_eq!((waits.state, waits.position, later.position), (ChatState::Waiting, Some(1), Some(2)));
    let InternalEvent::Queued { reason, .. } = internal(&desk, waits.id).await.remove(0) else { panic!() };
    let why: Vec<_> = reason.considered.iter().map(|one| (one.agent.name.as_str(), one.outcome.clone())).collect();
    assert!(why.contains(&("Lars", Outcome::NotEligible { why: WhyNot::AtLimit { open: 1, limit: 1 } })), "{why:?}");
    // A limit raised drains the queue at once, in its order.
    desk.join(all[0].id, desk.sales_group, Part::Primary, 2).await;
    assert_eq!(owner(&desk, waits.id).await.as_deref(), Some("Lars"));
    let now = wolf.call(GetVisitorChat { chat: later.id, body: () }).await.unwrap();
    assert_eq!((now.state, now.position), (ChatState::Waiting, Some(1)));
    // So does a chat's end.
    vera.call(contract::widget::EndVisitorChat { chat: waits.id, body: () }).await.unwrap();
    assert_eq!(owner(&desk, later.id).await.as_deref(), Some("Lars"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn only_who_is_there_and_willing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let all = agents(&desk, &["Lars", "Mia", "Nora"], 5).await;
    desk.join(all[1].id, desk.sales_group, Part::Secondary, 5).await;
    desk.join(all[2].id, desk.sales_group, Part::Pull, 5).await;
    assert_eq!(start(&desk).await.1.agent.as_deref(), Some("Lars"));
    assert_eq!(start(&desk).await.1.agent.as_deref(), Some("Lars"), "the secondary has none while a primary may");
    says(&all[0].api, Availability::Away).await;
    assert_eq!(start(&desk).await.1.agent.as_deref(), Some("Mia"));
    says(&all[1].api, Availability::Away).await;
    let (_, waits) = start(&desk).await;
    assert_eq!(waits.state, ChatState::Waiting, "Nora takes by hand");
    let row = get(&all[2].api, waits.id).await.row;
    all[2].api.call(TakeChat { chat: waits.id, body: AtEpoch { epoch: row.epoch } }).await.unwrap();
    assert_eq!(owner(&desk, waits.id).await.as_deref(), Some("Nora"));
    let (_, waits) = start(&desk).await;
    says(&all[0].api, Availability::Available).await;
    assert_eq!(owner(&desk, waits.id).await.as_deref(), Some("Lars"), "coming back drains the queue");
    // Where a check-in is required, being connected is not enough.
    sales(&desk, |details| details.requires_check_in = true).await;
    all[2].api.call(CheckIn { body: () }).await.unwrap();
    let (_, waits) = start(&desk).await;
    assert_eq!(waits.state, ChatState::Waiting, "only Nora is checked in, who takes by hand");
    all[0].api.call(CheckIn { body: () }).await.unwrap();
    assert_eq!(owner(&desk, waits.id).await.as_deref(), Some("Lars"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn who_is_gone_is_waited_for_and_then_replaced(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let lease = desk.connect(lars.id).await;
    let (vera, chat) = start(&desk).await;
    assert_eq!(chat.agent.as_deref(), Some("Lars"));
    let before = get(&desk.admin, chat.id).await.row.epoch;
    // A beat keeps the lease; without one it ends after 30 s; within the grace nothing moves.
    for _ in 0..6 {
        server::routing::renewed(&desk.server.app, lease);
        leases::beat(&desk.server.app).await.unwrap();
        pass(&desk, 20).await;
    }
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Lars"));
    pass(&desk, 31).await;
    pass(&desk, 59).await;
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Lars"), "the grace is not over");
    let again = desk.connect(lars.id).await;
    pass(&desk, 10).await;
    assert_eq!(get(&desk.admin, chat.id).await.row.epoch, before, "who returns within the grace keeps the chat");
    // Goodbye: the grace begins at once. Nobody else is there: to the front, and the visitor is told.
    goodbye(&desk.server.app, again).await.unwrap();
    pass(&desk, 61).await;
    let now = vera.call(GetVisitorChat { chat: chat.id, body: () }).await.unwrap();
    assert_eq!((now.state, now.position, now.agent), (ChatState::Waiting, Some(1), None));
    let log = vera.call(GetVisitorLog { chat: chat.id, body: PublicPosition::default() }).await.unwrap().entries;
    let told = log.iter().filter(|entry| entry.event == contract::chat::PublicEvent::WaitingAgain).count();
    assert_eq!(told, 1, "{log:?}");
    // The next agent who connects has it at once; Lars's old tab is told who.
    let mia = desk.agent_in("Mia", desk.sales_group, 5).await;
    desk.connect(mia.id).await;
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Mia"));
    let body = NewChatMessage { client_id: client_id(), text: "Sorry!".into(), epoch: before };
    let late = lars.api.call(SendChatMessage { chat: chat.id, body }).await.unwrap_err();
    let client::CallError::Problem(problem) = late else { panic!() };
    assert_eq!((&*problem.code, problem.detail.as_deref()), ("handed_over", Some("Mia")));
    let events = internal(&desk, chat.id).await;
    assert!(events.iter().any(|event| matches!(event, InternalEvent::AgentGone { agent } if agent.name == "Lars")));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_next_eligible_goes_on_when_one_is_gone(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let lease = desk.connect(lars.id).await;
    let (_, chat) = start(&desk).await;
    let mia = desk.agent_in("Mia", desk.sales_group, 5).await;
    let hers = desk.connect(mia.id).await;
    goodbye(&desk.server.app, lease).await.unwrap();
    for _ in 0..4 {
        server::routing::renewed(&desk.server.app, hers);
        leases::beat(&desk.server.app).await.unwrap();
        pass(&desk, 16).await;
    }
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Mia"));
    // Deactivated: what she has goes on at once.
    let nora = desk.agent_in("Nora", desk.sales_group, 5).await;
    desk.connect(nora.id).await;
    active(&desk, mia.id, false).await;
    jobs::run_due(&desk.server.app).await.unwrap();
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Nora"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn many_hands_never_make_two_owners(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let mut all = agents(&desk, &["Lars", "Mia", "Nora", "Olga"], 2).await;
    for agent in &all {
        says(&agent.api, Availability::Away).await;
    }
    // Somebody is there, who takes by hand: so chats begin, and wait.
    let pia = desk.agent_in("Pia", desk.sales_group, 9).await;
    desk.join(pia.id, desk.sales_group, Part::Pull, 9).await;
    desk.connect(pia.id).await;
    let mut chats = Vec::new();
    for _ in 0..6 {
        chats.push(start(&desk).await.1.id);
    }
    // Twenty hands at one chat, all knowing the same epoch: exactly one has it.
    let epoch = get(&desk.admin, chats[0]).await.row.epoch;
    let mut hands = tokio::task::JoinSet::new();
    for n in 0..20 {
        let (api, chat) = (all[n % 4].api.clone(), chats[0]);
        hands.spawn(async move { (n % 4, api.call(TakeChat { chat, body: AtEpoch { epoch } }).await) });
    }
    let mut winners = std::collections::BTreeSet::new();
    while let Some(hand) = hands.join_next().await {
        match hand.unwrap() {
            (who, Ok(_)) => drop(winners.insert(who)),
            (_, Err(error)) => assert_eq!(error.code(), Some("handed_over")),
        }
    }
    assert_eq!(winners.len(), 1, "{winners:?}");
    assert_eq!(get(&desk.admin, chats[0]).await.row.epoch, epoch + 1);
    // All come back at once: five drains race for five chats. Each goes to one agent, and no limit is passed.
    let mut returns = tokio::task::JoinSet::new();
    for agent in all.drain(..) {
        returns.spawn(async move { says(&agent.api, Availability::Available).await });
    }
    for _ in 0..4 {
        let desk_api = desk.visitor().await.0;
        let department = desk.sales;
        returns.spawn(async move {
            let body = NewChat {
                client_id: client_id(),
                department,
                name: String::new(),
                email: String::new(),
                text: "Me too".into(),
                page: PageSeen::default(),
            };
            desk_api.call(StartChat { body }).await.unwrap();
        });
    }
    while let Some(done) = returns.join_next().await {
        done.unwrap();
    }
    let open = desk.admin.call(contract::chat::ListOpenChats { body: () }).await.unwrap().items;
    let mut held = std::collections::BTreeMap::<String, u32>::new();
    for row in &open {
        if let Some(agent) = &row.agent {
            *held.entry(agent.name.clone()).or_default() += 1;
        }
        let reasons = internal(&desk, row.id).await;
        let assigned = reasons.iter().filter(|event| matches!(event, InternalEvent::Assigned { .. })).count();
        assert_eq!(assigned, usize::from(row.agent.is_some()), "one owner, once: {reasons:?}");
        assert_eq!(row.epoch, 1 + u64::from(row.agent.is_some()));
    }
    assert_eq!(open.len(), 10);
    assert!(held.values().all(|held| *held <= 2), "{held:?}");
    assert_eq!(held.values().sum::<u32>(), 8, "all that may be given is given: {held:?}");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn transfers_go_where_they_are_sent(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let all = agents(&desk, &["Lars"], 5).await;
    let mia = desk.agent_in("Mia", desk.sales_group, 0).await;
    desk.connect(mia.id).await;
    let nora = desk.agent_in("Nora", desk.reservations_group, 5).await;
    desk.connect(nora.id).await;
    let (vera, chat) = start(&desk).await;
    let hand = async |api: &Api, to: Destination| {
        let epoch = get(api, chat.id).await.row.epoch;
        let body = Transfer { destination: to, comment: "Please".into(), epoch };
        api.call(TransferChat { chat: chat.id, body }).await
    };
    // To a named agent beyond her limit: limits bind automatic assignment only.
    hand(&all[0].api, Destination::Agent(mia.id)).await.unwrap();
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Mia"));
    let stale = Transfer { destination: Destination::Agent(all[0].id), comment: String::new(), epoch: 1 };
    let refused = all[0].api.call(TransferChat { chat: chat.id, body: stale }).await.unwrap_err();
    assert_eq!(refused.code(), Some("handed_over"));
    hand(&mia.api, Destination::Group(desk.sales_group)).await.unwrap();
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Lars"));
    // Into a hidden department: the visitor is told its name, and goes on.
    hand(&all[0].api, Destination::Department(desk.reservations)).await.unwrap();
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Nora"));
    let now = vera.call(GetVisitorChat { chat: chat.id, body: () }).await.unwrap();
    assert_eq!((now.state, now.agent.as_deref()), (ChatState::Active, Some("Nora")));
    let unknown = hand(&nora.api, Destination::Group(contract::GroupId(uuid::Uuid::new_v4()))).await.unwrap_err();
    assert_eq!(unknown.code(), Some("invalid"));
    let transfers = internal(&desk, chat.id).await;
    let count = transfers.iter().filter(|event| matches!(event, InternalEvent::Transferred { .. })).count();
    assert_eq!(count, 3);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_one_hands_on_comes_back_only_when_nobody_else_is_there(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let lars = agents(&desk, &["Lars"], 5).await.remove(0);
    let (vera, chat) = start(&desk).await;
    let hand_on = async |api: &Api| {
        let epoch = get(api, chat.id).await.row.epoch;
        let body = Transfer { destination: Destination::Group(desk.sales_group), comment: String::new(), epoch };
        api.call(TransferChat { chat: chat.id, body }).await.unwrap();
        owner(&desk, chat.id).await
    };
    // Nobody else is eligible: it waits for nobody, and to the visitor nothing happened.
    let before = vera.call(GetVisitorChat { chat: chat.id, body: () }).await.unwrap();
    assert_eq!(hand_on(&lars.api).await.as_deref(), Some("Lars"));
    assert_eq!(vera.call(GetVisitorChat { chat: chat.id, body: () }).await.unwrap(), before);
    // Anybody else goes first, even a secondary.
    let mia = desk.agent_in("Mia", desk.sales_group, 5).await;
    desk.join(mia.id, desk.sales_group, Part::Secondary, 5).await;
    desk.connect(mia.id).await;
    assert_eq!(hand_on(&lars.api).await.as_deref(), Some("Mia"));
    let Some(InternalEvent::Assigned { reason, .. }) = internal(&desk, chat.id).await.pop() else { panic!() };
    let him = reason.considered.iter().find(|one| one.agent.id == lars.id).unwrap();
    assert_eq!(him.outcome, Outcome::NotEligible { why: WhyNot::HandedOver });
    // It waits while nobody is eligible, and goes to the first who is again: who handed it on, too.
    says(&mia.api, Availability::Away).await;
    says(&lars.api, Availability::Away).await;
    assert_eq!(hand_on(&mia.api).await, None);
    says(&mia.api, Availability::Available).await;
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Mia"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn leases_outlive_a_restart_until_their_end(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    agents(&desk, &["Lars"], 5).await;
    let (_, chat) = start(&desk).await;
    desk.server.app.stop().await;
    let again = Server::start(desk.server.app.config().clone(), desk.clock.clone()).await.unwrap();
    let admin = crate::support::browser(&again);
    let sign_in = contract::people::SignIn { login: "oda".into(), password: crate::support::PASSWORD.into() };
    admin.call(contract::people::CreateSession { body: sign_in }).await.unwrap();
    let owner = async || get(&admin, chat.id).await.row.agent.map(|agent| agent.name);
    desk.clock.advance(29_000);
    leases::expire(&again.app).await.unwrap();
    jobs::run_due(&again.app).await.unwrap();
    assert_eq!(owner().await.as_deref(), Some("Lars"));
    for seconds in [2_000, 61_000] {
        desk.clock.advance(seconds);
        leases::expire(&again.app).await.unwrap();
        jobs::run_due(&again.app).await.unwrap();
    }
    assert_eq!(owner().await, None, "nobody came back: it waits for the next");
}
