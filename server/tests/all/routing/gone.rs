//! Leases end, graces are over, and the work goes on with somebody else.

use contract::{
    LeaseId,
    chat::{ChatState, InternalEvent, NewChatMessage, SendChatMessage},
    live::{AgentFrame, ClientFrame},
    people::Role,
    presence::GetPresence,
    widget::{GetVisitorChat, GetVisitorLog, PublicPosition},
};
use rstest::rstest;
use server::{
    Server,
    platform::jobs,
    routing::{goodbye, leases},
};

use super::{active, agents, get, internal, owner, pass, start};
use crate::{
    ears::{listen, serve},
    scene::{Caller, Raw, cookie},
    support::{Backend, Desk, client_id},
};

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

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_closed_tab_says_goodbye_to_its_own_lease_only(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let address = serve(&desk.server).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.employee("Mia", &[Role::Agent]).await;
    let (his, another, hers) =
        (cookie(&desk.server, "lars").await, cookie(&desk.server, "lars").await, cookie(&desk.server, "mia").await);
    let mut ear = listen(address, &his, ClientFrame::Console, &[]).await.unwrap();
    let Some(AgentFrame::Welcome { lease }) = ear.next().await else { panic!("not welcomed") };
    let connected = async || lars.api.call(GetPresence { body: () }).await.unwrap().connected;
    let says = async |caller: &Caller, lease: LeaseId, origin: &str| {
        let body = serde_json::json!({ "lease": lease });
        let raw = Raw::new("POST", "/api/v1/presence/goodbye").by(caller).with("origin", origin).json(&body);
        raw.send(&desk.server).await.status
    };
    // What a browser sends with a beacon is its page's origin, and JSON.
    let ours = "http://localhost:8080";
    assert_eq!(says(&hers, lease, ours).await, 404, "not her lease");
    assert_eq!(says(&another, lease, ours).await, 404, "his, but of another session");
    assert_eq!(says(&Caller::default(), lease, ours).await, 401);
    assert_eq!(says(&his, lease, "https://evil.example").await, 403);
    assert_eq!(says(&his, LeaseId(uuid::Uuid::new_v4()), ours).await, 404);
    assert!(connected().await);
    let (_, chat) = start(&desk).await;
    assert_eq!(says(&his, lease, ours).await, 204);
    assert!(!connected().await, "at once");
    assert_eq!(says(&his, lease, ours).await, 404, "it is gone");
    pass(&desk, 61).await;
    assert_eq!(owner(&desk, chat.id).await, None, "the grace began at the goodbye");
    // Back from the history: a socket again, a lease again.
    let mut again = listen(address, &his, ClientFrame::Console, &[]).await.unwrap();
    assert!(matches!(again.next().await, Some(AgentFrame::Welcome { lease: new }) if new != lease));
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Lars"));
}
