//! What one does with a ticket beside answering it.

mod aside;
mod links;
mod locked;
mod marks;
mod merged;
mod policies;
mod search;
mod spans;
mod split;

use client::{Api, CallError};
use contract::{
    DepartmentId, TicketId,
    tickets::{
        CreateTicket, GetTicket, ListTickets, MarkTicket, NewTicket, Priority, SetAside, Ticket, TicketDetails,
        TicketFilter, TicketMarks, TicketRow, TicketStatus, UpdateTicket,
    },
    widget::{LeaveMessage, NewLeftMessage},
};

use crate::support::{Desk, client_id};

fn refused<T: std::fmt::Debug>(answer: Result<T, CallError>) -> (u16, String) {
    match answer.unwrap_err() {
        CallError::Problem(problem) => {
            let field = problem.fields.first().map(|field| format!("{} {}", field.field, field.code));
            (problem.status, field.unwrap_or(problem.code))
        }
        other => panic!("{other}"),
    }
}

fn is(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// A ticket that a customer left, waiting in the queue.
async fn left(desk: &Desk, text: &str) -> TicketId {
    let body = NewLeftMessage {
        client_id: client_id(),
        department: desk.sales,
        name: "Vera".into(),
        email: "vera@example.com".into(),
        subject: String::new(),
        text: text.into(),
        values: Vec::new(),
    };
    let receipt = desk.visitor().await.0.call(LeaveMessage { body }).await.unwrap();
    let rows = list(&desk.admin, TicketFilter::default()).await;
    rows.into_iter().find(|row| row.number == receipt.number).unwrap().id
}

/// A ticket that an agent opened.
async fn opened(api: &Api, department: DepartmentId, subject: &str) -> TicketId {
    opened_for(api, department, "vera@example.com", subject).await
}

async fn opened_for(api: &Api, department: DepartmentId, email: &str, subject: &str) -> TicketId {
    let body = NewTicket {
        client_id: client_id(),
        department,
        subject: subject.into(),
        email: email.into(),
        name: "Vera".into(),
        text: "Hello".into(),
        values: Vec::new(),
    };
    api.call(CreateTicket { body }).await.unwrap().row.id
}

async fn get(api: &Api, ticket: TicketId) -> Result<Ticket, CallError> {
    api.call(GetTicket { ticket, body: () }).await
}

async fn list(api: &Api, filter: TicketFilter) -> Vec<TicketRow> {
    api.call(ListTickets { body: filter }).await.unwrap().items
}

async fn ids(api: &Api, filter: TicketFilter) -> Vec<TicketId> {
    list(api, filter).await.into_iter().map(|row| row.id).collect()
}

fn aside(set_aside: SetAside) -> TicketFilter {
    TicketFilter { set_aside: Some(set_aside), ..TicketFilter::default() }
}

async fn set(api: &Api, ticket: TicketId, status: TicketStatus) -> Result<Ticket, CallError> {
    let version = get(api, ticket).await?.row.version;
    api.call(UpdateTicket { ticket, version, body: TicketDetails { status, priority: Priority::Normal } }).await
}

async fn mark(api: &Api, ticket: TicketId, body: TicketMarks) -> Result<Ticket, CallError> {
    let version = get(api, ticket).await?.row.version;
    api.call(MarkTicket { ticket, version, body }).await
}
