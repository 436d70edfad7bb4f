//! Visitors: the bubble, forgetting, messages left, and who a site vouches for.

use contract::{
    chat::ChatState,
    widget::{ForgetVisitor, GetVisitorChat, Identify, Identity, LeaveMessage, NewLeftMessage, StartChat},
};
use rstest::rstest;

use super::{get, new_chat, open, start, write};
use crate::{
    refusals::why,
    support::{Backend, Desk, client_id},
};

/// Asks for the bubble as a page would; answers the status and the origin it is for.
async fn bubble(desk: &Desk, method: &str, key: &str, headers: &[(&str, &str)]) -> (u16, Option<String>) {
    use tower::ServiceExt;
    let mut request = axum::http::Request::builder()
        .method(method)
        .uri(format!("/api/v1/widget/bubble?brand={key}"))
        .header("host", "desk.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(axum::body::Body::empty()).unwrap();
    let answer = desk.server.router.clone().oneshot(request).await.unwrap();
    let origin = answer.headers().get("access-control-allow-origin").map(|value| value.to_str().unwrap().to_owned());
    if origin.is_some() {
        assert_eq!(answer.headers().get("vary").unwrap(), "origin");
    }
    (answer.status().as_u16(), origin)
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn only_the_brands_sites_may_ask_for_the_bubble(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let site = "http://127.0.0.1:8090";
    let key = desk.brand_key.clone();
    let allowed = Some(site.to_owned());
    assert_eq!(bubble(&desk, "GET", &key, &[("origin", site)]).await, (200, allowed.clone()));
    assert_eq!(bubble(&desk, "OPTIONS", &key, &[("origin", site)]).await, (204, allowed));
    assert_eq!(bubble(&desk, "GET", "nobody", &[("origin", site)]).await, (404, None));
    assert_eq!(bubble(&desk, "GET", &key, &[("sec-fetch-site", "same-origin")]).await, (200, None), "our own portal");
    for foreign in [
        "http://127.0.0.1:8090.evil.tld",
        "http://evil127.0.0.1:8090",
        "null",
        "",
        "HTTP://127.0.0.1:8090",
        "http://127.0.0.1:8090.",
        "http://127.0.0.1:8090/",
        "http://127.0.0.1",
        "https://127.0.0.1:8090",
        "http://desk.example",
    ] {
        for method in ["GET", "OPTIONS"] {
            let cross = [("origin", foreign), ("sec-fetch-site", "cross-site")];
            assert_eq!(bubble(&desk, method, &key, &cross).await, (403, None), "{foreign}");
            assert_eq!(bubble(&desk, method, &key, &cross[..1]).await, (403, None), "{foreign}");
        }
    }
    assert_eq!(bubble(&desk, "GET", &key, &[]).await, (403, None), "no origin at all");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn forgetting_leaves_nobody_waiting(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    desk.connect(lars.id).await;
    let (visitor, _) = desk.visitor().await;
    let chat = start(&visitor, desk.sales, "Hello").await.id;
    visitor.call(ForgetVisitor { body: () }).await.unwrap();
    assert_eq!(why(visitor.call(GetVisitorChat { chat, body: () }).await).0, 401);
    assert_eq!(get(&lars.api, chat).await.row.state, ChatState::Ended);
    assert!(open(&lars.api).await.is_empty());
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_message_left_becomes_one_ticket(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let (visitor, _) = desk.visitor().await;
    let left = |department, client_id| NewLeftMessage {
        client_id,
        department,
        name: "Vera".into(),
        email: "vera@example.com".into(),
        subject: String::new(),
        text: "Call me".into(),
    };
    let id = client_id();
    let receipt = visitor.call(LeaveMessage { body: left(desk.sales, id) }).await.unwrap();
    assert_eq!(visitor.call(LeaveMessage { body: left(desk.sales, id) }).await.unwrap(), receipt);
    let hidden = visitor.call(LeaveMessage { body: left(desk.reservations, client_id()) }).await;
    assert_eq!(why(hidden), (404, "not_found".into()));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_person_the_site_vouches_for_goes_on_in_another_browser(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    desk.connect(lars.id).await;
    let token = desk.site().await;
    let (desktop, _) = desk.visitor().await;
    let (phone, _) = desk.visitor().await;
    let (other, _) = desk.visitor().await;
    desktop.call(Identify { body: Identity { token: token("42") } }).await.unwrap();
    let chat = start(&desktop, desk.sales, "Hello").await.id;
    for stranger in [&phone, &other] {
        assert_eq!(why(stranger.call(GetVisitorChat { chat, body: () }).await).0, 404);
    }
    let pass = phone.call(Identify { body: Identity { token: token("42") } }).await.unwrap();
    assert_eq!(pass.state.chat.map(|chat| chat.id), Some(chat));
    let pass = other.call(Identify { body: Identity { token: token("43") } }).await.unwrap();
    assert_eq!(pass.state.chat, None);
    assert_eq!(why(other.call(GetVisitorChat { chat, body: () }).await).0, 404);
    write(&phone, chat, "From the train").await;
    let second = phone.call(StartChat { body: new_chat(desk.sales, client_id(), "Again") }).await;
    assert_eq!(why(second), (409, "already_chatting".into()));
    assert_eq!(get(&lars.api, chat).await.row.unread, 2);
    // Somebody else in the same browser is somebody else.
    let pass = phone.call(Identify { body: Identity { token: token("44") } }).await.unwrap();
    let else_here = phone.bearing(&pass.token);
    assert_eq!(pass.state.chat, None);
    assert_eq!(why(else_here.call(GetVisitorChat { chat, body: () }).await).0, 404);
}
