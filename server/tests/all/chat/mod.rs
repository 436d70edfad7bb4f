//! Live chats: what both sides say, see and do, and what may not be known.

mod lists;
mod messages;
mod moves;
mod ticket;
mod visitors;

use client::{Api, CallError};
use contract::{
    ChatId, ClientId, DepartmentId,
    chat::{
        Chat, ChatRow, GetChat, GetChatLog, InternalEvent, ListOpenChats, LogPosition, NewChatMessage, PublicEntry,
        PublicEvent, SendChatMessage,
    },
    widget::{GetVisitorLog, NewChat, NewVisitorMessage, PublicPosition, SendVisitorMessage, StartChat, VisitorChat},
};

use crate::support::{self, client_id};

fn new_chat(department: DepartmentId, client_id: ClientId, text: &str) -> NewChat {
    let (name, email) = ("Vera".into(), "vera@Example.com".into());
    NewChat { client_id, name, email, ..support::new_chat(department, text) }
}

pub async fn start(visitor: &Api, department: DepartmentId, text: &str) -> VisitorChat {
    visitor.call(StartChat { body: new_chat(department, client_id(), text) }).await.unwrap()
}

async fn write(visitor: &Api, chat: ChatId, text: &str) -> PublicEntry {
    let body = NewVisitorMessage { client_id: client_id(), text: text.into() };
    visitor.call(SendVisitorMessage { chat, body }).await.unwrap()
}

async fn answer(agent: &Api, chat: ChatId, epoch: u64, text: &str) -> Result<PublicEntry, CallError> {
    let body = NewChatMessage { client_id: client_id(), text: text.into(), epoch };
    agent.call(SendChatMessage { chat, body }).await
}

async fn get(agent: &Api, chat: ChatId) -> Chat {
    agent.call(GetChat { chat, body: () }).await.unwrap()
}

async fn open(agent: &Api) -> Vec<ChatRow> {
    agent.call(ListOpenChats { body: () }).await.unwrap().items
}

async fn public(visitor: &Api, chat: ChatId) -> Vec<PublicEntry> {
    visitor.call(GetVisitorLog { chat, body: PublicPosition::default() }).await.unwrap().entries
}

async fn internal(agent: &Api, chat: ChatId) -> Vec<InternalEvent> {
    let log = agent.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap();
    log.internal.into_iter().map(|entry| entry.event).collect()
}

fn kinds(entries: &[PublicEntry]) -> Vec<String> {
    let name = |entry: &PublicEntry| match &entry.event {
        PublicEvent::Message { from, text, .. } => format!("{from:?}: {text}"),
        PublicEvent::Joined { name } => format!("joined {name}"),
        PublicEvent::WaitingAgain => "waiting again".into(),
        PublicEvent::Transferred { department } => format!("to {department}"),
        PublicEvent::Seen { by, up_to } => format!("{by:?} saw {up_to}"),
        PublicEvent::Ended { by } => format!("ended by {by:?}"),
    };
    entries.iter().map(name).collect()
}
