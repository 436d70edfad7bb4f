//! Agents who look at one ticket know of each other.

use contract::{
    TicketId,
    chat::Destination,
    departments::{DepartmentDetails, GetDepartment, Part, UpdateDepartment},
    live::{AgentFrame, ClientFrame},
    tickets::{ListTickets, TicketFilter, TicketTransfer, TransferTicket},
    widget::{LeaveMessage, NewLeftMessage},
};
use rstest::rstest;
use server::realtime::Hub;

use super::rights::console;
use crate::{
    ears::{Ear, serve},
    support::{Backend, Desk, client_id},
};

async fn left(desk: &Desk) -> TicketId {
    let body = NewLeftMessage {
        client_id: client_id(),
        department: desk.sales,
        name: "Vera".into(),
        email: "vera@example.com".into(),
        subject: "Bergen".into(),
        text: "Hello".into(),
        values: Vec::new(),
    };
    desk.visitor().await.0.call(LeaveMessage { body }).await.unwrap();
    desk.admin.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items[0].id
}

/// Waits until somebody looks at a ticket.
async fn looks(desk: &Desk, ticket: TicketId) {
    let hub = desk.server.app.lent::<Hub>().unwrap();
    while !hub.wants(&format!("ticket:{ticket}")) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// The next that is heard of who looks: by name, whether writing, whether new; or nobody, when somebody left.
async fn heard(ear: &mut Ear<AgentFrame>) -> Option<(String, bool, bool)> {
    loop {
        match ear.next().await.expect("something is heard of who looks") {
            AgentFrame::Looks { agent, writing, new, .. } => return Some((agent.name, writing, new)),
            AgentFrame::LooksAway { .. } => return None,
            _ => {}
        }
    }
}

fn hears(name: &str, writing: bool, new: bool) -> Option<(String, bool, bool)> {
    Some((name.to_owned(), writing, new))
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn each_hears_who_looks_and_writes(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.agent_in("Kim", desk.sales_group, 5).await;
    let mona = desk.agent_in("Mona", desk.reservations_group, 5).await;
    desk.join(mona.id, desk.sales_group, Part::Excluded, 1).await;
    let department = desk.reservations;
    let known = desk.admin.call(GetDepartment { department, body: () }).await.unwrap();
    let body = DepartmentDetails { confidential: true, ..known.details };
    desk.admin.call(UpdateDepartment { department, version: known.version, body }).await.unwrap();
    let ticket = left(&desk).await;
    let address = serve(&desk.server).await;
    let mut lars = console(address, &desk.server, "lars").await;
    let mut kim2 = console(address, &desk.server, "kim").await;
    let mut kim = console(address, &desk.server, "kim").await;
    let look = |ear: &Ear<AgentFrame>, writing| ear.say(ClientFrame::Look { ticket, writing });
    look(&lars, false);
    looks(&desk, ticket).await;
    look(&kim, false);
    assert_eq!(heard(&mut lars).await, hears("Kim", false, true));
    look(&lars, false);
    assert_eq!(heard(&mut kim).await, hears("Lars", false, false), "who is asked says it again");
    look(&kim, true);
    assert_eq!(heard(&mut lars).await, hears("Kim", true, false));
    // Who says nothing of looking hears nothing of it, and nobody hears of oneself.
    let none = |ear: &mut Ear<AgentFrame>| {
        ear.now().iter().all(|frame| !matches!(frame, AgentFrame::Looks { .. } | AgentFrame::LooksAway { .. }))
    };
    assert!(none(&mut kim2));
    kim.say(ClientFrame::LookAway { ticket });
    assert_eq!(heard(&mut lars).await, None);
    look(&kim, false);
    assert_eq!(heard(&mut lars).await, hears("Kim", false, true));
    drop(kim);
    assert_eq!(heard(&mut lars).await, None, "the tab is gone");
    // Where one may not read any more one neither looks nor hears.
    let mut watches = console(address, &desk.server, "mona").await;
    look(&watches, false);
    assert_eq!(heard(&mut lars).await, hears("Mona", false, true));
    let to = TicketTransfer { destination: Destination::Department(desk.reservations), comment: String::new() };
    desk.admin.call(TransferTicket { ticket, body: to }).await.unwrap();
    look(&lars, true);
    assert_eq!(heard(&mut watches).await, None, "Lars is said to be gone");
    // What she says next is heard, and what she said of the other was handled before it.
    let other = left(&desk).await;
    lars.say(ClientFrame::Look { ticket: other, writing: false });
    looks(&desk, other).await;
    look(&watches, true);
    watches.say(ClientFrame::Look { ticket: other, writing: false });
    assert_eq!(heard(&mut lars).await, hears("Mona", false, true));
}
