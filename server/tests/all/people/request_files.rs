//! A customer's files at the portal, and closing what is solved: over the API, and on the pages that work without script.

use contract::{
    TicketId,
    requests::OwnTicket,
    tickets::{GetTicket, ListTickets, Priority, TicketDetails, TicketEvent, TicketFilter, TicketStatus, UpdateTicket},
};
use rstest::rstest;
use serde_json::json;

use crate::{
    scene::{Answer, Caller, Raw, customer},
    support::{Backend, Desk, client_id},
};

const BOUNDARY: &str = "----here";

/// Sends a page's form with files, as browsers do: a name, what its file is called, and what it holds.
async fn send(desk: &Desk, path: &str, caller: &Caller, parts: &[(&str, Option<&str>, &str)]) -> Answer {
    let mut body = String::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"\r\nContent-Type: text/plain")).unwrap_or_default();
        body += &format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n");
    }
    body += &format!("--{BOUNDARY}--\r\n");
    let raw = Raw::new("POST", path).by(caller).with("sec-fetch-site", "same-origin");
    let kind: &'static str = "multipart/form-data; boundary=----here";
    raw.text(kind, body).send(&desk.server).await
}

async fn own(desk: &Desk, ticket: TicketId, caller: &Caller) -> OwnTicket {
    let answer = Raw::new("GET", format!("/api/v1/portal/tickets/{ticket}")).by(caller).send(&desk.server).await;
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

fn files(ticket: &OwnTicket) -> Vec<Vec<&str>> {
    ticket.messages.iter().map(|said| said.attachments.iter().map(|file| &*file.name).collect()).collect()
}

async fn only(desk: &Desk) -> TicketId {
    let listed = desk.admin.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items;
    assert_eq!(listed.len(), 1);
    listed[0].id
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn files_go_along_with_what_is_written(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let vera = customer(&desk, "vera@example.com", true).await;
    let nobody = Caller::default();
    let (sales, id) = (desk.sales.to_string(), client_id().to_string());
    // What is wrong is said; the file is there already, and named.
    let fields = [("client_id", None, &*id), ("department", None, &*sales), ("email", None, "vera@example.com")];
    let refused =
        send(&desk, "/message", &nobody, &[&fields[..], &[("files", Some("map.txt"), "north")]].concat()).await;
    assert!(refused.status == 422 && refused.text.contains("map.txt"), "{}: {}", refused.status, refused.text);
    let rest = [("text", None, "Where is it?"), ("files", Some(""), ""), ("files", Some("list.txt"), "1, 2")];
    let sent = send(&desk, "/message", &nobody, &[&fields[..], &rest[..]].concat()).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let ticket = only(&desk).await;
    let mine = own(&desk, ticket, &vera).await;
    assert_eq!(files(&mine), [["map.txt", "list.txt"]]);
    // Whoever it is for reads it; the link is for nobody else.
    let link = &mine.messages[0].attachments[0].link;
    let read = async |caller: &Caller| Raw::new("GET", link.clone()).by(caller).send(&desk.server).await;
    assert_eq!((read(&vera).await.text.as_str(), read(&nobody).await.status), ("north", 404));
    // An answer, refused for its text first.
    let path = format!("/requests/tickets/{ticket}");
    let long = "x".repeat(200_000);
    let id = client_id().to_string();
    let refused =
        send(&desk, &path, &vera, &[("client_id", None, &id), ("text", None, &long), ("files", Some("c.txt"), "c")])
            .await;
    let at =
        refused.text.find("name=\"file\" value=\"").unwrap_or_else(|| panic!("{}: {}", refused.status, refused.text));
    let kept = refused.text[at..].split('"').nth(3).unwrap().to_owned();
    assert!(kept.ends_with("/c.txt"), "{kept}");
    let parts = [("client_id", None, &*id), ("text", None, "Here."), ("file", None, &*kept)];
    let answered = send(&desk, &path, &vera, &parts).await;
    assert_eq!((answered.status, answered.header("location")), (303, &*path), "{}", answered.text);
    assert_eq!(files(&own(&desk, ticket, &vera).await), [vec!["map.txt", "list.txt"], vec!["c.txt"]]);
    // What is more than can be sent is refused, and nothing of it is there.
    let large = "x".repeat(30 * 1024 * 1024);
    let refused = send(&desk, &path, &vera, &[("text", None, "Large."), ("files", Some("l.txt"), &large)]).await;
    assert_eq!((refused.status, &*refused.code()), (413, "too_large"));
    assert_eq!(own(&desk, ticket, &vera).await.messages.len(), 2);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_customer_closes_what_is_solved(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let vera = customer(&desk, "vera@example.com", true).await;
    let body = json!({ "client_id": client_id(), "department": desk.sales, "name": "Vera", "email": "vera@example.com",
        "subject": "", "text": "Where is it?" });
    let left = Raw::new("POST", "/api/v1/portal/messages").by(&vera).json(&body).send(&desk.server).await;
    assert_eq!(left.status, 200, "{}", left.text);
    let ticket = only(&desk).await;
    let path = format!("/requests/tickets/{ticket}");
    // With a last word, which leaves it closed.
    let closed = send(&desk, &path, &vera, &[("text", None, "Found it."), ("act", None, "close")]).await;
    assert_eq!((closed.status, closed.header("location")), (303, &*path), "{}", closed.text);
    let seen = desk.admin.call(GetTicket { ticket, body: () }).await.unwrap();
    assert_eq!(seen.row.status, TicketStatus::Closed);
    let by_customer = seen.entries.iter().any(|entry| {
        matches!(entry.event, TicketEvent::Status { by: None, by_customer: true, to: TicketStatus::Closed, .. })
    });
    assert!(by_customer, "{:?}", seen.entries);
    assert_eq!(own(&desk, ticket, &vera).await.messages.len(), 2);
    // Again without one.
    let opened = send(&desk, &path, &vera, &[("text", None, ""), ("act", None, "reopen")]).await;
    assert_eq!((opened.status, own(&desk, ticket, &vera).await.row.status), (303, TicketStatus::Active));
    let call = async |method: &'static str, caller: &Caller| {
        let path = format!("/api/v1/portal/tickets/{ticket}/closure");
        Raw::new(method, path).by(caller).send(&desk.server).await
    };
    let ulf = customer(&desk, "ulf@example.com", true).await;
    assert_eq!((call("POST", &ulf).await.status, call("DELETE", &ulf).await.status), (404, 404));
    for _ in 0..2 {
        let closed = call("POST", &vera).await;
        assert_eq!((closed.status, closed.json()["status"].as_str()), (200, Some("closed")), "{}", closed.text);
    }
    // What is closed for good stays so.
    let version = desk.admin.call(GetTicket { ticket, body: () }).await.unwrap().row.version;
    let body = TicketDetails { status: TicketStatus::Locked, priority: Priority::Normal };
    desk.admin.call(UpdateTicket { ticket, version, body }).await.unwrap();
    let opened = call("DELETE", &vera).await;
    assert_eq!((opened.status, &*opened.code()), (409, "locked"));
    assert_eq!(call("POST", &vera).await.status, 200);
}
