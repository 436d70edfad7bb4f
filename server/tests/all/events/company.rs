//! Tickets and the company, as heard by console and portal.

use contract::{
    chat::Destination,
    departments::Visibility,
    fields::{ArchiveField, ItemKind, RemoveDepartmentTemplate, SetDepartmentTemplate, TemplateDetails},
    tickets::{CommentOnTicket, CreateTicket, NewReply, NewTicket, ReplyToTicket, TicketTransfer, TransferTicket},
};
use rstest::rstest;

use super::Stage;
use crate::scene::{plain, referrer};
use crate::support::{Backend, Desk, client_id};

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
    let said = |text: &str| NewReply { client_id: client_id(), text: text.into() };
    lars.call(CommentOnTicket { ticket, body: said("Note") }).await.unwrap();
    stage.agrees(&desk, "a ticket's comment").await;
    lars.call(ReplyToTicket { ticket, body: said("Reply") }).await.unwrap();
    stage.agrees(&desk, "a ticket's reply").await;
    let to = Destination::Group(desk.reservations_group);
    lars.call(TransferTicket { ticket, body: TicketTransfer { destination: to, comment: "Yours".into() } })
        .await
        .unwrap();
    stage.agrees(&desk, "a ticket's transfer").await;
    assert!(!stage.lars.shown.tickets.contains_key(&ticket) && stage.mia.shown.tickets.contains_key(&ticket));
    let body = NewReply { client_id: client_id(), text: "There".into() };
    mia.call(CommentOnTicket { ticket, body }).await.unwrap();
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
