//! Visitors: the bubble, forgetting, messages left, and who a site vouches for.

use contract::{
    chat::ChatState,
    widget::{
        EndVisitorChat, ForgetVisitor, GetVisitorChat, GetWidget, Identify, Identity, LeaveMessage, NewChat,
        NewLeftMessage, StartChat,
    },
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
        values: Vec::new(),
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

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn what_was_typed_never_looks_vouched_for(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 1).await;
    desk.connect(lars.id).await;
    let token = desk.site().await;
    let (visitor, _) = desk.visitor().await;
    let typed = start(&visitor, desk.sales, "Hello").await.id;
    visitor.call(EndVisitorChat { chat: typed, body: () }).await.unwrap();
    assert_eq!(visitor.call(GetWidget { body: () }).await.unwrap().email, "vera@example.com");
    // The site says a name and no address.
    let pass = visitor.call(Identify { body: Identity { token: token("42") } }).await.unwrap();
    assert_eq!((&*pass.state.name, &*pass.state.email), ("Vera", ""));
    let silent = NewChat { email: String::new(), ..new_chat(desk.sales, client_id(), "Me again") };
    let chat = visitor.call(StartChat { body: silent }).await.unwrap().id;
    let known = get(&lars.api, chat).await;
    assert!(known.visitor.identified && known.row.email.is_none(), "{:?}", known.row.email);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn of_two_open_chats_the_older_is_shown(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 2).await;
    desk.connect(lars.id).await;
    let token = desk.site().await;
    let ((desktop, _), (phone, _)) = (desk.visitor().await, desk.visitor().await);
    let vouch = async |browser: &client::Api| {
        browser.call(Identify { body: Identity { token: token("42") } }).await.unwrap().state.chat.map(|chat| chat.id)
    };
    assert_eq!(vouch(&desktop).await, None);
    let older = start(&phone, desk.sales, "Hello").await.id;
    let younger = start(&desktop, desk.sales, "Hello").await.id;
    // Only now is it known that both are one person's.
    assert_eq!(vouch(&phone).await, Some(older));
    let shown =
        async |browser: &client::Api| browser.call(GetWidget { body: () }).await.unwrap().chat.map(|chat| chat.id);
    assert_eq!((shown(&desktop).await, shown(&phone).await), (Some(older), Some(older)));
    phone.call(EndVisitorChat { chat: older, body: () }).await.unwrap();
    assert_eq!((shown(&desktop).await, shown(&phone).await), (Some(younger), Some(younger)));
    let third = phone.call(StartChat { body: new_chat(desk.sales, client_id(), "Again") }).await;
    assert_eq!(why(third), (409, "already_chatting".into()));
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn two_browsers_at_once_begin_one_chat(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 9).await;
    desk.connect(lars.id).await;
    let token = desk.site().await;
    let browsers = [desk.visitor().await.0, desk.visitor().await.0, desk.visitor().await.0];
    for browser in &browsers {
        browser.call(Identify { body: Identity { token: token("42") } }).await.unwrap();
    }
    for _ in 0..8 {
        let mut begun = tokio::task::JoinSet::new();
        for browser in browsers.clone() {
            let body = new_chat(desk.sales, client_id(), "Hello");
            begun.spawn(async move { browser.call(StartChat { body }).await });
        }
        let answers = begun.join_all().await;
        let (begun, refusals): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!((begun.len(), refusals.len()), (1, 2), "{begun:?} {refusals:?}");
        for refusal in refusals {
            assert_eq!(why(refusal), (409, "already_chatting".into()));
        }
        let chat = begun.into_iter().next().unwrap().unwrap().id;
        browsers[0].call(EndVisitorChat { chat, body: () }).await.unwrap();
    }
}
