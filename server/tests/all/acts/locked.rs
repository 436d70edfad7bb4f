//! What is closed for good.

use contract::{
    chat::Destination,
    departments::Visibility,
    requests::OwnTicket,
    rights::Permission,
    tickets::{
        CommentOnTicket, CommentSort, LinkKind, NewReply, NewTicketComment, ReplyToTicket, TakeTicket, TicketFilter,
        TicketStatus, TicketTransfer, TransferTicket,
    },
};
use rstest::rstest;
use serde_json::json;

use super::{get, is, left, list, opened, refused, set};
use crate::{
    scene::{Raw, customer},
    support::{Backend, Desk, client_id},
};

#[rstest]
#[tokio::test]
async fn nobody_works_on_it_and_only_some_unlock_it(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let ticket = left(&desk, "Help").await;
    assert_eq!(refused(set(&lars.api, ticket, TicketStatus::Locked).await), is(403, "forbidden"));
    let locked = set(&desk.admin, ticket, TicketStatus::Locked).await.unwrap();
    assert!(locked.may.contains(Permission::Lock));
    let reply = NewReply { client_id: client_id(), text: "Still".into(), files: Vec::new() };
    let to = TicketTransfer { destination: Destination::Department(desk.reservations), comment: String::new() };
    for api in [&lars.api, &desk.admin] {
        let say = ReplyToTicket { ticket, body: reply.clone() };
        assert_eq!(refused(api.call(say).await), is(409, "locked"));
        assert_eq!(refused(api.call(TakeTicket { ticket, body: () }).await), is(409, "locked"));
        assert_eq!(refused(api.call(TransferTicket { ticket, body: to.clone() }).await), is(409, "locked"));
    }
    assert_eq!(refused(set(&lars.api, ticket, TicketStatus::Active).await), is(403, "forbidden"));
    let body = NewTicketComment {
        client_id: client_id(),
        text: "For later".into(),
        asks: Vec::new(),
        sort: CommentSort::General,
        files: Vec::new(),
    };
    lars.api.call(CommentOnTicket { ticket, body }).await.unwrap();
    assert_eq!(get(&lars.api, ticket).await.unwrap().row.status, TicketStatus::Locked);
    set(&desk.admin, ticket, TicketStatus::Active).await.unwrap();
    lars.api.call(ReplyToTicket { ticket, body: reply }).await.unwrap();
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_customer_answers_at_the_portal(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let vera = customer(&desk, "vera@example.com", true).await;
    let ticket = opened(&desk.admin, desk.sales, "Bergen").await;
    set(&desk.admin, ticket, TicketStatus::Locked).await.unwrap();
    desk.show(desk.sales, Visibility::Hidden).await;
    let answer = async |body: &serde_json::Value| {
        let path = format!("/api/v1/portal/tickets/{ticket}/replies");
        Raw::new("POST", path).by(&vera).json(body).send(&desk.server).await
    };
    let more = json!({ "client_id": client_id(), "text": "One thing more." });
    let mut made = Vec::new();
    for _ in 0..2 {
        let told = answer(&more).await;
        assert_eq!(told.status, 200, "{}", told.text);
        let told: OwnTicket = serde_json::from_str(&told.text).unwrap();
        assert_eq!((told.row.status, told.messages.len()), (TicketStatus::Active, 1));
        made.push(told.row.id);
    }
    assert_eq!(made[0], made[1], "a retry begins no other one");
    assert_ne!(made[0], ticket);
    let other = json!({ "client_id": more["client_id"], "text": "Something else." });
    assert_eq!(answer(&other).await.code(), "client_id_reused");
    assert_eq!(list(&desk.admin, TicketFilter::default()).await.len(), 2);
    let new = get(&desk.admin, made[0]).await.unwrap();
    assert_eq!((new.row.department, &*new.row.subject), (desk.sales, "Bergen"));
    assert_eq!((new.links[0].ticket, new.links[0].link), (ticket, LinkKind::Follows));
    assert_eq!(new.participants[0].address, "vera@example.com");
    let old = get(&desk.admin, ticket).await.unwrap();
    assert_eq!((old.row.status, old.links[0].link), (TicketStatus::Locked, LinkKind::FollowedBy));
}
