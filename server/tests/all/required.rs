//! The role a department requires of who turns to it: each role on each way in, and what is not bound by it.

use client::Api;
use contract::{
    DepartmentId,
    departments::{DepartmentDetails, GetDepartment, UpdateDepartment, Visibility},
    roles::CustomerRole::{self, Everyone, Registered, Verified},
    widget::{CreateVisitor, GetWidget, Identify, Identity, NewVisitor, PageSeen},
};
use rstest::rstest;
use sea_orm::{ActiveModelTrait, Set};
use serde_json::{Value, json};
use server::people::tables::accounts;

use crate::{
    people::pass::pass,
    scene::{Answer, Caller, Raw, Scene, customer},
    support::{Backend, Desk, client_id},
};

/// Roles required: for chats, and for tickets.
async fn require(desk: &Desk, department: DepartmentId, chats: CustomerRole, tickets: CustomerRole) {
    let known = desk.admin.call(GetDepartment { department, body: () }).await.unwrap();
    let body = DepartmentDetails { chat_requires: chats, tickets_require: tickets, ..known.details };
    desk.admin.call(UpdateDepartment { department, version: known.version, body }).await.unwrap();
}

/// Somebody at the portal: the browser's cookie, and a way to the chat there, each time as another visitor.
struct Somebody<'a> {
    desk: &'a Desk,
    caller: Caller,
    /// What the portal, or a site, says of who it is.
    word: Option<String>,
}

impl<'a> Somebody<'a> {
    /// As the portal knows whoever has this cookie.
    async fn here(desk: &'a Desk, caller: Caller) -> Somebody<'a> {
        let word = pass(desk, "localhost:8080", &caller).await;
        Somebody { desk, caller, word }
    }

    /// A new visitor, who is this person.
    async fn visitor(&self) -> (Caller, Api) {
        let new = NewVisitor { brand: self.desk.brand_key.clone(), page: PageSeen::default() };
        let mut token = self.desk.stranger().call(CreateVisitor { body: new }).await.unwrap().token;
        if let Some(word) = self.word.clone() {
            let api = self.desk.stranger().bearing(&token);
            token = api.call(Identify { body: Identity { token: word } }).await.unwrap().token;
        }
        let api = self.desk.stranger().bearing(&token);
        (Caller { cookie: None, bearer: Some(token) }, api)
    }

    async fn chat(&self, department: DepartmentId) -> Answer {
        let body = json!({ "client_id": client_id(), "department": department, "text": "Hello" });
        let (visitor, api) = self.visitor().await;
        // A site's word makes one person of all visitors: what is open is in the way of what is to come.
        if let Some(chat) = api.call(GetWidget { body: () }).await.unwrap().chat {
            let end = format!("/api/v1/widget/chats/{}/end", chat.id);
            Raw::new("POST", end).by(&visitor).send(&self.desk.server).await;
        }
        post(self.desk, &visitor, "/api/v1/widget/chats", body).await
    }

    /// By the widget, by the portal's API, and by the portal's form.
    async fn leave(&self, department: DepartmentId) -> [(u16, String); 3] {
        let visitor = self.visitor().await.0;
        let widget = post(self.desk, &visitor, "/api/v1/widget/messages", message(department)).await;
        let portal = post(self.desk, &self.caller, "/api/v1/portal/messages", message(department)).await;
        let form = format!("department={department}&email=v%40example.org&text=My+long+story");
        let page = Raw::new("POST", "/message").by(&self.caller).text("application/x-www-form-urlencoded", form);
        let page = page.send(&self.desk.server).await;
        assert!(page.status == 303 || page.text.contains("My long story"), "nothing typed is lost");
        // The page says in words what the others say by code.
        let code = match page.status {
            403 if page.text.contains("Sign in first to write to this department.") => "sign_in_first",
            403 if page.text.contains("Confirm your e-mail address first to write to this department.") => {
                "verify_first"
            }
            _ => "",
        };
        [said(&widget), said(&portal), (if page.status == 303 { 200 } else { page.status }, code.to_owned())]
    }
}

fn said(answer: &Answer) -> (u16, String) {
    (answer.status, if answer.status == 200 { String::new() } else { answer.code() })
}

fn message(department: DepartmentId) -> Value {
    json!({ "client_id": client_id(), "department": department, "email": "v@example.org", "text": "My long story" })
}

async fn post(desk: &Desk, caller: &Caller, path: &str, body: Value) -> Answer {
    Raw::new("POST", path).by(caller).json(&body).send(&desk.server).await
}

/// What somebody who holds a role hears where another one is required.
fn expected(held: CustomerRole, required: CustomerRole) -> (u16, String) {
    match held {
        held if held >= required => (200, String::new()),
        Everyone => (403, "sign_in_first".into()),
        _ => (403, "verify_first".into()),
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn each_role_comes_as_far_as_it_reaches(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 100).await;
    desk.connect(lars.id).await;
    let word = Some(desk.site().await("someone"));
    let all = [
        (Everyone, Somebody::here(&desk, Caller::default()).await),
        // Whatever a site knows of its visitor: nobody signed in with us.
        (Everyone, Somebody { desk: &desk, caller: Caller::default(), word }),
        (Registered, Somebody::here(&desk, customer(&desk, "ulf@example.com", false).await).await),
        (Verified, Somebody::here(&desk, customer(&desk, "vera@example.com", true).await).await),
    ];
    for required in [Everyone, Registered, Verified] {
        for (chats, tickets) in [(required, Everyone), (Everyone, required), (required, required)] {
            require(&desk, desk.sales, chats, tickets).await;
            for (held, who) in &all {
                let what = format!("{held:?}, {chats:?} for chats, {tickets:?} for tickets");
                let state = who.visitor().await.1.call(GetWidget { body: () }).await.unwrap();
                assert!(state.availability.departments[0].chat_now, "it stays listed: {what}");
                assert_eq!(said(&who.chat(desk.sales).await), expected(*held, chats), "{what}");
                for (way, heard) in who.leave(desk.sales).await.into_iter().enumerate() {
                    assert_eq!(heard, expected(*held, tickets), "{what}, way {way}");
                }
            }
        }
    }
    // Hidden, it is nothing to anybody, whatever it requires.
    desk.show(desk.sales, Visibility::Hidden).await;
    for (held, who) in &all {
        assert_eq!(who.chat(desk.sales).await.status, 404, "{held:?}");
        assert_eq!(who.leave(desk.sales).await.map(|(status, _)| status), [404; 3], "{held:?}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_what_it_is_at_that_moment(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 100).await;
    desk.connect(lars.id).await;
    require(&desk, desk.sales, Verified, Verified).await;
    let caller = customer(&desk, "vera@example.com", false).await;
    let vera = Somebody::here(&desk, caller).await;
    let (visitor, api) = vera.visitor().await;
    let hello = || json!({ "client_id": client_id(), "department": desk.sales, "text": "Hello" });
    let start = async || said(&post(&desk, &visitor, "/api/v1/widget/chats", hello()).await);
    assert_eq!(start().await, (403, "verify_first".into()));
    // Verified in another window, she goes on in this one; and no longer when the address is another.
    let me = Raw::new("GET", "/api/v1/portal/me").by(&vera.caller).send(&desk.server).await.json();
    let id: uuid::Uuid = serde_json::from_value(me["id"].clone()).unwrap();
    let verify = async |verified| {
        let write = desk.server.app.db().write(move |tx| {
            Box::pin(async move {
                let row = accounts::ActiveModel { id: Set(id), email_verified: Set(verified), ..Default::default() };
                row.update(tx).await.map(|_| ())
            })
        });
        write.await.unwrap();
    };
    verify(true).await;
    assert_eq!(start().await, (200, String::new()));
    let chat = api.call(GetWidget { body: () }).await.unwrap().chat.unwrap().id;
    verify(false).await;
    // What is open goes on.
    let body = json!({ "client_id": client_id(), "text": "Still here" });
    assert_eq!(post(&desk, &visitor, &format!("/api/v1/widget/chats/{chat}/messages"), body).await.status, 200);
    let end = Raw::new("POST", format!("/api/v1/widget/chats/{chat}/end")).by(&visitor);
    assert_eq!(end.send(&desk.server).await.status, 200);
    assert_eq!(start().await, (403, "verify_first".into()));
    verify(true).await;
    // The session is over by the clock: the browser is still the same visitor, and nobody is signed in.
    desk.clock.advance(15 * DAY);
    desk.connect(lars.id).await;
    assert_eq!(start().await, (403, "sign_in_first".into()));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_before_is_not_sent_again(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 100).await;
    desk.connect(lars.id).await;
    let nobody = Somebody::here(&desk, Caller::default()).await;
    let visitor = nobody.visitor().await.0;
    let chat = json!({ "client_id": client_id(), "department": desk.sales, "text": "Hello" });
    let ways = [
        ("/api/v1/widget/messages", message(desk.sales)),
        ("/api/v1/portal/messages", message(desk.sales)),
        ("/api/v1/widget/chats", chat),
    ];
    let mut before = Vec::new();
    for (path, body) in &ways {
        before.push(post(&desk, &visitor, path, body.clone()).await);
    }
    require(&desk, desk.sales, Registered, Registered).await;
    // Their answers were lost on the way: the same again is the same.
    for ((path, body), before) in ways.iter().zip(before) {
        let again = post(&desk, &visitor, path, body.clone()).await;
        assert_eq!((again.status, before.status), (200, 200), "{path}: {}", again.text);
        assert!(["number", "id"].iter().any(|name| before.json()[name] == again.json()[name]), "{path}");
    }
    for path in ["/api/v1/widget/messages", "/api/v1/portal/messages"] {
        let late = post(&desk, &visitor, path, message(desk.sales)).await;
        assert_eq!(said(&late), (403, "sign_in_first".into()), "{path}");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn agents_are_not_bound(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let desk = &scene.desk;
    require(desk, desk.sales, Verified, Verified).await;
    let ticket = scene.body("CreateTicket").unwrap();
    assert_eq!(post(desk, &scene.lars, "/api/v1/tickets", ticket).await.status, 200);
}
