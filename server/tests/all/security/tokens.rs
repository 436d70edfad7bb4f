//! Tokens, on which doors they open and when those close: classes 26 and 30.

use contract::{
    live::{AgentFrame, ClientFrame},
    me::{CreateToken, NewToken, RevokeToken, TokenScope},
    people::{GetPerson, PersonDetails, UpdatePerson},
};
use rstest::rstest;
use serde_json::{Value, json};
use server::people::scopes;

use crate::{
    ears::{listen, serve},
    scene::{Caller, Raw, Scene, operations},
    support::Backend,
};

fn bearing(secret: &str) -> Caller {
    Caller { cookie: None, bearer: Some(secret.into()) }
}

async fn token(scene: &Scene, scopes: &[TokenScope]) -> contract::me::MadeToken {
    let body = NewToken { name: "Till".into(), scopes: scopes.to_vec(), days: 30 };
    scene.member.api.call(CreateToken { body }).await.unwrap()
}

#[test]
fn every_area_of_the_api_is_known_to_scopes() {
    let strangers = ["setup", "links", "password-resets", "portal", "widget"];
    let open = |path: &str| strangers.iter().any(|area| path.starts_with(&format!("/api/v1/{area}")));
    let unknown: Vec<&str> =
        operations().into_iter().map(|(_, _, path)| path).filter(|path| !open(path) && !scopes::knows(path)).collect();
    assert!(unknown.is_empty(), "people/scopes.rs names no scope for {unknown:?}");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_26_what_a_token_opened_closes_with_it(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let desk = &scene.desk;
    let address = serve(&desk.server).await;
    let (one, two) = (token(&scene, &[TokenScope::Chats]).await, token(&scene, &[TokenScope::Chats]).await);
    let hear = async |caller: Caller| {
        let mut ear = listen::<AgentFrame>(address, &caller, ClientFrame::Console, &[]).await.unwrap();
        let first = ear.next().await;
        (ear, first)
    };
    let (mut first, welcome) = hear(bearing(&one.secret)).await;
    assert!(matches!(welcome, Some(AgentFrame::Welcome { .. })), "{welcome:?}");
    let (mut second, welcome) = hear(bearing(&two.secret)).await;
    assert!(matches!(welcome, Some(AgentFrame::Welcome { .. })), "{welcome:?}");
    // One that is made for something else opens no socket.
    let reads = token(&scene, &[TokenScope::Read, TokenScope::Tickets]).await;
    let (_ear, welcome) = hear(bearing(&reads.secret)).await;
    assert!(!matches!(welcome, Some(AgentFrame::Welcome { .. })), "{welcome:?}");
    scene.member.api.call(RevokeToken { token: one.token.id, body: () }).await.unwrap();
    assert!(first.closes().await);
    let status = async |caller: &Caller| Raw::new("GET", "/api/v1/presence").by(caller).send(&desk.server).await.status;
    assert_eq!((status(&bearing(&one.secret)).await, status(&bearing(&two.secret)).await), (401, 200));
    // So do all when their owner may not sign in any more.
    let lars = scene.member.id;
    let person = desk.admin.call(GetPerson { person: lars, body: () }).await.unwrap();
    let body = PersonDetails {
        username: person.username,
        email: person.email,
        name: person.name,
        roles: person.roles,
        active: false,
        ..PersonDetails::default()
    };
    desk.admin.call(UpdatePerson { person: lars, version: person.version, body }).await.unwrap();
    assert!(second.closes().await);
    assert_eq!(status(&bearing(&two.secret)).await, 401);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_no_token_touches_how_somebody_signs_in(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let scene = Scene::on(backend).await;
    let all = [
        TokenScope::Read,
        TokenScope::Chats,
        TokenScope::Tickets,
        TokenScope::Organizations,
        TokenScope::People,
        TokenScope::Settings,
    ];
    let body = NewToken { name: "Everything".into(), scopes: all.to_vec(), days: 30 };
    let caller = bearing(&scene.desk.admin.call(CreateToken { body }).await.unwrap().secret);
    let mut wrong = Vec::new();
    for operation in operations() {
        let path = operation.2;
        let own = ["/api/v1/me", "/api/v1/sign-in-policy"].iter().any(|area| path.starts_with(area));
        let signs_in = own || ["/password", "/invitation", "/second-factor"].iter().any(|end| path.ends_with(end));
        let session = path == "/api/v1/session" && operation.0 != "CreateSession";
        if !(signs_in && !path.starts_with("/api/v1/links") || session) {
            continue;
        }
        let answer = scene.call(operation).by(&caller).send(&scene.desk.server).await;
        // Customers' accounts know no tokens.
        let refused = if path.starts_with("/api/v1/portal") { (401, "signed_out") } else { (403, "scope") };
        if (answer.status, answer.code().as_str()) != refused {
            wrong.push(format!("{}: {} {}", operation.0, answer.status, answer.text));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_30_no_token_makes_a_sign_in(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let desk = &scene.desk;
    let body = NewToken { name: "Everything".into(), scopes: vec![TokenScope::People], days: 30 };
    let caller = bearing(&desk.admin.call(CreateToken { body }).await.unwrap().secret);
    let send = async |method: &'static str, path: String, version: i64, body: Value| {
        let raw = Raw::new(method, path).by(&caller).with("if-match", format!("\"{version}\"")).json(&body);
        let answer = raw.send(&desk.server).await;
        (answer.status, answer.code())
    };
    let scope = (403, "scope".to_owned());
    let made = |name: &str, roles: Value, password: Value| {
        let details = json!({ "username": name, "email": format!("{name}@farhorizon.example"), "name": name,
            "roles": roles, "active": true });
        json!({ "kind": "employee", "details": details, "password": password })
    };
    let people = || "/api/v1/people".to_owned();
    for (roles, password) in [
        (json!(["agent"]), json!("a password of its own")),
        (json!(["agent", "administrator"]), Value::Null),
        (json!([scene.role]), Value::Null),
    ] {
        assert_eq!(send("POST", people(), 0, made("mole", roles, password)).await, scope);
    }
    let none = send("POST", people(), 0, made("temp", json!(["agent"]), Value::Null)).await;
    assert_eq!(none, (200, String::new()), "who is invited later by somebody at a browser");
    // Neither where an employee's mail goes, nor what one may.
    let lars = scene.member.id;
    let person = desk.admin.call(GetPerson { person: lars, body: () }).await.unwrap();
    let details = json!({ "username": person.username, "email": person.email, "name": "Lars Holm",
        "roles": person.roles, "active": true });
    let path = || format!("/api/v1/people/{lars}");
    for (field, value) in [("email", json!("mallory@evil.example")), ("roles", json!(["agent", "administrator"]))] {
        let mut wanted = details.clone();
        wanted[field] = value;
        assert_eq!(send("PUT", path(), person.version, wanted).await, scope, "{field}");
    }
    assert_eq!(send("PUT", path(), person.version, details).await, (200, String::new()), "the rest is the token's");
}
