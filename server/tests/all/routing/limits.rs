//! How much one agent holds in all groups together.

use contract::{
    TicketId,
    chat::Destination,
    departments::Part,
    presence::{GetPresence, WhyNot},
    tickets::{GetTicket, Priority, TicketDetails, TicketStatus, TicketTransfer, TransferTicket, UpdateTicket},
};
use rstest::rstest;
use server::platform::jobs;

use super::{
    hands::{leave, owners},
    person,
};
use crate::support::{Backend, Desk};

async fn close(desk: &Desk, ticket: TicketId) {
    let version = desk.admin.call(GetTicket { ticket, body: () }).await.unwrap().row.version;
    let body = TicketDetails { status: TicketStatus::Closed, priority: Priority::Normal };
    desk.admin.call(UpdateTicket { ticket, version, body }).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn an_agent_with_a_limit_takes_the_best_of_all_queues(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let kim = desk.agent_in("Kim", desk.sales_group, 5).await;
    desk.join(kim.id, desk.reservations_group, Part::Primary, 5).await;
    person(&desk, kim.id, |details| details.ticket_limit = Some(1)).await;
    let mut tickets = Vec::new();
    for subject in ["1", "2", "3", "4"] {
        tickets.push(leave(&desk, subject).await);
        desk.clock.advance(1_000);
    }
    let to = Destination::Group(desk.reservations_group);
    for ticket in [tickets[1], tickets[3]] {
        let body = TicketTransfer { destination: to, comment: String::new() };
        desk.admin.call(TransferTicket { ticket, body }).await.unwrap();
    }
    desk.connect(kim.id).await;
    let kims = async || -> Vec<String> {
        owners(&desk).await.into_iter().filter(|(_, owner)| owner.is_some()).map(|(subject, _)| subject).collect()
    };
    assert_eq!(kims().await, ["1"], "one, though each membership allows five");
    let presence = kim.api.call(GetPresence { body: () }).await.unwrap();
    let why: Vec<_> = presence.memberships.iter().map(|one| one.receiving[1].why_not.clone()).collect();
    assert_eq!(why, vec![Some(WhyNot::AtOwnLimit { open: 1, limit: 1 }); 2]);
    // Room in one group is room in the other: what arrived first there goes before what waits here.
    close(&desk, tickets[0]).await;
    assert_eq!(kims().await, ["1", "2"]);
    close(&desk, tickets[1]).await;
    assert_eq!(kims().await, ["1", "2", "3"]);
    // A limit that is raised gives out at once.
    person(&desk, kim.id, |details| details.ticket_limit = None).await;
    jobs::run_due(&desk.server.app).await.unwrap();
    assert_eq!(kims().await, ["1", "2", "3", "4"]);
}
