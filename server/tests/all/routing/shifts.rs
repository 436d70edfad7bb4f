//! A shift ends with what ends it.

use contract::{
    departments::Part,
    me::{GetOwnAccount, Profile, UpdateProfile},
    people::{EndSession, Role},
    presence::{CheckIn, CheckOut, GetPresence},
    reports::{GetShifts, SHIFTS, ShiftEnd, ShiftQuery},
    rights::{Permission, Permissions},
};
use rstest::rstest;
use sea_orm::{DbErr, EntityTrait, IntoActiveModel};
use server::{platform::jobs, routing::tables::shifts};

use super::sales;
use crate::{
    refusals::{is, why},
    scene::{Raw, cookie},
    support::{Backend, Desk},
};

#[rstest]
#[tokio::test]
async fn who_signs_out_everywhere_is_checked_out(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    sales(&desk, |details| details.requires_check_in = true).await;
    let here = desk.agent_in("Lars", desk.sales_group, 5).await.api;
    let there = desk.sign_in("lars").await.unwrap();
    here.call(CheckIn { body: () }).await.unwrap();
    desk.clock.advance(1_000);
    there.call(EndSession { body: () }).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
    assert!(here.call(GetPresence { body: () }).await.unwrap().checked_in_since.is_some(), "still signed in here");
    here.call(EndSession { body: () }).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
    let again = desk.sign_in("lars").await.unwrap();
    assert_eq!(again.call(GetPresence { body: () }).await.unwrap().checked_in_since, None);
    let shifts = shifts::Entity::find().all(desk.server.app.db().read()).await.unwrap();
    let ends: Vec<_> = shifts.iter().map(|shift| (shift.ended_at.is_some(), shift.ended_by.as_deref())).collect();
    assert_eq!(ends, [(true, Some("signed_out"))]);
    // A word of the past does not end what began after it.
    again.call(CheckIn { body: () }).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
    assert!(again.call(GetPresence { body: () }).await.unwrap().checked_in_since.is_some());
}

const HOUR: i64 = 60 * 60 * 1000;

fn query(agent: Option<contract::AccountId>, time_zone: &str) -> ShiftQuery {
    ShiftQuery { agent, from: "2026-11-22".into(), to: "2026-11-24".into(), time_zone: time_zone.into() }
}

#[rstest]
#[tokio::test]
async fn shifts_are_on_record(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    let own = nina.api.call(GetOwnAccount { body: () }).await.unwrap();
    let body = Profile { name: "=Nina()".into(), ..own.profile };
    nina.api.call(UpdateProfile { version: own.version, body }).await.unwrap();
    let record = async |api: &client::Api, query: ShiftQuery| api.call(GetShifts { body: query }).await;
    let told = async |api: &client::Api, query: ShiftQuery| {
        let shifts = record(api, query).await.unwrap().shifts;
        let row = |shift: contract::reports::Shift| {
            let end = shift.ended_by.map(|by| format!("{by:?}")).unwrap_or_default();
            format!("{} {} {} {end}", shift.day, shift.agent.name, shift.minutes)
        };
        shifts.into_iter().map(row).collect::<Vec<_>>()
    };
    // Sunday the 22nd, 01:30 UTC.
    lars.api.call(CheckIn { body: () }).await.unwrap();
    desk.clock.advance(HOUR);
    nina.api.call(CheckIn { body: () }).await.unwrap();
    desk.clock.advance(HOUR / 2);
    lars.api.call(CheckOut { body: () }).await.unwrap();
    desk.clock.advance(21 * HOUR);
    lars.api.call(CheckIn { body: () }).await.unwrap();
    desk.clock.advance(2 * HOUR);
    // One's own, and nobody else's.
    assert_eq!(told(&lars.api, query(None, "")).await, ["2026-11-23 Lars 120 ", "2026-11-22 Lars 90 Agent"]);
    assert_eq!(record(&lars.api, query(None, "")).await.unwrap().people.len(), 1);
    assert_eq!(why(record(&lars.api, query(Some(nina.id), "")).await), is(404, "not_found"));
    // Everybody's, for who manages people; days are the reader's.
    let all = ["2026-11-23 Lars 120 ", "2026-11-22 =Nina() 1410 ", "2026-11-22 Lars 90 Agent"];
    assert_eq!(told(&desk.admin, query(None, "")).await, all);
    assert_eq!(told(&desk.admin, query(Some(nina.id), "")).await, all[1..2]);
    let west = ["2026-11-22 =Nina() 1410 ", "2026-11-22 Lars 90 Agent", "2026-11-22 Lars 120 "];
    assert_eq!(told(&desk.admin, query(None, "Atlantic/Azores")).await, west);
    let first = ShiftQuery { to: "2026-11-22".into(), ..query(None, "") };
    assert_eq!(told(&desk.admin, first).await, all[1..]);
    // Those of a group's members, for who may say there whether they receive.
    let mia = desk.agent_in("Mia", desk.sales_group, 5).await;
    assert_eq!(told(&mia.api, query(None, "")).await, Vec::<String>::new());
    let group = desk.sales_group;
    let permissions = Permissions::OF_MEMBERS.and(Permissions::of(&[Permission::ManageStatus]));
    desk.allow(group, permissions).await;
    assert_eq!(told(&mia.api, query(None, "")).await, [all[0], all[2]]);
    assert_eq!(why(record(&mia.api, query(Some(nina.id), "")).await), is(404, "not_found"));
    desk.join(nina.id, group, Part::Primary, 5).await;
    assert_eq!(told(&mia.api, query(None, "")).await, all);
    // As a table: no cell is a formula.
    let oda = cookie(&desk.server, "oda").await;
    let table = async |agent: contract::AccountId, zone: &str| {
        let target = format!("/api/v1/reports/shifts/csv?agent={agent}&from=2026-11-22&to=2026-11-24&time_zone={zone}");
        let answer = Raw::new("GET", target).by(&oda).send(&desk.server).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.text
    };
    assert_eq!(
        table(nina.id, "Europe/Oslo").await,
        "Day,Person,Check-in,Check-out,Hours,Ended by\r\n2026-11-22,'=Nina(),2026-11-22 03:30,,23:30,\r\n"
    );
    let csv = table(lars.id, "").await;
    assert!(csv.ends_with("2026-11-22,Lars,2026-11-22 01:30,2026-11-22 03:00,1:30,agent\r\n"), "{csv}");
    // What is asked must be days, and not too many.
    let bad = |from: &str, to: &str| ShiftQuery { from: from.into(), to: to.into(), ..query(None, "") };
    assert_eq!(why(record(&desk.admin, bad("yesterday", "2026-11-22")).await), is(422, "from malformed"));
    assert_eq!(why(record(&desk.admin, bad("2026-01-01", "2026-11-22")).await), is(422, "to too_long"));
    assert!(told(&desk.admin, bad("2026-11-23", "2026-11-22")).await.is_empty());
    let ends = record(&desk.admin, query(Some(lars.id), "")).await.unwrap().shifts;
    assert_eq!(ends.iter().map(|shift| shift.ended_by).collect::<Vec<_>>(), [None, Some(ShiftEnd::Agent)]);
}

#[rstest]
#[tokio::test]
async fn a_file_has_every_shift(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let (agent_id, begins) = (lars.id.0, desk.clock.now());
    let write = desk.server.app.db().write(move |tx| {
        Box::pin(async move {
            let all: Vec<_> = (0..=SHIFTS as i64)
                .map(|n| {
                    let began_at = begins.plus(n * 1000);
                    let ended_at = Some(began_at.plus(500));
                    let ended_by = Some("agent".into());
                    shifts::Model { id: uuid::Uuid::now_v7(), agent_id, began_at, ended_at, ended_by }
                })
                .collect();
            for some in all.chunks(500) {
                let rows = some.iter().cloned().map(IntoActiveModel::into_active_model);
                shifts::Entity::insert_many(rows).exec_without_returning(tx).await?;
            }
            Ok::<_, DbErr>(())
        })
    });
    write.await.unwrap();
    desk.clock.advance(2 * HOUR);
    let page = desk.admin.call(GetShifts { body: query(None, "") }).await.unwrap();
    assert_eq!((page.shifts.len(), page.more), (SHIFTS, true), "the page says that there are more");
    let oda = cookie(&desk.server, "oda").await;
    let file = Raw::new("GET", "/api/v1/reports/shifts/csv?from=2026-11-22&to=2026-11-24&time_zone=").by(&oda);
    let file = file.send(&desk.server).await;
    assert_eq!((file.status, file.text.lines().count()), (200, SHIFTS + 2), "the head and each of them");
}
