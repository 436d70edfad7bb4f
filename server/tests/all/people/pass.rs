//! Who is signed in at the portal is known to the chat there: by a pass on the page, for as long as the session lasts.

use client::Api;
use contract::{
    ChatId,
    chat::GetChat,
    widget::{CreateVisitor, GetWidget, Identify, Identity, NewChat, NewVisitor, PageSeen, StartChat, VisitorPass},
};
use rstest::rstest;
use serde_json::{Value, json};
use server::departments::tables::brands;

use crate::{
    refusals::{is, why},
    scene::{Answer, Caller, Raw, customer, other_brand},
    support::{Backend, Desk, PASSWORD, jwt, new_chat},
};

const HERE: &str = "localhost:8080";

async fn page(desk: &Desk, host: &str, caller: &Caller) -> String {
    Raw::new("GET", "/").with("host", host).with("accept", "text/html").by(caller).send(&desk.server).await.text
}

/// The pass in a page.
pub async fn pass(desk: &Desk, host: &str, caller: &Caller) -> Option<String> {
    let page = page(desk, host, caller).await;
    let (_, rest) = page.split_once("Frontdesk('identify','")?;
    Some(rest.split_once('\'').unwrap().0.to_owned())
}

async fn identify(visitor: &Api, token: &str) -> Result<VisitorPass, client::CallError> {
    visitor.call(Identify { body: Identity { token: token.into() } }).await
}

async fn start(desk: &Desk, visitor: &Api, text: &str) -> ChatId {
    let body = NewChat { name: "Typed".into(), ..new_chat(desk.sales, text) };
    visitor.call(StartChat { body }).await.unwrap().id
}

async fn portal(desk: &Desk, method: &str, path: &str, caller: &Caller, body: &Value) -> Answer {
    Raw::new(method, format!("/api/v1/portal/{path}")).by(caller).json(body).send(&desk.server).await
}

async fn visitor_of(desk: &Desk, brand: &brands::Model) -> Api {
    let new = NewVisitor { brand: brand.key.clone(), page: PageSeen::default() };
    let pass = desk.stranger().call(CreateVisitor { body: new }).await.unwrap();
    desk.stranger().bearing(&pass.token)
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_chat_at_the_portal_is_the_accounts(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    assert_eq!(pass(&desk, HERE, &Caller::default()).await, None, "nobody is signed in");
    let vera = customer(&desk, "vera@example.com", true).await;
    let shown = pass(&desk, HERE, &vera).await.unwrap();
    let (visitor, before) = desk.visitor().await;
    let known = identify(&visitor, &shown).await.unwrap();
    assert_eq!(known.state.visitor, before.state.visitor, "who was nobody goes on as her");
    assert_eq!(
        (&*known.state.name, &*known.state.email),
        ("vera of vera@example.com", "vera@example.com"),
        "what the account says"
    );
    let chat = start(&desk, &visitor, "Where is my suitcase?").await;
    let seen = lars.api.call(GetChat { chat, body: () }).await.unwrap();
    assert!(seen.visitor.identified);
    assert_eq!(seen.row.email.as_deref(), Some("vera@example.com"));
    let me = portal(&desk, "GET", "me", &vera, &Value::Null).await.json();
    assert_eq!(json!(seen.visitor.account), me["id"]);
    let requests = portal(&desk, "GET", "requests", &vera, &Value::Null).await.json();
    assert_eq!(requests["items"][0]["id"], json!(chat));
    // In her other browser the chat goes on; another customer's sees nothing of it.
    let (phone, _) = desk.visitor().await;
    assert_eq!(identify(&phone, &shown).await.unwrap().state.chat.map(|chat| chat.id), Some(chat));
    let ulf = customer(&desk, "ulf@example.com", false).await;
    let answer = identify(&phone, &pass(&desk, HERE, &ulf).await.unwrap()).await.unwrap();
    assert_ne!(answer.state.visitor, known.state.visitor);
    assert_eq!((answer.state.chat.map(|chat| chat.id), &*answer.state.email), (None, ""), "nothing unverified");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_pass_lasts_as_long_as_its_session(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    let here = customer(&desk, "vera@example.com", true).await;
    let body = json!({ "login": "vera@example.com", "password": PASSWORD });
    let again = portal(&desk, "POST", "session", &Caller::default(), &body).await;
    let cookie = again.header("set-cookie").split(';').next().map(str::to_owned);
    let there = Caller { cookie, bearer: None };
    let (in_here, in_there) = (desk.visitor().await.0, desk.visitor().await.0);
    let (pass_here, pass_there) = (pass(&desk, HERE, &here).await.unwrap(), pass(&desk, HERE, &there).await.unwrap());
    identify(&in_here, &pass_here).await.unwrap();
    identify(&in_there, &pass_there).await.unwrap();
    let chat = start(&desk, &in_there, "Hello").await;
    // Signed out in one of them, by the other.
    let sessions = portal(&desk, "GET", "me/sessions", &here, &Value::Null).await.json();
    let sessions = sessions["items"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    let other = sessions.iter().find(|one| one["current"] == false).unwrap()["id"].as_str().unwrap();
    let ulf = customer(&desk, "ulf@example.com", true).await;
    let end = format!("me/sessions/{other}");
    assert_eq!(portal(&desk, "DELETE", &end, &ulf, &Value::Null).await.status, 404, "none of his");
    in_there.call(GetWidget { body: () }).await.unwrap();
    assert_eq!(portal(&desk, "DELETE", &end, &here, &Value::Null).await.status, 204);
    assert_eq!(portal(&desk, "GET", "me", &there, &Value::Null).await.status, 401);
    assert_eq!(why(in_there.call(GetWidget { body: () }).await), is(401, "signed_out"), "the chat forgot her");
    let state = in_here.call(GetWidget { body: () }).await.unwrap();
    assert_eq!(state.chat.map(|chat| chat.id), Some(chat), "which goes on where she is");
    let (later, _) = desk.visitor().await;
    assert_eq!(why(identify(&later, &pass_there).await), is(422, "token malformed"));
    // Every other way out ends it, too.
    assert_eq!(portal(&desk, "DELETE", "session", &here, &Value::Null).await.status, 204);
    assert_eq!(why(in_here.call(GetWidget { body: () }).await), is(401, "signed_out"));
    let ulfs = desk.visitor().await.0;
    identify(&ulfs, &pass(&desk, HERE, &ulf).await.unwrap()).await.unwrap();
    let id = portal(&desk, "GET", "me", &ulf, &Value::Null).await.json()["id"].clone();
    let person: contract::people::Person = desk
        .admin
        .call(contract::people::GetPerson { person: serde_json::from_value(id).unwrap(), body: () })
        .await
        .unwrap();
    let body = contract::people::PersonDetails { active: false, ..super::details(&person) };
    let update = contract::people::UpdatePerson { person: person.id, version: person.version, body };
    desk.admin.call(update).await.unwrap();
    assert_eq!(why(ulfs.call(GetWidget { body: () }).await), is(401, "signed_out"), "deactivated");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_pass_is_forged_by_nobody(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let desk = Desk::on(backend).await;
    let there = other_brand(&desk).await;
    let vera = customer(&desk, "vera@example.com", true).await;
    let ulf = customer(&desk, "ulf@example.com", true).await;
    let good = pass(&desk, HERE, &vera).await.unwrap();
    let theirs = pass(&desk, HERE, &ulf).await.unwrap();
    let parts: Vec<&str> = good.split('.').collect();
    let &[begins, session, ends, mac] = parts.as_slice() else { panic!("{good}") };
    let later = (ends.parse::<i64>().unwrap() + DAY).to_string();
    let his = theirs.split('.').nth(1).unwrap();
    let refused = [
        [begins, session, &later, mac].join("."),
        [begins, his, ends, mac].join("."),
        [begins, session, ends, ""].join("."),
        [begins, session, ends].join("."),
        [&good, "x"].join("."),
        "customer.".into(),
        "customer.....".into(),
        good.to_uppercase(),
    ];
    let (visitor, _) = desk.visitor().await;
    for forged in refused {
        assert_eq!(why(identify(&visitor, &forged).await), is(422, "token malformed"), "{forged}");
    }
    // At another brand it is nothing; its own portal makes one.
    let foreign = visitor_of(&desk, &there).await;
    assert_eq!(why(identify(&foreign, &good).await), is(422, "token malformed"));
    let host = there.host.as_deref().unwrap();
    identify(&foreign, &pass(&desk, host, &vera).await.unwrap()).await.unwrap();
    // No site makes itself an account: it cannot write the sign, and what it writes is its own.
    let site = desk.site().await;
    let id = portal(&desk, "GET", "me", &vera, &Value::Null).await.json()["id"].as_str().unwrap().to_owned();
    for sub in [format!("\u{1f}{id}"), format!("\u{1f}{}", uuid::Uuid::new_v4())] {
        assert_eq!(why(identify(&visitor, &site(&sub)).await), is(422, "token malformed"));
    }
    identify(&visitor, &site(&id)).await.unwrap();
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    let chat = start(&desk, &visitor, "Hello").await;
    let seen = lars.api.call(GetChat { chat, body: () }).await.unwrap();
    assert_eq!(seen.visitor.account, None, "a site vouches for nobody's account");
    let unsigned = jwt(r#"{"alg":"none"}"#, "{}", "");
    assert_eq!(why(identify(&visitor, &unsigned).await), is(422, "token malformed"));
    // A page left open over night asks for a new one.
    desk.clock.advance(DAY - 1000);
    identify(&desk.visitor().await.0, &good).await.unwrap();
    desk.clock.advance(1001);
    assert_eq!(why(identify(&desk.visitor().await.0, &good).await), is(422, "token malformed"));
}
