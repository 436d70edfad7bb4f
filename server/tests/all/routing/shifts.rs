//! A shift ends with what ends it.

use contract::{
    people::EndSession,
    presence::{CheckIn, GetPresence},
};
use rstest::rstest;
use sea_orm::EntityTrait;
use server::{platform::jobs, routing::tables::shifts};

use super::sales;
use crate::support::{Backend, Desk};

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
