//! What a mail encloses is shown with what it says; what an agent adds leaves with the mail.

use base64::{Engine, prelude::BASE64_STANDARD};
use contract::{
    AttachmentId, TicketId,
    attachments::{AddTicketFile, Attachment, NewFile},
    tickets::{
        CommentOnTicket, CommentSort, NewReply, NewTicketComment, ReplyToTicket, Ticket, TicketEntry, TicketEvent,
    },
};
use mail_parser::{MessageParser, MimeHeaders};
use rstest::rstest;
use server::platform::jobs;

use super::{VERA, arrive, take_in, ticket, tickets};
use crate::{
    postfix::Postfix,
    refusals::{is, why},
    scene::{Caller, PICTURE, Raw, cookie},
    support::{Backend, Desk, client_id},
};

/// A mail of text and HTML with a picture in it, and a file.
pub(crate) fn with_files(html: &str, name: &str, kind: &str, file: &[u8]) -> Vec<u8> {
    let file = BASE64_STANDARD.encode(file);
    format!(
        "Message-ID: <files@customer.example>\r\nFrom: Vera Lund <vera@customer.example>\r\nTo: sales@farhorizon.example\r\n\
         Subject: A trip\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=M\r\n\r\n\
         --M\r\nContent-Type: multipart/related; boundary=R\r\n\r\n\
         --R\r\nContent-Type: multipart/alternative; boundary=A\r\n\r\n\
         --A\r\nContent-Type: text/plain\r\n\r\nSee the picture\r\n\
         --A\r\nContent-Type: text/html\r\n\r\n{html}\r\n--A--\r\n\
         --R\r\nContent-Type: image/png; name=logo.png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <logo@x>\r\n\
         Content-Disposition: inline; filename=logo.png\r\n\r\n{PICTURE}\r\n--R--\r\n\
         --M\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{file}\r\n--M--\r\n"
    )
    .into_bytes()
}

/// The first message of the only ticket.
async fn first(desk: &Desk) -> TicketEntry {
    let whole = ticket(desk, tickets(desk).await[0].id).await;
    whole.entries.into_iter().find(|entry| matches!(entry.event, TicketEvent::Message { .. })).unwrap()
}

async fn add(desk: &Desk, ticket: TicketId, name: &str, content: &[u8]) -> Attachment {
    let body = NewFile { name: name.into(), media_type: "text/plain".into(), data: BASE64_STANDARD.encode(content) };
    desk.admin.call(AddTicketFile { ticket, body }).await.unwrap()
}

fn reply(files: &[&Attachment]) -> NewReply {
    NewReply { client_id: client_id(), text: "Here it is".into(), files: files.iter().map(|file| file.id).collect() }
}

/// The names of the files of the newest entry that has some.
fn names(ticket: &Ticket) -> Vec<&str> {
    let newest = ticket.entries.iter().rev().find(|entry| !entry.attachments.is_empty());
    newest.iter().flat_map(|entry| &entry.attachments).map(|file| &*file.name).collect()
}

#[rstest]
#[tokio::test]
async fn what_a_mail_encloses_is_shown_with_it(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let html = "<p>See <b>the</b> picture <img src='cid:logo@x'><img src='https://track.example/1.png'></p>";
    take_in(&desk, with_files(html, "../plan.pdf", "application/pdf", b"%PDF-1"), None).await;
    let entry = first(&desk).await;
    let found: Vec<_> =
        entry.attachments.iter().map(|one| (&*one.name, &*one.media_type, one.size, one.inline)).collect();
    assert_eq!(found, [("logo.png", "image/png", 73, true), ("plan.pdf", "application/pdf", 6, false)]);
    let oda = cookie(&desk.server, "oda").await;
    let file = Raw::new("GET", &*entry.attachments[1].link).by(&oda).send(&desk.server).await;
    assert_eq!((file.status, &*file.text), (200, "%PDF-1"));
    let link = entry.html.unwrap();
    let page = Raw::new("GET", &*link).by(&oda).send(&desk.server).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("<b>the</b>") && page.text.contains("data-remote=\"1\""), "{}", page.text);
    assert!(!page.text.contains("track.example"), "{}", page.text);
    let picture = page.text.split("src=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let picture = Raw::new("GET", picture).by(&oda).send(&desk.server).await;
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"));
    let asked = Raw::new("GET", format!("{link}&images=shown")).by(&oda).send(&desk.server).await;
    assert!(asked.text.contains("src=\"https://track.example/1.png\""), "{}", asked.text);
    // The same mail again brings nothing twice.
    take_in(&desk, with_files(html, "../plan.pdf", "application/pdf", b"%PDF-1"), None).await;
    assert_eq!(first(&desk).await.attachments.len(), 2);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_reply_leaves_with_its_files(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let postfix = Postfix::start().await;
    let url = postfix.url();
    let desk = Desk::with(on, |config| config.smtp_url = Some(url.into())).await;
    arrive(&desk, &VERA).await;
    let id = tickets(&desk).await[0].id;
    let (plan, map) =
        (add(&desk, id, "Plan für Øyvind.txt", b"to Bergen").await, add(&desk, id, "map", b"north").await);
    let body = reply(&[&plan, &map]);
    let sent = desk.admin.call(ReplyToTicket { ticket: id, body: body.clone() }).await.unwrap();
    assert_eq!(names(&sent), ["Plan für Øyvind.txt", "map"]);
    let again = desk.admin.call(ReplyToTicket { ticket: id, body: body.clone() }).await.unwrap();
    assert_eq!(again.entries.len(), sent.entries.len());
    let fewer = NewReply { files: vec![plan.id], ..body };
    let refused = desk.admin.call(ReplyToTicket { ticket: id, body: fewer }).await;
    assert_eq!(why(refused), is(409, "client_id_reused"));
    // The first says that hers came.
    let mails = postfix.wait_for(2).await;
    let mail = mails.iter().find(|mail| mail.raw.contains("Here it is")).unwrap();
    let mail = MessageParser::default().parse(mail.raw.as_bytes()).unwrap();
    assert_eq!(mail.body_text(0).unwrap().trim(), "Here it is");
    let files: Vec<_> = mail.attachments().map(|one| (one.attachment_name().unwrap(), one.contents())).collect();
    assert_eq!(files, [("Plan für Øyvind.txt", &b"to Bergen"[..]), ("map", b"north")]);
}

#[rstest]
#[tokio::test]
async fn files_go_with_what_they_were_added_for_once(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    arrive(&desk, &VERA).await;
    let id = tickets(&desk).await[0].id;
    let file = add(&desk, id, "a.txt", b"a").await;
    let other = super::Letter { id: "other@x", subject: "Another", ..VERA };
    arrive(&desk, &other).await;
    let elsewhere = tickets(&desk).await.into_iter().find(|row| row.id != id).unwrap().id;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let refused = |answer: Result<Ticket, client::CallError>, what: &str| {
        assert_eq!(why(answer), is(422, "files unknown"), "{what}");
    };
    refused(desk.admin.call(ReplyToTicket { ticket: elsewhere, body: reply(&[&file]) }).await, "another ticket");
    refused(lars.api.call(ReplyToTicket { ticket: id, body: reply(&[&file]) }).await, "somebody else");
    refused(desk.admin.call(ReplyToTicket { ticket: id, body: reply(&[&file, &file]) }).await, "twice");
    let body = NewTicketComment {
        client_id: client_id(),
        text: "Look".into(),
        asks: Vec::new(),
        sort: CommentSort::General,
        files: vec![file.id],
    };
    let commented = desk.admin.call(CommentOnTicket { ticket: id, body }).await.unwrap();
    assert_eq!(names(&commented), ["a.txt"]);
    refused(desk.admin.call(ReplyToTicket { ticket: id, body: reply(&[&file]) }).await, "sent already");
    let none = Attachment { id: AttachmentId(uuid::Uuid::nil()), ..file };
    refused(desk.admin.call(ReplyToTicket { ticket: id, body: reply(&[&none]) }).await, "none");

    let (late, kept) = (add(&desk, id, "late", b"b").await, add(&desk, id, "kept", b"c").await);
    desk.admin.call(ReplyToTicket { ticket: id, body: reply(&[&kept]) }).await.unwrap();
    desk.clock.advance(25 * 60 * 60 * 1000);
    jobs::run_due(&desk.server.app).await.unwrap();
    refused(desk.admin.call(ReplyToTicket { ticket: id, body: reply(&[&late]) }).await, "a day later");
    assert_eq!(names(&ticket(&desk, id).await), ["kept"]);
    let nobody = Raw::new("GET", &*kept.link).by(&Caller::default()).send(&desk.server).await;
    assert_eq!(nobody.status, 404);
}
