//! A chat in which nobody says anything any more ends by itself.

use contract::{
    chat::{ChatState, EndedBy, GetChatLog, LogPosition, PublicEvent},
    departments::ChatPolicies,
    people::{CreateSession, SignIn},
    widget::GetVisitorChat,
};
use rstest::rstest;
use server::{Server, platform::jobs};

use super::{answers, asks, get, pass, public, sales, start, stay};
use crate::support::{Backend, Desk, PASSWORD, browser};

fn ends(log: &[PublicEvent]) -> Vec<EndedBy> {
    let by = |event: &PublicEvent| if let PublicEvent::Ended { by } = event { Some(*by) } else { None };
    log.iter().filter_map(by).collect()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn silence_ends_a_chat_and_every_message_moves_it(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    let console = [desk.connect(lars.id).await];
    sales(&desk, |details| details.chats.silence_minutes = 2).await;
    let (vera, chat) = start(&desk).await;
    let (tom, waits) = start(&desk).await;
    stay(&desk, &console, 119).await;
    asks(&vera, chat.id, "Are you there?").await;
    stay(&desk, &console, 119).await;
    answers(&lars.api, chat.id, "Yes").await;
    stay(&desk, &console, 119).await;
    assert_eq!(get(&desk.admin, chat.id).await.row.state, ChatState::Active, "each message moves it");
    let state = tom.call(GetVisitorChat { chat: waits.id, body: () }).await.unwrap().state;
    assert_eq!(state, ChatState::Waiting, "who waits is not silent");
    stay(&desk, &console, 1).await;
    let told = vera.call(GetVisitorChat { chat: chat.id, body: () }).await.unwrap();
    assert_eq!(told.state, ChatState::Ended);
    assert_eq!(ends(&public(&vera, chat.id).await), [EndedBy::Silence], "the visitor reads why");
    // The agent has room now; the next chat's silence counts from when the agent got it.
    assert_eq!(get(&desk.admin, waits.id).await.row.agent.unwrap().name, "Lars");
    stay(&desk, &console, 119).await;
    assert_eq!(get(&desk.admin, waits.id).await.row.state, ChatState::Active);
    stay(&desk, &console, 1).await;
    assert_eq!(ends(&public(&tom, waits.id).await), [EndedBy::Silence]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_changes_binds_what_is_open(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let console = [desk.connect(lars.id).await];
    let (vera, chat) = start(&desk).await;
    stay(&desk, &console, 3600).await;
    assert_eq!(get(&desk.admin, chat.id).await.row.state, ChatState::Active, "it never ends by itself");
    answers(&lars.api, chat.id, "Hello").await;
    sales(&desk, |details| details.chats.silence_minutes = 3).await;
    stay(&desk, &console, 100).await;
    sales(&desk, |details| details.chats = ChatPolicies::default()).await;
    stay(&desk, &console, 100).await;
    assert_eq!(get(&desk.admin, chat.id).await.row.state, ChatState::Active, "switched off again");
    sales(&desk, |details| details.chats.silence_minutes = 4).await;
    stay(&desk, &console, 39).await;
    assert_eq!(get(&desk.admin, chat.id).await.row.state, ChatState::Active);
    stay(&desk, &console, 1).await;
    assert_eq!(ends(&public(&vera, chat.id).await), [EndedBy::Silence]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn it_ends_once_whoever_looks(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    sales(&desk, |details| {
        details.gone_grace_seconds = 3600;
        details.chats.silence_minutes = 1;
    })
    .await;
    let (_, chat) = start(&desk).await;
    pass(&desk, 20).await;
    desk.server.app.stop().await;
    let again = Server::start(desk.server.app.config().clone(), desk.clock.clone()).await.unwrap();
    desk.clock.advance(41_000);
    let runs = (0..4).map(|_| {
        let app = again.app.clone();
        tokio::spawn(async move { jobs::run_due(&app).await })
    });
    for run in runs.collect::<Vec<_>>() {
        run.await.unwrap().unwrap();
    }
    let admin = browser(&again);
    let body = SignIn { login: "oda".into(), password: PASSWORD.into() };
    admin.call(CreateSession { body }).await.unwrap();
    let log = admin.call(GetChatLog { chat: chat.id, body: LogPosition::default() }).await.unwrap().public;
    assert_eq!(ends(&log.into_iter().map(|entry| entry.event).collect::<Vec<_>>()), [EndedBy::Silence]);
}
