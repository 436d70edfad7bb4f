//! Mails that begin tickets, once; those that begin none.

use contract::{
    chat::Side,
    mails::MailFate,
    tickets::{TicketEvent, TicketStatus},
};
use rstest::rstest;

use super::{Letter, VERA, arrive, fate, log, set, take_in, ticket, tickets};
use crate::support::{Backend, Desk};

#[rstest]
#[tokio::test]
async fn a_mail_becomes_a_ticket_once(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let kim = desk.agent_in("Kim", desk.sales_group, 5).await;
    desk.connect(kim.id).await;
    let copied = Letter {
        to: "Sales <Sales@FarHorizon.example>, Nils <nils@customer.example>",
        more: &[("Cc", "boss@customer.example")],
        ..VERA
    };
    let first = arrive(&desk, &copied).await;
    assert_eq!((first.len(), first[0].fate, first[0].known), (1, MailFate::NewTicket, false));
    let (again, beside) = tokio::join!(arrive(&desk, &copied), arrive(&desk, &copied));
    for taken in [again, beside] {
        assert_eq!(taken, [contract::mails::TakenMail { known: true, ..first[0] }]);
    }
    let rows = tickets(&desk).await;
    assert_eq!(rows.len(), 1);
    let row = &rows[0];
    assert_eq!((&*row.subject, &*row.from, row.status), ("A trip to Bergen", "Vera Lund", TicketStatus::Active));
    assert_eq!(row.agent.as_ref().map(|agent| agent.id), Some(kim.id), "it is given out");
    let whole = ticket(&desk, row.id).await;
    let addresses: Vec<&str> = whole.participants.iter().map(|one| &*one.address).collect();
    assert_eq!(addresses, ["nils@customer.example", "vera@customer.example"], "copies take no part");
    let said = whole.entries.iter().find_map(|entry| match &entry.event {
        TicketEvent::Message { from: Side::Visitor, text, .. } => Some(&**text),
        _ => None,
    });
    assert_eq!(said, Some("Hello,\n\ncan I still book?\n\nVera"));
    let log = log(&desk).await;
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].ticket, log[0].number, log[0].fate), (Some(row.id), Some(row.number), MailFate::NewTicket));
}

#[rstest]
#[tokio::test]
async fn a_mail_to_two_departments_is_one_ticket_in_each(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    set(&desk, desk.reservations, |details| details.accepts_new_by_email = true).await;
    let both = Letter { to: "sales@farhorizon.example, reservations@farhorizon.example", ..VERA };
    let fates: Vec<MailFate> = arrive(&desk, &both).await.into_iter().map(|taken| taken.fate).collect();
    assert_eq!(fates, [MailFate::NewTicket; 2]);
    let participants = ticket(&desk, tickets(&desk).await[0].id).await.participants;
    assert_eq!(participants.len(), 1, "our own addresses take no part: {participants:?}");
}

#[rstest]
#[tokio::test]
async fn a_department_that_takes_none_begins_none(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let hidden = Letter { to: "reservations@farhorizon.example", ..VERA };
    assert_eq!(fate(&desk, &hidden).await, MailFate::NotAccepted);
    set(&desk, desk.reservations, |details| details.accepts_new_by_email = true).await;
    let known = arrive(&desk, &hidden).await;
    assert_eq!((known[0].fate, known[0].known), (MailFate::NotAccepted, true), "a mail is what it was");
    assert_eq!(fate(&desk, &Letter { id: "second@customer.example", ..hidden }).await, MailFate::NewTicket);
}

#[rstest]
#[tokio::test]
async fn what_begins_nothing(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    assert!(arrive(&desk, &Letter { to: "info@elsewhere.example", ..VERA }).await.is_empty(), "nobody's");
    assert_eq!(fate(&desk, &Letter { id: "a@x", from: "sales@farhorizon.example", ..VERA }).await, MailFate::Own);
    let ours = Letter { id: "b@x", from: "Reservations@farhorizon.example", ..VERA };
    assert_eq!(fate(&desk, &ours).await, MailFate::Own, "two of our mailboxes do not write to each other");
    let broken = take_in(&desk, b"no mail at all".to_vec(), Some(desk.sales)).await;
    assert_eq!(broken[0].fate, MailFate::Quarantined);
    let row = &log(&desk).await[0];
    assert_eq!((row.fate, row.problem.is_empty()), (MailFate::Quarantined, false), "{row:?}");
    assert!(tickets(&desk).await.is_empty());
    let vacation = Letter { id: "c@x", more: &[("Auto-Submitted", "auto-replied")], ..VERA };
    assert_eq!(fate(&desk, &vacation).await, MailFate::NewTicket);
    assert!(log(&desk).await[0].automatic, "what nobody wrote is kept and flagged");
}
