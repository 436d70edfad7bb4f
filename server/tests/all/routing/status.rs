//! Who manages the members' status says for them whether they receive, in that group and nowhere else.

use contract::{
    GroupId,
    departments::{Channel, ListMembers},
    history::Subject,
    presence::{GetPresence, NewActivity, SetMemberActivity},
    rights::{Permission, Permissions},
};
use rstest::rstest;

use super::hands::{leave, owners};
use crate::{
    departments::history,
    refusals::{is, why},
    support::{Backend, Desk, Employee},
};

const STOP: NewActivity = NewActivity { channel: Channel::Ticket, active: false };
const GO_ON: NewActivity = NewActivity { channel: Channel::Ticket, active: true };

async fn grants_status(desk: &Desk) {
    let status = Permissions::of(&[Permission::ManageStatus]);
    desk.allow(desk.sales_group, Permissions::OF_MEMBERS.and(status)).await;
}

fn set(group: GroupId, of: &Employee, body: NewActivity) -> SetMemberActivity {
    SetMemberActivity { group, agent: of.id, body }
}

#[rstest]
#[tokio::test]
async fn a_leader_says_whether_members_receive(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let mia = desk.agent_in("Mia", desk.sales_group, 5).await;
    let nora = desk.agent_in("Nora", desk.reservations_group, 5).await;
    desk.connect(mia.id).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    assert_eq!(why(lars.api.call(set(desk.sales_group, &mia, STOP)).await), is(403, "forbidden"));
    grants_status(&desk).await;
    lars.api.call(set(desk.sales_group, &mia, STOP)).await.unwrap();
    leave(&desk, "Waits").await;
    assert_eq!(owners(&desk).await, [("Waits".to_owned(), None)]);
    // Mia sees it, her own word brings her back as well, and it is written down whose word it was.
    let presence = mia.api.call(GetPresence { body: () }).await.unwrap();
    let tickets = |one: &&contract::presence::Receiving| one.channel == Channel::Ticket;
    assert!(!presence.memberships[0].receiving.iter().find(tickets).unwrap().share.active);
    let entry = history(&desk.admin, Subject::Department, desk.sales.0).await.remove(0);
    let by = entry.by.as_ref().map(|by| by.id);
    assert_eq!((&*entry.act, entry.about.as_deref(), by), ("member_changed", Some("Mia · Level 1"), Some(lars.id)));
    // What waits comes as soon as she receives again.
    lars.api.call(set(desk.sales_group, &mia, GO_ON)).await.unwrap();
    assert_eq!(owners(&desk).await, [("Waits".to_owned(), Some("Mia".to_owned()))]);
    // The right is the group's, and members are the group's.
    assert_eq!(why(lars.api.call(set(desk.reservations_group, &nora, STOP)).await), is(403, "forbidden"));
    assert_eq!(why(lars.api.call(set(desk.sales_group, &nora, STOP)).await), is(404, "not_found"));
    let members = desk.admin.call(ListMembers { group: desk.reservations_group, body: () }).await.unwrap().items;
    assert!(members.iter().all(|member| member.details.tickets.active), "{members:?}");
}
