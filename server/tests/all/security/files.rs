//! Files of strangers, and the links to them: classes 6, 7 and 25. What their HTML becomes is tested beside the cleaner.

use base64::{Engine, prelude::BASE64_STANDARD};
use contract::{
    attachments::{AddTicketFile, NewFile},
    mails::{ArrivedMail, TakeInMail},
    tickets::{GetTicket, ListTickets, TicketEntry, TicketFilter},
};
use rstest::rstest;

use crate::{
    scene::{Answer, Caller, Raw, cookie},
    support::{Backend, Desk},
};

/// The entry of a mail that encloses a file.
async fn with_file(desk: &Desk, name: &str, kind: &str, file: &[u8]) -> TicketEntry {
    let raw = crate::mail::with_files("<p onclick=x()>Hi</p>", name, kind, file);
    let body = ArrivedMail { raw: BASE64_STANDARD.encode(raw), department: Some(desk.sales) };
    desk.admin.call(TakeInMail { body }).await.unwrap();
    let row = desk.admin.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items.remove(0);
    let whole = desk.admin.call(GetTicket { ticket: row.id, body: () }).await.unwrap();
    whole.entries.into_iter().find(|entry| entry.html.is_some()).unwrap()
}

async fn get(desk: &Desk, link: &str, by: &Caller) -> Answer {
    Raw::new("GET", link).by(by).send(&desk.server).await
}

#[rstest]
#[case("a.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>")]
#[case("a.html", "text/html", b"<script>alert(1)</script>")]
#[case("a.xml", "application/xhtml+xml", b"<html xmlns='http://www.w3.org/1999/xhtml'><script>1</script></html>")]
#[case("a.pdf", "application/pdf", b"%PDF-1.7 /OpenAction")]
#[case("a.png", "image/png", b"<script>alert(1)</script>")]
#[case("a.gif", "image/gif", b"GIF89a/*<script>*/=1;alert(1)")]
#[tokio::test]
async fn class_6_what_comes_along_is_saved_and_never_runs(#[case] name: &str, #[case] kind: &str, #[case] file: &[u8]) {
    let desk = Desk::on(Backend::Sqlite).await;
    let entry = with_file(&desk, name, kind, file).await;
    let oda = cookie(&desk.server, "oda").await;
    let answer = get(&desk, &entry.attachments[1].link, &oda).await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-disposition").starts_with("attachment; filename="));
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
    let is = if file.starts_with(b"GIF89a") { "image/gif" } else { "application/octet-stream" };
    assert_eq!(answer.header("content-type"), is, "what it says it is nobody is told");
}

#[rstest]
#[tokio::test]
async fn class_7_a_name_is_a_name(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let entry = with_file(&desk, "x", "text/plain", b"x").await;
    let row = desk.admin.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items.remove(0);
    let oda = cookie(&desk.server, "oda").await;
    let long = format!("{}.pdf", "x".repeat(4_990));
    for name in [
        "<img src=x onerror=alert(1)>",
        "../../etc/passwd",
        "..\\..\\x",
        "a\r\nSet-Cookie: x=1",
        "a\0b",
        "a\u{202e}fdp.exe",
        "\u{200b}.htaccess",
        &long,
        "a\"; filename=\"b",
        "",
    ] {
        let body = NewFile { name: name.into(), media_type: "text/html\r\nX: y".into(), data: "eA==".into() };
        let file = desk.admin.call(AddTicketFile { ticket: row.id, body }).await.unwrap();
        let bad = |c: char| c.is_control() || "/\\<>\"\u{202e}\u{200b}".contains(c);
        assert!(!file.name.contains(bad) && !file.name.starts_with('.'), "{name:?}: {file:?}");
        assert!((1..=120).contains(&file.name.chars().count()), "{file:?}");
        let answer = get(&desk, &file.link, &oda).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (200, ""), "{name:?}");
        let saved = answer.header("content-disposition");
        assert_eq!(saved.matches('"').count(), 2, "{saved}");
    }
    assert!(entry.attachments.iter().all(|one| !one.name.is_empty()));
}

#[rstest]
#[tokio::test]
async fn class_25_a_link_opens_for_whom_it_was_made(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let entry = with_file(&desk, "a.txt", "text/plain", b"x").await;
    let (oda, other) = (cookie(&desk.server, "oda").await, cookie(&desk.server, "lars").await);
    let (link, html) = (entry.attachments[1].link.clone(), entry.html.unwrap());
    let (_, first) = (lars, entry.attachments[0].link.clone());
    for link in [&link, &html] {
        let answer = get(&desk, link, &oda).await;
        assert_eq!((answer.status, answer.header("cache-control")), (200, "private, no-store"));
        assert_eq!(get(&desk, link, &other).await.status, 404, "another account");
        assert_eq!(get(&desk, link, &Caller::default()).await.status, 404, "nobody");
    }
    let (path, query) = link.split_once('?').unwrap();
    let until = query.split_once("until=").unwrap().1.split('&').next().unwrap();
    let later = format!("{}", until.parse::<i64>().unwrap() + 1);
    for altered in [
        format!("{}?{query}", first.split('?').next().unwrap()),
        format!("{path}?{}", query.replace(until, &later)),
        format!("{path}?until={until}&seal=AAAA"),
        format!("{path}?until={until}"),
        path.to_owned(),
        format!("/files/not-an-id?{query}"),
    ] {
        assert_eq!(get(&desk, &altered, &oda).await.status, 404, "{altered}");
    }
    desk.clock.advance(5 * 60 * 60 * 1000);
    assert_eq!(get(&desk, &link, &oda).await.status, 404, "expired");
}

#[tokio::test]
async fn class_3_the_frame_of_a_mail_may_nothing() {
    let desk = Desk::on(Backend::Sqlite).await;
    let entry = with_file(&desk, "a.txt", "text/plain", b"x").await;
    let oda = cookie(&desk.server, "oda").await;
    let html = entry.html.unwrap();
    let (without, with) = (get(&desk, &html, &oda).await, get(&desk, &format!("{html}&images=shown"), &oda).await);
    assert!(!without.text.contains("onclick"), "{}", without.text);
    let policy = |images: &str| {
        format!(
            "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
             style-src 'unsafe-inline'; img-src {images}; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
        )
    };
    assert_eq!(without.header("content-security-policy"), policy("'self'"));
    assert_eq!(with.header("content-security-policy"), policy("'self' https:"));
}
