//! Tables and properties of [`super::step`].

use super::*;
use proptest::prelude::*;
use uuid::Uuid;

fn who(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

fn waiting(epoch: u64) -> Life {
    Life { state: ChatState::Waiting, agent: None, epoch }
}

fn with(n: u128, epoch: u64) -> Life {
    Life { state: ChatState::Active, agent: Some(who(n)), epoch }
}

fn ended(n: Option<u128>, epoch: u64) -> Life {
    Life { state: ChatState::Ended, agent: n.map(who), epoch }
}

fn handed_over(n: Option<u128>) -> Result<(Life, Vec<Consequence>), Refusal> {
    Err(Refusal::HandedOver { to: n.map(who) })
}

fn to_agent(by: u128, n: u128, epoch: u64) -> Act {
    Act::TransferTo { target: Target::Agent(who(n)), by: who(by), epoch }
}

fn to_queue(by: u128, epoch: u64) -> Act {
    Act::TransferTo { target: Target::Queue, by: who(by), epoch }
}

fn says(by: u128, epoch: u64) -> Act {
    Act::AgentSays { by: who(by), epoch }
}

fn takes(by: u128, epoch: u64) -> Act {
    Act::Take { by: who(by), epoch }
}

fn ends(by: u128, epoch: u64) -> Act {
    Act::End(Ender::Agent { by: who(by), epoch })
}

#[test]
fn each_act_in_each_state() {
    use Consequence::{Ended, Joined, Left, Queued, Said, Transferred};
    let joined = |n| Joined { agent: who(n) };
    let left = |n, why| Left { agent: who(n), why };
    let by = |n| Transferred { by: who(n) };
    let assign = |n| Act::Assign { agent: who(n) };
    let gone = |n| Act::AgentGone { agent: who(n) };
    let back = |n| Act::HandBack { agent: who(n) };
    let (by_visitor, by_silence) = (Act::End(Ender::Visitor), Act::End(Ender::Silence));
    let table = vec![
        (waiting(1), assign(1), Ok((with(1, 2), vec![joined(1)]))),
        (with(1, 2), assign(1), Err(Refusal::AlreadyThere)),
        (with(1, 2), assign(2), handed_over(Some(1))),
        (waiting(1), takes(2, 1), Ok((with(2, 2), vec![joined(2)]))),
        (waiting(3), takes(2, 1), handed_over(None)),
        (with(1, 2), takes(2, 2), Ok((with(2, 3), vec![left(1, Leaving::TakenOver), joined(2)]))),
        (with(1, 3), takes(2, 2), handed_over(Some(1))),
        (with(1, 3), takes(1, 2), Err(Refusal::AlreadyThere)),
        (with(1, 2), gone(1), Ok((waiting(3), vec![left(1, Leaving::Gone), Queued { front: true }]))),
        (with(1, 2), gone(2), handed_over(Some(1))),
        (waiting(2), gone(1), handed_over(None)),
        (with(1, 2), back(1), Ok((waiting(3), vec![left(1, Leaving::HandedBack), Queued { front: true }]))),
        (with(1, 2), back(2), handed_over(Some(1))),
        (with(1, 2), to_agent(1, 2, 2), Ok((with(2, 3), vec![left(1, Leaving::Transferred), by(1), joined(2)]))),
        (with(1, 2), to_agent(1, 1, 2), Err(Refusal::AlreadyThere)),
        (with(1, 2), to_agent(2, 3, 2), handed_over(Some(1))),
        (with(1, 3), to_agent(1, 2, 2), handed_over(Some(1))),
        (waiting(1), to_agent(1, 2, 1), Ok((with(2, 2), vec![by(1), joined(2)]))),
        (
            with(1, 2),
            to_queue(1, 2),
            Ok((waiting(3), vec![left(1, Leaving::Transferred), by(1), Queued { front: false }])),
        ),
        (waiting(1), to_queue(1, 1), Ok((waiting(2), vec![by(1), Queued { front: false }]))),
        (with(1, 2), says(1, 2), Ok((with(1, 2), vec![Said { by: Side::Agent }]))),
        (with(1, 2), says(2, 2), handed_over(Some(1))),
        (with(1, 4), says(1, 2), handed_over(Some(1))),
        (with(1, 2), says(1, 3), handed_over(Some(1))),
        (waiting(1), says(1, 1), handed_over(None)),
        (waiting(1), Act::VisitorSays, Ok((waiting(1), vec![Said { by: Side::Visitor }]))),
        (with(1, 2), Act::VisitorSays, Ok((with(1, 2), vec![Said { by: Side::Visitor }]))),
        (waiting(1), by_silence, handed_over(None)),
        (
            with(1, 2),
            by_silence,
            Ok((ended(Some(1), 2), vec![left(1, Leaving::Ended), Ended { by: EndedBy::Silence }])),
        ),
        (waiting(1), by_visitor, Ok((ended(None, 1), vec![Ended { by: EndedBy::Visitor }]))),
        (
            with(1, 2),
            by_visitor,
            Ok((ended(Some(1), 2), vec![left(1, Leaving::Ended), Ended { by: EndedBy::Visitor }])),
        ),
        (with(1, 2), ends(1, 2), Ok((ended(Some(1), 2), vec![left(1, Leaving::Ended), Ended { by: EndedBy::Agent }]))),
        (with(1, 3), ends(1, 2), handed_over(Some(1))),
        (with(2, 2), ends(1, 2), handed_over(Some(2))),
        (waiting(1), ends(1, 1), handed_over(None)),
    ];
    let mut acts = Vec::new();
    for (life, act, expected) in table {
        assert_eq!(step(life, act), expected, "{life:?} {act:?}");
        acts.push(act);
    }
    for act in acts {
        assert_eq!(step(ended(Some(1), 2), act), Err(Refusal::Ended), "{act:?}");
    }
}

/// An act; epochs are drawn relative to the chat's own, mostly the right one.
fn an_act() -> impl Strategy<Value = (Act, i64)> {
    let agent = || (1u128..4).prop_map(who);
    let act = prop_oneof![
        3 => agent().prop_map(|agent| Act::Assign { agent }),
        3 => agent().prop_map(|by| Act::Take { by, epoch: 0 }),
        1 => agent().prop_map(|agent| Act::AgentGone { agent }),
        1 => agent().prop_map(|agent| Act::HandBack { agent }),
        2 => (agent(), agent()).prop_map(|(by, to)| Act::TransferTo { target: Target::Agent(to), by, epoch: 0 }),
        1 => agent().prop_map(|by| Act::TransferTo { target: Target::Queue, by, epoch: 0 }),
        4 => agent().prop_map(|by| Act::AgentSays { by, epoch: 0 }),
        1 => Just(Act::VisitorSays),
        1 => prop_oneof![
            agent().prop_map(|by| Act::End(Ender::Agent { by, epoch: 0 })),
            Just(Act::End(Ender::Visitor)),
            Just(Act::End(Ender::Silence)),
        ],
    ];
    (act, prop_oneof![3 => Just(0i64), 1 => -3i64..0, 1 => 1i64..3])
}

/// The same act, done by a tab whose epoch is that many hand-overs away.
fn as_known(act: Act, epoch: u64) -> (Act, Option<u64>) {
    match act {
        Act::Take { by, .. } => (Act::Take { by, epoch }, Some(epoch)),
        Act::TransferTo { target, by, .. } => (Act::TransferTo { target, by, epoch }, Some(epoch)),
        Act::AgentSays { by, .. } => (Act::AgentSays { by, epoch }, Some(epoch)),
        Act::End(Ender::Agent { by, .. }) => (Act::End(Ender::Agent { by, epoch }), Some(epoch)),
        Act::Assign { .. }
        | Act::AgentGone { .. }
        | Act::HandBack { .. }
        | Act::VisitorSays
        | Act::End(Ender::Visitor | Ender::Silence) => (act, None),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_happens(acts in prop::collection::vec(an_act(), 1..80)) {
        let mut life = Life::BEGUN;
        // who has it, told by the consequences alone
        let mut owners: Vec<AccountId> = Vec::new();
        for (act, away) in acts {
            let (act, epoch) = as_known(act, life.epoch.saturating_add_signed(away));
            let (next, follows) = match step(life, act) {
                Err(refusal) => {
                    prop_assert_eq!(refusal == Refusal::Ended, life.state == ChatState::Ended);
                    if let Refusal::HandedOver { to } = refusal {
                        prop_assert_eq!(to, life.agent, "told who has it");
                    }
                    continue;
                }
                Ok(done) => done,
            };
            prop_assert_ne!(life.state, ChatState::Ended, "ended is final");
            prop_assert!(epoch.is_none_or(|epoch| epoch == life.epoch), "an epoch not the chat's was accepted");
            prop_assert!(!follows.is_empty(), "every transition has something to tell");
            let mut handed = false;
            for consequence in follows {
                match consequence {
                    Consequence::Left { agent, why } => {
                        prop_assert_eq!(owners.pop(), Some(agent));
                        handed |= why != Leaving::Ended;
                    }
                    Consequence::Joined { agent } => {
                        owners.push(agent);
                        handed = true;
                    }
                    Consequence::Queued { .. } => handed = true,
                    Consequence::Said { by: Side::Agent } => {
                        let Act::AgentSays { by, .. } = act else { panic!("{act:?} says nothing") };
                        prop_assert_eq!(life.agent, Some(by), "only the owner answers");
                    }
                    Consequence::Said { by: Side::Visitor } | Consequence::Transferred { .. } | Consequence::Ended { .. } => {}
                }
                prop_assert!(owners.len() <= 1, "two owners");
            }
            prop_assert_eq!(next.epoch, life.epoch + u64::from(handed), "the epoch rises at each hand-over and only then");
            match next.state {
                ChatState::Waiting => prop_assert!(next.agent.is_none() && owners.is_empty()),
                ChatState::Active => prop_assert!(next.agent.is_some() && owners.first() == next.agent.as_ref()),
                ChatState::Ended => prop_assert!(owners.is_empty() && next.agent == life.agent),
            }
            life = next;
        }
    }

    #[test]
    fn a_tab_that_missed_a_hand_over_stays_refused(acts in prop::collection::vec(an_act(), 1..40), n in 1u128..4) {
        let mut life = Life::BEGUN;
        for (act, _) in acts {
            if let Ok((next, _)) = step(life, as_known(act, life.epoch).0) {
                life = next;
            }
            for old in 0..life.epoch {
                prop_assert!(step(life, says(n, old)).is_err());
                prop_assert!(step(life, ends(n, old)).is_err());
                prop_assert!(step(life, takes(n, old)).is_err());
                prop_assert!(step(life, to_queue(n, old)).is_err());
            }
        }
    }
}
