//! Leases end, graces are over, and the work goes on with somebody else.

use contract::{
    LeaseId,
    chat::{AtEpoch, ChatState, InternalEvent, NewChatMessage, SendChatMessage, TakeChat},
    departments::Part,
    live::{AgentFrame, ClientFrame},
    people::Role,
    presence::GetPresence,
    widget::{GetVisitorChat, GetVisitorLog, PublicPosition},
};
use rstest::rstest;
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};
use server::{
    Server,
    platform::jobs,
    routing::{self, goodbye, leases, tables::leases as rows},
};

use super::{active, agents, get, internal, owner, pass, start};
use crate::{
    ears::{listen, serve},
    scene::{Caller, Raw, cookie},
    support::{Backend, Desk, Employee, client_id},
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
    let Some(AgentFrame::Welcome { lease, .. }) = ear.next().await else { panic!("not welcomed") };
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
    assert!(matches!(again.next().await, Some(AgentFrame::Welcome { lease: new, .. }) if new != lease));
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Lars"));
}

async fn is_connected(lars: &Employee) -> bool {
    lars.api.call(GetPresence { body: () }).await.unwrap().connected
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_failed_beat_did_not_write_the_next_one_does(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let app = &desk.server.app;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let lease = desk.connect(lars.id).await;
    pass(&desk, 20).await;
    routing::renewed(app, lease);
    let db = app.db().migrating();
    db.execute_unprepared("ALTER TABLE leases RENAME TO elsewhere").await.unwrap();
    assert!(leases::beat(app).await.is_err());
    db.execute_unprepared("ALTER TABLE elsewhere RENAME TO leases").await.unwrap();
    leases::beat(app).await.unwrap();
    pass(&desk, 20).await;
    assert!(is_connected(&lars).await);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_console_that_lost_its_lease_connects_anew(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let address = serve(&desk.server).await;
    desk.agent_in("Lars", desk.sales_group, 5).await;
    let caller = cookie(&desk.server, "lars").await;
    let mut ear = listen::<AgentFrame>(address, &caller, ClientFrame::Console, &[]).await.unwrap();
    let Some(AgentFrame::Welcome { lease, .. }) = ear.next().await else { panic!("not welcomed") };
    let delete = desk
        .server
        .app
        .db()
        .write(move |tx| Box::pin(async move { rows::Entity::delete_by_id(lease.0).exec(tx).await.map(|_| ()) }));
    delete.await.unwrap();
    routing::renewed(&desk.server.app, lease.0);
    leases::beat(&desk.server.app).await.unwrap();
    assert!(ear.closes().await, "or its pongs would renew nothing for ever");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_renewed_meanwhile_does_not_end(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let lease = desk.connect(lars.id).await;
    // Its time is over for everybody while the renewal is not committed yet.
    let (app, clock) = (desk.server.app.clone(), desk.clock.clone());
    let renewing = tokio::spawn(async move {
        let write = app.db().write(move |tx| {
            Box::pin(async move {
                rows::Entity::update_many()
                    .col_expr(rows::Column::EndsAt, Expr::value(tx.now().plus(600_000)))
                    .filter(rows::Column::Id.eq(lease))
                    .exec(tx)
                    .await?;
                clock.advance(31_000);
                tokio::time::sleep(std::time::Duration::from_millis(400)).await;
                Ok::<_, DbErr>(())
            })
        });
        write.await
    });
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    leases::expire(&desk.server.app).await.unwrap();
    renewing.await.unwrap().unwrap();
    assert!(is_connected(&lars).await);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn who_takes_a_chat_without_a_console_is_gone_after_the_grace(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let pia = desk.agent_in("Pia", desk.sales_group, 5).await;
    desk.join(pia.id, desk.sales_group, Part::Pull, 5).await;
    desk.connect(pia.id).await;
    let mut chats = Vec::new();
    for _ in 0..2 {
        let chat = start(&desk).await.1.id;
        let epoch = get(&desk.admin, chat).await.row.epoch;
        lars.api.call(TakeChat { chat, body: AtEpoch { epoch } }).await.unwrap();
        chats.push(chat);
    }
    pass(&desk, 59).await;
    assert_eq!(owner(&desk, chats[0]).await.as_deref(), Some("Lars"), "the grace is not over");
    pass(&desk, 2).await;
    for chat in chats {
        assert_eq!(owner(&desk, chat).await, None);
        let gone = |event: &InternalEvent| matches!(event, InternalEvent::AgentGone { agent } if agent.name == "Lars");
        assert!(internal(&desk, chat).await.iter().any(gone));
    }
    // Who connects in time keeps it.
    desk.connect(pia.id).await;
    let (_, chat) = start(&desk).await;
    let epoch = get(&desk.admin, chat.id).await.row.epoch;
    lars.api.call(TakeChat { chat: chat.id, body: AtEpoch { epoch } }).await.unwrap();
    desk.connect(lars.id).await;
    desk.clock.advance(61_000);
    jobs::run_due(&desk.server.app).await.unwrap();
    assert_eq!(owner(&desk, chat.id).await.as_deref(), Some("Lars"));
}
