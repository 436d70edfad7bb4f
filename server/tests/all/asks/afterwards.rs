//! What becomes of what was asked: the item moves, who was asked leaves.

use contract::{
    DepartmentId, GroupId,
    asks::{AskableSearch, ListAskableOfChat, ListAskableOfTicket, Whom},
    chat::{Destination, GetChat, Transfer, TransferChat},
    departments::{
        CreateDepartment, CreateGroup, DepartmentDetails, GetDepartment, GroupDetails, NewDepartment, Part,
        UpdateDepartment, Visibility,
    },
    me::{CreateToken, NewToken, TokenScope},
    people::{GetPerson, PersonDetails, UpdatePerson},
    tickets::{GetTicket, TicketTransfer, TransferTicket},
};
use rstest::rstest;
use serde_json::json;

use super::{House, note, open, say, told};
use crate::{
    scene::{Caller, Raw, confidential},
    support::{Backend, Desk, Employee},
};

/// A confidential department with its front-line group, which one agent works in.
async fn legal(desk: &Desk, member: &Employee) -> (DepartmentId, GroupId) {
    let known = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap();
    let details = DepartmentDetails { name: "Legal".into(), ..known.details };
    let body = NewDepartment { brand: desk.brand, details, visibility: Visibility::Public, front_line: "Law".into() };
    let made = desk.admin.call(CreateDepartment { body }).await.unwrap();
    desk.join(member.id, made.groups[0].id, Part::Pull, 5).await;
    confidential(desk, made.id).await;
    (made.id, made.groups[0].id)
}

#[rstest]
#[tokio::test]
async fn what_moves_out_of_sight_is_asked_no_more(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let house = House::on(backend).await;
    let House { desk, lars, mari, ticket, chat, .. } = &house;
    let (ticket, chat) = (*ticket, *chat);
    let (department, law) = legal(desk, lars).await;
    note(&lars.api, ticket, "@Mari which train?", &[house.mari()]).await.unwrap();
    say(&lars.api, chat, "@Reservations and this?", &[house.group()]).await.unwrap();
    let move_to = async |destination: Destination| {
        let body = TicketTransfer { destination, comment: String::new() };
        lars.api.call(TransferTicket { ticket, body }).await.unwrap();
        let epoch = lars.api.call(GetChat { chat, body: () }).await.unwrap().row.epoch;
        let body = Transfer { destination, comment: String::new(), epoch };
        lars.api.call(TransferChat { chat, body }).await.unwrap();
    };
    let hers = async || {
        let read = told(mari.api.call(GetTicket { ticket, body: () }).await);
        (read, told(mari.api.call(GetChat { chat, body: () }).await), open(&mari.api).await.len())
    };
    assert_eq!(hers().await, (200, 200, 2));
    // In another group of those she has no business with, she still answers.
    let body = GroupDetails { name: "Level 2".into(), front_line: false };
    let second = desk.admin.call(CreateGroup { department: desk.sales, body }).await.unwrap().id;
    desk.join(lars.id, second, Part::Pull, 5).await;
    move_to(Destination::Group(second)).await;
    assert_eq!(hers().await, (200, 200, 2));
    assert_eq!(told(note(&mari.api, ticket, "?", &[house.group()]).await), 200);
    assert_eq!(hers().await, (200, 200, 1));
    move_to(Destination::Group(law)).await;
    assert_eq!(hers().await, (404, 404, 0));
    assert_eq!((told(note(&mari.api, ticket, "?", &[]).await), told(say(&mari.api, chat, "?", &[]).await)), (404, 404));
    // What was asked of her was not forgotten meanwhile.
    let known = desk.admin.call(GetDepartment { department, body: () }).await.unwrap();
    let body = DepartmentDetails { confidential: false, ..known.details };
    desk.admin.call(UpdateDepartment { department, version: known.version, body }).await.unwrap();
    assert_eq!(hers().await, (200, 200, 1));
}

#[rstest]
#[tokio::test]
async fn who_left_is_asked_no_more(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let house = House::on(backend).await;
    let House { desk, lars, mari, nils, ticket, chat } = &house;
    let (ticket, chat) = (*ticket, *chat);
    note(&lars.api, ticket, "@Mari which train?", &[house.mari(), house.group()]).await.unwrap();
    let person = desk.admin.call(GetPerson { person: mari.id, body: () }).await.unwrap();
    let body = PersonDetails {
        username: person.username,
        email: person.email,
        name: person.name,
        roles: person.roles,
        active: false,
        ..PersonDetails::default()
    };
    desk.admin.call(UpdatePerson { person: mari.id, version: person.version, body }).await.unwrap();
    assert_eq!(told(note(&lars.api, ticket, "?", &[house.mari()]).await), 404);
    assert_eq!(told(say(&lars.api, chat, "?", &[house.mari()]).await), 404);
    let body = AskableSearch::default();
    let mut offered = lars.api.call(ListAskableOfTicket { ticket, body: body.clone() }).await.unwrap().items;
    offered.extend(lars.api.call(ListAskableOfChat { chat, body }).await.unwrap().items);
    assert!(offered.iter().all(|one| one.whom != house.mari()), "{offered:?}");
    // Her colleagues are still asked.
    say(&lars.api, chat, "@Reservations and this?", &[house.group()]).await.unwrap();
    assert_eq!(open(&nils.api).await.len(), 2);
    note(&nils.api, ticket, "The 8:12.", &[Whom::Agent(lars.id)]).await.unwrap();
    assert_eq!((open(&nils.api).await.len(), open(&lars.api).await.len()), (1, 1));
}

#[rstest]
#[tokio::test]
async fn no_token_answers_for_its_owner(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let house = House::on(backend).await;
    let House { desk, lars, mari, ticket, .. } = &house;
    note(&lars.api, *ticket, "@Mari which train?", &[house.mari()]).await.unwrap();
    let ask = open(&mari.api).await[0].id;
    let scopes = vec![TokenScope::Read, TokenScope::Chats, TokenScope::Tickets, TokenScope::Settings];
    let body = NewToken { name: "Till".into(), scopes, days: 30 };
    let secret = mari.api.call(CreateToken { body }).await.unwrap().secret;
    let caller = Caller { cookie: None, bearer: Some(secret) };
    for (method, path) in [("GET", "/api/v1/asks".to_owned()), ("DELETE", format!("/api/v1/asks/{ask}"))] {
        let answer = Raw::new(method, path).by(&caller).json(&json!(null)).send(&desk.server).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "scope"), "{method}: {}", answer.text);
    }
    assert_eq!(open(&mari.api).await.len(), 1);
}
