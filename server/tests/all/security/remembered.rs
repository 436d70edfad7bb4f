//! Nobody is remembered as who he was: class 26, for what this node remembers between requests. Everything is asked for
//! once before each change, so that it is remembered, and must be otherwise at once after it.

use contract::{
    brands::RotateIdentitySecret,
    departments::{
        DepartmentDetails, GetDepartment, MembershipDetails, Part, RemoveMember, SetMember, Share, UpdateDepartment,
    },
    people::{GetPerson, GetSession, PersonDetails, Role, UpdatePerson},
    widget::{ForgetVisitor, GetWidget, Identify, Identity, PageSeen, SeePage},
};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::{
    scene::{Caller, Raw, Scene, cookie},
    support::{Backend, Desk, jwt},
};

async fn status(desk: &Desk, caller: &Caller, target: &str) -> u16 {
    Raw::new("GET", target).by(caller).send(&desk.server).await.status
}

async fn change(desk: &Desk, person: contract::AccountId, change: impl FnOnce(&mut PersonDetails)) {
    let known = desk.admin.call(GetPerson { person, body: () }).await.unwrap();
    let mut body = PersonDetails {
        username: known.username,
        email: known.email,
        name: known.name,
        alias: known.alias,
        roles: known.roles,
        active: true,
        ..PersonDetails::default()
    };
    change(&mut body);
    desk.admin.call(UpdatePerson { person, version: known.version, body }).await.unwrap();
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_26_an_employee_is_who_he_is_now(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let (desk, lars) = (&scene.desk, scene.member.id);
    let me = async || scene.member.api.call(GetSession { body: () }).await.unwrap();
    assert_eq!(me().await.name, "Lars");
    change(desk, lars, |details| (details.name, details.alias) = ("Lars P.".into(), "Captain".into())).await;
    assert_eq!((me().await.name.as_str(), me().await.alias.as_str()), ("Lars P.", "Captain"));
    let settings = format!("/api/v1/departments/{}/visibility", desk.sales);
    assert_eq!(status(desk, &scene.lars, &settings).await, 403);
    change(desk, lars, |details| details.roles = vec![Role::Agent, Role::Administrator]).await;
    assert_eq!(status(desk, &scene.lars, &settings).await, 200);
    change(desk, lars, |details| details.roles = vec![Role::Agent]).await;
    assert_eq!(status(desk, &scene.lars, &settings).await, 403);
    // One session ends and the other does not; a session begun after an end is not taken for the one before.
    let second = cookie(&desk.server, "lars").await;
    assert_eq!(status(desk, &second, "/api/v1/session").await, 200);
    assert_eq!(Raw::new("DELETE", "/api/v1/session").by(&second).send(&desk.server).await.status, 204);
    assert_eq!(status(desk, &second, "/api/v1/session").await, 401);
    assert_eq!(status(desk, &scene.lars, "/api/v1/session").await, 200);
    let password = json!({ "password": crate::support::PASSWORD });
    let set = Raw::new("PUT", format!("/api/v1/people/{lars}/password")).by(&scene.oda).json(&password);
    assert_eq!(set.send(&desk.server).await.status, 204);
    assert_eq!(status(desk, &scene.lars, "/api/v1/session").await, 401);
    let third = cookie(&desk.server, "lars").await;
    assert_eq!(status(desk, &third, "/api/v1/session").await, 200);
    change(desk, lars, |details| details.active = false).await;
    assert_eq!(status(desk, &third, "/api/v1/session").await, 401);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_26_an_agent_works_where_he_works_now(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let desk = &scene.desk;
    let nina = desk.sign_in("nina").await.unwrap().call(GetSession { body: () }).await.unwrap().id;
    let (group, chat) = (desk.sales_group, format!("/api/v1/chats/{}", scene.chat));
    // Sales is confidential: only members see its chats.
    assert_eq!(status(desk, &scene.nina, &chat).await, 404);
    let share = Share { part: Part::Primary, limit: 5, active: true };
    let body = MembershipDetails { chats: share, tickets: share, order: 0 };
    desk.admin.call(SetMember { group, agent: nina, version: 0, body }).await.unwrap();
    assert_eq!(status(desk, &scene.nina, &chat).await, 200);
    desk.admin.call(RemoveMember { group, agent: nina, body: () }).await.unwrap();
    assert_eq!(status(desk, &scene.nina, &chat).await, 404);
    // A manager sees it once it is no longer confidential.
    change(desk, nina, |details| details.roles = vec![Role::Agent, Role::Manager]).await;
    assert_eq!(status(desk, &scene.nina, &chat).await, 404);
    let department = desk.sales;
    let known = desk.admin.call(GetDepartment { department, body: () }).await.unwrap();
    let open = DepartmentDetails { confidential: false, ..known.details.clone() };
    desk.admin.call(UpdateDepartment { department, version: known.version, body: open }).await.unwrap();
    assert_eq!(status(desk, &scene.nina, &chat).await, 200);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_26_a_visitor_is_who_he_is_now(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let desk = &scene.desk;
    let token = scene.vera.bearer.clone().unwrap();
    let vera = desk.stranger().bearing(&token);
    assert_eq!(vera.call(GetWidget { body: () }).await.unwrap().name, "Vera");
    let secret = desk.admin.call(RotateIdentitySecret { brand: desk.brand, body: () }).await.unwrap().secret;
    let claims = json!({ "sub": "7", "name": "Vera Lindqvist", "exp": desk.clock.now().0 / 1000 + 60 });
    let token = jwt(r#"{"alg":"HS256"}"#, &claims.to_string(), &secret);
    vera.call(Identify { body: Identity { token } }).await.unwrap();
    assert_eq!(vera.call(GetWidget { body: () }).await.unwrap().name, "Vera Lindqvist");
    // Seen an hour later, the visitor is known for another thirty days from then on, and that is written once.
    desk.clock.advance(2 * 3_600_000);
    let seen = PageSeen { title: "Fares".into(), ..PageSeen::default() };
    vera.call(SeePage { body: seen }).await.unwrap();
    vera.call(ForgetVisitor { body: () }).await.unwrap();
    assert_eq!(status(desk, &scene.vera, "/api/v1/widget/session").await, 401);
}

/// What another node changed, or a hand in the database, is known after half a minute.
#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_26_nothing_is_remembered_for_long(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let desk = &scene.desk;
    let both = async || {
        (status(desk, &scene.lars, "/api/v1/session").await, status(desk, &scene.vera, "/api/v1/widget/session").await)
    };
    assert_eq!(both().await, (200, 200));
    let behind = desk.server.app.db().migrating();
    behind.execute_unprepared("DELETE FROM sessions").await.unwrap();
    behind.execute_unprepared("UPDATE visitors SET ends_at = 0").await.unwrap();
    assert_eq!(both().await, (200, 200));
    desk.clock.advance(30_000);
    assert_eq!(both().await, (401, 401));
}
