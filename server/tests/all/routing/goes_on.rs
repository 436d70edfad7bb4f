//! A queue is given out as long as somebody may have something.

use contract::departments::{GetCompany, ListMembers, Part};
use rstest::rstest;
use sea_orm::{EntityTrait, IntoActiveModel};
use server::{
    platform::{Failure, ids, jobs},
    routing::tables::work_items,
    tickets::tables::tickets,
};

use super::{
    active,
    hands::{leave, owners},
    sales,
};
use crate::support::{Backend, Desk};

#[rstest]
#[tokio::test]
async fn a_long_queue_is_given_out_to_its_end(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let first = leave(&desk, "Help").await.0;
    let many = desk.server.app.db().write(move |tx| {
        Box::pin(async move {
            let ticket = tickets::Entity::find_by_id(first).one(tx).await?.unwrap();
            let item = work_items::Entity::find_by_id(first).one(tx).await?.unwrap();
            for n in 1..=202 {
                let id = ids::new_id();
                let ticket = tickets::Model { id, number: ticket.number + n, client_id: id, ..ticket.clone() };
                tickets::Entity::insert(ticket.into_active_model()).exec_without_returning(tx).await?;
                let item = work_items::Model { item_id: id, ..item.clone() };
                work_items::Entity::insert(item.into_active_model()).exec_without_returning(tx).await?;
            }
            Ok::<_, Failure>(())
        })
    });
    many.await.unwrap();
    let kim = desk.agent_in("Kim", desk.sales_group, 202).await;
    desk.connect(kim.id).await;
    let waiting = async || {
        let company = desk.admin.call(GetCompany { body: () }).await.unwrap();
        let groups = company.brands.into_iter().flat_map(|brand| brand.departments).flat_map(|one| one.groups);
        groups.map(|group| group.tickets_waiting).sum::<u32>()
    };
    assert_eq!(waiting().await, 1, "as many as she may have");
    desk.join(kim.id, desk.sales_group, Part::Primary, 300).await;
    assert_eq!(waiting().await, 0);
}

#[rstest]
#[tokio::test]
async fn who_may_sign_in_again_gets_what_waits(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    sales(&desk, |details| details.assigns_tickets_while_away = true).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 5).await;
    let members = desk.admin.call(ListMembers { group: desk.sales_group, body: () }).await.unwrap().items;
    let oda = members.iter().find(|member| member.agent.id != lars.id).unwrap().agent.id;
    desk.join(oda, desk.sales_group, Part::Pull, 5).await;
    active(&desk, lars.id, false).await;
    jobs::run_due(&desk.server.app).await.unwrap();
    leave(&desk, "Help").await;
    assert_eq!(owners(&desk).await, [("Help".to_owned(), None)]);
    active(&desk, lars.id, true).await;
    jobs::run_due(&desk.server.app).await.unwrap();
    assert_eq!(owners(&desk).await, [("Help".to_owned(), Some("Lars".to_owned()))]);
}
