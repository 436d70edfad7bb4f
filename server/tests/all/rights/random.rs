//! For random companies, the endpoints answer what the pure decision says.

use contract::{
    departments::{Part, RemoveMember},
    people::Role,
    rights::{
        Act, GetEffectivePermissions, HeldRole, Permission, Permissions, PermissionsAt, Reason, Rights, Whose, Within,
    },
    tickets::{GetTicket, ListTickets, TicketFilter},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};
use rstest::rstest;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use server::asks::tables::asks;
use uuid::Uuid;

use super::{Ground, Spot, give, grant, held, membership};
use crate::{
    scene::{Caller, Raw, cookie},
    support::Backend,
};

/// A company, as the four places know it, and somebody in it.
#[derive(Clone, Debug)]
struct Company {
    /// Whether each of the three departments is confidential.
    confidential: [bool; 3],
    /// What each group grants, and how one is in it: not at all, working or watching.
    groups: [(Permissions, Option<bool>); 4],
    /// What the own role allows.
    role: Permissions,
    /// Which built-in role is held beside it.
    built_in: Option<Role>,
    /// Who has the items of each place.
    whose: [Whose; 4],
    /// Whom a comment asks about the ticket of each place: one, or the first place's group.
    asks: [Option<Asks>; 4],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    One,
    Group,
}

fn some_of(all: Vec<Permission>) -> impl Strategy<Value = Permissions> {
    prop::sample::subsequence(all.clone(), 0..=all.len()).prop_map(|some| some.into_iter().collect())
}

fn company() -> impl Strategy<Value = Company> {
    let of_items = Permission::ALL.iter().copied().filter(|one| one.is_of_items()).collect();
    let member = prop_oneof![2 => Just(None), 2 => Just(Some(false)), 1 => Just(Some(true))];
    let groups = prop::array::uniform4((some_of(of_items), member));
    let own = vec![
        Permission::ViewQueue,
        Permission::SeeColleagues,
        Permission::Comment,
        Permission::Take,
        Permission::Reply,
        Permission::Transfer,
        Permission::Close,
        Permission::SeeConfidential,
        Permission::ManageCompany,
    ];
    let built_in = prop_oneof![4 => Just(None), 1 => Just(Some(Role::Manager)), 1 => Just(Some(Role::Administrator))];
    let whose = prop::sample::select(vec![Whose::Mine, Whose::Colleagues, Whose::Nobodys]);
    let asks = prop_oneof![2 => Just(None), 1 => Just(Some(Asks::One)), 1 => Just(Some(Asks::Group))];
    let (whose, asks) = (prop::array::uniform4(whose), prop::array::uniform4(asks));
    (any::<[bool; 3]>(), groups, some_of(own), built_in, whose, asks).prop_map(
        |(confidential, groups, role, built_in, whose, asks)| Company {
            confidential,
            groups,
            role,
            built_in,
            whose,
            asks,
        },
    )
}

/// Makes the company so.
async fn build(ground: &mut Ground, company: &Company) {
    let at = |spot: &Spot| match spot.name {
        "own group" | "other group" => 0,
        "other department" => 1,
        _ => 2,
    };
    ground.confine(|spot| company.confidential[at(spot)]).await;
    ground.role_allows(company.role).await;
    let roles: Vec<Role> = [Role::Agent, ground.role].into_iter().chain(company.built_in).collect();
    give(&ground.desk, &ground.lars, &roles).await;
    let mut groups = Vec::new();
    for (at, (permissions, member)) in company.groups.iter().enumerate() {
        let place = ground.spots[at].place;
        grant(&ground.desk, place, *permissions).await;
        match member {
            Some(watches) => {
                let part = if *watches { Part::Excluded } else { Part::Pull };
                ground.desk.join(ground.lars.id, place.group, part, 1).await;
                groups.push(membership(&place, *permissions, *watches));
            }
            None => {
                let remove = RemoveMember { group: place.group, agent: ground.lars.id, body: () };
                let _ = ground.desk.admin.call(remove).await;
            }
        }
    }
    let own = HeldRole { role: ground.role, permissions: company.role };
    let roles = [held(Role::Agent), own].into_iter().chain(company.built_in.map(held));
    ground.rights = Rights { roles: roles.collect(), groups };
    for (spot, whose) in ground.spots.iter().zip(company.whose) {
        ground.put(spot, whose).await;
    }
    ask(ground, company).await;
}

/// Asks as the company does, and nothing else.
async fn ask(ground: &Ground, company: &Company) {
    let asks = ground.spots.iter().zip(company.asks).filter_map(|(spot, asks)| {
        let asks = asks?;
        Some(asks::Model {
            id: Uuid::now_v7(),
            item_id: spot.ticket.id,
            channel: "ticket".into(),
            agent_id: (asks == Asks::One).then_some(ground.lars.id.0),
            group_id: (asks == Asks::Group).then_some(ground.spots[0].place.group.0),
            by_id: ground.cora,
            text: "?".into(),
            asked_at: spot.ticket.opened_at,
            answered_at: None,
        })
    });
    let asks: Vec<asks::Model> = asks.collect();
    let write = ground.desk.server.app.db().write(move |tx| {
        Box::pin(async move {
            asks::Entity::delete_many().exec(tx).await?;
            for one in asks {
                asks::Entity::insert(one.into_active_model().reset_all()).exec_without_returning(tx).await?;
            }
            Ok::<_, sea_orm::DbErr>(())
        })
    });
    write.await.unwrap();
}

/// What the endpoints say, place by place, beside what the decision says.
async fn compare(ground: &Ground, company: &Company, lars: &Caller) -> Vec<(String, String, String)> {
    let mut differ = Vec::new();
    let mut same = |what: String, found: String, decided: String| {
        if found != decided {
            differ.push((what, found, decided));
        }
    };
    let listed = ground.lars.api.call(ListTickets { body: TicketFilter::default() }).await.unwrap().items;
    for (at, (spot, whose)) in ground.spots.iter().zip(company.whose).enumerate() {
        let (rights, place) = (&ground.rights, &spot.place);
        let asked = match company.asks[at] {
            None => false,
            Some(Asks::One) => true,
            Some(Asks::Group) => company.groups[0].1.is_some(),
        };
        let may = |act| if asked { rights.may_when_asked(act, place, whose) } else { rights.may(act, place, whose) };
        let is = listed.iter().any(|row| row.id == spot.ticket());
        same(format!("listed in {}", spot.name), is.to_string(), may(Act::View).to_string());
        let known = ground.lars.api.call(GetTicket { ticket: spot.ticket(), body: () }).await.ok();
        let all =
            may(Act::Read).then(|| if asked { rights.all_when_asked(place, whose) } else { rights.all(place, whose) });
        same(format!("allowed in {}", spot.name), format!("{:?}", known.map(|it| it.may)), format!("{all:?}"));
        for (act, permission) in
            [("taking", Permission::Take), ("replies", Permission::Reply), ("comments", Permission::Comment)]
        {
            let raw = Raw::new("POST", format!("/api/v1/tickets/{}/{act}", spot.ticket())).by(lars);
            let body = serde_json::json!({ "client_id": Uuid::new_v4(), "text": "Hello" });
            let raw = if permission == Permission::Take { raw } else { raw.json(&body) };
            let status = raw.send(&ground.desk.server).await.status;
            let decided = match (may(Act::Do(permission)), may(Act::Read)) {
                (true, _) => 200,
                (false, true) => 403,
                (false, false) => 404,
            };
            same(format!("{act} in {}", spot.name), status.to_string(), decided.to_string());
            ground.put(spot, whose).await;
        }
        let body = PermissionsAt { group: Some(spot.place.group), department: None };
        let asked = GetEffectivePermissions { person: ground.lars.id, body };
        let told = ground.desk.admin.call(asked).await.unwrap().items;
        let because: Vec<_> =
            told.iter().map(|one| ground.rights.because(one.permission, Within::Group(spot.place))).collect();
        let told: Vec<_> = told.into_iter().map(|one| one.because).collect();
        // Memberships come in no order.
        same(format!("reasons in {}", spot.name), sorted(told), sorted(because));
    }
    differ
}

/// Reasons as text, in one order.
fn sorted(reasons: Vec<Vec<Reason>>) -> String {
    let sorted = reasons.into_iter().map(|some| {
        let mut texts: Vec<String> = some.iter().map(|one| format!("{one:?}")).collect();
        texts.sort();
        texts
    });
    format!("{:?}", sorted.collect::<Vec<_>>())
}

#[rstest]
fn random_companies_answer_as_the_decision_does(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut ground = runtime.block_on(Ground::on(backend));
    let lars = runtime.block_on(cookie(&ground.desk.server, "lars"));
    let config = Config { cases: 24, max_shrink_iters: 60, failure_persistence: None, ..Config::default() };
    let ground = std::cell::RefCell::new(&mut ground);
    let tried = TestRunner::new(config).run(&company(), |company| {
        let mut ground = ground.borrow_mut();
        let differ = runtime.block_on(async {
            build(&mut ground, &company).await;
            compare(&ground, &company, &lars).await
        });
        if differ.is_empty() { Ok(()) } else { Err(TestCaseError::fail(format!("{differ:#?}"))) }
    });
    if let Err(why) = tried {
        panic!("{why}");
    }
}
