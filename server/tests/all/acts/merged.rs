//! Tickets that become one.

use client::{Api, CallError};
use contract::{
    TicketEntryId, TicketId,
    departments::{DepartmentDetails, GetDepartment, Part, UpdateDepartment},
    requests::OwnTicket,
    rights::{Permission, Permissions},
    tickets::{
        CommentOnTicket, CommentSort, Joining, LinkKind, MergeTicket, NewReply, NewTicketComment, ReplyToTicket,
        SetAside, TakeBackReply, TakeTicket, Ticket, TicketEvent, TicketFilter, TicketMarks, TicketMerge, TicketStatus,
        UndoMerge,
    },
};
use rstest::rstest;
use serde_json::json;

use super::{aside, get, ids, is, left, list, mark, opened, opened_for, refused, set};
use crate::{
    scene::{Caller, Raw, customer},
    support::{Backend, Desk, client_id},
};

async fn merge(api: &Api, ticket: TicketId, into: TicketId) -> Result<Ticket, CallError> {
    api.call(MergeTicket { ticket, body: TicketMerge { into } }).await
}

async fn undo(api: &Api, ticket: TicketId) -> Result<Ticket, CallError> {
    api.call(UndoMerge { ticket, body: () }).await
}

async fn comment(api: &Api, ticket: TicketId, text: &str) {
    let (client_id, text, sort) = (client_id(), text.into(), CommentSort::General);
    let body = NewTicketComment { client_id, text, asks: Vec::new(), sort, files: Vec::new() };
    api.call(CommentOnTicket { ticket, body }).await.unwrap();
}

async fn reply(api: &Api, ticket: TicketId, text: &str) -> Result<Ticket, CallError> {
    let body = NewReply { client_id: client_id(), text: text.into(), files: Vec::new() };
    api.call(ReplyToTicket { ticket, body }).await
}

async fn own(desk: &Desk, vera: &Caller, ticket: TicketId) -> OwnTicket {
    let answer = Raw::new("GET", format!("/api/v1/portal/tickets/{ticket}")).by(vera).send(&desk.server).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

fn said(ticket: &Ticket) -> Vec<&str> {
    let texts = ticket.entries.iter().filter_map(|entry| match &entry.event {
        TicketEvent::Message { text, .. } | TicketEvent::Comment { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

fn joined(ticket: &Ticket) -> Vec<(Joining, u64)> {
    let all = ticket.entries.iter().filter_map(|entry| match &entry.event {
        TicketEvent::Joined { how, other, .. } => Some((*how, *other)),
        _ => None,
    });
    all.collect()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_in_one_stands_in_the_other(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let vera = customer(&desk, "vera@example.com", true).await;
    let into = opened(&desk.admin, desk.sales, "Bergen").await;
    let ticket = left(&desk, "Bergen once more").await;
    comment(&desk.admin, ticket, "She asks twice").await;
    let number = async |ticket| get(&desk.admin, ticket).await.unwrap().row.number;
    let (one, other) = (number(ticket).await, number(into).await);
    assert_eq!(refused(merge(&desk.admin, ticket, ticket).await), is(409, "same_ticket"));
    for _ in 0..2 {
        let merged = merge(&desk.admin, ticket, into).await.unwrap();
        assert_eq!(merged.row.set_aside, Some(SetAside::Merged));
        assert_eq!((merged.links[0].ticket, merged.links[0].link), (into, LinkKind::MergedInto));
        assert_eq!(said(&merged), ["Bergen once more", "She asks twice"]);
        assert_eq!(joined(&merged), [(Joining::MergedInto, other)]);
    }
    let whole = get(&desk.admin, into).await.unwrap();
    assert_eq!(said(&whole), ["Hello", "Bergen once more", "She asks twice"]);
    assert_eq!(joined(&whole), [(Joining::MergedFrom, one)], "how the other stood is not to be read here");
    assert_eq!((whole.links[0].ticket, whole.links[0].link), (ticket, LinkKind::MergedFrom));
    assert_eq!(whole.row.status, TicketStatus::Active, "what was to be done there is to be done here");
    assert_eq!(ids(&desk.admin, TicketFilter::default()).await, [into]);
    assert_eq!(ids(&desk.admin, aside(SetAside::Merged)).await, [ticket]);
    let words = TicketFilter { words: Some("twice".into()), ..TicketFilter::default() };
    assert_eq!(ids(&desk.admin, words).await, [into]);
    // Nothing goes on in the merged one.
    assert_eq!(refused(reply(&desk.admin, ticket, "Here").await), is(409, "merged"));
    assert_eq!(refused(desk.admin.call(TakeTicket { ticket, body: () }).await), is(409, "merged"));
    assert_eq!(refused(set(&desk.admin, ticket, TicketStatus::Closed).await), is(409, "merged"));
    assert_eq!(refused(merge(&desk.admin, into, ticket).await), is(409, "merged"));
    // The customer sees one ticket, wherever she looks, and nothing that colleagues said.
    for which in [ticket, into] {
        let seen = own(&desk, &vera, which).await;
        let texts: Vec<&str> = seen.messages.iter().map(|message| message.text.as_str()).collect();
        assert_eq!((seen.row.id, texts), (into, vec!["Hello", "Bergen once more"]));
    }
    let requests = Raw::new("GET", "/api/v1/portal/requests").by(&vera).send(&desk.server).await.json();
    assert_eq!(requests["items"].as_array().unwrap().len(), 1);
    let more = json!({ "client_id": client_id(), "text": "And a third time." });
    for _ in 0..2 {
        let path = format!("/api/v1/portal/tickets/{ticket}/replies");
        let told = Raw::new("POST", path).by(&vera).json(&more).send(&desk.server).await;
        assert_eq!((told.status, &told.json()["id"]), (200, &json!(into)), "{}", told.text);
    }
    let whole = get(&desk.admin, into).await.unwrap();
    assert_eq!(said(&whole), ["Hello", "Bergen once more", "She asks twice", "And a third time."]);
    assert_eq!(refused(undo(&desk.admin, ticket).await), is(409, "said_since"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_merge_is_undone(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let kim = desk.agent_in("Kim", desk.sales_group, 5).await;
    desk.connect(kim.id).await;
    let into = opened(&desk.admin, desk.sales, "Bergen").await;
    let ticket = left(&desk, "Bergen once more").await;
    let before = get(&desk.admin, ticket).await.unwrap();
    assert_eq!(before.row.agent.as_ref().map(|agent| agent.id), Some(kim.id));
    merge(&kim.api, ticket, into).await.unwrap();
    for _ in 0..2 {
        let back = undo(&kim.api, ticket).await.unwrap();
        assert_eq!((back.row.set_aside, back.row.status), (None, before.row.status));
        assert_eq!(back.row.agent.as_ref().map(|agent| agent.id), Some(kim.id));
        assert_eq!((back.links.len(), back.participants), (0, before.participants.clone()));
    }
    let other = get(&kim.api, into).await.unwrap();
    assert_eq!(said(&other), ["Hello"]);
    assert_eq!(joined(&other).last().unwrap().0, Joining::MergeUndone);
    reply(&kim.api, ticket, "Once more it is.").await.unwrap();
    // One into the other, into a third one; undone in the other order.
    let third = opened(&desk.admin, desk.sales, "Bergen at last").await;
    merge(&kim.api, ticket, into).await.unwrap();
    merge(&kim.api, into, third).await.unwrap();
    assert_eq!(said(&get(&kim.api, third).await.unwrap()), ["Hello", "Bergen once more", "Once more it is.", "Hello"]);
    assert_eq!(refused(undo(&kim.api, ticket).await), is(409, "merged"));
    undo(&kim.api, into).await.unwrap();
    undo(&kim.api, ticket).await.unwrap();
    assert_eq!(list(&kim.api, TicketFilter::default()).await.len(), 3);
}

#[rstest]
#[tokio::test]
async fn class_22_merging_leaks_nothing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let kim = desk.agent_in("Kim", desk.reservations_group, 5).await;
    desk.join(kim.id, desk.sales_group, Part::Primary, 5).await;
    let merges = Permissions::OF_MEMBERS;
    desk.allow(desk.reservations_group, merges.without(Permissions::of(&[Permission::Merge]))).await;
    let (ticket, into) = (left(&desk, "One").await, opened(&kim.api, desk.reservations, "Secret").await);
    let department = desk.reservations;
    let known = desk.admin.call(GetDepartment { department, body: () }).await.unwrap();
    let body = DepartmentDetails { confidential: true, ..known.details };
    desk.admin.call(UpdateDepartment { department, version: known.version, body }).await.unwrap();
    // Neither of both is told from one that is not there, nor merged without the right to, in both departments.
    assert_eq!(refused(merge(&lars.api, ticket, into).await), is(422, "into unknown"));
    assert_eq!(refused(merge(&lars.api, into, ticket).await).0, 404);
    assert_eq!(refused(merge(&kim.api, ticket, into).await), is(403, "forbidden"));
    desk.allow(desk.reservations_group, merges.and(Permissions::of(&[Permission::Lock]))).await;
    merge(&kim.api, ticket, into).await.unwrap();
    let seen = get(&lars.api, ticket).await.unwrap();
    assert_eq!((said(&seen), seen.links.len()), (vec!["One"], 0), "where it went he may not look");
    assert_eq!(refused(undo(&lars.api, ticket).await).0, 404);
    undo(&kim.api, ticket).await.unwrap();
    // Of another customer's nothing is joined.
    let stranger = opened_for(&desk.admin, desk.sales, "olaf@example.net", "Olaf's").await;
    assert_eq!(refused(merge(&desk.admin, stranger, ticket).await), is(409, "other_customer"));
    for (spam, code) in [(true, "spam"), (false, "locked")] {
        mark(&kim.api, into, TicketMarks { spam, ..TicketMarks::default() }).await.unwrap();
        if !spam {
            set(&kim.api, into, TicketStatus::Locked).await.unwrap();
        }
        assert_eq!(refused(merge(&kim.api, ticket, into).await), is(409, code));
    }
}

#[rstest]
#[tokio::test]
async fn an_answer_on_its_way_is_taken_back_in_the_other(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::with(backend, |config| config.undo_send_seconds = 5).await;
    let (ticket, into) = (left(&desk, "One").await, opened(&desk.admin, desk.sales, "Bergen").await);
    reply(&desk.admin, ticket, "In a moment").await.unwrap();
    merge(&desk.admin, ticket, into).await.unwrap();
    let whole = get(&desk.admin, into).await.unwrap();
    let held = |ticket: &Ticket| -> Vec<TicketEntryId> {
        let held = ticket.entries.iter().filter(|entry| entry.sending.as_ref().is_some_and(|sending| sending.held));
        held.map(|entry| entry.id).collect()
    };
    let entry = held(&whole)[0];
    let now = desk.admin.call(TakeBackReply { ticket: into, entry, body: () }).await.unwrap();
    assert_eq!((said(&now), held(&now)), (vec!["One", "Hello"], vec![]));
}
