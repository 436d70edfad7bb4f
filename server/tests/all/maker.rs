//! The equipment maker's seed behaves as a company of fifty people and two brands does.

use std::collections::{BTreeMap, BTreeSet};

use client::Api;
use contract::{
    chat::{ChatFilter, ChatScope, ListChats},
    departments::{Company, GetCompany, Visibility},
    fields::{GetChatFields, GetTicketFields, GivenValue, ListFields},
    people::{CreateSession, SignIn},
    portal::{GetPortalHome, LeavePortalMessage},
    tickets::{ListTickets, TicketFilter},
    widget::NewLeftMessage,
};
use rstest::rstest;
use sea_orm::EntityTrait;
use server::{
    routing::tables::shifts,
    seeds::{self, PASSWORD},
};

use crate::{
    fields::searches::shown,
    refusals::{is, why},
    support::{Backend, browser, client_id, empty},
};

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_equipment_maker(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let (server, _, _, _folder) = empty(backend, |config| config.lease_seconds = u32::MAX).await;
    let sign_ins = seeds::seed(&server, "equipment-maker").await.unwrap().sign_ins;
    let admin = signed_in(&server, &sign_ins[0].login).await;
    let company: Company = admin.call(GetCompany { body: () }).await.unwrap();
    let tree: Vec<String> = company
        .brands
        .iter()
        .flat_map(|brand| brand.departments.iter().map(move |department| (brand, department)))
        .map(|(brand, department)| {
            let mut groups: Vec<&str> = department.groups.iter().map(|group| group.name.as_str()).collect();
            groups.sort_unstable();
            let hidden = if department.visibility == Visibility::Hidden { " (hidden)" } else { "" };
            format!("{}: {}{hidden}: {}", brand.name, department.details.name, groups.join(", "))
        })
        .collect();
    assert_eq!(
        tree,
        [
            "ABC Computers: Billing (hidden): Accounts Payable, Accounts Receivable, Level 1, Management",
            "ABC Computers: Customer Service: Level 1, Level 2, Management",
            "ABC Computers: Human Resources (hidden): Benefits, Management, Payroll",
            "ABC Computers: Product Development (hidden): Management, Project Heron, Project Kestrel",
            "ABC Computers: Quality Assurance (hidden): Management, Project Heron, Project Kestrel",
            "XYZ Copiers: Customer Service: Level 1, Level 2, Management",
        ]
    );
    let departments = || company.brands.iter().flat_map(|brand| &brand.departments);
    assert!(departments().all(|department| department.details.requires_check_in), "all check in and out");
    let members = departments().flat_map(|department| &department.groups).flat_map(|group| &group.members);
    let agents: BTreeSet<_> = members.map(|member| member.agent.id.0).collect();
    assert_eq!(agents.len(), 50);

    // Work was spread evenly over those who were checked in, shift by shift.
    let chats = admin
        .call(ListChats { body: ChatFilter { scope: ChatScope::Ended, department: None, after: None } })
        .await
        .unwrap()
        .items;
    let mut had: BTreeMap<String, u32> = BTreeMap::new();
    for chat in &chats {
        *had.entry(chat.agent.as_ref().map(|agent| agent.name.clone()).unwrap_or_default()).or_default() += 1;
    }
    assert_eq!((chats.len(), had.len()), (28, 14), "{had:?}");
    assert!(had.values().all(|chats| *chats == 2), "{had:?}");
    let shifts = shifts::Entity::find().all(server.app.db().read()).await.unwrap();
    assert_eq!(shifts.len(), 14);
    assert!(shifts.iter().all(|shift| shift.ended_by.as_deref() == Some("agent")));

    // Each gave a serial number, and the table of all machines knew the product.
    let fields_of = async |chat| shown(&admin.call(GetChatFields { chat, body: () }).await.unwrap());
    let mut products: BTreeMap<String, u32> = BTreeMap::new();
    for chat in &chats {
        let fields = fields_of(chat.id).await;
        let (product, _) = fields.split_once("; Serial number: ").unwrap();
        *products.entry(product.to_owned()).or_default() += 1;
    }
    let known =
        ["Copier 2100", "Copier 4300", "Heron 14 notebook", "Heron 16 notebook", "Kestrel workstation", "Plotter 900"];
    assert!(products.keys().eq(&known.map(|product| format!("Product: {product}"))), "{products:?}");
    // With another number nobody's message is taken; with none it is.
    let service = company.brands[0].departments.iter().find(|one| one.details.name == "Customer Service").unwrap().id;
    let serial = admin.call(ListFields { body: () }).await.unwrap().items;
    let serial = serial.iter().find(|field| field.name == "Serial number").unwrap().id;
    let leave = async |text: Option<&str>| {
        let values = text.map(|text| GivenValue { field: serial, value: vec![text.into()] });
        let body = NewLeftMessage {
            client_id: client_id(),
            department: service,
            name: "Rosa Marin".into(),
            email: "rosa@marin.example".into(),
            subject: "Battery".into(),
            text: "It lasts an hour".into(),
            values: values.into_iter().collect(),
        };
        browser(&server).call(LeavePortalMessage { body }).await
    };
    assert_eq!(why(leave(Some("ABC-10008")).await), is(422, &format!("values.{serial} no_match")));
    leave(None).await.unwrap();
    leave(Some(" abc-10007")).await.unwrap();
    let tickets = admin.call(ListTickets { body: TicketFilter::default() });
    let mut told = Vec::new();
    for ticket in tickets.await.unwrap().items {
        told.push(shown(&admin.call(GetTicketFields { ticket: ticket.id, body: () }).await.unwrap()));
    }
    told.sort();
    assert_eq!(told, ["", "Product: Heron 14 notebook; Serial number: abc-10007"]);

    // Nobody is checked in: nobody receives. Nobody outside HR sees HR.
    let home = browser(&server).call(GetPortalHome { body: () }).await.unwrap();
    let public: Vec<_> = home.availability.departments.iter().map(|row| (row.name.as_str(), row.chat_now)).collect();
    assert_eq!(public, [("Customer Service", false)]);
    let agent = sign_ins.iter().find(|one| one.role == "Agent in Customer Service › Level 1").unwrap();
    let seen = signed_in(&server, &agent.login).await.call(GetCompany { body: () }).await.unwrap();
    let names = seen.brands.iter().flat_map(|brand| &brand.departments);
    assert!(names.into_iter().all(|department| department.details.name != "Human Resources"));
}

async fn signed_in(server: &server::Server, login: &str) -> Api {
    let api = browser(server);
    api.call(CreateSession { body: SignIn { login: login.into(), password: PASSWORD.into() } }).await.unwrap();
    api
}
