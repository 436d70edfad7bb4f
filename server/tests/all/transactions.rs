//! Writes that meet: each is done whole or not at all, and none fails for another one's sake.

use std::{sync::Arc, time::Duration};

use contract::{
    departments::{Part, Visibility},
    people::Role,
};
use rstest::rstest;
use sea_orm::DbErr;
use server::platform::topics;
use tokio::sync::Notify;

use crate::support::{Backend, Desk};

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn two_that_wait_for_one_another_are_both_done(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let db = desk.server.app.db();
    let told = [Arc::new(Notify::new()), Arc::new(Notify::new())];
    let both = [("one", "two", 0, 1), ("two", "one", 1, 0)].map(|(first, second, mine, other)| {
        let (mine, other) = (told[mine].clone(), told[other].clone());
        db.write(move |tx| {
            Box::pin(async move {
                topics::bump(tx, first).await?;
                mine.notify_one();
                // Until the other one holds what this one wants, where two may run at once.
                let _ = tokio::time::timeout(Duration::from_millis(500), other.notified()).await;
                topics::bump(tx, second).await?;
                Ok::<_, DbErr>(())
            })
        })
    });
    let [one, two] = both;
    let (one, two) = tokio::join!(one, two);
    assert_eq!((one, two), (Ok(()), Ok(())));
    for topic in ["one", "two"] {
        assert_eq!(topics::version(db.read(), topic).await.unwrap(), 2, "each once");
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn agents_come_while_the_company_changes(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let mut agents = Vec::new();
    for name in ["Lars", "Mia", "Nina"] {
        let agent = desk.employee(name, &[Role::Agent]).await;
        for group in [desk.sales_group, desk.reservations_group] {
            desk.join(agent.id, group, Part::Primary, 1).await;
        }
        agents.push(agent.id);
    }
    for round in 0..12 {
        let coming = futures_util::future::join_all(agents.iter().map(|agent| desk.connect(*agent)));
        let setting = agents.iter().flat_map(|agent| {
            [desk.sales_group, desk.reservations_group].map(|group| desk.join(*agent, group, Part::Primary, 2 + round))
        });
        let visibility = if round % 2 == 0 { Visibility::Public } else { Visibility::Hidden };
        let setting = futures_util::future::join_all(setting);
        let (leases, _, _) = tokio::join!(coming, setting, desk.show(desk.reservations, visibility));
        let leaving = leases.into_iter().map(|lease| server::routing::goodbye(&desk.server.app, lease));
        for left in futures_util::future::join_all(leaving).await {
            left.unwrap();
        }
    }
}
