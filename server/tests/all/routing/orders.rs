//! Many at once, in opposite orders, on several things: nobody waits in a circle, and nothing is counted twice.

use contract::{
    TicketId,
    brands::{BrandDetails, GetBrand, UpdateBrand},
    chat::Destination,
    departments::{ListMembers, MembershipDetails, Part, SetMember, Share},
    presence::{CheckIn, CheckOut},
    tickets::{TicketTransfer, TransferTicket},
};
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait};
use server::routing::{self, tables::shifts};
use tokio::task::JoinSet;

use super::{hands::leave, sales};
use crate::support::{Backend, Desk};

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn opposite_orders_never_wait_in_a_circle(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    sales(&desk, |details| details.requires_check_in = true).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 3).await;
    desk.join(lars.id, desk.reservations_group, Part::Primary, 3).await;
    let mia = desk.agent_in("Mia", desk.reservations_group, 3).await;
    desk.join(mia.id, desk.sales_group, Part::Primary, 3).await;
    let groups = [desk.sales_group, desk.reservations_group];
    let mut all = JoinSet::new();
    let problem = |error: client::CallError| match error {
        client::CallError::Problem(problem) if problem.status < 500 => Ok(()),
        error => Err(error.to_string()),
    };
    for subject in ["1", "2", "3", "4"] {
        let ticket: TicketId = leave(&desk, subject).await;
        let (api, first) = (desk.admin.clone(), usize::from(subject > "2"));
        all.spawn(async move {
            for turn in 0..12 {
                let to = Destination::Group(groups[(first + turn) % 2]);
                let body = TicketTransfer { destination: to, comment: String::new() };
                api.call(TransferTicket { ticket, body }).await.map(|_| ()).or_else(problem)?;
            }
            Ok::<(), String>(())
        });
    }
    for (agent, first) in [(lars.id, 0), (mia.id, 1)] {
        let api = desk.admin.clone();
        all.spawn(async move {
            for turn in 0..12 {
                let share = Share { part: Part::Primary, limit: 3 + turn % 2, active: true };
                let body = MembershipDetails { chats: share, tickets: share, order: 0 };
                let group = groups[(first + turn as usize) % 2];
                let members = api.call(ListMembers { group, body: () }).await.map_err(|error| error.to_string())?;
                let mine = members.items.into_iter().find(|member| member.agent.id == agent);
                let version = mine.map_or(0, |member| member.version);
                api.call(SetMember { group, agent, version, body }).await.map(|_| ()).or_else(problem)?;
            }
            Ok(())
        });
        let app = desk.server.app.clone();
        all.spawn(async move {
            for _ in 0..8 {
                let lease = routing::connected(&app, agent.0, None).await.map_err(|failure| failure.to_string())?;
                routing::renewed(&app, lease);
                routing::leases::beat(&app).await.map_err(|failure| failure.to_string())?;
                routing::goodbye(&app, lease).await.map_err(|failure| failure.to_string())?;
            }
            Ok(())
        });
    }
    for api in [lars.api.clone(), mia.api.clone()] {
        all.spawn(async move {
            for _ in 0..8 {
                api.call(CheckIn { body: () }).await.map(|_| ()).or_else(problem)?;
                api.call(CheckOut { body: () }).await.map(|_| ()).or_else(problem)?;
            }
            Ok(())
        });
    }
    let (api, brand) = (desk.admin.clone(), desk.brand);
    all.spawn(async move {
        for turn in 0..8 {
            let known = api.call(GetBrand { brand, body: () }).await.map_err(|error| error.to_string())?;
            let body = BrandDetails {
                name: known.look.name,
                host: known.host.unwrap_or_default(),
                hue: 100 + turn,
                chroma: known.look.chroma,
                headline: known.look.headline,
                welcome: known.look.welcome,
                allowed_sites: known.allowed_sites,
                ..BrandDetails::default()
            };
            api.call(UpdateBrand { brand, version: known.version, body }).await.map(|_| ()).or_else(problem)?;
        }
        Ok(())
    });
    while let Some(done) = all.join_next().await {
        assert_eq!(done.unwrap(), Ok(()));
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_first_word_said_twice_at_once_is_one(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 3).await;
    let mut all = JoinSet::new();
    for _ in 0..8 {
        let (api, admin) = (lars.api.clone(), desk.admin.clone());
        all.spawn(async move { api.call(CheckIn { body: () }).await.map(|_| ()) });
        let (group, agent) = (desk.reservations_group, lars.id);
        let share = Share { part: Part::Primary, limit: 3, active: true };
        let body = MembershipDetails { chats: share, tickets: share, order: 0 };
        // Only one can be the first; the others' version is of the past.
        all.spawn(async move {
            match admin.call(SetMember { group, agent, version: 0, body }).await {
                Err(error) if error.code() == Some("stale") => Ok(()),
                answer => answer.map(|_| ()),
            }
        });
    }
    while let Some(done) = all.join_next().await {
        done.unwrap().unwrap();
    }
    assert_eq!(shifts::Entity::find().count(desk.server.app.db().read()).await.unwrap(), 1);
}
