//! Chats that may begin while nobody is there, and what is said to who waits and when it is over.

use client::Api;
use contract::{
    departments::{Department, DepartmentDetails, GetDepartment, UpdateDepartment},
    hours::{GetBrandHours, Hours, NewHours, SetBrandHours, Span, Weekday, WeekdayHours},
    widget::{Availability, EndVisitorChat, GetVisitorChat, GetWidget, VisitorChat},
};
use rstest::rstest;

use super::{agents, get, pass, try_start};
use crate::{
    refusals::{is, why},
    support::{Backend, Desk},
};

const HOUR: i64 = 60 * 60;

async fn change(desk: &Desk, other: impl FnOnce(DepartmentDetails) -> DepartmentDetails) -> Department {
    let known = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap();
    let body = other(known.details);
    desk.admin.call(UpdateDepartment { department: desk.sales, version: known.version, body }).await.unwrap()
}

async fn only_while_available(desk: &Desk, only: bool) {
    change(desk, |details| DepartmentDetails { chat_only_while_available: only, ..details }).await;
}

async fn shown(visitor: &Api) -> Availability {
    visitor.call(GetWidget { body: () }).await.unwrap().availability
}

async fn is_shown(visitor: &Api, chat_now: bool, may_wait: bool) -> u64 {
    let availability = shown(visitor).await;
    let sales = &availability.departments[0];
    assert_eq!((sales.chat_now, sales.may_wait), (chat_now, may_wait));
    availability.version
}

#[rstest]
#[tokio::test]
async fn a_chat_waits_for_somebody_where_it_may(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let (visitor, _) = desk.visitor().await;
    let before = is_shown(&visitor, false, false).await;
    assert_eq!(why(try_start(&desk, &visitor).await), is(409, "nobody_there"));
    only_while_available(&desk, false).await;
    assert!(is_shown(&visitor, false, true).await > before, "open pages are told");
    let chat = try_start(&desk, &visitor).await.unwrap();
    assert_eq!((chat.position, chat.agent), (Some(1), None));
    // Whoever comes takes it up.
    let lars = agents(&desk, &["Lars"], 5).await.remove(0);
    is_shown(&visitor, true, true).await;
    assert_eq!(get(&desk.admin, chat.id).await.row.agent.unwrap().id, lars.id);
    // Without chats there is nothing to wait for.
    change(&desk, |details| DepartmentDetails { offers_chat: false, ..details }).await;
    is_shown(&visitor, false, false).await;
    assert_eq!(why(try_start(&desk, &desk.visitor().await.0).await).0, 404);
}

#[rstest]
#[tokio::test]
async fn nobody_waits_outside_the_hours(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let (visitor, _) = desk.visitor().await;
    only_while_available(&desk, false).await;
    // It is half past two in Oslo; from four to five chats begin.
    let week = vec![WeekdayHours { day: Weekday::Sunday, spans: vec![Span { from: 4 * 60, to: 5 * 60 }] }];
    let own = Some(Hours { time_zone: "Europe/Oslo".into(), week, holidays: Vec::new() });
    let version = desk.admin.call(GetBrandHours { brand: desk.brand, body: () }).await.unwrap().version;
    desk.admin.call(SetBrandHours { brand: desk.brand, version, body: NewHours { own } }).await.unwrap();
    let closed = is_shown(&visitor, false, false).await;
    assert_eq!(why(try_start(&desk, &visitor).await), is(409, "nobody_there"));
    pass(&desk, HOUR + HOUR / 2).await;
    assert!(is_shown(&visitor, false, true).await > closed, "open pages are told");
    let chat = try_start(&desk, &visitor).await.unwrap();
    // Who waits when the hours are over goes on waiting.
    pass(&desk, HOUR).await;
    is_shown(&visitor, false, false).await;
    assert_eq!(of(&visitor, &chat).await.position, Some(1));
    assert_eq!(why(try_start(&desk, &desk.visitor().await.0).await), is(409, "nobody_there"));
}

async fn of(visitor: &Api, chat: &VisitorChat) -> VisitorChat {
    visitor.call(GetVisitorChat { chat: chat.id, body: () }).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn the_department_says_it_in_its_own_words(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let (visitor, _) = desk.visitor().await;
    only_while_available(&desk, false).await;
    let chat = try_start(&desk, &visitor).await.unwrap();
    assert_eq!(chat.text, None, "the usual words are the page's");
    let said = change(&desk, |details| DepartmentDetails {
        waiting_text: "  We are\r\npacking.\u{0} ".into(),
        after_chat_text: "Safe travels.".into(),
        ..details
    });
    assert_eq!(said.await.details.waiting_text, "We are\npacking.");
    assert_eq!(of(&visitor, &chat).await.text.as_deref(), Some("We are\npacking."));
    agents(&desk, &["Lars"], 5).await;
    let active = of(&visitor, &chat).await;
    assert_eq!((active.agent.is_some(), active.text), (true, None));
    let ended = visitor.call(EndVisitorChat { chat: chat.id, body: () }).await.unwrap();
    assert_eq!(ended.text.as_deref(), Some("Safe travels."));
    let known = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap();
    for field in ["waiting_text", "after_chat_text"] {
        let mut body = known.details.clone();
        *(if field == "waiting_text" { &mut body.waiting_text } else { &mut body.after_chat_text }) = "ä".repeat(501);
        let update = UpdateDepartment { department: desk.sales, version: known.version, body };
        assert!(why(desk.admin.call(update).await).1.starts_with(field));
    }
}
