//! What is written down of groups and memberships, and whose history is there at all.

use contract::{
    chat::{GetChatLog, InternalEvent, LogPosition},
    departments::{ArchiveGroup, Archiving, Channel, CreateGroup, GroupDetails, Part, RemoveMember},
    history::{HistoryFilter, ListHistory, Subject},
    organizations::{CreateOrganization, DeleteOrganization, OrganizationDetails},
    presence::{NewActivity, SetActivity},
    widget::StartChat,
};
use rstest::rstest;
use uuid::Uuid;

use super::history;
use crate::{
    refusals::{is, why},
    support::{Backend, Desk, new_chat},
};

#[rstest]
#[tokio::test]
async fn every_change_of_a_membership_is_written_down(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let body = NewActivity { channel: Channel::Ticket, active: false };
    for _ in 0..2 {
        lars.api.call(SetActivity { group: desk.sales_group, body }).await.unwrap();
    }
    let entries = history(&desk.admin, Subject::Department, desk.sales.0).await;
    let (entry, change) = (&entries[0], &entries[0].changes[0]);
    let by = entry.by.as_ref().map(|by| by.id);
    assert_eq!((&*entry.act, entry.about.as_deref(), by), ("member_changed", Some("Lars · Level 1"), Some(lars.id)));
    let told = (&*change.field, change.from.as_deref(), change.to.as_deref());
    assert_eq!(told, ("tickets.active", Some("true"), Some("false")));
    assert_eq!(entries[1].act, "member_added", "what was so already is no change");
    // A group that is archived loses its members.
    let body = GroupDetails { name: "Level 2".into(), front_line: false };
    let group = desk.admin.call(CreateGroup { department: desk.sales, body }).await.unwrap().id;
    desk.join(lars.id, group, Part::Primary, 5).await;
    desk.admin.call(ArchiveGroup { group, body: Archiving::default() }).await.unwrap();
    let entries = history(&desk.admin, Subject::Department, desk.sales.0).await;
    let acts: Vec<(&str, Option<&str>)> =
        entries[..2].iter().map(|entry| (&*entry.act, entry.about.as_deref())).collect();
    assert_eq!(acts, [("group_archived", Some("Level 2")), ("member_removed", Some("Lars · Level 2"))]);
}

#[rstest]
#[tokio::test]
async fn a_chat_says_who_lost_it(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    let body = new_chat(desk.sales, "Hello");
    let chat = desk.visitor().await.0.call(StartChat { body }).await.unwrap().id;
    desk.admin.call(RemoveMember { group: desk.sales_group, agent: lars.id, body: () }).await.unwrap();
    let log = desk.admin.call(GetChatLog { chat, body: LogPosition::default() }).await.unwrap().internal;
    let lost = log.iter().find_map(|entry| match &entry.event {
        InternalEvent::AgentLeft { agent } => Some(agent.id),
        _ => None,
    });
    assert_eq!(lost, Some(lars.id));
}

#[rstest]
#[tokio::test]
async fn only_what_is_or_was_has_a_history(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let body = OrganizationDetails { name: "Example".into(), ..OrganizationDetails::default() };
    let organization = desk.admin.call(CreateOrganization { body }).await.unwrap().id;
    let read = async |id: Uuid| {
        let body = HistoryFilter { subject: Subject::Organization, id, after: None };
        desk.admin.call(ListHistory { body }).await
    };
    assert_eq!(read(organization.0).await.unwrap().items.len(), 1);
    desk.admin.call(DeleteOrganization { organization, body: () }).await.unwrap();
    assert_eq!(read(organization.0).await.unwrap().items[0].act, "deleted");
    assert_eq!(why(read(Uuid::new_v4()).await), is(404, "not_found"));
}
