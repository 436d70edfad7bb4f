//! An agent who does not answer in time loses the chat: it goes to the next, else to the front of the queue.

use contract::{
    chat::{AtEpoch, ChatState, InternalEvent, NewChatMessage, PublicEvent, SendChatMessage, TakeChat},
    departments::Part,
    presence::{Availability, Outcome, WhyNot},
    widget::GetVisitorChat,
};
use rstest::rstest;

use super::{answers, asks, get, internal, owner, person, public, sales, says, start, stay};
use crate::support::{Backend, Desk, client_id};

/// Who let it lapse, in order.
async fn lapsed(desk: &Desk, chat: contract::ChatId) -> Vec<String> {
    let who = |event| if let InternalEvent::NoAnswer { agent } = event { Some(agent.name) } else { None };
    internal(desk, chat).await.into_iter().filter_map(who).collect()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn without_a_first_answer_it_makes_one_round(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let mut consoles = vec![desk.connect(lars.id).await];
    sales(&desk, |details| details.chats.first_answer_seconds = 30).await;
    let (vera, chat) = start(&desk).await;
    let mia = desk.agent_in("Mia", desk.sales_group, 5).await;
    consoles.push(desk.connect(mia.id).await);
    let epoch = get(&desk.admin, chat.id).await.row.epoch;
    stay(&desk, &consoles, 29).await;
    asks(&vera, chat.id, "Hello?").await;
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Lars"));
    stay(&desk, &consoles, 1).await;
    // The next eligible agent; Lars's tab is told who.
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Mia"));
    assert!(get(&desk.admin, chat.id).await.row.epoch > epoch);
    let body = NewChatMessage { client_id: client_id(), text: "Sorry".into(), epoch };
    let late = lars.api.call(SendChatMessage { chat: chat.id, body }).await.unwrap_err();
    let client::CallError::Problem(problem) = late else { panic!() };
    assert_eq!((&*problem.code, problem.detail.as_deref()), ("handed_over", Some("Mia")));
    // She does not answer either: to the front, and not back to Lars, who is there.
    let (_, later) = start(&desk).await;
    assert_eq!(owner(&desk, later.id).await.as_deref(), Some("Lars"));
    answers(&lars.api, later.id, "Good day").await;
    stay(&desk, &consoles, 30).await;
    let told = vera.call(GetVisitorChat { chat: chat.id, body: () }).await.unwrap();
    assert_eq!((told.state, told.position, told.agent), (ChatState::Waiting, Some(1), None));
    let log = public(&vera, chat.id).await;
    let joins = |name: &str| PublicEvent::Joined { name: name.into() };
    let told: Vec<_> = log.iter().filter(|event| !matches!(event, PublicEvent::Message { .. })).cloned().collect();
    assert_eq!(told, [joins("Lars"), joins("Mia"), PublicEvent::WaitingAgain], "the visitor keeps it and is told");
    let InternalEvent::Queued { front: true, reason, .. } = internal(&desk, chat.id).await.pop().unwrap() else {
        panic!("not at the front")
    };
    let why = Outcome::NotEligible { why: WhyNot::DidNotAnswer };
    let (lapsed_it, others): (Vec<_>, Vec<_>) = reason.considered.iter().partition(|one| one.outcome == why);
    assert_eq!((lapsed_it.len(), others.len()), (2, 1), "all but the administrator, who is not connected: {reason:?}");
    // No second round, however long; what comes behind is given out.
    let epoch = get(&desk.admin, chat.id).await.row.epoch;
    stay(&desk, &consoles, 300).await;
    assert_eq!(get(&desk.admin, chat.id).await.row.epoch, epoch);
    assert_eq!(lapsed(&desk, chat.id).await, ["Lars", "Mia"]);
    let (_, behind) = start(&desk).await;
    assert!(owner(&desk, behind.id).await.is_some(), "nobody stands behind what nobody may have");
    // Whoever says anew to be there may have it again.
    says(&lars.api, Availability::Available).await;
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Lars"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn without_a_further_answer_it_goes_on_too(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let mut consoles = vec![desk.connect(lars.id).await];
    sales(&desk, |details| {
        details.chats.first_answer_seconds = 60;
        details.chats.further_answer_seconds = 20;
    })
    .await;
    let (vera, chat) = start(&desk).await;
    stay(&desk, &consoles, 50).await;
    answers(&lars.api, chat.id, "Hello").await;
    stay(&desk, &consoles, 200).await;
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Lars"), "nothing is to be answered");
    asks(&vera, chat.id, "One thing").await;
    stay(&desk, &consoles, 15).await;
    asks(&vera, chat.id, "And another").await;
    stay(&desk, &consoles, 19).await;
    answers(&lars.api, chat.id, "Both done").await;
    stay(&desk, &consoles, 100).await;
    asks(&vera, chat.id, "Thanks. And…").await;
    stay(&desk, &consoles, 19).await;
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Lars"));
    stay(&desk, &consoles, 1).await;
    assert_eq!(owner(&desk, chat.id).await, None, "alone, Lars does not get it again");
    let mia = desk.agent_in("Mia", desk.sales_group, 5).await;
    consoles.push(desk.connect(mia.id).await);
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Mia"), "whoever comes gets it at once");
    // She answers, and then no more: another wait, which may come to Lars.
    answers(&mia.api, chat.id, "I have it now").await;
    asks(&vera, chat.id, "Good").await;
    stay(&desk, &consoles, 20).await;
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Lars"));
    assert_eq!(lapsed(&desk, chat.id).await, ["Lars", "Mia"]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn taken_by_hand_it_is_to_be_answered_as_well(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let consoles = [desk.connect(lars.id).await];
    sales(&desk, |details| details.chats.first_answer_seconds = 30).await;
    let (_, chat) = start(&desk).await;
    stay(&desk, &consoles, 30).await;
    assert_eq!(owner(&desk, chat.id).await, None);
    let epoch = get(&desk.admin, chat.id).await.row.epoch;
    lars.api.call(TakeChat { chat: chat.id, body: AtEpoch { epoch } }).await.unwrap();
    stay(&desk, &consoles, 29).await;
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Lars"));
    stay(&desk, &consoles, 1).await;
    assert_eq!(lapsed(&desk, chat.id).await, ["Lars", "Lars"]);
    assert_eq!(owner(&desk, chat.id).await, None);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_stands_behind_is_given_out_where_queues_compete(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.join(lars.id, desk.reservations_group, Part::Primary, 5).await;
    person(&desk, lars.id, |details| details.chat_limit = Some(1)).await;
    let consoles = [desk.connect(lars.id).await];
    sales(&desk, |details| details.chats.first_answer_seconds = 30).await;
    let (_, first) = start(&desk).await;
    let (_, second) = start(&desk).await;
    assert_eq!((owner(&desk, first.id).await.as_deref(), owner(&desk, second.id).await), (Some("Lars"), None));
    stay(&desk, &consoles, 30).await;
    assert_eq!((owner(&desk, first.id).await, owner(&desk, second.id).await.as_deref()), (None, Some("Lars")));
}
