//! Tickets: how they begin, what agents do with them, and what may not be known.

use client::{Api, CallError};
use contract::{
    DepartmentId, TicketId,
    chat::{Destination, Side},
    departments::{ArchiveGroup, Archiving, CreateGroup, GroupDetails, Part},
    history::{HistoryFilter, ListHistory, Subject},
    people::Role,
    tickets::{
        CommentOnTicket, CommentSort, CreateTicket, FindTickets, GetTicket, ListTickets, NewReply, NewTicket,
        NewTicketComment, Priority, ReplyToTicket, TakeTicket, Ticket, TicketDetails, TicketEvent, TicketFilter,
        TicketRow, TicketScope, TicketSearch, TicketStatus, TicketTransfer, TransferTicket, UpdateTicket,
    },
    widget::{LeaveMessage, NewLeftMessage, Receipt},
};
use rstest::rstest;
use uuid::Uuid;

use crate::support::{Backend, Desk, client_id};

fn message(department: DepartmentId, text: &str) -> NewLeftMessage {
    NewLeftMessage {
        client_id: client_id(),
        department,
        name: "Vera".into(),
        email: "Vera@Example.com".into(),
        subject: String::new(),
        text: text.into(),
        values: Vec::new(),
    }
}

async fn leave(api: &Api, body: NewLeftMessage) -> Result<Receipt, CallError> {
    api.call(LeaveMessage { body }).await
}

async fn list(api: &Api, filter: TicketFilter) -> Vec<TicketRow> {
    api.call(ListTickets { body: filter }).await.unwrap().items
}

async fn all(api: &Api) -> Vec<TicketRow> {
    list(api, TicketFilter::default()).await
}

async fn get(api: &Api, ticket: TicketId) -> Ticket {
    api.call(GetTicket { ticket, body: () }).await.unwrap()
}

fn refused<T: std::fmt::Debug>(answer: Result<T, CallError>) -> (u16, String) {
    match answer.unwrap_err() {
        CallError::Problem(problem) => (problem.status, problem.code),
        other => panic!("{other}"),
    }
}

fn events(ticket: &Ticket) -> Vec<String> {
    let name = |event: &TicketEvent| match event {
        TicketEvent::Message { from: Side::Visitor, name, text, .. } => format!("{name} wrote {text}"),
        TicketEvent::Message { name, text, .. } => format!("{name} answered {text}"),
        TicketEvent::Stranger { address, text, .. } => format!("{address}, a stranger, wrote {text}"),
        TicketEvent::Comment { by, text, .. } => format!("{} noted {text}", by.name),
        TicketEvent::Assigned { agent, .. } => format!("to {}", agent.name),
        TicketEvent::Queued { group, .. } => format!("queue of {group}"),
        TicketEvent::Transferred { by, to, comment } => format!("{} transferred to {to}: {comment}", by.name),
        TicketEvent::FollowUp { by, comment } => format!("{} is reminded of {comment}", by.name),
        TicketEvent::Chat { .. } => "of a chat".into(),
        TicketEvent::Joined { how, other, .. } => format!("{how:?} #{other}"),
        TicketEvent::Status { from, to, .. } => format!("{from:?} to {to:?}"),
    };
    ticket.entries.iter().map(|entry| name(&entry.event)).collect()
}

#[rstest]
#[tokio::test]
async fn a_message_becomes_a_ticket_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let (visitor, _) = desk.visitor().await;
    let body = message(desk.sales, "My parcel is late.\nVery late.");
    let receipt = leave(&visitor, body.clone()).await.unwrap();
    assert_eq!(receipt, Receipt { number: 1001, department: "Sales".into() });
    assert_eq!(leave(&visitor, body.clone()).await.unwrap(), receipt, "a retry changes nothing");
    let other = NewLeftMessage { text: "Something else".into(), ..body.clone() };
    assert_eq!(refused(leave(&visitor, other).await), (409, "client_id_reused".into()));
    // Whatever differs, it is another message: a receipt for it would be false, and name what one may not know.
    let nowhere = DepartmentId(Uuid::new_v4());
    for other in [
        NewLeftMessage { department: desk.reservations, ..body.clone() },
        NewLeftMessage { department: nowhere, ..body.clone() },
        NewLeftMessage { subject: "Complaint".into(), ..body.clone() },
        NewLeftMessage { email: "wolf@example.com".into(), ..body.clone() },
    ] {
        assert_eq!(refused(leave(&visitor, other).await), (409, "client_id_reused".into()));
    }
    let hidden = NewLeftMessage { department: desk.reservations, ..message(desk.sales, "psst") };
    assert_eq!(refused(leave(&visitor, hidden).await).0, 404);
    for email in ["vera", "vera@", "vera@localhost x"] {
        let wrong = NewLeftMessage { email: email.into(), ..message(desk.sales, "hello") };
        match leave(&visitor, wrong).await.unwrap_err() {
            CallError::Problem(problem) => assert_eq!(problem.fields[0].field, "email", "{email}"),
            other => panic!("{other}"),
        }
    }
    let next = leave(&visitor, message(desk.sales, "Another")).await.unwrap();
    assert_eq!(next.number, 1002);

    let tickets = all(&desk.admin).await;
    assert_eq!(tickets.iter().map(|row| row.number).collect::<Vec<_>>(), [1002, 1001]);
    let ticket = get(&desk.admin, tickets[1].id).await;
    assert_eq!((&*ticket.row.subject, ticket.row.status), ("My parcel is late.", TicketStatus::Active));
    assert_eq!((&*ticket.row.from, ticket.row.agent.clone()), ("Vera", None));
    assert_eq!(ticket.participants[0].address, "Vera@example.com");
    assert_eq!(ticket.account, None, "an address typed is no account");
    let queue = format!("queue of {}", ticket.row.group_name);
    assert_eq!(events(&ticket), ["Vera wrote My parcel is late.\nVery late.".to_owned(), queue]);
    // It was left in Sales, wherever it is now.
    let to = TicketTransfer { destination: Destination::Department(desk.reservations), comment: String::new() };
    desk.admin.call(TransferTicket { ticket: ticket.row.id, body: to }).await.unwrap();
    assert_eq!(leave(&visitor, body).await.unwrap(), receipt);
}

#[rstest]
#[tokio::test]
async fn an_agent_answers_closes_and_comments(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let kim = desk.agent_in("Kim", desk.sales_group, 5).await;
    desk.connect(kim.id).await;
    let (visitor, _) = desk.visitor().await;
    leave(&visitor, message(desk.sales, "Help")).await.unwrap();
    let mine = list(&kim.api, TicketFilter { scope: TicketScope::Mine, ..TicketFilter::default() }).await;
    let ticket = mine[0].id;
    assert_eq!(mine[0].agent.as_ref().map(|agent| agent.id), Some(kim.id), "she is there, so she has it");

    let body = NewReply { client_id: client_id(), text: "On its way".into(), files: Vec::new() };
    let answered = kim.api.call(ReplyToTicket { ticket, body: body.clone() }).await.unwrap();
    assert_eq!(answered.row.status, TicketStatus::Waiting);
    let again = kim.api.call(ReplyToTicket { ticket, body: body.clone() }).await.unwrap();
    assert_eq!(events(&again), events(&answered), "a retry changes nothing");
    assert_eq!(again.row, answered.row);
    let other = NewReply { text: "Or not".into(), ..body.clone() };
    assert_eq!(refused(kim.api.call(ReplyToTicket { ticket, body: other }).await), (409, "client_id_reused".into()));
    let body = NewTicketComment {
        client_id: body.client_id,
        text: body.text,
        asks: Vec::new(),
        sort: CommentSort::General,
        files: Vec::new(),
    };
    assert_eq!(refused(kim.api.call(CommentOnTicket { ticket, body }).await), (409, "client_id_reused".into()));

    let note = NewTicketComment {
        client_id: client_id(),
        text: "Nice person".into(),
        asks: Vec::new(),
        sort: CommentSort::General,
        files: Vec::new(),
    };
    let noted = desk.admin.call(CommentOnTicket { ticket, body: note }).await.unwrap();
    assert_eq!(noted.row.version, answered.row.version + 1);
    let details = TicketDetails { status: TicketStatus::Closed, priority: Priority::High };
    let stale = UpdateTicket { ticket, version: answered.row.version, body: details };
    assert_eq!(refused(kim.api.call(stale).await), (409, "stale".into()));
    let closed = kim.api.call(UpdateTicket { ticket, version: noted.row.version, body: details }).await.unwrap();
    assert_eq!((closed.row.status, closed.row.priority), (TicketStatus::Closed, Priority::High));
    assert_eq!(
        events(&closed),
        [
            "Vera wrote Help",
            "to Kim",
            "Kim answered On its way",
            "Active to Waiting",
            "Oda Wiik noted Nice person",
            "Waiting to Closed"
        ]
    );
    let filter = HistoryFilter { subject: Subject::Ticket, id: ticket.0, after: None };
    let history = kim.api.call(ListHistory { body: filter }).await.unwrap().items;
    let acts: Vec<&str> = history.iter().map(|entry| &*entry.act).collect();
    assert_eq!(acts, ["changed", "commented", "replied", "assigned", "created"]);
    let fields: Vec<&str> = history[0].changes.iter().map(|change| &*change.field).collect();
    assert_eq!(fields, ["status", "priority"]);
}

#[rstest]
#[tokio::test]
async fn tickets_are_found_by_number_and_beginning(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let kim = desk.agent_in("Kim", desk.sales_group, 5).await;
    let lee = desk.agent_in("Lee", desk.reservations_group, 5).await;
    let (visitor, _) = desk.visitor().await;
    for text in ["Printer smokes", "printer is lost", "100% sure", "The printer"] {
        leave(&visitor, message(desk.sales, text)).await.unwrap();
    }
    let find = async |api: &Api, query: &str| -> Vec<String> {
        let found = api.call(FindTickets { body: TicketSearch { query: query.into() } }).await.unwrap();
        found.items.into_iter().map(|row| row.subject).collect()
    };
    assert_eq!(find(&kim.api, " PRINTER").await, ["printer is lost", "Printer smokes"]);
    assert_eq!(find(&kim.api, "100%").await, ["100% sure"]);
    assert!(find(&kim.api, "1_").await.is_empty(), "nothing stands for something else");
    let number = all(&kim.api).await.into_iter().find(|row| row.subject == "The printer").unwrap().number;
    assert_eq!(find(&kim.api, &format!("#{number}")).await, ["The printer"]);
    assert_eq!(find(&kim.api, &number.to_string()).await, ["The printer"]);
    for query in ["printer", &number.to_string()] {
        assert!(find(&lee.api, query).await.is_empty(), "another group's: {query}");
    }
}

#[rstest]
#[tokio::test]
async fn tickets_are_taken_and_handed_on(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let kim = desk.agent_in("Kim", desk.sales_group, 5).await;
    let lee = desk.agent_in("Lee", desk.reservations_group, 5).await;
    let (visitor, _) = desk.visitor().await;
    leave(&visitor, message(desk.sales, "Help")).await.unwrap();
    let ticket = all(&kim.api).await[0].id;
    assert!(all(&lee.api).await.is_empty(), "another group's queue");
    assert_eq!(refused(lee.api.call(TakeTicket { ticket, body: () }).await).0, 403);

    let taken = kim.api.call(TakeTicket { ticket, body: () }).await.unwrap();
    assert_eq!(taken.row.agent.as_ref().map(|agent| agent.id), Some(kim.id));
    let transfer = TicketTransfer { destination: Destination::Group(desk.reservations_group), comment: "Yours".into() };
    let moved = kim.api.call(TransferTicket { ticket, body: transfer.clone() }).await.unwrap();
    assert_eq!((moved.row.group, moved.row.agent.clone()), (desk.reservations_group, None));
    assert!(
        events(&moved).iter().any(|event| event == "Kim transferred to Reservations: Yours"),
        "{:?}",
        events(&moved)
    );
    assert_eq!(all(&lee.api).await.len(), 1);
    assert!(all(&kim.api).await.is_empty());

    // What waits for the customer is handed on as something to do.
    let body = NewReply { client_id: client_id(), text: "Soon".into(), files: Vec::new() };
    lee.api.call(TakeTicket { ticket, body: () }).await.unwrap();
    lee.api.call(ReplyToTicket { ticket, body }).await.unwrap();
    let back = TicketTransfer { destination: Destination::Agent(kim.id), comment: String::new() };
    let moved = lee.api.call(TransferTicket { ticket, body: back }).await.unwrap();
    assert_eq!(moved.row.status, TicketStatus::Active);
    assert_eq!(moved.row.agent.map(|agent| agent.id), Some(kim.id));
    let nowhere = TicketTransfer { destination: Destination::Group(Uuid::from_u128(1).into()), ..transfer };
    assert_eq!(refused(kim.api.call(TransferTicket { ticket, body: nowhere }).await).0, 404);
}

#[rstest]
#[tokio::test]
async fn what_is_reopened_in_an_archived_group_enters_anew(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let (visitor, _) = desk.visitor().await;
    leave(&visitor, message(desk.sales, "My parcel is late.")).await.unwrap();
    let ticket = all(&desk.admin).await[0].id;
    let body = GroupDetails { name: "Level 2".into(), front_line: false };
    let group = desk.admin.call(CreateGroup { department: desk.sales, body }).await.unwrap().id;
    let body = TicketTransfer { destination: Destination::Group(group), comment: String::new() };
    desk.admin.call(TransferTicket { ticket, body }).await.unwrap();
    let set = async |status| {
        let version = get(&desk.admin, ticket).await.row.version;
        let body = TicketDetails { status, priority: Priority::Normal };
        desk.admin.call(UpdateTicket { ticket, version, body }).await.unwrap()
    };
    set(TicketStatus::Closed).await;
    desk.admin.call(ArchiveGroup { group, body: Archiving::default() }).await.unwrap();
    set(TicketStatus::Active).await;
    let row = get(&desk.admin, ticket).await.row;
    assert_eq!((row.group, row.status), (desk.sales_group, TicketStatus::Active));
}

#[rstest]
#[tokio::test]
async fn agents_write_from_hidden_departments(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lee = desk.agent_in("Lee", desk.reservations_group, 5).await;
    let kim = desk.agent_in("Kim", desk.sales_group, 5).await;
    let new = NewTicket {
        client_id: client_id(),
        department: desk.reservations,
        subject: "Your trip".into(),
        email: "vera@bücher.example".into(),
        name: String::new(),
        text: "It is booked.".into(),
        values: Vec::new(),
    };
    let ticket = lee.api.call(CreateTicket { body: new.clone() }).await.unwrap();
    assert_eq!(ticket.row.agent.as_ref().map(|agent| agent.id), Some(lee.id));
    assert_eq!(ticket.row.status, TicketStatus::Waiting, "it waits for the customer");
    assert_eq!(ticket.row.from, "vera@xn--bcher-kva.example");
    let again = lee.api.call(CreateTicket { body: new.clone() }).await.unwrap();
    assert_eq!((again.row, again.entries.len()), (ticket.row.clone(), ticket.entries.len()), "a retry changes nothing");
    let other = NewTicket { text: "It is not.".into(), ..new.clone() };
    assert_eq!(refused(lee.api.call(CreateTicket { body: other }).await), (409, "client_id_reused".into()));
    assert_eq!(
        refused(kim.api.call(CreateTicket { body: NewTicket { client_id: client_id(), ..new.clone() } }).await).0,
        403
    );
    let nowhere = NewTicket { department: Uuid::from_u128(1).into(), client_id: client_id(), ..new };
    assert_eq!(refused(lee.api.call(CreateTicket { body: nowhere }).await).0, 404);

    // Who is not of the group reads it as history, and no more.
    let id = ticket.row.id;
    assert_eq!(get(&kim.api, id).await.row.number, ticket.row.number);
    let body = NewReply { client_id: client_id(), text: "Hello".into(), files: Vec::new() };
    assert_eq!(refused(kim.api.call(ReplyToTicket { ticket: id, body: body.clone() }).await).0, 403);
    let body = NewTicketComment {
        client_id: client_id(),
        text: body.text,
        asks: Vec::new(),
        sort: CommentSort::General,
        files: Vec::new(),
    };
    assert_eq!(refused(kim.api.call(CommentOnTicket { ticket: id, body }).await).0, 403);
    assert_eq!(refused(desk.stranger().call(GetTicket { ticket: id, body: () }).await).0, 401);
}

#[rstest]
#[tokio::test]
async fn lists_are_pages_of_what_one_may_see(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let kim = desk.agent_in("Kim", desk.sales_group, 100).await;
    let boss = desk.employee("Mo", &[Role::Agent, Role::Manager]).await;
    desk.join(boss.id, desk.reservations_group, Part::Excluded, 1).await;
    let (visitor, _) = desk.visitor().await;
    for n in 0..120 {
        leave(&visitor, message(desk.sales, &format!("Message {n}"))).await.unwrap();
        // Some were updated in the same moment.
        desk.clock.advance(i64::from(n % 3));
    }
    let rows = all(&kim.api).await;
    for row in rows.iter().take(10) {
        kim.api.call(TakeTicket { ticket: row.id, body: () }).await.unwrap();
    }
    for (api, scope, expected) in [
        (&kim.api, TicketScope::All, 120),
        (&boss.api, TicketScope::All, 120),
        (&desk.admin, TicketScope::All, 120),
        (&kim.api, TicketScope::Mine, 10),
        (&kim.api, TicketScope::Queue, 110),
        (&boss.api, TicketScope::Mine, 0),
    ] {
        for group in [None, Some(desk.sales_group)] {
            let mut found = Vec::new();
            let mut after = None;
            loop {
                let filter = TicketFilter { scope, group, after, ..TicketFilter::default() };
                let page = api.call(ListTickets { body: filter }).await.unwrap();
                found.extend(page.items);
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(found.len(), expected, "{scope:?} {group:?}");
            assert!(found.is_sorted_by(|a, b| (&a.updated_at, a.id) > (&b.updated_at, b.id)), "{scope:?} {group:?}");
        }
    }
    let waiting = TicketFilter { status: Some(TicketStatus::Waiting), ..TicketFilter::default() };
    assert!(list(&kim.api, waiting).await.is_empty());
    let elsewhere = TicketFilter { group: Some(desk.reservations_group), ..TicketFilter::default() };
    assert!(list(&kim.api, elsewhere).await.is_empty());
}
