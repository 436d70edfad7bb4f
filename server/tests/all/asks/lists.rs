//! Whom a comment can ask, and what is asked of one: how they are found and listed.

use contract::{
    Page,
    asks::{AskFilter, AskableSearch, ListAskableOfChat, ListAskableOfTicket, ListAsks, Whom},
    departments::{CreateGroup, GroupDetails},
    people::Role,
};
use rstest::rstest;

use super::{House, note, told};
use crate::support::Backend;

#[rstest]
#[tokio::test]
async fn colleagues_and_groups_are_found_by_their_words(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let House { desk, lars, mari, nils, ticket, chat } = &House::on(backend).await;
    let (ticket, chat) = (*ticket, *chat);
    let body = GroupDetails { name: "Level 2".into(), front_line: false };
    let second = desk.admin.call(CreateGroup { department: desk.sales, body }).await.unwrap().id;
    desk.employee("Marit", &[Role::Agent]).await;
    let find = async |words: &str| {
        let body = AskableSearch { words: words.into() };
        let found = lars.api.call(ListAskableOfTicket { ticket, body: body.clone() }).await.unwrap().items;
        assert_eq!(lars.api.call(ListAskableOfChat { chat, body }).await.unwrap().items, found);
        found.into_iter().map(|one| one.whom).collect::<Vec<_>>()
    };
    assert_eq!(find("mar").await, [Whom::Agent(mari.id)], "who works nowhere is not offered");
    assert_eq!(find(" 2").await, [Whom::Group(second)]);
    assert!(find("lars").await.is_empty() && find("ari").await.is_empty());
    let all = find("").await;
    let place = |whom: Whom| all.iter().position(|one| *one == whom).unwrap();
    assert!(place(Whom::Group(second)) < place(Whom::Group(desk.reservations_group)));
    assert!(place(Whom::Group(desk.reservations_group)) < place(Whom::Agent(mari.id)));
    assert!(place(Whom::Agent(mari.id)) < place(Whom::Agent(nils.id)));
    let body = AskableSearch::default();
    assert_eq!(told(mari.api.call(ListAskableOfTicket { ticket, body: body.clone() }).await), 403);
    assert_eq!(told(mari.api.call(ListAskableOfChat { chat, body }).await), 404);
}

#[rstest]
#[tokio::test]
async fn the_list_has_pages(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let house = House::on(backend).await;
    for n in 0..60 {
        let whom = if n % 2 == 0 { house.mari() } else { house.group() };
        note(&house.lars.api, house.ticket, &format!("q{n}"), &[whom]).await.unwrap();
    }
    let mut all = Vec::new();
    let mut after = None;
    loop {
        let Page { items, next } = house.mari.api.call(ListAsks { body: AskFilter { after } }).await.unwrap();
        assert!(items.len() <= 50);
        all.extend(items.into_iter().map(|ask| ask.text));
        after = next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(all, (0..60).rev().map(|n| format!("q{n}")).collect::<Vec<_>>());
}
