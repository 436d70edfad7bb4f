//! An answer is taken back before it leaves, and sent again when it was not delivered.

use contract::{
    TicketEntryId, TicketId,
    chat::Side,
    mails::MailFate,
    requests::OwnTicket,
    tickets::{
        CreateTicket, NewReply, NewTicket, ReplyToTicket, SendReplyAgain, Sending, SendingFate, TakeBackReply, Ticket,
        TicketEvent, TicketStatus,
    },
};
use rstest::rstest;

use super::{VERA, arrive, take_in, ticket, tickets};
use crate::{
    postfix::Postfix,
    refusals::{is, why},
    scene::{Raw, customer},
    support::{Backend, Desk, client_id},
};

/// A desk whose answers can be taken back for five seconds, and Vera's ticket.
async fn desk(on: Backend, smtp: Option<String>) -> (Desk, TicketId) {
    let desk = Desk::with(on, |config| {
        config.smtp_url = smtp.map(Into::into);
        config.undo_send_seconds = 5;
    })
    .await;
    arrive(&desk, &VERA).await;
    let id = tickets(&desk).await[0].id;
    (desk, id)
}

async fn reply(desk: &Desk, ticket: TicketId, text: &str) -> Ticket {
    let body = NewReply { client_id: client_id(), text: text.into(), files: Vec::new() };
    desk.admin.call(ReplyToTicket { ticket, body }).await.unwrap()
}

/// The last answer, and its sending.
fn answer(ticket: &Ticket) -> Option<(TicketEntryId, Sending)> {
    let said = |event: &TicketEvent| matches!(event, TicketEvent::Message { from: Side::Agent, automatic: false, .. });
    let last = ticket.entries.iter().rev().find(|entry| said(&entry.event))?;
    Some((last.id, last.sending.clone().unwrap()))
}

async fn until(desk: &Desk, ticket_id: TicketId, fate: SendingFate) -> Ticket {
    loop {
        let now = ticket(desk, ticket_id).await;
        if answer(&now).is_some_and(|(_, sending)| sending.fate == fate) {
            return now;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_taken_back_before_it_leaves(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let postfix = Postfix::start().await;
    let (desk, id) = desk(on, Some(postfix.url())).await;
    let vera = customer(&desk, "vera@customer.example", true).await;
    let own = async || -> usize {
        let read = Raw::new("GET", format!("/api/v1/portal/tickets/{id}")).by(&vera).send(&desk.server).await;
        let read: OwnTicket = serde_json::from_str(&read.text).unwrap();
        read.messages.iter().filter(|one| one.text.starts_with("Yes")).count()
    };
    let before = ticket(&desk, id).await.row.status;
    let said = reply(&desk, id, "Yes, by rail.").await;
    let (entry, sending) = answer(&said).unwrap();
    assert!(sending.held);
    assert_eq!((before, said.row.status, own().await), (TicketStatus::Active, TicketStatus::Waiting, 0));
    let back = desk.admin.call(TakeBackReply { ticket: id, entry, body: () }).await.unwrap();
    assert!(answer(&back).is_none());
    assert_eq!(back.row.status, TicketStatus::Active);
    let again = desk.admin.call(TakeBackReply { ticket: id, entry, body: () }).await;
    assert_eq!(why(again), is(404, "not_found"));

    let said = reply(&desk, id, "Yes, by sea.").await;
    let (entry, _) = answer(&said).unwrap();
    desk.server.app.clock().advance(5_000);
    let sent = until(&desk, id, SendingFate::Sent).await;
    assert!(!answer(&sent).unwrap().1.held);
    let late = desk.admin.call(TakeBackReply { ticket: id, entry, body: () }).await;
    assert_eq!(why(late), is(409, "ended"));
    // What was delivered is not sent twice.
    desk.admin.call(SendReplyAgain { ticket: id, entry, body: () }).await.unwrap();
    assert_eq!((ticket(&desk, id).await.row.status, own().await), (TicketStatus::Waiting, 1));
    let mails = postfix.wait_for(2).await;
    assert_eq!(mails.iter().filter(|mail| mail.plain.starts_with("Yes, by sea.")).count(), 1);
    assert!(mails.iter().all(|mail| !mail.plain.contains("rail")), "{mails:?}");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_a_ticket_began_with_is_not_taken_back(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let (desk, id) = desk(on, None).await;
    let whole = ticket(&desk, id).await;
    let entry = whole.entries[0].id;
    let not = desk.admin.call(TakeBackReply { ticket: id, entry, body: () }).await;
    assert_eq!(why(not), is(404, "not_found"), "what a customer said");
    let body = NewTicket {
        client_id: client_id(),
        department: desk.sales,
        subject: "Your trip".into(),
        email: "vera@customer.example".into(),
        name: String::new(),
        text: "Your tickets are here.".into(),
        values: Vec::new(),
    };
    let other = desk.admin.call(CreateTicket { body }).await.unwrap();
    let (entry, sending) = answer(&other).unwrap();
    assert!(!sending.held);
    let not = desk.admin.call(TakeBackReply { ticket: other.row.id, entry, body: () }).await;
    assert_eq!(why(not), is(409, "ended"));
    let elsewhere = desk.admin.call(TakeBackReply { ticket: id, entry, body: () }).await;
    assert_eq!(why(elsewhere), is(404, "not_found"), "another ticket's");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_came_back_is_sent_again(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let postfix = Postfix::start().await;
    let (desk, id) = desk(on, Some(postfix.url())).await;
    let (entry, _) = answer(&reply(&desk, id, "Yes, by rail.").await).unwrap();
    desk.server.app.clock().advance(5_000);
    until(&desk, id, SendingFate::Sent).await;
    let report = format!(
        "From: MAILER-DAEMON@mail.example\r\nTo: sales@farhorizon.example\r\nSubject: Undelivered\r\n\
         Message-ID: <dsn@mail.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nNobody of this name.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n\
         Final-Recipient: rfc822; vera@customer.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 no such user\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{}@farhorizon.example>\r\n\r\n--b--\r\n",
        entry.0
    );
    assert_eq!(take_in(&desk, report.into_bytes(), None).await[0].fate, MailFate::Bounce);
    let bounced = until(&desk, id, SendingFate::Bounced).await;
    let problem = answer(&bounced).unwrap().1.problem;
    assert!(problem.contains("vera@customer.example") && problem.contains("5.1.1"), "{problem}");
    let again = desk.admin.call(SendReplyAgain { ticket: id, entry, body: () }).await.unwrap();
    assert_eq!(answer(&again).unwrap().1.fate, SendingFate::Waiting);
    until(&desk, id, SendingFate::Sent).await;
    let mails = postfix.wait_for(3).await;
    assert_eq!(mails.iter().filter(|mail| mail.plain.starts_with("Yes, by rail.")).count(), 2);
}
