//! Chats begin within a department's hours, or its brand's.

use client::Api;
use contract::{
    hours::{
        GetBrandHours, GetDepartmentHours, Holiday, Hours, HoursNow, NewHours, SetBrandHours, SetDepartmentHours, Span,
        Weekday, WeekdayHours,
    },
    presence::GetPresence,
    widget::{GetWidget, NewVisitorMessage, PublicDepartment, SendVisitorMessage},
};
use rstest::rstest;

use super::{agents, get, pass, start, try_start};
use crate::{
    refusals::{is, why},
    support::{Backend, Desk, client_id},
};

const HOUR: i64 = 60 * 60;

/// The tests begin on a Sunday at half past one, UTC: half past two in Oslo.
fn sundays(from: u16, to: u16) -> Hours {
    let week = vec![WeekdayHours { day: Weekday::Sunday, spans: vec![Span { from: from * 60, to: to * 60 }] }];
    Hours { time_zone: "Europe/Oslo".into(), week, holidays: Vec::new() }
}

async fn set_brand(desk: &Desk, own: Option<Hours>) -> HoursNow {
    let version = desk.admin.call(GetBrandHours { brand: desk.brand, body: () }).await.unwrap().version;
    desk.admin.call(SetBrandHours { brand: desk.brand, version, body: NewHours { own } }).await.unwrap()
}

async fn of_sales(desk: &Desk) -> HoursNow {
    desk.admin.call(GetDepartmentHours { department: desk.sales, body: () }).await.unwrap()
}

async fn set_sales(desk: &Desk, own: Option<Hours>) -> HoursNow {
    let version = of_sales(desk).await.version;
    desk.admin.call(SetDepartmentHours { department: desk.sales, version, body: NewHours { own } }).await.unwrap()
}

async fn shown(visitor: &Api) -> (PublicDepartment, u64) {
    let state = visitor.call(GetWidget { body: () }).await.unwrap();
    (state.availability.departments[0].clone(), state.availability.version)
}

#[rstest]
#[tokio::test]
async fn chats_begin_within_hours(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = agents(&desk, &["Lars"], 5).await.remove(0);
    let (visitor, _) = desk.visitor().await;
    assert!(shown(&visitor).await.0.chat_now);
    // From four to six in Oslo: in an hour and a half.
    let told = set_brand(&desk, Some(sundays(4, 6))).await;
    assert_eq!((told.open, told.changes_at.unwrap().0.as_str()), (false, "2026-11-22T03:00:00.000Z"));
    let (closed, before) = shown(&visitor).await;
    assert_eq!((closed.chat_now, closed.opens_at.unwrap().0.as_str()), (false, "2026-11-22T03:00:00.000Z"));
    assert_eq!(why(try_start(&desk, &visitor).await), is(409, "nobody_there"));
    // Nobody is missing where it is closed: the console raises no alarm.
    let presence = lars.api.call(GetPresence { body: () }).await.unwrap();
    assert!(!presence.memberships[0].offers_chat);

    pass(&desk, HOUR + HOUR / 2).await;
    desk.connect(lars.id).await;
    let (open, after) = shown(&visitor).await;
    assert_eq!((open.chat_now, open.opens_at), (true, None));
    assert!(after > before, "open pages are told");
    let (writer, chat) = start(&desk).await;
    assert_eq!(get(&desk.admin, chat.id).await.row.agent.unwrap().name, "Lars");

    // What is open goes on when the hours are over.
    pass(&desk, 2 * HOUR).await;
    desk.connect(lars.id).await;
    assert!(!shown(&visitor).await.0.chat_now);
    let body = NewVisitorMessage { client_id: client_id(), text: "Still there?".into() };
    writer.call(SendVisitorMessage { chat: chat.id, body }).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_department_has_its_own_or_its_brands(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    agents(&desk, &["Lars"], 5).await;
    let (visitor, _) = desk.visitor().await;
    set_brand(&desk, Some(sundays(4, 6))).await;
    let told = of_sales(&desk).await;
    assert_eq!((told.own, told.brand, told.open), (None, Some(sundays(4, 6)), false));
    let told = set_sales(&desk, Some(sundays(2, 3))).await;
    assert_eq!((told.own, told.open), (Some(sundays(2, 3)), true));
    assert!(shown(&visitor).await.0.chat_now);
    // A holiday goes before its weekday.
    let feast = Holiday { date: "2026-11-22".into(), name: "Cecilia".into(), spans: Vec::new() };
    let told = set_sales(&desk, Some(Hours { holidays: vec![feast], ..sundays(2, 3) })).await;
    assert_eq!((told.open, told.changes_at.unwrap().0.as_str()), (false, "2026-11-29T01:00:00.000Z"));
    // Without its own it follows the brand at once, and a brand without hours is always there.
    assert!(!set_sales(&desk, None).await.open);
    set_brand(&desk, None).await;
    assert!(shown(&visitor).await.0.chat_now && of_sales(&desk).await.open);
    // A stale page changes nothing, and what does not read is named.
    let stale = SetDepartmentHours { department: desk.sales, version: 1, body: NewHours { own: Some(sundays(1, 2)) } };
    assert_eq!(why(desk.admin.call(stale).await), is(409, "stale"));
    let bad = NewHours { own: Some(Hours { time_zone: "Europe/Nowhere".into(), ..sundays(5, 4) }) };
    let version = of_sales(&desk).await.version;
    let refused = desk.admin.call(SetDepartmentHours { department: desk.sales, version, body: bad }).await;
    assert_eq!(why(refused), is(422, "own.time_zone malformed, own.week[0].spans[0].to malformed"));
}
