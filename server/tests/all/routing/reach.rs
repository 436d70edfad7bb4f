//! Where chats and tickets can be handed to: within their brand, where the agent may look. The same for both.

use client::{Api, CallError};
use contract::{
    AccountId, ChatId, DepartmentId, GroupId, TicketId,
    chat::{Destination, GetChat, ListTransferTargets, Transfer, TransferChat},
    departments::{CreateDepartment, Department, GetDepartment, NewDepartment, Part, UpdateDepartment, Visibility},
    tickets::{CreateTicket, GetTicket, NewTicket, TicketTransfer, TransferTicket},
};
use rstest::rstest;
use uuid::Uuid;

use super::start;
use crate::{
    refusals::{is, why},
    scene::other_brand,
    support::{Backend, Desk, client_id},
};

async fn department(desk: &Desk, brand: contract::BrandId, name: &str) -> Department {
    let sales = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap();
    let details = contract::departments::DepartmentDetails { name: name.into(), ..sales.details };
    let new = NewDepartment { brand, details, visibility: Visibility::Hidden, front_line: format!("{name} 1") };
    desk.admin.call(CreateDepartment { body: new }).await.unwrap()
}

/// A chat and a ticket, handed on in the same way.
struct Both {
    chat: ChatId,
    ticket: TicketId,
}

impl Both {
    async fn hand(&self, api: &Api, to: Destination) -> [Result<(), CallError>; 2] {
        let epoch = api.call(GetChat { chat: self.chat, body: () }).await.unwrap().row.epoch;
        let body = Transfer { destination: to, comment: String::new(), epoch };
        let chat = api.call(TransferChat { chat: self.chat, body }).await.map(drop);
        let body = TicketTransfer { destination: to, comment: String::new() };
        [chat, api.call(TransferTicket { ticket: self.ticket, body }).await.map(drop)]
    }

    /// Where both are, and whose.
    async fn place(&self, api: &Api) -> [(DepartmentId, GroupId, Option<AccountId>); 2] {
        let chat = api.call(GetChat { chat: self.chat, body: () }).await.unwrap().row;
        let ticket = api.call(GetTicket { ticket: self.ticket, body: () }).await.unwrap().row;
        [
            (chat.department, chat.group, chat.agent.map(|agent| agent.id)),
            (ticket.department, ticket.group, ticket.agent.map(|agent| agent.id)),
        ]
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn work_goes_only_where_one_may_look_and_stays_with_its_brand(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    // Reservations are confidential; Ina works there, Ulf there and only watches Sales, Mia there and in Billing.
    let known = desk.admin.call(GetDepartment { department: desk.reservations, body: () }).await.unwrap();
    let body = contract::departments::DepartmentDetails { confidential: true, ..known.details };
    desk.admin.call(UpdateDepartment { department: desk.reservations, version: known.version, body }).await.unwrap();
    let billing = department(&desk, desk.brand, "Billing").await;
    let ina = desk.agent_in("Ina", desk.reservations_group, 5).await;
    let ulf = desk.agent_in("Ulf", desk.reservations_group, 5).await;
    desk.join(ulf.id, desk.sales_group, Part::Excluded, 5).await;
    let mia = desk.agent_in("Mia", desk.reservations_group, 0).await;
    desk.join(mia.id, billing.groups[0].id, Part::Primary, 0).await;
    let rail = department(&desk, other_brand(&desk).await.id.into(), "Rail").await;
    let rita = desk.agent_in("Rita", rail.groups[0].id, 5).await;
    for agent in [ina.id, ulf.id, mia.id, rita.id] {
        desk.connect(agent).await;
    }
    let chat = start(&desk).await.1.id;
    let new = NewTicket {
        client_id: client_id(),
        department: desk.sales,
        email: "vera@example.com".into(),
        name: "Vera".into(),
        subject: "Trip".into(),
        text: "Hello".into(),
        values: Vec::new(),
    };
    let ticket = lars.api.call(CreateTicket { body: new }).await.unwrap().row.id;
    let both = Both { chat, ticket };
    let before = both.place(&lars.api).await;
    let nobody = Uuid::new_v4();
    for (to, refused) in [
        (Destination::Department(desk.reservations), (404, "not_found")),
        (Destination::Group(desk.reservations_group), (404, "not_found")),
        (Destination::Department(nobody.into()), (404, "not_found")),
        (Destination::Group(nobody.into()), (404, "not_found")),
        (Destination::Agent(nobody.into()), (404, "not_found")),
        (Destination::Agent(ina.id), (422, "destination no_member")),
        (Destination::Agent(ulf.id), (422, "destination no_member")),
        (Destination::Agent(rita.id), (422, "destination no_member")),
        (Destination::Department(rail.id), (422, "destination other_brand")),
        (Destination::Group(rail.groups[0].id), (422, "destination other_brand")),
    ] {
        for answer in both.hand(&lars.api, to).await {
            assert_eq!(why(answer), is(refused.0, refused.1), "{to:?}");
        }
    }
    assert_eq!(both.place(&lars.api).await, before);
    let offered = lars.api.call(ListTransferTargets { chat, body: () }).await.unwrap().items;
    let names: Vec<&str> = offered.iter().map(|target| &*target.name).collect();
    assert_eq!(names, ["Mia", "Oda Wiik", "Billing 1", "Level 1", "Billing", "Sales"]);
    // She gets it where he may look, though she is a member elsewhere too.
    for answer in both.hand(&lars.api, Destination::Agent(mia.id)).await {
        answer.unwrap();
    }
    assert_eq!(both.place(&mia.api).await, [(billing.id, billing.groups[0].id, Some(mia.id)); 2]);
    // Who works in the confidential department can send work into it.
    for answer in both.hand(&mia.api, Destination::Agent(ina.id)).await {
        answer.unwrap();
    }
    assert_eq!(both.place(&ina.api).await, [(desk.reservations, desk.reservations_group, Some(ina.id)); 2]);
}
