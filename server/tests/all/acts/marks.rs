//! Tags, the pin and the follow-up.

use contract::{
    TicketId, Timestamp,
    history::{HistoryFilter, ListHistory, Subject},
    rights::{Permission, Permissions},
    tickets::{
        FindTags, FollowUp, MarkTicket, TagSearch, TakeTicket, TicketEvent, TicketFilter, TicketMarks, TicketStatus,
    },
};
use rstest::rstest;
use server::platform::jobs;

use super::{get, ids, is, left, mark, refused, set};
use crate::support::{Backend, Desk};

fn tagged(tags: &[&str]) -> TicketMarks {
    TicketMarks { tags: tags.iter().map(|tag| (*tag).to_owned()).collect(), ..TicketMarks::default() }
}

fn by_tag(tag: &str) -> TicketFilter {
    TicketFilter { tag: Some(tag.into()), ..TicketFilter::default() }
}

async fn known(desk: &Desk, words: &str) -> Vec<String> {
    desk.admin.call(FindTags { body: TagSearch { words: words.into() } }).await.unwrap().items
}

async fn acts(desk: &Desk, ticket: TicketId) -> Vec<String> {
    let body = HistoryFilter { subject: Subject::Ticket, id: ticket.0, after: None };
    let page = desk.admin.call(ListHistory { body }).await.unwrap();
    let changes = page.items.into_iter().flat_map(|entry| entry.changes);
    changes.map(|one| format!("{}: {:?} to {:?}", one.field, one.from, one.to)).collect()
}

#[rstest]
#[tokio::test]
async fn tags_are_words_of_everybody(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let (one, other) = (left(&desk, "One").await, left(&desk, "Other").await);
    let marked = mark(&desk.admin, one, tagged(&[" VIP ", "Überweisung", "vip"])).await.unwrap();
    assert_eq!(marked.row.tags, ["VIP", "Überweisung"], "each once, as it was written");
    let marked = mark(&desk.admin, other, tagged(&["Vip", "ÜBERWEISUNG", "Refund"])).await.unwrap();
    assert_eq!(marked.row.tags, ["VIP", "Überweisung", "Refund"], "as it was written first, anywhere");
    assert_eq!(ids(&desk.admin, by_tag("vIP")).await, [other, one]);
    assert_eq!(ids(&desk.admin, by_tag("refund")).await, [other]);
    assert_eq!(ids(&desk.admin, by_tag("ref")).await, []);
    assert_eq!(known(&desk, "").await, ["Refund", "VIP", "Überweisung"]);
    assert_eq!(known(&desk, "ÜB").await, ["Überweisung"]);
    assert!(acts(&desk, one).await.contains(&"tags: None to Some(\"VIP, Überweisung\")".to_owned()));

    let many: Vec<String> = (0..31).map(|n| format!("tag {n}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    mark(&desk.admin, one, tagged(&many[..30])).await.unwrap();
    assert_eq!(refused(mark(&desk.admin, one, tagged(&many)).await).0, 422);
    assert_eq!(refused(mark(&desk.admin, one, tagged(&["  "])).await), is(422, "tags required"));
    assert_eq!(refused(mark(&desk.admin, one, tagged(&["x".repeat(41).as_str()])).await).0, 422);
}

#[rstest]
#[tokio::test]
async fn class_27_a_stale_version_changes_nothing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let ticket = left(&desk, "Help").await;
    let version = get(&desk.admin, ticket).await.unwrap().row.version;
    mark(&desk.admin, ticket, tagged(&["first"])).await.unwrap();
    let late = MarkTicket { ticket, version, body: tagged(&["second"]) };
    assert_eq!(refused(desk.admin.call(late).await), is(409, "stale"));
    assert_eq!(get(&desk.admin, ticket).await.unwrap().row.tags, ["first"]);
}

#[rstest]
#[tokio::test]
async fn what_marks_need(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let ticket = left(&desk, "Help").await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let all = [Permission::ViewQueue, Permission::SeeColleagues];
    desk.allow(desk.sales_group, Permissions::of(&[all[0], all[1], Permission::EditFields])).await;
    mark(&lars.api, ticket, tagged(&["mine"])).await.unwrap();
    let spam = TicketMarks { spam: true, ..tagged(&["mine"]) };
    assert_eq!(refused(mark(&lars.api, ticket, spam.clone()).await), is(403, "forbidden"));
    desk.allow(desk.sales_group, Permissions::of(&[all[0], all[1], Permission::Close])).await;
    assert_eq!(refused(mark(&lars.api, ticket, tagged(&["other"])).await), is(403, "forbidden"));
    mark(&lars.api, ticket, spam).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_pin_goes_when_the_ticket_does(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let ticket = left(&desk, "Help").await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let pinned = TicketMarks { pinned: true, ..TicketMarks::default() };
    assert_eq!(refused(mark(&desk.admin, ticket, pinned.clone()).await), is(422, "pinned nobody"));
    lars.api.call(TakeTicket { ticket, body: () }).await.unwrap();
    assert!(mark(&lars.api, ticket, pinned).await.unwrap().row.pinned);
    let taken = desk.admin.call(TakeTicket { ticket, body: () }).await.unwrap();
    assert!(!taken.row.pinned, "it was pinned to Lars");
}

#[rstest]
#[tokio::test]
async fn a_follow_up_comes_when_it_is_time(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let (ticket, newer) = (left(&desk, "Help").await, left(&desk, "Newer").await);
    set(&desk.admin, ticket, TicketStatus::Waiting).await.unwrap();
    let at = |millis| FollowUp { at: Timestamp::from(desk.clock.now().plus(millis)), comment: "Did they pay?".into() };
    let follow_up = |millis| TicketMarks { follow_up: Some(at(millis)), ..TicketMarks::default() };
    assert_eq!(refused(mark(&desk.admin, ticket, follow_up(0)).await), is(422, "follow_up past"));
    let never = FollowUp { at: Timestamp("soon".into()), comment: String::new() };
    let never = TicketMarks { follow_up: Some(never), ..TicketMarks::default() };
    assert_eq!(refused(mark(&desk.admin, ticket, never).await), is(422, "follow_up malformed"));
    mark(&desk.admin, ticket, follow_up(60_000)).await.unwrap();
    // Moved, it comes at the new time only.
    let marked = mark(&desk.admin, ticket, follow_up(3_600_000)).await.unwrap();
    assert_eq!((marked.row.follow_up, &*marked.follow_up_comment), (Some(at(3_600_000).at), "Did they pay?"));
    mark(&desk.admin, newer, follow_up(3_600_000)).await.unwrap();
    mark(&desk.admin, newer, TicketMarks::default()).await.unwrap();
    desk.clock.advance(3_599_999);
    jobs::run_due(&desk.server.app).await.unwrap();
    assert_eq!(get(&desk.admin, ticket).await.unwrap().row.status, TicketStatus::Waiting);
    assert_eq!(ids(&desk.admin, TicketFilter::default()).await, [newer, ticket]);
    desk.clock.advance(1);
    jobs::run_due(&desk.server.app).await.unwrap();
    let due = get(&desk.admin, ticket).await.unwrap();
    assert_eq!((due.row.status, due.row.follow_up.clone()), (TicketStatus::Active, None));
    let reminds = |event: &TicketEvent| matches!(event, TicketEvent::FollowUp { by, comment } if by.name == "Oda Wiik" && comment == "Did they pay?");
    assert_eq!(due.entries.iter().filter(|entry| reminds(&entry.event)).count(), 1);
    assert_eq!(ids(&desk.admin, TicketFilter::default()).await, [ticket, newer], "it stands before the others");
    let other = get(&desk.admin, newer).await.unwrap();
    assert!(
        !other.entries.iter().any(|entry| matches!(entry.event, TicketEvent::FollowUp { .. })),
        "it was taken back"
    );
}
