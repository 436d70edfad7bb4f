//! Tickets that become two.

use client::{Api, CallError};
use contract::{
    TicketEntryId, TicketId,
    chat::Side,
    tickets::{
        Joining, LinkKind, NewReply, ReplyToTicket, SplitTicket, Ticket, TicketEvent, TicketFilter, TicketSplit,
        TicketStatus, UndoSplit,
    },
};
use rstest::rstest;
use serde_json::json;

use super::{get, is, left, list, refused, set};
use crate::{
    scene::{Raw, customer},
    support::{Backend, Desk, client_id},
};

fn messages(ticket: &Ticket) -> Vec<(TicketEntryId, Side, &str)> {
    let all = ticket.entries.iter().filter_map(|entry| match &entry.event {
        TicketEvent::Message { from, text, .. } => Some((entry.id, *from, text.as_str())),
        _ => None,
    });
    all.collect()
}

fn texts(ticket: &Ticket) -> Vec<&str> {
    messages(ticket).into_iter().map(|(_, _, text)| text).collect()
}

async fn split(api: &Api, ticket: TicketId, body: TicketSplit) -> Result<Ticket, CallError> {
    api.call(SplitTicket { ticket, body }).await
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_to_a_ticket_of_its_own_and_back(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let kim = desk.agent_in("Kim", desk.sales_group, 5).await;
    desk.connect(kim.id).await;
    let vera = customer(&desk, "vera@example.com", true).await;
    let ticket = left(&desk, "Can I still book?").await;
    let body = NewReply { client_id: client_id(), text: "You can.".into(), files: Vec::new() };
    kim.api.call(ReplyToTicket { ticket, body }).await.unwrap();
    let add = format!("/api/v1/portal/tickets/{ticket}/files");
    let file = json!({ "name": "visa.txt", "media_type": "text/plain", "data": "SGVsbG8=" });
    let file = Raw::new("POST", add).by(&vera).json(&file).send(&desk.server).await;
    assert_eq!(file.status, 200, "{}", file.text);
    let more = json!({ "client_id": client_id(), "text": "And do I need a visa?", "files": [file.json()["id"]] });
    let path = format!("/api/v1/portal/tickets/{ticket}/replies");
    let told = Raw::new("POST", path).by(&vera).json(&more).send(&desk.server).await;
    assert_eq!(told.status, 200, "{}", told.text);
    let whole = get(&desk.admin, ticket).await.unwrap();
    let [_, (answer, ..), (entry, ..)] = messages(&whole)[..] else { panic!("{whole:?}") };
    let of = |entry, subject: &str| TicketSplit { client_id: client_id(), entry, subject: subject.into() };
    assert_eq!(refused(split(&desk.admin, ticket, of(answer, "Visa")).await), is(409, "no_message"));
    assert_eq!(refused(split(&desk.admin, ticket, of(entry, " ")).await), is(422, "subject required"));
    let body = of(entry, "Visa");
    let mut made = Vec::new();
    for _ in 0..2 {
        let new = split(&desk.admin, ticket, body.clone()).await.unwrap();
        assert_eq!((&*new.row.subject, new.row.status), ("Visa", TicketStatus::Active));
        assert_eq!(
            (texts(&new), new.participants.clone()),
            (vec!["And do I need a visa?"], whole.participants.clone())
        );
        assert_eq!(new.row.agent.as_ref().map(|agent| agent.id), Some(kim.id), "it stays with who has it");
        assert_eq!((new.links[0].ticket, new.links[0].link), (ticket, LinkKind::SplitFrom));
        let there = new.entries.iter().find(|one| one.id == entry).unwrap();
        assert_eq!(there.attachments.len(), 1, "with its files");
        made.push(new.row.id);
    }
    assert_eq!(made[0], made[1], "a retry makes no other one");
    assert_eq!(refused(split(&desk.admin, made[0], body).await), is(409, "client_id_reused"));
    let rest = get(&desk.admin, ticket).await.unwrap();
    assert_eq!(texts(&rest), ["Can I still book?", "You can."]);
    assert_eq!(rest.links[0].link, LinkKind::SplitInto);
    let how = |ticket: &Ticket| {
        ticket.entries.iter().rev().find_map(|entry| match &entry.event {
            TicketEvent::Joined { how, .. } => Some(*how),
            _ => None,
        })
    };
    assert_eq!(how(&rest), Some(Joining::SplitInto));
    assert_eq!(refused(split(&desk.admin, made[0], of(entry, "Again")).await), is(409, "nothing_left"));
    let seen = Raw::new("GET", format!("/api/v1/portal/tickets/{}", made[0])).by(&vera).send(&desk.server).await;
    assert_eq!(seen.json()["messages"].as_array().unwrap().len(), 1, "{}", seen.text);
    let undo = async |ticket| desk.admin.call(UndoSplit { ticket, body: () }).await;
    assert_eq!(refused(undo(ticket).await), is(409, "not_split"));
    let back = undo(made[0]).await.unwrap();
    assert_eq!(back.row.id, ticket);
    assert_eq!(texts(&back), ["Can I still book?", "You can.", "And do I need a visa?"]);
    assert_eq!(back.entries.iter().find(|one| one.id == entry).unwrap().attachments.len(), 1);
    assert_eq!((how(&back), back.links.len()), (Some(Joining::SplitUndone), 0));
    assert_eq!(list(&desk.admin, TicketFilter::default()).await.len(), 1);
    // What was said since is not thrown away.
    let new = split(&desk.admin, ticket, of(entry, "Visa again")).await.unwrap().row.id;
    let body = NewReply { client_id: client_id(), text: "No.".into(), files: Vec::new() };
    desk.admin.call(ReplyToTicket { ticket: new, body }).await.unwrap();
    assert_eq!(refused(undo(new).await), is(409, "said_since"));
    set(&desk.admin, new, TicketStatus::Locked).await.unwrap();
    assert_eq!(refused(split(&desk.admin, new, of(entry, "Once more")).await), is(409, "locked"));
}
