//! What is archived holds no open work, whoever comes in at the same moment.

use contract::{
    GroupId,
    brands::{BrandDetails, CreateBrand},
    departments::{
        ArchiveDepartment, ArchiveGroup, Archiving, Channel, CreateDepartment, CreateGroup, DepartmentDetails,
        GetDepartment, GetVisibilityEffect, GroupDetails, NewDepartment, Visibility,
    },
    history::Subject,
    widget::StartChat,
};
use rstest::rstest;

use super::{company, history, leave_message, names};
use crate::{
    refusals::{is, refused, why},
    support::{Backend, Desk, new_chat},
};

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn what_holds_open_work_is_not_archived(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    leave_message(&desk, desk.sales).await.unwrap();
    let archive =
        |to: Option<GroupId>| ArchiveDepartment { department: desk.sales, body: Archiving { move_work_to: to } };
    let problem = refused(desk.admin.call(archive(None)).await);
    assert_eq!((problem.status, &*problem.code), (409, "open_work"));
    assert_eq!(problem.detail.as_deref(), Some("0 chats and 1 tickets are open"));
    for to in [desk.sales_group, GroupId(uuid::Uuid::nil())] {
        assert_eq!(why(desk.admin.call(archive(Some(to))).await), is(422, "move_work_to unknown"));
    }
    desk.admin.call(archive(Some(desk.reservations_group))).await.unwrap();
    assert_eq!(names(&company(&desk.admin).await), ["Reservations"]);
    let effect = desk.admin.call(GetVisibilityEffect { department: desk.reservations, body: () }).await.unwrap();
    assert_eq!(effect.open_tickets, 1, "the work went along");
    assert_eq!(why(desk.admin.call(archive(None)).await), is(404, "not_found"));
    assert_eq!(history(&desk.admin, Subject::Department, desk.sales.0).await[0].act, "archived");
}

/// Work that is handed on stays with its brand, whose customers see no other, and goes neither into the open nor out of
/// sight.
#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn work_stays_with_its_brand(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let body = BrandDetails { name: "XYZ".into(), headline: "Hello".into(), ..BrandDetails::default() };
    let brand = desk.admin.call(CreateBrand { body }).await.unwrap().id;
    let details = desk.admin.call(GetDepartment { department: desk.sales, body: () }).await.unwrap().details;
    let made = async |brand, name: &str, confidential| {
        let details = DepartmentDetails {
            name: name.into(),
            email: format!("{}@example.com", name.to_lowercase()),
            confidential,
            ..details.clone()
        };
        let body = NewDepartment { brand, details, visibility: Visibility::Public, front_line: "Level 1".into() };
        desk.admin.call(CreateDepartment { body }).await.unwrap().groups[0].id
    };
    let elsewhere = made(brand, "Copiers", false).await;
    let secret = made(desk.brand, "Board", true).await;
    let body = GroupDetails { name: "Level 2".into(), front_line: false };
    let second = desk.admin.call(CreateGroup { department: desk.sales, body }).await.unwrap().id;
    for (to, refusal) in [(elsewhere, "move_work_to unknown"), (secret, "move_work_to confidential")] {
        let body = Archiving { move_work_to: Some(to) };
        let department = ArchiveDepartment { department: desk.sales, body };
        assert_eq!(why(desk.admin.call(department).await), is(422, refusal));
        assert_eq!(why(desk.admin.call(ArchiveGroup { group: second, body }).await), is(422, refusal));
    }
    let body = Archiving { move_work_to: Some(desk.reservations_group) };
    desk.admin.call(ArchiveGroup { group: second, body }).await.unwrap();
}

/// Work that enters while a group is archived: either it was there first and refuses the archiving, or it finds no
/// group any more.
#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn no_work_slips_into_what_is_archived(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 100).await;
    desk.connect(lars.id).await;
    let archive = || {
        let call = ArchiveDepartment { department: desk.sales, body: Archiving { move_work_to: None } };
        let admin = desk.admin.clone();
        async move { admin.call(call).await }
    };
    let chat = || {
        let body = new_chat(desk.sales, "Hello");
        let desk = &desk;
        async move { desk.visitor().await.0.call(StartChat { body }).await }
    };
    // One that has entered but is not committed yet: the archiving waits for it.
    let (app, enters) = (
        desk.server.app.clone(),
        server::routing::Enter {
            item: uuid::Uuid::new_v4(),
            channel: Channel::Ticket,
            department: desk.sales.0,
            group: desk.sales_group.0,
            priority: 0,
            owner: Some(lars.id.0),
        },
    );
    let inside = app.clone();
    let entering = tokio::spawn(async move {
        app.db()
            .write(move |tx| {
                Box::pin(async move {
                    server::routing::enter(&inside, tx, enters).await?;
                    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
                    Ok::<_, server::platform::Failure>(())
                })
            })
            .await
    });
    tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    assert_eq!(why(archive().await), is(409, "open_work"));
    entering.await.unwrap().unwrap();
    let done = desk.server.app.clone();
    let write = desk
        .server
        .app
        .db()
        .write(move |tx| Box::pin(async move { server::routing::done(&done, tx, enters.item).await }));
    write.await.unwrap();
    // Real chats, as they come.
    let (one, two, archived, three) = tokio::join!(chat(), chat(), archive(), chat());
    let began = [one, two, three].into_iter().filter(Result::is_ok).count();
    assert_eq!(archived.is_ok(), began == 0, "{began} began, {archived:?}");
    if archived.is_ok() {
        assert_eq!(why(chat().await), is(404, "not_found"));
    }
}
