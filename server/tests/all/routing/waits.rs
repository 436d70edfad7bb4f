//! Chats that begin though nobody is available, what the department says while they wait, and after the end.

use client::CallError;
use contract::{
    chat::{EndedBy, PublicEvent, Side},
    departments::{GetDepartment, UpdateDepartment},
    history::{HistoryFilter, ListHistory, Subject},
    hours::{GetDepartmentHours, NewHours, SetDepartmentHours},
    presence::Availability,
    widget::{EndVisitorChat, GetWidget},
};
use rstest::rstest;

use super::{answers, get, pass, public, sales, says, start, stay, try_start};
use crate::support::{Backend, Desk};

/// What the department said by itself, and the messages of others, each with its name.
fn said(log: &[PublicEvent]) -> Vec<String> {
    let line = |event: &PublicEvent| match event {
        PublicEvent::Message { from: Side::Agent, name, text, .. } => Some(format!("{name}: {text}")),
        _ => None,
    };
    log.iter().filter_map(line).collect()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_needs_to_be_available_chats_wait(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let (vera, _) = desk.visitor().await;
    let shown = async || vera.call(GetWidget { body: () }).await.unwrap().availability;
    let before = shown().await;
    assert!(!before.departments[0].chat_now);
    let CallError::Problem(problem) = try_start(&desk, &vera).await.unwrap_err() else { panic!() };
    assert_eq!(&*problem.code, "nobody_there");
    sales(&desk, |details| details.chats.only_while_available = false).await;
    let now = shown().await;
    assert!(now.departments[0].chat_now && now.version > before.version, "open pages are told");
    let chat = try_start(&desk, &vera).await.unwrap();
    assert_eq!((chat.agent, chat.position), (None, Some(1)));
    // Closed by the clock, nobody can: it is a Sunday.
    let version = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap().version;
    let body: NewHours = serde_json::from_value(serde_json::json!({ "own": {
        "time_zone": "Europe/Oslo", "week": [{ "day": "monday", "spans": [{ "from": 480, "to": 960 }] }], "holidays": []
    } }))
    .unwrap();
    desk.admin.call(SetDepartmentHours { department: desk.sales, version, body }).await.unwrap();
    assert!(!shown().await.departments[0].chat_now);
    let (tom, _) = desk.visitor().await;
    try_start(&desk, &tom).await.unwrap_err();
    let hours = desk.admin.call(GetDepartmentHours { department: desk.sales, body: () }).await.unwrap();
    assert!(!hours.open);
    // What waits goes to whoever comes.
    desk.connect(lars.id).await;
    assert_eq!(get(&desk.admin, chat.id).await.row.agent.unwrap().name, "Lars");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn who_waits_is_told_so_and_it_is_nobodys_answer(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    sales(&desk, |details| {
        details.chats.only_while_available = false;
        details.chats.first_answer_seconds = 30;
        details.chats.waiting_text = " You are number {position}.\nAbout {wait} minutes. ".into();
        details.chats.waiting_text_seconds = 20;
    })
    .await;
    start(&desk).await;
    let (vera, chat) = start(&desk).await;
    pass(&desk, 19).await;
    assert_eq!(said(&public(&vera, chat.id).await), [""; 0]);
    pass(&desk, 1).await;
    assert_eq!(said(&public(&vera, chat.id).await), ["Sales: You are number 2."], "no minutes are known");
    pass(&desk, 19).await;
    assert_eq!(said(&public(&vera, chat.id).await).len(), 1);
    pass(&desk, 1).await;
    assert_eq!(said(&public(&vera, chat.id).await).len(), 2);
    // Nobody answered: the row knows the visitor's message as unread, and the first answer is still awaited.
    let console = [desk.connect(lars.id).await];
    let row = get(&lars.api, chat.id).await.row;
    assert_eq!((row.agent.unwrap().name.as_str(), row.unread), ("Lars", 1));
    assert_eq!(answered(&desk, chat.id).await, None);
    stay(&desk, &console, 29).await;
    assert_eq!(said(&public(&vera, chat.id).await).len(), 2, "who does not wait is not told so");
    stay(&desk, &console, 1).await;
    assert_eq!(get(&desk.admin, chat.id).await.row.agent, None, "what the department said is no answer");
    // It waits again, and is told so again.
    stay(&desk, &console, 20).await;
    assert_eq!(said(&public(&vera, chat.id).await).len(), 3);
    says(&lars.api, Availability::Available).await;
    answers(&lars.api, chat.id, "Here I am").await;
    assert!(answered(&desk, chat.id).await.is_some());
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn it_is_not_said_for_ever(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    sales(&desk, |details| {
        details.chats.only_while_available = false;
        details.chats.waiting_text = "{position}".into();
        details.chats.waiting_text_seconds = 10;
    })
    .await;
    let (vera, chat) = start(&desk).await;
    for _ in 0..80 {
        pass(&desk, 10).await;
    }
    assert_eq!(said(&public(&vera, chat.id).await).len(), 60);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_department_has_the_last_word(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    sales(&desk, |details| details.chats.closing_text = "Thank you.".into()).await;
    let (vera, chat) = start(&desk).await;
    vera.call(EndVisitorChat { chat: chat.id, body: () }).await.unwrap();
    let log = public(&vera, chat.id).await;
    assert_eq!(said(&log), ["Sales: Thank you."]);
    assert_eq!(log.last(), Some(&PublicEvent::Ended { by: EndedBy::Visitor }), "nothing is said after the end");
    assert_eq!(answered(&desk, chat.id).await, None, "nobody answered");
    // Again changes nothing.
    vera.call(EndVisitorChat { chat: chat.id, body: () }).await.unwrap();
    assert_eq!(public(&vera, chat.id).await, log);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_by_name_and_what_changed_is_told(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let desk = Desk::on(on).await;
    let known = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap();
    let mut body = known.details.clone();
    body.chats.silence_minutes = 1441;
    body.chats.waiting_text_seconds = 9;
    body.chats.closing_text = "x".repeat(501);
    let refused = desk.admin.call(UpdateDepartment { department: desk.sales, version: known.version, body }).await;
    let CallError::Problem(problem) = refused.unwrap_err() else { panic!() };
    let mut fields: Vec<_> = problem.fields.iter().map(|one| &*one.field).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["chats.closing_text", "chats.silence_minutes", "chats.waiting_text_seconds"]);
    sales(&desk, |details| {
        details.chats.first_answer_seconds = 45;
        details.chats.only_while_available = false;
    })
    .await;
    let of = HistoryFilter { subject: Subject::Department, id: desk.sales.0, after: None };
    let last = desk.admin.call(ListHistory { body: of }).await.unwrap().items.into_iter().next().unwrap();
    let told: Vec<_> = last.changes.iter().map(|one| (&*one.field, one.to.as_deref())).collect();
    assert_eq!(told, [("chats.first_answer_seconds", Some("45")), ("chats.only_while_available", Some("false"))]);
}

/// When an agent first wrote.
async fn answered(desk: &Desk, chat: contract::ChatId) -> Option<server::platform::Time> {
    use sea_orm::EntityTrait;
    let row = server::chat::tables::chats::Entity::find_by_id(chat.0).one(desk.server.app.db().read()).await;
    row.unwrap().unwrap().answered_at
}
