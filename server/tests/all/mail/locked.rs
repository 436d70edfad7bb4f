//! A mail to a ticket that is closed for good.

use contract::{
    DepartmentId, TicketId,
    chat::Destination,
    mails::MailFate,
    tickets::{LinkKind, Priority, Ticket, TicketDetails, TicketStatus, TicketTransfer, TransferTicket, UpdateTicket},
};
use rstest::rstest;

use super::{Letter, VERA, arrive, fate, ticket, tickets};
use crate::support::{Backend, Desk};

const MORE: &[(&str, &str)] = &[("In-Reply-To", "<first@customer.example>")];

async fn lock(desk: &Desk, id: TicketId) -> Ticket {
    let version = ticket(desk, id).await.row.version;
    let body = TicketDetails { status: TicketStatus::Locked, priority: Priority::Normal };
    desk.admin.call(UpdateTicket { ticket: id, version, body }).await.unwrap()
}

fn addresses(ticket: &Ticket) -> Vec<&str> {
    ticket.participants.iter().map(|one| &*one.address).collect()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_to_a_locked_ticket_begins_one_that_follows_it(
    #[values(Backend::Sqlite, Backend::Postgres)] on: Backend,
) {
    let desk = Desk::on(on).await;
    let both = Letter { to: "sales@farhorizon.example, Ulf <ulf@other.example>", ..VERA };
    arrive(&desk, &both).await;
    let first = tickets(&desk).await[0].id;
    let hidden: DepartmentId = desk.reservations;
    let to = TicketTransfer { destination: Destination::Department(hidden), comment: String::new() };
    desk.admin.call(TransferTicket { ticket: first, body: to }).await.unwrap();
    let locked = lock(&desk, first).await;
    // Ulf takes part, so he may, though nothing new comes in there from outside.
    let ulf = Letter {
        id: "second@other.example",
        from: "Ulf Berg <ulf@other.example>",
        more: MORE,
        text: "One thing more.",
        ..VERA
    };
    assert_eq!(fate(&desk, &ulf).await, MailFate::Joined);
    let all = tickets(&desk).await;
    assert_eq!(all.len(), 2);
    let new = ticket(&desk, all.iter().find(|row| row.id != first).unwrap().id).await;
    assert_eq!((new.row.department, new.row.status), (hidden, TicketStatus::Active));
    assert_eq!((&*new.row.subject, &*new.row.from), ("A trip to Bergen", "Ulf Berg"));
    assert_eq!((addresses(&new), new.account), (addresses(&locked), locked.account));
    assert_eq!(new.links.iter().map(|link| (link.ticket, link.link)).collect::<Vec<_>>(), [(first, LinkKind::Follows)]);
    let old = ticket(&desk, first).await;
    assert_eq!((old.row.status, old.entries.len()), (TicketStatus::Locked, locked.entries.len()));
    assert_eq!(old.links[0].link, LinkKind::FollowedBy);

    // Nobody else begins one, and no machine.
    let mallory = Letter { id: "m@evil.example", from: "Vera Lund <vera@evil.example>", more: MORE, ..VERA };
    assert_eq!(fate(&desk, &mallory).await, MailFate::Stranger);
    let machine: &[(&str, &str)] = &[MORE[0], ("Auto-Submitted", "auto-replied")];
    let away = Letter { id: "away@customer.example", more: machine, text: "I am away.", ..VERA };
    assert_eq!(fate(&desk, &away).await, MailFate::Joined);
    assert_eq!(tickets(&desk).await.len(), 2);
    assert_eq!(ticket(&desk, first).await.row.status, TicketStatus::Locked);
}
