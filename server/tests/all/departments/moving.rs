//! A group moves to another department: what goes with it, what stays, and where it may not go.

use contract::{
    ChatId, DepartmentId, GroupId, TicketId,
    brands::CreateBrand,
    chat::{ChatState, Destination, GetChat, GetChatLog, LogPosition, PublicEvent, Transfer, TransferChat},
    departments::{
        CreateDepartment, CreateGroup, Department, Group, GroupDetails, GroupMove, MoveGroup, NewDepartment, Visibility,
    },
    history::Subject,
    rights::{GroupPermissions, Permission, Permissions, SetGroupPermissions},
    tickets::{
        GetTicket, ListTickets, Priority, TicketDetails, TicketFilter, TicketRow, TicketStatus, TicketTransfer,
        TransferTicket, UpdateTicket,
    },
    widget::{NewChat, StartChat},
};
use rstest::rstest;

use super::{department, history, leave_message};
use crate::{
    refusals::{is, why},
    support::{Backend, Desk, new_chat},
};

async fn level_2(desk: &Desk, department: DepartmentId) -> Group {
    let body = GroupDetails { name: "Level 2".into(), front_line: false };
    desk.admin.call(CreateGroup { department, body }).await.unwrap()
}

fn to(group: &Group, department: DepartmentId) -> MoveGroup {
    MoveGroup { group: group.id, version: group.version, body: GroupMove { department } }
}

/// A message left with Sales, handed on to a group.
async fn ticket_in(desk: &Desk, group: GroupId) -> TicketId {
    leave_message(desk, desk.sales).await.unwrap();
    let ticket = desk.admin.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items[0].id;
    let body = TicketTransfer { destination: Destination::Group(group), comment: String::new() };
    desk.admin.call(TransferTicket { ticket, body }).await.unwrap();
    ticket
}

async fn row(desk: &Desk, ticket: TicketId) -> TicketRow {
    desk.admin.call(GetTicket { ticket, body: () }).await.unwrap().row
}

async fn set(desk: &Desk, ticket: TicketId, status: TicketStatus) {
    let version = row(desk, ticket).await.version;
    let body = TicketDetails { status, priority: Priority::Normal };
    desk.admin.call(UpdateTicket { ticket, version, body }).await.unwrap();
}

fn where_is(row: &TicketRow) -> (DepartmentId, GroupId, Option<String>) {
    (row.department, row.group, row.agent.as_ref().map(|agent| agent.name.clone()))
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_group_moves_with_its_people_rights_and_open_work(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let group = level_2(&desk, desk.sales).await;
    let body = GroupPermissions { permissions: Permissions::of(&[Permission::ViewQueue, Permission::Reply]) };
    let call = SetGroupPermissions { group: group.id, version: group.version, body };
    let group = desk.admin.call(call).await.unwrap();
    let mari = desk.agent_in("Mari", group.id, 1).await;
    desk.connect(mari.id).await;
    let tor = desk.agent_in("Tor", desk.sales_group, 1).await;
    desk.connect(tor.id).await;
    // One that is done, one that Mari has, one that waits; and a chat of Mari's.
    let done = ticket_in(&desk, group.id).await;
    set(&desk, done, TicketStatus::Closed).await;
    let (hers, waiting) = (ticket_in(&desk, group.id).await, ticket_in(&desk, group.id).await);
    let (vera, _) = desk.visitor().await;
    let chat = began(&desk, &vera).await;
    let epoch = desk.admin.call(GetChat { chat, body: () }).await.unwrap().row.epoch;
    let body = Transfer { destination: Destination::Group(group.id), comment: String::new(), epoch };
    tor.api.call(TransferChat { chat, body }).await.unwrap();
    let mari_has = Some("Mari".to_owned());
    assert_eq!(where_is(&row(&desk, hers).await), (desk.sales, group.id, mari_has.clone()));
    assert_eq!(where_is(&row(&desk, waiting).await), (desk.sales, group.id, None));

    let moved = desk.admin.call(to(&group, desk.reservations)).await.unwrap();
    assert_eq!((moved.department, moved.version), (desk.reservations, group.version + 1));
    assert_eq!(moved.permissions, group.permissions);
    assert_eq!(moved.members.iter().map(|member| member.agent.id).collect::<Vec<_>>(), [mari.id]);
    let groups = |department: Department| department.groups.into_iter().map(|group| group.name).collect::<Vec<_>>();
    assert_eq!(groups(department(&desk.admin, desk.sales).await).len(), 1);
    assert_eq!(groups(department(&desk.admin, desk.reservations).await), ["Reservations", "Level 2"]);

    assert_eq!(where_is(&row(&desk, hers).await), (desk.reservations, group.id, mari_has.clone()));
    assert_eq!(where_is(&row(&desk, waiting).await), (desk.reservations, group.id, None));
    assert_eq!(where_is(&row(&desk, done).await).0, desk.sales, "what is done stays where it was done");
    let chats = desk.admin.call(GetChat { chat, body: () }).await.unwrap().row;
    assert_eq!((chats.department, chats.state), (desk.reservations, ChatState::Active));
    assert_eq!(chats.agent.map(|agent| agent.id), Some(mari.id));
    let log = desk.admin.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap();
    let told =
        |event: &PublicEvent| matches!(event, PublicEvent::Transferred { department } if department == "Reservations");
    assert!(log.public.iter().any(|entry| told(&entry.event)), "the visitor is told");

    // Reopened, it is done where the group is now.
    set(&desk, done, TicketStatus::Active).await;
    assert_eq!(where_is(&row(&desk, done).await), (desk.reservations, group.id, mari_has));

    for id in [desk.sales, desk.reservations] {
        let entry = &history(&desk.admin, Subject::Department, id.0).await[0];
        assert_eq!((&*entry.act, entry.about.as_deref()), ("group_moved", Some("Level 2")));
        let change = &entry.changes[0];
        assert_eq!((change.from.as_deref(), change.to.as_deref()), (Some("Sales"), Some("Reservations")));
    }
    let again = desk.admin.call(to(&moved, desk.reservations)).await.unwrap();
    assert_eq!(again.version, moved.version, "nothing changed, so nothing is new");
}

async fn began(desk: &Desk, visitor: &client::Api) -> ChatId {
    let body = NewChat { name: "Vera".into(), ..new_chat(desk.sales, "Hello") };
    visitor.call(StartChat { body }).await.unwrap().id
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_group_goes_nowhere_where_others_would_see_its_work(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let group = level_2(&desk, desk.sales).await;
    let front_line = department(&desk.admin, desk.sales).await.groups.remove(0);
    assert_eq!(why(desk.admin.call(to(&front_line, desk.reservations)).await), is(409, "front_line"));
    let stale = Group { version: group.version + 1, ..group.clone() };
    assert_eq!(why(desk.admin.call(to(&stale, desk.reservations)).await), is(409, "stale"));
    let nowhere = uuid::Uuid::from_u128(1).into();
    assert_eq!(why(desk.admin.call(to(&group, nowhere)).await), is(422, "department unknown"));
    let unknown = Group { id: uuid::Uuid::from_u128(1).into(), ..group.clone() };
    assert_eq!(why(desk.admin.call(to(&unknown, desk.sales)).await), is(404, "not_found"));

    let details = department(&desk.admin, desk.sales).await.details;
    let make = async |brand, confidential| {
        let details =
            contract::departments::DepartmentDetails { name: "Elsewhere".into(), confidential, ..details.clone() };
        let body = NewDepartment { brand, details, visibility: Visibility::Hidden, front_line: "Level 1".into() };
        desk.admin.call(CreateDepartment { body }).await.unwrap()
    };
    let secret = make(desk.brand, true).await;
    assert_eq!(why(desk.admin.call(to(&group, secret.id)).await), is(422, "department confidential"));
    let inside = level_2(&desk, secret.id).await;
    assert_eq!(why(desk.admin.call(to(&inside, desk.sales)).await), is(422, "department confidential"));
    let other = contract::brands::BrandDetails {
        name: "XYZ".into(),
        host: String::new(),
        hue: 20,
        chroma: 100,
        headline: "Hello".into(),
        welcome: String::new(),
        allowed_sites: Vec::new(),
        ..contract::brands::BrandDetails::default()
    };
    let other = desk.admin.call(CreateBrand { body: other }).await.unwrap().id;
    let abroad = make(other, false).await;
    assert_eq!(why(desk.admin.call(to(&group, abroad.id)).await), is(422, "department unknown"));
    assert_eq!(department(&desk.admin, desk.sales).await.groups.len(), 2, "it is where it was");
}
