//! How a department's tickets end by themselves, and what must be said before.

use contract::{
    departments::{GetDepartment, TicketPolicies, UpdateDepartment},
    tickets::{
        CommentOnTicket, CommentSort, NewReply, NewTicketComment, ReplyToTicket, SetAside, Ticket, TicketEvent,
        TicketFilter, TicketMarks, TicketStatus,
    },
};
use rstest::rstest;
use sea_orm::{EntityTrait, QueryFilter, entity::prelude::*};
use server::platform::jobs;

use super::{aside, get, ids, is, left, mark, opened, refused, set};
use crate::support::{Backend, Desk, client_id};

const HOUR: i64 = 3_600_000;

async fn policies(desk: &Desk, tickets: TicketPolicies) {
    let known = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap();
    let body = contract::departments::DepartmentDetails { tickets, ..known.details };
    desk.admin.call(UpdateDepartment { department: desk.sales, version: known.version, body }).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
}

async fn pass(desk: &Desk, millis: i64) {
    desk.clock.advance(millis);
    jobs::run_due(&desk.server.app).await.unwrap();
}

fn closes(close_after_hours: u32) -> TicketPolicies {
    TicketPolicies { close_after_hours, ..TicketPolicies::default() }
}

#[rstest]
#[tokio::test]
async fn a_ticket_ends_step_by_step(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let all = TicketPolicies { lock_after_hours: 2, delete_after_days: 1, ..closes(4) };
    policies(&desk, all).await;
    let (ticket, active) = (opened(&desk.admin, desk.sales, "Bergen").await, left(&desk, "Help").await);
    let elsewhere = opened(&desk.admin, desk.reservations, "Elsewhere").await;
    let stands = async |ticket| get(&desk.admin, ticket).await.unwrap().row.status;
    pass(&desk, 4 * HOUR - 1).await;
    assert_eq!(stands(ticket).await, TicketStatus::Waiting);
    pass(&desk, 1).await;
    assert_eq!(stands(ticket).await, TicketStatus::Closed);
    let closed = get(&desk.admin, ticket).await.unwrap();
    let itself = |event: &TicketEvent| matches!(event, TicketEvent::Status { by: None, to: TicketStatus::Closed, .. });
    assert!(closed.entries.iter().any(|entry| itself(&entry.event)));
    pass(&desk, 2 * HOUR).await;
    assert_eq!(stands(ticket).await, TicketStatus::Locked);
    pass(&desk, 24 * HOUR - 1).await;
    assert_eq!(stands(ticket).await, TicketStatus::Locked);
    pass(&desk, 1).await;
    assert_eq!(ids(&desk.admin, aside(SetAside::Deleted)).await, [ticket]);
    assert_eq!((stands(active).await, stands(elsewhere).await), (TicketStatus::Active, TicketStatus::Waiting));
    // Brought back, it has its time again.
    desk.admin.call(contract::tickets::RestoreTicket { ticket, body: () }).await.unwrap();
    pass(&desk, HOUR).await;
    assert_eq!(ids(&desk.admin, aside(SetAside::Deleted)).await, []);
}

#[rstest]
#[tokio::test]
async fn what_changes_moves_the_end(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let ticket = opened(&desk.admin, desk.sales, "Bergen").await;
    let spam = opened(&desk.admin, desk.sales, "Buy").await;
    mark(&desk.admin, spam, TicketMarks { spam: true, ..TicketMarks::default() }).await.unwrap();
    let stands = async || get(&desk.admin, ticket).await.unwrap().row.status;
    desk.clock.advance(3 * HOUR);
    // A new policy holds for tickets as they stand, and so does none.
    policies(&desk, closes(4)).await;
    assert_eq!(stands().await, TicketStatus::Waiting);
    policies(&desk, closes(6)).await;
    pass(&desk, 2 * HOUR).await;
    assert_eq!(stands().await, TicketStatus::Waiting);
    policies(&desk, closes(0)).await;
    pass(&desk, 10 * HOUR).await;
    assert_eq!(stands().await, TicketStatus::Waiting);
    // What is due already ends at once.
    policies(&desk, closes(4)).await;
    assert_eq!(stands().await, TicketStatus::Closed);
    assert_eq!(get(&desk.admin, spam).await.unwrap().row.status, TicketStatus::Waiting, "spam stands as it does");
    set(&desk.admin, ticket, TicketStatus::Active).await.unwrap();
    pass(&desk, 5 * HOUR).await;
    assert_eq!(stands().await, TicketStatus::Active);
    set(&desk.admin, ticket, TicketStatus::Waiting).await.unwrap();
    pass(&desk, 3 * HOUR).await;
    let body = NewReply { client_id: client_id(), text: "Still there?".into(), files: Vec::new() };
    desk.admin.call(ReplyToTicket { ticket, body }).await.unwrap();
    pass(&desk, HOUR).await;
    assert_eq!(stands().await, TicketStatus::Waiting, "the customer has the whole time for the newest answer");
    pass(&desk, 3 * HOUR).await;
    assert_eq!(stands().await, TicketStatus::Closed);
}

#[rstest]
#[tokio::test]
async fn a_changed_policy_is_looked_at_in_parts(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    use server::platform::jobs::table::{Column, Entity};
    let desk = Desk::on(backend).await;
    for n in 0..205 {
        opened(&desk.admin, desk.sales, &format!("Matter {n}")).await;
    }
    policies(&desk, closes(4)).await;
    let ends = Entity::find().filter(Column::Kind.eq("tickets.end")).count(desk.server.app.db().read()).await.unwrap();
    assert_eq!(ends, 205);
    pass(&desk, 4 * HOUR).await;
    let closed = TicketFilter { status: Some(TicketStatus::Closed), ..TicketFilter::default() };
    assert_eq!(ids(&desk.admin, closed).await.len(), 50, "the first page of them");
}

#[rstest]
#[tokio::test]
async fn how_it_ended_is_said_before_it_is_closed(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    policies(&desk, TicketPolicies { resolution_required: true, ..closes(4) }).await;
    let ticket = left(&desk, "Help").await;
    let say = async |sort: CommentSort| -> Ticket {
        let body = NewTicketComment {
            client_id: client_id(),
            text: "It was paid".into(),
            asks: Vec::new(),
            sort,
            files: Vec::new(),
        };
        desk.admin.call(CommentOnTicket { ticket, body }).await.unwrap()
    };
    let missing = is(409, "resolution_missing");
    say(CommentSort::General).await;
    assert_eq!(refused(set(&desk.admin, ticket, TicketStatus::Closed).await), missing);
    assert_eq!(refused(set(&desk.admin, ticket, TicketStatus::Locked).await), missing);
    let said = say(CommentSort::Resolution).await;
    let sort = said.entries.iter().rev().find_map(|entry| match &entry.event {
        TicketEvent::Comment { sort, .. } => Some(*sort),
        _ => None,
    });
    assert_eq!(sort, Some(CommentSort::Resolution));
    set(&desk.admin, ticket, TicketStatus::Closed).await.unwrap();
    set(&desk.admin, ticket, TicketStatus::Locked).await.unwrap();
    // Opened again, it ends again.
    set(&desk.admin, ticket, TicketStatus::Active).await.unwrap();
    assert_eq!(refused(set(&desk.admin, ticket, TicketStatus::Closed).await), missing);
    // By itself it ends without.
    set(&desk.admin, ticket, TicketStatus::Waiting).await.unwrap();
    pass(&desk, 4 * HOUR).await;
    assert_eq!(get(&desk.admin, ticket).await.unwrap().row.status, TicketStatus::Closed);
}
