//! Spam, and what was deleted: in no list but their own.

use contract::{
    TicketId,
    departments::GetCompany,
    history::{HistoryFilter, ListHistory, Subject},
    rights::{Permission, Permissions},
    tickets::{
        DeleteTicket, FindTickets, NewReply, ReplyToTicket, RestoreTicket, SetAside, TakeTicket, TicketFilter,
        TicketMarks, TicketSearch, TicketStatus,
    },
};
use rstest::rstest;

use super::{aside, get, ids, is, left, mark, opened, refused, set};
use crate::{
    scene::{Raw, customer},
    support::{Backend, Desk, client_id},
};

async fn waiting(desk: &Desk) -> u32 {
    let company = desk.admin.call(GetCompany { body: () }).await.unwrap();
    let groups = company.brands.into_iter().flat_map(|brand| brand.departments).flat_map(|one| one.groups);
    groups.map(|group| group.tickets_waiting).sum()
}

async fn found(desk: &Desk, query: &str) -> usize {
    desk.admin.call(FindTickets { body: TicketSearch { query: query.into() } }).await.unwrap().items.len()
}

async fn own(desk: &Desk, path: &str, vera: &crate::scene::Caller) -> crate::scene::Answer {
    Raw::new("GET", format!("/api/v1/portal/{path}")).by(vera).send(&desk.server).await
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn spam_is_no_work_and_nobody_sees_it(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let vera = customer(&desk, "vera@example.com", true).await;
    let ticket = left(&desk, "Buy now").await;
    let spam = |spam| TicketMarks { spam, ..TicketMarks::default() };
    let marked = mark(&desk.admin, ticket, spam(true)).await.unwrap();
    assert_eq!(marked.row.set_aside, Some(SetAside::Spam));
    assert_eq!(ids(&desk.admin, TicketFilter::default()).await, []);
    assert_eq!(ids(&desk.admin, aside(SetAside::Spam)).await, [ticket]);
    assert_eq!(ids(&desk.admin, aside(SetAside::Deleted)).await, []);
    assert_eq!((waiting(&desk).await, found(&desk, "Buy").await), (0, 0));
    let kim = desk.agent_in("Kim", desk.sales_group, 5).await;
    desk.connect(kim.id).await;
    assert_eq!(get(&desk.admin, ticket).await.unwrap().row.agent, None, "nobody is given it");
    assert_eq!(own(&desk, "requests", &vera).await.json()["items"], serde_json::json!([]));
    assert_eq!(own(&desk, &format!("tickets/{ticket}"), &vera).await.status, 404);
    assert_eq!(refused(desk.admin.call(TakeTicket { ticket, body: () }).await), is(409, "spam"));
    let body = NewReply { client_id: client_id(), text: "No".into(), files: Vec::new() };
    assert_eq!(refused(desk.admin.call(ReplyToTicket { ticket, body }).await), is(409, "spam"));
    // However it stands, it is no work.
    for status in [TicketStatus::Closed, TicketStatus::Active] {
        set(&desk.admin, ticket, status).await.unwrap();
    }
    assert_eq!((waiting(&desk).await, get(&desk.admin, ticket).await.unwrap().row.agent), (0, None));
    let back = mark(&desk.admin, ticket, spam(false)).await.unwrap();
    assert_eq!(back.row.set_aside, None);
    assert_eq!(back.row.agent.map(|agent| agent.id), Some(kim.id), "it is work again, and she is there");
    assert_eq!(own(&desk, &format!("tickets/{ticket}"), &vera).await.status, 200);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_comes_back_as_it_was(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let vera = customer(&desk, "vera@example.com", true).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let (ticket, other) = (left(&desk, "Help").await, opened(&desk.admin, desk.sales, "Bergen").await);
    let delete = async |api: &client::Api, ticket: TicketId| api.call(DeleteTicket { ticket, body: () }).await;
    let restore = async |api: &client::Api, ticket: TicketId| api.call(RestoreTicket { ticket, body: () }).await;
    assert_eq!(refused(delete(&lars.api, ticket).await), is(403, "forbidden"));
    assert_eq!(waiting(&desk).await, 1);
    let before = get(&desk.admin, ticket).await.unwrap();
    delete(&desk.admin, ticket).await.unwrap();
    assert_eq!(refused(delete(&desk.admin, ticket).await).0, 404);
    assert_eq!(ids(&desk.admin, TicketFilter::default()).await, [other]);
    assert_eq!(ids(&desk.admin, aside(SetAside::Deleted)).await, [ticket]);
    assert_eq!((waiting(&desk).await, found(&desk, "Help").await), (0, 0));
    assert_eq!(own(&desk, &format!("tickets/{ticket}"), &vera).await.status, 404);
    // Who could not bring it back does not know of it.
    assert_eq!(ids(&lars.api, aside(SetAside::Deleted)).await, []);
    assert_eq!(refused(get(&lars.api, ticket).await).0, 404);
    assert_eq!(refused(restore(&lars.api, ticket).await).0, 404);
    let history = HistoryFilter { subject: Subject::Ticket, id: ticket.0, after: None };
    assert_eq!(refused(lars.api.call(ListHistory { body: history }).await).0, 404);
    // Who could reads it, and does nothing else with it.
    assert_eq!(get(&desk.admin, ticket).await.unwrap().row.set_aside, Some(SetAside::Deleted));
    assert_eq!(refused(set(&desk.admin, ticket, TicketStatus::Closed).await).0, 404);
    assert_eq!(refused(desk.admin.call(TakeTicket { ticket, body: () }).await).0, 404);
    let back = restore(&desk.admin, ticket).await.unwrap();
    assert_eq!(
        (back.row.status, back.row.set_aside, &back.row.subject),
        (before.row.status, None, &before.row.subject)
    );
    assert_eq!(restore(&desk.admin, ticket).await.unwrap().row, back.row, "again changes nothing");
    assert_eq!(waiting(&desk).await, 1);
    desk.allow(desk.sales_group, Permissions::of(&[Permission::ViewQueue, Permission::Delete])).await;
    delete(&lars.api, ticket).await.unwrap();
    restore(&lars.api, ticket).await.unwrap();
}
