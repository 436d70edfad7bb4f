//! Who may no longer sign in, or is a member no more, gets nothing and keeps nothing.

use contract::{
    TicketId,
    chat::Destination,
    departments::{Channel, ListMembers, RemoveMember},
    presence::{NewActivity, SetActivity},
    tickets::{
        GetTicket, NewReply, Priority, ReplyToTicket, TakeTicket, Ticket, TicketDetails, TicketEvent, TicketStatus,
        TicketTransfer, TransferTicket, UpdateTicket,
    },
};
use rstest::rstest;

use super::{
    active,
    hands::{leave, owners},
};
use crate::support::{Backend, Desk, client_id};

async fn set(desk: &Desk, ticket: TicketId, status: TicketStatus) -> Ticket {
    let known = desk.admin.call(GetTicket { ticket, body: () }).await.unwrap();
    let body = TicketDetails { status, priority: Priority::Normal };
    desk.admin.call(UpdateTicket { ticket, version: known.row.version, body }).await.unwrap()
}

fn assigned(ticket: &Ticket) -> Vec<&str> {
    let agents = ticket.entries.iter().filter_map(|entry| match &entry.event {
        TicketEvent::Assigned { agent, .. } => Some(agent.name.as_str()),
        _ => None,
    });
    agents.collect()
}

#[rstest]
#[tokio::test]
async fn who_may_not_sign_in_is_no_member_and_no_destination(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let ticket = leave(&desk, "Help").await;
    active(&desk, lars.id, false).await;
    let members = desk.admin.call(ListMembers { group: desk.sales_group, body: () }).await.unwrap().items;
    let names: Vec<&str> = members.iter().map(|member| member.agent.name.as_str()).collect();
    assert_eq!(names, ["Oda Wiik"], "nobody is to think that he receives");
    let body = TicketTransfer { destination: Destination::Agent(lars.id), comment: String::new() };
    let refused = desk.admin.call(TransferTicket { ticket, body }).await.unwrap_err();
    assert_eq!(refused.code(), Some("invalid"));
    assert_eq!(owners(&desk).await, [("Help".to_owned(), None)]);
}

#[rstest]
#[tokio::test]
async fn what_is_opened_again_goes_to_who_works_here(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let kim = desk.agent_in("Kim", desk.sales_group, 5).await;
    let mia = desk.agent_in("Mia", desk.sales_group, 5).await;
    let mut tickets = Vec::new();
    for (subject, agent) in [("1", &lars), ("2", &kim), ("3", &mia)] {
        let ticket = leave(&desk, subject).await;
        agent.api.call(TakeTicket { ticket, body: () }).await.unwrap();
        let body = NewReply { client_id: client_id(), text: "Done".into(), files: Vec::new() };
        agent.api.call(ReplyToTicket { ticket, body }).await.unwrap();
        tickets.push(ticket);
    }
    active(&desk, lars.id, false).await;
    server::platform::jobs::run_due(&desk.server.app).await.unwrap();
    desk.admin.call(RemoveMember { group: desk.sales_group, agent: kim.id, body: () }).await.unwrap();
    desk.connect(mia.id).await;
    let nora = desk.agent_in("Nora", desk.sales_group, 5).await;
    desk.connect(nora.id).await;
    let body = NewActivity { channel: Channel::Ticket, active: false };
    mia.api.call(SetActivity { group: desk.sales_group, body }).await.unwrap();
    for ticket in tickets {
        set(&desk, ticket, TicketStatus::Active).await;
    }
    let name = |name: &str| Some(name.to_owned());
    let now = [("1".to_owned(), name("Nora")), ("2".to_owned(), name("Nora")), ("3".to_owned(), name("Mia"))];
    assert_eq!(owners(&desk).await, now);
}

#[rstest]
#[tokio::test]
async fn what_is_taken_or_handed_on_is_nobody_elses_on_the_way(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let (one, two) = (leave(&desk, "1").await, leave(&desk, "2").await);
    for ticket in [one, two] {
        set(&desk, ticket, TicketStatus::Closed).await;
    }
    let mia = desk.agent_in("Mia", desk.sales_group, 5).await;
    desk.connect(mia.id).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let taken = lars.api.call(TakeTicket { ticket: one, body: () }).await.unwrap();
    assert_eq!((taken.row.status, assigned(&taken)), (TicketStatus::Active, vec!["Lars"]));
    let body = TicketTransfer { destination: Destination::Agent(lars.id), comment: String::new() };
    let moved = desk.admin.call(TransferTicket { ticket: two, body }).await.unwrap();
    assert_eq!((moved.row.status, assigned(&moved)), (TicketStatus::Active, vec!["Lars"]));
}
