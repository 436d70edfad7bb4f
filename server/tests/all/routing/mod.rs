//! How work reaches agents, on the real server with a clock turned by hand: who gets what, who waits, who moves.

mod choice;
mod goes_on;
mod gone;
mod hands;
mod hours;
mod inactive;
mod lapses;
mod limits;
mod orders;
mod plans;
mod reach;
mod shifts;
mod silence;
mod status;
mod waits;

use client::{Api, CallError};
use contract::{
    AccountId, ChatId,
    chat::{Chat, GetChat, GetChatLog, InternalEvent, LogPosition, NewChatMessage, PublicEvent, SendChatMessage},
    departments::{GetDepartment, UpdateDepartment},
    people::{GetPerson, PersonDetails, UpdatePerson},
    presence::{Availability, NewAvailability, SetAvailability},
    widget::{GetVisitorLog, NewVisitorMessage, PublicPosition, SendVisitorMessage, StartChat, VisitorChat},
};
use sea_orm::prelude::Uuid;
use server::{platform::jobs, routing::leases};

use crate::support::{Desk, Employee, client_id, new_chat};

async fn start(desk: &Desk) -> (Api, VisitorChat) {
    let (api, _) = desk.visitor().await;
    let chat = try_start(desk, &api).await.unwrap();
    (api, chat)
}

async fn try_start(desk: &Desk, visitor: &Api) -> Result<VisitorChat, CallError> {
    let body = new_chat(desk.sales, "Hello");
    visitor.call(StartChat { body }).await
}

async fn get(api: &Api, chat: ChatId) -> Chat {
    api.call(GetChat { chat, body: () }).await.unwrap()
}

async fn owner(desk: &Desk, chat: ChatId) -> Option<String> {
    get(&desk.admin, chat).await.row.agent.map(|agent| agent.name)
}

/// Sales, otherwise configured.
async fn sales(desk: &Desk, change: impl FnOnce(&mut contract::departments::DepartmentDetails)) {
    let known = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap();
    let mut body = known.details;
    change(&mut body);
    desk.admin.call(UpdateDepartment { department: desk.sales, version: known.version, body }).await.unwrap();
}

async fn agents(desk: &Desk, names: &[&str], limit: u32) -> Vec<Employee> {
    let mut all = Vec::new();
    for name in names {
        let agent = desk.agent_in(name, desk.sales_group, limit).await;
        desk.connect(agent.id).await;
        all.push(agent);
    }
    all
}

/// Time passes: leases end, graces are over.
async fn pass(desk: &Desk, seconds: i64) {
    desk.clock.advance(seconds * 1000);
    leases::expire(&desk.server.app).await.unwrap();
    jobs::run_due(&desk.server.app).await.unwrap();
}

/// Time passes, and the consoles stay connected.
async fn stay(desk: &Desk, consoles: &[Uuid], seconds: i64) {
    let mut left = seconds;
    while left > 0 {
        let step = left.min(10);
        consoles.iter().for_each(|lease| server::routing::renewed(&desk.server.app, *lease));
        leases::beat(&desk.server.app).await.unwrap();
        pass(desk, step).await;
        left -= step;
    }
}

/// What the visitor may read.
async fn public(visitor: &Api, chat: ChatId) -> Vec<PublicEvent> {
    let log = visitor.call(GetVisitorLog { chat, body: PublicPosition::default() }).await.unwrap();
    log.entries.into_iter().map(|entry| entry.event).collect()
}

/// The visitor says something.
async fn asks(visitor: &Api, chat: ChatId, text: &str) {
    let body = NewVisitorMessage { client_id: client_id(), text: text.into() };
    visitor.call(SendVisitorMessage { chat, body }).await.unwrap();
}

/// The agent who has the chat says something.
async fn answers(agent: &Api, chat: ChatId, text: &str) {
    let epoch = get(agent, chat).await.row.epoch;
    let body = NewChatMessage { client_id: client_id(), text: text.into(), epoch };
    agent.call(SendChatMessage { chat, body }).await.unwrap();
}

async fn says(api: &Api, availability: Availability) {
    api.call(SetAvailability { body: NewAvailability { availability } }).await.unwrap();
}

/// Somebody's account, otherwise.
async fn person(desk: &Desk, agent: AccountId, change: impl FnOnce(&mut PersonDetails)) {
    let person = desk.admin.call(GetPerson { person: agent, body: () }).await.unwrap();
    let mut body = PersonDetails {
        username: person.username,
        email: person.email,
        name: person.name,
        alias: person.alias,
        phone: String::new(),
        roles: person.roles,
        active: person.active,
        chat_limit: person.chat_limit,
        ticket_limit: person.ticket_limit,
    };
    change(&mut body);
    desk.admin.call(UpdatePerson { person: agent, version: person.version, body }).await.unwrap();
}

async fn active(desk: &Desk, agent: AccountId, active: bool) {
    person(desk, agent, |details| details.active = active).await;
}

async fn internal(desk: &Desk, chat: ChatId) -> Vec<InternalEvent> {
    let log = desk.admin.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap();
    log.internal.into_iter().map(|entry| entry.event).collect()
}
