//! A mail to a ticket that was merged into another one.

use contract::{
    mails::MailFate,
    tickets::{DeleteTicket, MergeTicket, TicketEvent, TicketMerge},
};
use rstest::rstest;

use super::{Letter, VERA, arrive, fate, ticket, tickets};
use crate::support::{Backend, Desk};

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_a_merged_ticket_goes_to_the_other(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let both = Letter { to: "sales@farhorizon.example, Ulf <ulf@other.example>", ..VERA };
    arrive(&desk, &both).await;
    let merged = tickets(&desk).await[0].id;
    let again = Letter { id: "again@customer.example", subject: "Bergen again", ..VERA };
    assert_eq!(fate(&desk, &again).await, MailFate::NewTicket);
    let into = tickets(&desk).await.into_iter().find(|row| row.id != merged).unwrap().id;
    desk.admin.call(MergeTicket { ticket: merged, body: TicketMerge { into } }).await.unwrap();
    let more: &[(&str, &str)] = &[("In-Reply-To", "<first@customer.example>")];
    // Ulf takes part in the other one now.
    let ulf = Letter { id: "u@other.example", from: "Ulf <ulf@other.example>", more, text: "Me too.", ..VERA };
    assert_eq!(fate(&desk, &ulf).await, MailFate::Joined);
    let whole = ticket(&desk, into).await;
    let last = whole.entries.iter().rev().find_map(|entry| match &entry.event {
        TicketEvent::Message { text, .. } => Some(text.as_str()),
        _ => None,
    });
    assert_eq!((last, whole.participants.len()), (Some("Me too."), 2));
    assert_eq!(tickets(&desk).await.len(), 1);
    let mallory = Letter { id: "m@evil.example", from: "Vera Lund <vera@evil.example>", more, ..VERA };
    assert_eq!(fate(&desk, &mallory).await, MailFate::Stranger);
    // Where the other one is deleted, an answer begins a ticket, as it does to any that is.
    desk.admin.call(DeleteTicket { ticket: into, body: () }).await.unwrap();
    let late = Letter { id: "late@other.example", from: "Ulf <ulf@other.example>", more, text: "Late.", ..VERA };
    assert_eq!(fate(&desk, &late).await, MailFate::NewTicket);
}
