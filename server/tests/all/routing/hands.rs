//! Work moves by hand: taken, handed on, and handed back.

use client::Api;
use contract::{
    GroupId,
    chat::{AtEpoch, ChatState, Destination, InternalEvent, TakeChat, Transfer, TransferChat},
    departments::{Part, RemoveMember},
    presence::{Availability, Outcome, WhyNot},
    tickets::{ListTickets, TakeTicket, TicketFilter, TicketTransfer, TransferTicket},
    widget::{GetVisitorChat, LeaveMessage, NewLeftMessage, StartChat},
};
use rstest::rstest;

use super::{agents, get, internal, owner, says, start};
use crate::support::{Backend, Desk, client_id, new_chat};

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
            let body = new_chat(department, "Me too");
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
    assert_eq!(unknown.code(), Some("not_found"));
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

/// A message left in Sales; the ticket it became.
pub(super) async fn leave(desk: &Desk, subject: &str) -> contract::TicketId {
    let body = NewLeftMessage {
        client_id: client_id(),
        department: desk.sales,
        name: "Vera".into(),
        email: "vera@example.com".into(),
        subject: subject.into(),
        text: "Help".into(),
        values: Vec::new(),
    };
    desk.visitor().await.0.call(LeaveMessage { body }).await.unwrap();
    let all = desk.admin.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items;
    all.into_iter().find(|row| row.subject == subject).unwrap().id
}

/// Who has which ticket, by subject.
pub(super) async fn owners(desk: &Desk) -> Vec<(String, Option<String>)> {
    let all = desk.admin.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items;
    let mut owners: Vec<_> = all.into_iter().map(|row| (row.subject, row.agent.map(|agent| agent.name))).collect();
    owners.sort();
    owners
}

#[rstest]
#[tokio::test]
async fn what_is_handed_on_keeps_its_turn_and_what_is_lost_goes_first(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let mut tickets = Vec::new();
    for subject in ["1", "2", "3"] {
        tickets.push(leave(&desk, subject).await);
        desk.clock.advance(1_000);
    }
    let to = |group: GroupId| TicketTransfer { destination: Destination::Group(group), comment: String::new() };
    for group in [desk.reservations_group, desk.sales_group] {
        desk.admin.call(TransferTicket { ticket: tickets[1], body: to(group) }).await.unwrap();
    }
    let kim = desk.agent_in("Kim", desk.sales_group, 1).await;
    desk.connect(kim.id).await;
    let has = |first: &str, third: Option<&str>| {
        let name = |name: &str| Some(name.to_owned());
        vec![("1".to_owned(), name(first)), ("2".to_owned(), None), ("3".to_owned(), third.map(str::to_owned))]
    };
    assert_eq!(owners(&desk).await, has("Kim", None), "the second was handed on, and waits behind the first");
    // Lee takes the third, and then is no member any more: it goes before the second.
    let lee = desk.agent_in("Lee", desk.sales_group, 0).await;
    lee.api.call(TakeTicket { ticket: tickets[2], body: () }).await.unwrap();
    desk.admin.call(RemoveMember { group: desk.sales_group, agent: lee.id, body: () }).await.unwrap();
    assert_eq!(owners(&desk).await, has("Kim", None));
    desk.join(kim.id, desk.sales_group, Part::Primary, 2).await;
    assert_eq!(owners(&desk).await, has("Kim", Some("Kim")));
}
