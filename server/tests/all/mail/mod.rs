//! Mails become tickets, and answers leave as mails.

mod arrive;
mod fetch;
mod files;
mod locked;
mod merged;
mod notices;
mod slow;
mod thread;
mod undo;

pub(crate) use files::with_files;

use base64::{Engine, prelude::BASE64_STANDARD};
use contract::{
    DepartmentId, TicketId,
    departments::{DepartmentDetails, GetDepartment, UpdateDepartment},
    mails::{ArrivedMail, ListMails, MailFate, MailFilter, MailRow, TakeInMail, TakenMail},
    tickets::{GetTicket, ListTickets, Ticket, TicketFilter, TicketRow},
};

use crate::support::Desk;

/// A mail as it comes: its headers, and what it says.
struct Letter<'a> {
    id: &'a str,
    from: &'a str,
    to: &'a str,
    subject: &'a str,
    more: &'a [(&'a str, &'a str)],
    text: &'a str,
}

const VERA: Letter<'static> = Letter {
    id: "first@customer.example",
    from: "Vera Lund <vera@customer.example>",
    to: "sales@farhorizon.example",
    subject: "A trip to Bergen",
    more: &[],
    text: "Hello,\n\ncan I still book?\n\nVera",
};

impl Letter<'_> {
    fn raw(&self) -> Vec<u8> {
        let more: String = self.more.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let Letter { id, from, to, subject, text, .. } = self;
        let text = text.replace('\n', "\r\n");
        format!(
            "Message-ID: <{id}>\r\nFrom: {from}\r\nTo: {to}\r\n\
             Subject: {subject}\r\n{more}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        )
        .into_bytes()
    }
}

async fn arrive(desk: &Desk, letter: &Letter<'_>) -> Vec<TakenMail> {
    take_in(desk, letter.raw(), None).await
}

async fn take_in(desk: &Desk, raw: Vec<u8>, department: Option<DepartmentId>) -> Vec<TakenMail> {
    let body = ArrivedMail { raw: BASE64_STANDARD.encode(raw), department };
    desk.admin.call(TakeInMail { body }).await.unwrap().items
}

/// What became of a mail that is for one department.
async fn fate(desk: &Desk, letter: &Letter<'_>) -> MailFate {
    let taken = arrive(desk, letter).await;
    assert_eq!(taken.len(), 1, "{taken:?}");
    assert!(!taken[0].known);
    taken[0].fate
}

async fn tickets(desk: &Desk) -> Vec<TicketRow> {
    let body = TicketFilter::default();
    desk.admin.call(ListTickets { body }).await.unwrap().items
}

async fn ticket(desk: &Desk, ticket: TicketId) -> Ticket {
    desk.admin.call(GetTicket { ticket, body: () }).await.unwrap()
}

async fn log(desk: &Desk) -> Vec<MailRow> {
    desk.admin.call(ListMails { body: MailFilter::default() }).await.unwrap().items
}

async fn set(desk: &Desk, department: DepartmentId, change: impl FnOnce(&mut DepartmentDetails)) {
    let known = desk.admin.call(GetDepartment { department, body: () }).await.unwrap();
    let mut body = known.details;
    change(&mut body);
    desk.admin.call(UpdateDepartment { department, version: known.version, body }).await.unwrap();
}
