//! A hidden department: every way in from outside answers 404, what is open goes on, agents write from it.
//! That it leaves open pages at once stands in `events`, transfers into it in `routing`.

use contract::{DepartmentId, departments::Visibility};
use rstest::rstest;
use serde_json::{Value, json};

use crate::{
    scene::{Answer, Caller, Raw, Scene},
    support::{Backend, Desk, client_id},
};

async fn post(desk: &Desk, caller: &Caller, path: &str, body: Value) -> Answer {
    Raw::new("POST", path).by(caller).json(&body).send(&desk.server).await
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn nothing_new_comes_in_from_outside(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let desk = &scene.desk;
    desk.show(desk.sales, Visibility::Hidden).await;
    let nothing = DepartmentId(uuid::Uuid::new_v4());
    let mut told = Vec::new();
    for department in [desk.sales, desk.reservations, nothing] {
        let chat = json!({ "client_id": client_id(), "department": department, "text": "Hello" });
        let left =
            json!({ "client_id": client_id(), "department": department, "email": "v@example.org", "text": "Hello" });
        told.push(post(desk, &scene.other, "/api/v1/widget/chats", chat).await);
        told.push(post(desk, &scene.other, "/api/v1/widget/messages", left.clone()).await);
        told.push(post(desk, &Caller::default(), "/api/v1/portal/messages", left).await);
    }
    // Hidden, never public, and not there at all are told apart by nobody.
    assert!(told.iter().all(|answer| answer.status == 404 && answer.text == told[0].text), "{told:?}");
    // A stale form keeps what was typed, and says so.
    let form = format!("department={}&email=v%40example.org&text=My+long+story", desk.sales);
    let page = Raw::new("POST", "/message").text("application/x-www-form-urlencoded", form).send(&desk.server).await;
    assert_eq!((page.status, page.text.contains("My long story")), (404, true));
    for path in ["/", "/api/v1/portal/home", "/api/v1/widget/session"] {
        let shown = Raw::new("GET", path).by(&scene.other).send(&desk.server).await;
        assert!(shown.status == 200 && !shown.text.contains(&desk.sales.to_string()), "{path}: {}", shown.text);
    }
    // The chat that is open goes on; ended, it does not open again.
    let messages = format!("/api/v1/widget/chats/{}/messages", scene.chat);
    let said = || json!({ "client_id": client_id(), "text": "Still here" });
    assert_eq!(post(desk, &scene.vera, &messages, said()).await.status, 200);
    let end = Raw::new("POST", format!("/api/v1/widget/chats/{}/end", scene.chat)).by(&scene.vera);
    assert_eq!(end.send(&desk.server).await.status, 200);
    let late = post(desk, &scene.vera, &messages, said()).await;
    assert_eq!((late.status, &*late.code()), (409, "ended"));
    let again = json!({ "client_id": client_id(), "department": desk.sales, "text": "Hello" });
    assert_eq!(post(desk, &scene.vera, "/api/v1/widget/chats", again).await.status, 404);
    // Agents write from it, as from any other.
    let ticket = scene.body("CreateTicket").unwrap();
    assert_eq!(post(desk, &scene.lars, "/api/v1/tickets", ticket).await.status, 200);
}
