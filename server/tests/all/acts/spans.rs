//! Spans: whatever is done with a ticket, they follow each other without a gap.

use contract::{
    TicketId,
    chat::Destination,
    tickets::{
        NewReply, Priority, ReplyToTicket, TakeTicket, TicketDetails, TicketStatus, TicketTransfer, TransferTicket,
        UpdateTicket,
    },
};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use rstest::rstest;
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, entity::prelude::*};
use server::{
    platform::Time,
    tickets::tables::{ticket_spans as spans, tickets},
};

use super::{get, left};
use crate::support::{Backend, Desk, client_id};

#[derive(Clone, Copy, Debug)]
enum Act {
    Set(TicketStatus, Priority),
    Take,
    Reply,
    Move(bool),
    Wait(i64),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    use TicketStatus::{Active, Closed, Locked, Waiting};
    let status = prop::sample::select(vec![Active, Waiting, Closed, Locked]);
    let priority = prop::sample::select(vec![Priority::Low, Priority::Normal, Priority::Urgent]);
    let act = prop_oneof![
        (status, priority).prop_map(|(status, priority)| Act::Set(status, priority)),
        Just(Act::Take),
        Just(Act::Reply),
        any::<bool>().prop_map(Act::Move),
        (1_i64..5_000).prop_map(Act::Wait),
    ];
    prop::collection::vec(act, 1..25)
}

async fn act(desk: &Desk, ticket: TicketId, act: Act) {
    // What is refused changes nothing, and that is as good here.
    match act {
        Act::Set(status, priority) => {
            let version = get(&desk.admin, ticket).await.unwrap().row.version;
            let body = TicketDetails { status, priority };
            desk.admin.call(UpdateTicket { ticket, version, body }).await.unwrap();
        }
        Act::Take => drop(desk.admin.call(TakeTicket { ticket, body: () }).await),
        Act::Reply => {
            let body = NewReply { client_id: client_id(), text: "So".into(), files: Vec::new() };
            drop(desk.admin.call(ReplyToTicket { ticket, body }).await);
        }
        Act::Move(away) => {
            let to = if away { desk.reservations } else { desk.sales };
            let body = TicketTransfer { destination: Destination::Department(to), comment: String::new() };
            drop(desk.admin.call(TransferTicket { ticket, body }).await);
        }
        Act::Wait(millis) => desk.clock.advance(millis),
    }
}

/// The spans of a ticket tile its life, each differs from the one before, and the last one says how it stands.
async fn look(desk: &Desk, ticket: TicketId, begun: Time) {
    let db = desk.server.app.db().read();
    let found = spans::Entity::find().filter(spans::Column::TicketId.eq(ticket.0));
    let found = found.order_by_asc(spans::Column::FromAt).all(db).await.unwrap();
    let row = tickets::Entity::find_by_id(ticket.0).one(db).await.unwrap().unwrap();
    let says =
        |span: &spans::Model| (span.department_id, span.group_id, span.agent_id, span.status.clone(), span.priority);
    assert_eq!(found[0].from_at, begun);
    for pair in found.windows(2) {
        assert_eq!(pair[0].to_at, Some(pair[1].from_at), "{found:?}");
        assert!(pair[0].from_at < pair[1].from_at, "{found:?}");
    }
    let last = found.last().unwrap();
    assert_eq!(last.to_at, None);
    assert_eq!(says(last), (row.department_id, row.group_id, row.agent_id, row.status, row.priority));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn spans_tile_a_tickets_life(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let mut runner = TestRunner::deterministic();
    for _ in 0..12 {
        let begun = desk.clock.now();
        let ticket = left(&desk, "Help").await;
        let all = acts().new_tree(&mut runner).unwrap().current();
        for one in all {
            act(&desk, ticket, one).await;
            look(&desk, ticket, begun).await;
        }
    }
}
