//! Who gets what comes in.

use contract::{
    chat::{AtEpoch, ChatState, InternalEvent, TakeChat},
    departments::{DistributionMethod, Part},
    presence::{Availability, CheckIn, Decision, Outcome, WhyNot},
    widget::GetVisitorChat,
};
use rstest::rstest;

use super::{agents, get, internal, owner, sales, says, start};
use crate::support::{Backend, Desk};

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn round_robin_is_fair_and_says_why(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    sales(&desk, |details| details.method = DistributionMethod::RoundRobin).await;
    agents(&desk, &["Lars", "Mia", "Nora"], 10).await;
    let mut counts = std::collections::BTreeMap::<String, i32>::new();
    let mut last = None;
    for _ in 0..10 {
        let (_, chat) = start(&desk).await;
        *counts.entry(chat.agent.unwrap()).or_default() += 1;
        let (most, least) = (counts.values().max().unwrap(), counts.values().min().unwrap());
        assert!(counts.len() < 3 || most - least <= 1, "{counts:?}");
        last = Some(chat.id);
    }
    assert_eq!(counts.len(), 3);
    let InternalEvent::Assigned { agent, reason } = internal(&desk, last.unwrap()).await.remove(0) else { panic!() };
    assert_eq!((reason.method, reason.decision), (DistributionMethod::RoundRobin, Decision::LeastRecent));
    assert_eq!((&reason.considered[0].agent, &reason.considered[0].outcome), (&agent, &Outcome::Chosen));
    let offline = reason.considered.iter().find(|one| one.agent.name == "Oda Wiik").unwrap();
    assert_eq!(offline.outcome, Outcome::NotEligible { why: WhyNot::NotConnected });
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn the_least_busy_is_chosen_and_limits_hold(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    sales(&desk, |details| details.method = DistributionMethod::LeastBusy).await;
    let all = agents(&desk, &["Lars", "Mia"], 1).await;
    desk.join(all[1].id, desk.sales_group, Part::Primary, 3).await;
    let mut names = Vec::new();
    for _ in 0..4 {
        names.push(start(&desk).await.1.agent.unwrap());
    }
    names.sort();
    assert_eq!(names, ["Lars", "Mia", "Mia", "Mia"]);
    let (vera, waits) = start(&desk).await;
    let (wolf, later) = start(&desk).await;
    assert_eq!((waits.state, waits.position, later.position), (ChatState::Waiting, Some(1), Some(2)));
    let InternalEvent::Queued { reason, .. } = internal(&desk, waits.id).await.remove(0) else { panic!() };
    let why: Vec<_> = reason.considered.iter().map(|one| (one.agent.name.as_str(), one.outcome.clone())).collect();
    assert!(why.contains(&("Lars", Outcome::NotEligible { why: WhyNot::AtLimit { open: 1, limit: 1 } })), "{why:?}");
    // A limit raised drains the queue at once, in its order.
    desk.join(all[0].id, desk.sales_group, Part::Primary, 2).await;
    assert_eq!(owner(&desk, waits.id).await.as_deref(), Some("Lars"));
    let now = wolf.call(GetVisitorChat { chat: later.id, body: () }).await.unwrap();
    assert_eq!((now.state, now.position), (ChatState::Waiting, Some(1)));
    // So does a chat's end.
    vera.call(contract::widget::EndVisitorChat { chat: waits.id, body: () }).await.unwrap();
    assert_eq!(owner(&desk, later.id).await.as_deref(), Some("Lars"));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn only_who_is_there_and_willing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let desk = Desk::on(backend).await;
    let all = agents(&desk, &["Lars", "Mia", "Nora"], 5).await;
    desk.join(all[1].id, desk.sales_group, Part::Secondary, 5).await;
    desk.join(all[2].id, desk.sales_group, Part::Pull, 5).await;
    assert_eq!(start(&desk).await.1.agent.as_deref(), Some("Lars"));
    assert_eq!(start(&desk).await.1.agent.as_deref(), Some("Lars"), "the secondary has none while a primary may");
    says(&all[0].api, Availability::Away).await;
    assert_eq!(start(&desk).await.1.agent.as_deref(), Some("Mia"));
    says(&all[1].api, Availability::Away).await;
    let (_, waits) = start(&desk).await;
    assert_eq!(waits.state, ChatState::Waiting, "Nora takes by hand");
    let row = get(&all[2].api, waits.id).await.row;
    all[2].api.call(TakeChat { chat: waits.id, body: AtEpoch { epoch: row.epoch } }).await.unwrap();
    assert_eq!(owner(&desk, waits.id).await.as_deref(), Some("Nora"));
    let (_, waits) = start(&desk).await;
    says(&all[0].api, Availability::Available).await;
    assert_eq!(owner(&desk, waits.id).await.as_deref(), Some("Lars"), "coming back drains the queue");
    // Where a check-in is required, being connected is not enough.
    sales(&desk, |details| details.requires_check_in = true).await;
    all[2].api.call(CheckIn { body: () }).await.unwrap();
    let (_, waits) = start(&desk).await;
    assert_eq!(waits.state, ChatState::Waiting, "only Nora is checked in, who takes by hand");
    all[0].api.call(CheckIn { body: () }).await.unwrap();
    assert_eq!(owner(&desk, waits.id).await.as_deref(), Some("Lars"));
}
