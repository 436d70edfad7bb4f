//! Tickets and the company, as heard by console and portal.

use contract::{
    chat::Destination,
    departments::{DepartmentDetails, GetDepartment, UpdateDepartment, Visibility},
    fields::{ArchiveField, ItemKind, RemoveDepartmentTemplate, SetDepartmentTemplate, TemplateDetails},
    live::{AgentFrame, ClientFrame},
    tickets::{
        CommentOnTicket, CommentSort, CreateTicket, NewReply, NewTicket, NewTicketComment, ReplyToTicket,
        TicketTransfer, TransferTicket,
    },
};
use rstest::rstest;

use super::Stage;
use crate::{
    ears::{Ear, listen, serve},
    scene::{cookie, plain, referrer},
    support::{Backend, Desk, client_id},
};

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn tickets_and_the_company_as_heard(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let mut stage = Stage::on(&desk).await;
    let (lars, mia) = (stage.lars.api.clone(), stage.mia.api.clone());
    let body = NewTicket {
        client_id: client_id(),
        department: desk.sales,
        subject: "Rail pass".into(),
        email: "vera@example.com".into(),
        name: "Vera".into(),
        text: "Yours.".into(),
        values: Vec::new(),
    };
    let ticket = lars.call(CreateTicket { body }).await.unwrap().row.id;
    stage.agrees(&desk, "a ticket's start").await;
    let said = |text: &str| NewReply { client_id: client_id(), text: text.into(), files: Vec::new() };
    let noted = |text: &str| NewTicketComment {
        client_id: client_id(),
        text: text.into(),
        asks: Vec::new(),
        sort: CommentSort::General,
        files: Vec::new(),
    };
    lars.call(CommentOnTicket { ticket, body: noted("Note") }).await.unwrap();
    stage.agrees(&desk, "a ticket's comment").await;
    lars.call(ReplyToTicket { ticket, body: said("Reply") }).await.unwrap();
    stage.agrees(&desk, "a ticket's reply").await;
    let to = Destination::Group(desk.reservations_group);
    lars.call(TransferTicket { ticket, body: TicketTransfer { destination: to, comment: "Yours".into() } })
        .await
        .unwrap();
    stage.agrees(&desk, "a ticket's transfer").await;
    assert!(!stage.lars.shown.tickets.contains_key(&ticket) && stage.mia.shown.tickets.contains_key(&ticket));
    mia.call(CommentOnTicket { ticket, body: noted("There") }).await.unwrap();
    stage.agrees(&desk, "a comment where it went").await;

    for visibility in [Visibility::Hidden, Visibility::Public] {
        desk.show(desk.sales, visibility).await;
        stage.agrees(&desk, "hiding and showing").await;
        assert_eq!(stage.open_to_all.departments.is_empty(), visibility == Visibility::Hidden);
    }
    // Whether customers are asked more, by the installation's template or the department's own.
    let asked = async |stage: &mut Stage, asks: bool, what: &str| {
        stage.agrees(&desk, what).await;
        assert_eq!(stage.open_to_all.departments[0].asks, asks, "{what}");
    };
    asked(&mut stage, false, "nothing asked").await;
    let field = referrer(&desk).await.id;
    asked(&mut stage, true, "the installation's template").await;
    let (department, kind) = (desk.sales, ItemKind::Chat);
    for (kind, version, asks) in [(ItemKind::Ticket, 0, true), (kind, 0, false)] {
        let body = TemplateDetails { lines: vec![plain(field)] };
        desk.admin.call(SetDepartmentTemplate { department, kind, version, body }).await.unwrap();
        asked(&mut stage, asks, "a department's own template").await;
    }
    desk.admin.call(RemoveDepartmentTemplate { department, kind, body: () }).await.unwrap();
    asked(&mut stage, true, "its removal").await;
    desk.admin.call(ArchiveField { field, body: () }).await.unwrap();
    asked(&mut stage, false, "an archived field").await;
    desk.join(stage.lars.me, desk.sales_group, contract::departments::Part::Excluded, 1).await;
    // What one may see may have changed: consoles look again. The company's version is heard by who did not.
    stage.mia.agrees("a membership's change").await;
}

/// Who works in a confidential department, and what they receive, is heard by those who may know of it, and no others.
#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn who_receives_where_one_may_not_look_is_not_heard(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let desk = Desk::on(backend).await;
    desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.agent_in("Mia", desk.reservations_group, 5).await;
    let ina = desk.agent_in("Ina", desk.reservations_group, 5).await;
    desk.join(ina.id, desk.sales_group, contract::departments::Part::Primary, 5).await;
    let before = desk.admin.call(GetDepartment { department: desk.reservations, body: () }).await.unwrap();
    let body = DepartmentDetails { confidential: true, ..before.details };
    desk.admin.call(UpdateDepartment { department: desk.reservations, version: before.version, body }).await.unwrap();
    let address = serve(&desk.server).await;
    let console = async |login| {
        let caller = cookie(&desk.server, login).await;
        let mut ear = listen::<AgentFrame>(address, &caller, ClientFrame::Console, &[]).await.unwrap();
        assert!(matches!(ear.next().await, Some(AgentFrame::Welcome { .. })));
        ear
    };
    let (mut lars, mut mia) = (console("lars").await, console("mia").await);
    desk.connect(ina.id).await;
    for (ear, group, other) in [
        (&mut lars, desk.sales_group, desk.reservations_group),
        (&mut mia, desk.reservations_group, desk.reservations_group),
    ] {
        let heard = hears(ear, ina.id, group).await;
        assert!(heard, "her coming to {group} is heard");
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        ear.now();
        if group != other {
            let other = other.to_string();
            assert!(!ear.heard.iter().any(|text| text.contains(&other)), "nothing of {other} is: {:?}", ear.heard);
        }
    }
}

/// Whether it is heard that somebody receives in a group.
async fn hears(ear: &mut Ear<AgentFrame>, who: contract::AccountId, group: contract::GroupId) -> bool {
    while let Some(frame) = ear.next().await {
        if let AgentFrame::Receives { agent, connected: true, groups } = frame
            && agent == who
            && groups.iter().any(|one| one.group == group && one.no_chats_because.is_none())
        {
            return true;
        }
    }
    false
}
