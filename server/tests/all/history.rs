//! What was done to settings and people, as one list and as a table.

use client::Api;
use contract::{
    departments::{GetDepartment, NewVisibility, SetVisibility, Visibility},
    history::{GetHistoryCsv, HistoryFilter, HistoryLine, HistorySearch, ListHistory, SearchHistory, Subject},
    people::{GetSession, PersonDetails, Role, UpdatePerson},
    rights::{Permission, Permissions},
    roles::{CreateRole, RoleDetails},
};
use rstest::rstest;

use crate::{
    refusals::{is, why},
    scene::{Raw, cookie},
    support::{Backend, Desk},
};

fn search() -> HistorySearch {
    HistorySearch { from: "2026-11-01".into(), to: "2026-11-30".into(), ..HistorySearch::default() }
}

async fn lines(api: &Api, body: HistorySearch) -> Vec<HistoryLine> {
    api.call(SearchHistory { body }).await.unwrap().items
}

/// Each line as `kind name: act, by whom`.
async fn told(api: &Api, body: HistorySearch) -> Vec<String> {
    let lines = lines(api, body).await.into_iter().map(|line| {
        let subject = serde_json::to_value(line.subject).unwrap();
        let by = line.entry.by.map_or_else(|| "nobody".to_owned(), |by| by.name);
        format!("{} {}: {}, by {by}", subject.as_str().unwrap(), line.name.unwrap_or_default(), line.entry.act)
    });
    lines.collect()
}

async fn hide(desk: &Desk, visibility: Visibility) {
    let version = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap().version;
    let body = NewVisibility { visibility };
    desk.admin.call(SetVisibility { department: desk.sales, version, body }).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn everything_done_to_settings_and_people_is_found(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let lars = desk.employee("Lars", &[Role::Agent]).await;
    desk.clock.advance(24 * 3_600_000);
    hide(&desk, Visibility::Hidden).await;
    let body = RoleDetails { name: "Østfold 100%".into(), permissions: Permissions::of(&[Permission::ManageRoles]) };
    let role = desk.admin.call(CreateRole { body }).await.unwrap();
    let body = PersonDetails {
        username: "lars".into(),
        email: "lars@farhorizon.example".into(),
        name: "Lars".into(),
        roles: vec![Role::Agent, role.role],
        active: true,
        ..PersonDetails::default()
    };
    desk.admin.call(UpdatePerson { person: lars.id, version: 1, body }).await.unwrap();
    let own = ["person Lars: changed, by Oda Wiik", "role Østfold 100%: created, by Oda Wiik"];
    let hidden = "department Sales: changed, by Oda Wiik";
    let today = HistorySearch { from: "2026-11-23".into(), to: "2026-11-23".into(), ..search() };
    assert_eq!(told(&desk.admin, today.clone()).await, [own[0], own[1], hidden]);
    // By kind, by person, and by words in what it is called and in what changed.
    let of = |subject| HistorySearch { subject: Some(subject), ..today.clone() };
    assert_eq!(told(&desk.admin, of(Subject::Department)).await, [hidden]);
    let oda = desk.admin.call(GetSession { body: () }).await.unwrap().id;
    let by = |by| HistorySearch { by: Some(by), ..today.clone() };
    assert_eq!((told(&desk.admin, by(oda)).await.len(), told(&desk.admin, by(lars.id)).await.len()), (3, 0));
    let with = |query: &str| HistorySearch { query: query.into(), ..today.clone() };
    for (words, found) in [
        ("sAlEs", vec![hidden]),
        ("HIDDEN", vec![hidden]),
        // The role's own line, and that of who was given it.
        ("øST", vec![own[0], own[1]]),
        ("100%", vec![own[0], own[1]]),
        ("1_0", vec![]),
        ("%", vec![own[0], own[1]]),
        ("oda", vec![own[0], own[1], hidden]),
        ("nothing of that", vec![]),
    ] {
        assert_eq!(told(&desk.admin, with(words)).await, found, "{words:?}");
    }
    // Who manages roles sees what was done to roles, and nothing else; who manages nothing sees nothing.
    assert_eq!(told(&lars.api, today.clone()).await, [own[1]]);
    assert_eq!(why(lars.api.call(SearchHistory { body: of(Subject::Person) }).await), is(403, "forbidden"));
    assert_eq!(why(desk.admin.call(SearchHistory { body: of(Subject::Ticket) }).await), is(403, "forbidden"));
    let nina = desk.employee("Nina", &[Role::Agent]).await;
    assert_eq!(why(nina.api.call(SearchHistory { body: today.clone() }).await), is(403, "forbidden"));
    assert_eq!(why(nina.api.call(GetHistoryCsv { body: today.clone() }).await), is(403, "forbidden"));
    // Nor, one by one, of a colleague: how one signs in stands there. One's own, and a customer's, is for any agent.
    let of = |id| HistoryFilter { subject: Subject::Person, id, after: None };
    assert_eq!(why(nina.api.call(ListHistory { body: of(lars.id.0) }).await), is(404, "not_found"));
    for (api, id) in [(&nina.api, nina.id), (&desk.admin, lars.id)] {
        assert!(!api.call(ListHistory { body: of(id.0) }).await.unwrap().items.is_empty());
    }
    let wrong = HistorySearch { from: "yesterday".into(), ..search() };
    assert_eq!(why(desk.admin.call(SearchHistory { body: wrong }).await), is(422, "from malformed"));
}

#[rstest]
#[tokio::test]
async fn the_history_comes_in_pages_and_as_a_table(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    for n in 0..60 {
        let body = RoleDetails { name: format!("=Role {n}"), permissions: Permissions::NONE };
        desk.admin.call(CreateRole { body }).await.unwrap();
        // Several at one moment, so that a page ends among them.
        desk.clock.advance(i64::from(n % 7 == 0));
    }
    let all = HistorySearch { subject: Some(Subject::Role), ..search() };
    let first = desk.admin.call(SearchHistory { body: all.clone() }).await.unwrap();
    let rest = lines(&desk.admin, HistorySearch { after: first.next.clone(), ..all.clone() }).await;
    let mut names: Vec<String> = first.items.iter().chain(&rest).filter_map(|line| line.name.clone()).collect();
    assert_eq!((first.items.len(), rest.len()), (50, 10));
    assert!(first.items.is_sorted_by(|a, b| a.entry.at.0 >= b.entry.at.0), "the newest first");
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 60, "each once");
    let target = "/api/v1/history/settings/csv?subject=role&from=2026-11-01&to=2026-11-30&query=role%2059";
    let oda = cookie(&desk.server, "oda").await;
    let answer = Raw::new("GET", target).by(&oda).send(&desk.server).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/csv; charset=utf-8"), "{}", answer.text);
    let lines: Vec<&str> = answer.text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (2, "Time,Who,Kind,What,Act,About,Field,From,To"));
    assert!(
        lines[1].ends_with(",Oda Wiik,role,'=Role 59,created,,name,,'=Role 59"),
        "no cell is a formula: {}",
        lines[1]
    );
}
