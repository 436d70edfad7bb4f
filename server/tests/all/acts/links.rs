//! Tickets that belong together.

use contract::{
    TicketId,
    departments::{DepartmentDetails, GetDepartment, Part, UpdateDepartment},
    rights::{Permission, Permissions},
    tickets::{DeleteTicket, LinkKind, LinkTicket, NewTicketLink, Ticket, TicketFilter, UnlinkTicket},
};
use rstest::rstest;
use uuid::Uuid;

use super::{get, ids, is, opened, refused};
use crate::support::{Backend, Desk};

fn linked(ticket: &Ticket) -> Vec<(TicketId, LinkKind)> {
    ticket.links.iter().map(|link| (link.ticket, link.link)).collect()
}

#[rstest]
#[tokio::test]
async fn class_22_links_go_both_ways_and_tell_nothing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let kim = desk.agent_in("Kim", desk.reservations_group, 5).await;
    desk.join(kim.id, desk.sales_group, Part::Primary, 5).await;
    desk.allow(desk.reservations_group, Permissions::OF_MEMBERS.and(Permissions::of(&[Permission::Delete]))).await;
    let department = desk.reservations;
    let known = desk.admin.call(GetDepartment { department, body: () }).await.unwrap();
    let body = DepartmentDetails { confidential: true, ..known.details };
    desk.admin.call(UpdateDepartment { department, version: known.version, body }).await.unwrap();
    let (one, other) = (opened(&kim.api, desk.sales, "One").await, opened(&kim.api, department, "Secret").await);
    let link = async |api: &client::Api, ticket: TicketId, other: TicketId| {
        api.call(LinkTicket { ticket, body: NewTicketLink { other } }).await
    };
    // What one may not read is told from what is not there by nothing.
    for other in [other, TicketId(Uuid::new_v4()), one] {
        assert_eq!(refused(link(&lars.api, one, other).await), is(422, "other unknown"));
    }
    assert_eq!(refused(link(&lars.api, other, one).await).0, 404);
    let both = link(&kim.api, one, other).await.unwrap();
    assert_eq!((linked(&both), &*both.links[0].subject), (vec![(other, LinkKind::Related)], "Secret"));
    assert_eq!(linked(&get(&kim.api, other).await.unwrap()), [(one, LinkKind::Related)]);
    let again = link(&kim.api, other, one).await.unwrap();
    assert_eq!(linked(&again), [(one, LinkKind::Related)]);
    assert_eq!(linked(&get(&lars.api, one).await.unwrap()), [], "he may not read the other one");
    assert_eq!(ids(&lars.api, TicketFilter::default()).await, [one]);
    let unlink = async |api: &client::Api, ticket, other| api.call(UnlinkTicket { ticket, other, body: () }).await;
    unlink(&lars.api, one, other).await.unwrap();
    assert_eq!(linked(&get(&kim.api, one).await.unwrap()), [(other, LinkKind::Related)], "it is not his to undo");
    let none = unlink(&kim.api, other, one).await.unwrap();
    assert_eq!((linked(&none), linked(&get(&kim.api, one).await.unwrap())), (vec![], vec![]));
    link(&kim.api, one, other).await.unwrap();
    kim.api.call(DeleteTicket { ticket: other, body: () }).await.unwrap();
    assert_eq!(linked(&get(&kim.api, one).await.unwrap()), [], "what is deleted is linked to nothing");
}
