//! Sessions and visitors whose time is over are swept; what they did stays.

use contract::{
    chat::GetChat,
    people::{CreateSession, SignIn},
    widget::{EndVisitorChat, GetWidget, NewChat, PageSeen, StartChat},
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use server::{
    people::tables::{sessions, visitors},
    platform::{Time, jobs},
};

use crate::support::{Backend, Desk, PASSWORD, client_id};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// The visitors' names and ends.
async fn visitors(desk: &Desk) -> Vec<(String, Time)> {
    let rows = visitors::Entity::find().all(desk.server.app.db().read()).await.unwrap();
    let mut all: Vec<_> = rows.into_iter().map(|row| (row.name, row.ends_at)).collect();
    all.sort();
    all
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn what_is_over_is_swept_and_nothing_else(#[case] on: Backend) {
    let desk = Desk::on(on).await;
    let app = &desk.server.app;
    let start = desk.clock.now();
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    desk.connect(lars.id).await;
    let (vera, _) = desk.visitor().await;
    let hello = |name: &str| StartChat {
        body: NewChat {
            client_id: client_id(),
            department: desk.sales,
            name: name.into(),
            email: String::new(),
            text: "Hello".into(),
            page: PageSeen::default(),
            values: Vec::new(),
        },
    };
    let chat = vera.call(hello("Vera")).await.unwrap().id;
    vera.call(EndVisitorChat { chat, body: () }).await.unwrap();
    desk.visitor().await;
    jobs::run_due(app).await.unwrap();
    assert_eq!(visitors(&desk).await.len(), 2, "nobody's time is over");

    // Two weeks on his session is over; a new one is not. A visitor who came meanwhile stays.
    desk.clock.advance(13 * DAY);
    let (mia, _) = desk.visitor().await;
    desk.clock.advance(2 * DAY);
    let again = desk.sign_in("lars").await.unwrap();
    jobs::run_due(app).await.unwrap();
    let sessions = sessions::Entity::find().count(app.db().read()).await.unwrap();
    assert_eq!(sessions, 1, "the administrator's is over, too");
    assert!(again.call(contract::people::GetSession { body: () }).await.is_ok());

    desk.clock.advance(16 * DAY);
    jobs::run_due(app).await.unwrap();
    let mias = start.plus(43 * DAY);
    assert_eq!(visitors(&desk).await, [(String::new(), mias), ("Vera".into(), Time(0))], "who passed by is gone");
    assert_eq!(vera.call(GetWidget { body: () }).await.unwrap_err().code(), Some("signed_out"));
    mia.call(GetWidget { body: () }).await.unwrap();
    // Swept is swept: the next one leaves her alone, and the chat knows whose it was.
    desk.clock.advance(2 * 60 * 60 * 1000);
    jobs::run_due(app).await.unwrap();
    assert!(visitors(&desk).await.contains(&("Vera".into(), Time(0))));
    let sign_in = SignIn { login: "oda".into(), password: PASSWORD.into() };
    desk.admin.call(CreateSession { body: sign_in }).await.unwrap();
    assert_eq!(desk.admin.call(GetChat { chat, body: () }).await.unwrap().row.visitor_name, "Vera");
    let next = jobs::table::Entity::find().filter(jobs::table::Column::Kind.eq("people.sweep"));
    let next = next.all(app.db().read()).await.unwrap();
    assert!(matches!(&next[..], [one] if one.due_at == desk.clock.now().plus(60 * 60 * 1000)), "{next:?}");
}
