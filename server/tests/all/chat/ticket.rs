//! A ticket is made of a chat.

use client::Api;
use contract::{
    ChatId, TicketId,
    chat::{GetChatLog, InternalEvent, LogPosition, MakeTicketOfChat, NewTicketOfChat, Side, TicketOfChat},
    tickets::{GetTicket, ListTickets, TicketEvent, TicketFilter},
    widget::{NewChat, StartChat},
};
use rstest::rstest;

use crate::{
    refusals::{is, why},
    support::{Backend, Desk, client_id, new_chat},
};

fn body(email: &str) -> NewTicketOfChat {
    NewTicketOfChat { client_id: client_id(), subject: String::new(), email: email.into() }
}

async fn chat(desk: &Desk, email: &str) -> ChatId {
    let body = NewChat { name: "Vera".into(), email: email.into(), ..new_chat(desk.sales, "Where is my bag?") };
    desk.visitor().await.0.call(StartChat { body }).await.unwrap().id
}

async fn count(by: &Api) -> usize {
    by.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items.len()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_begins_it(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    let mari = desk.agent_in("Mari", desk.sales_group, 5).await;
    let chat = chat(&desk, "vera@example.com").await;
    let body = body("");
    let made: TicketOfChat = lars.api.call(MakeTicketOfChat { chat, body: body.clone() }).await.unwrap();
    let again = lars.api.call(MakeTicketOfChat { chat, body: body.clone() }).await.unwrap();
    assert_eq!((&again, count(&desk.admin).await), (&made, 1));
    let ticket: TicketId = made.ticket;
    let whole = lars.api.call(GetTicket { ticket, body: () }).await.unwrap();
    assert_eq!((&*whole.row.subject, &*whole.row.from), ("Where is my bag?", "Vera"));
    assert_eq!(whole.participants.iter().map(|one| &*one.address).collect::<Vec<_>>(), ["vera@example.com"]);
    assert_eq!(whole.row.agent.as_ref().map(|agent| agent.id), Some(lars.id), "it is whose chat it was");
    let TicketEvent::Chat { chat: of, lines, .. } = &whole.entries[0].event else { panic!("{whole:?}") };
    let said: Vec<_> = lines.iter().map(|line| (line.from, &*line.name, &*line.text)).collect();
    assert_eq!((*of, said), (chat, vec![(Side::Visitor, "Vera", "Where is my bag?")]));
    let log = lars.api.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap();
    let told = log
        .internal
        .iter()
        .any(|entry| matches!(entry.event, InternalEvent::Ticket { ticket: one, .. } if one == ticket));
    assert!(told, "{:?}", log.internal);
    // The same id for another chat, and a colleague, whose it is not then.
    let other = self::chat(&desk, "vera@example.com").await;
    let reused = lars.api.call(MakeTicketOfChat { chat: other, body }).await;
    assert_eq!(why(reused), is(409, "client_id_reused"));
    let second = mari.api.call(MakeTicketOfChat { chat, body: self::body("") }).await.unwrap();
    let whole = desk.admin.call(GetTicket { ticket: second.ticket, body: () }).await.unwrap();
    assert_ne!(whole.row.agent.map(|agent| agent.id), Some(mari.id));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_written_to_who_gave_no_address(#[values(Backend::Sqlite, Backend::Postgres)] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    let chat = chat(&desk, "").await;
    let make = async |email: &str| lars.api.call(MakeTicketOfChat { chat, body: body(email) }).await;
    assert_eq!(why(make("").await), is(422, "email required"));
    assert_eq!(why(make("nobody").await), is(422, "email malformed"));
    assert_eq!(count(&desk.admin).await, 0);
    let made = make("vera@example.com").await.unwrap();
    assert_eq!(lars.api.call(GetTicket { ticket: made.ticket, body: () }).await.unwrap().participants.len(), 1);
}
