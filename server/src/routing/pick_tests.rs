//! Tables and properties of [`super::pick`].

use super::*;
use DistributionMethod::{LeastBusy, RoundRobin};
use proptest::prelude::*;
use uuid::Uuid;

fn stamp(at: i64) -> Timestamp {
    Timestamp(format!("t{at}"))
}

fn id(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

fn agent(n: u128) -> Candidate {
    Candidate {
        agent: AgentRef { id: id(n), name: format!("Agent {n}") },
        part: Part::Primary,
        may_answer: true,
        connected: true,
        checked_in: true,
        available: true,
        active: true,
        open: 0,
        limit: 5,
        everywhere: None,
        last_assigned: None,
        order: 0,
        handed_over: false,
        lapsed: false,
    }
}

fn policy(method: DistributionMethod) -> Policy {
    Policy { method, requires_check_in: true, needs_connection: true, heeds_away: true }
}

fn outcome_of(choice: &Choice, n: u128) -> &Outcome {
    &choice.reason.considered.iter().find(|considered| considered.agent.id == id(n)).unwrap().outcome
}

#[test]
fn each_fact_alone_makes_ineligible() {
    let strict = policy(RoundRobin);
    let free = Policy { requires_check_in: false, needs_connection: false, heeds_away: false, ..strict };
    let at_limit = WhyNot::AtLimit { open: 5, limit: 5 };
    // what is wrong, why not under the strict policy, why not under the free one
    let table: Vec<(Candidate, WhyNot, Option<WhyNot>)> = vec![
        (Candidate { part: Part::Excluded, ..agent(1) }, WhyNot::Excluded, Some(WhyNot::Excluded)),
        (Candidate { part: Part::Pull, ..agent(1) }, WhyNot::PullsByHand, Some(WhyNot::PullsByHand)),
        (Candidate { may_answer: false, ..agent(1) }, WhyNot::MayNotAnswer, Some(WhyNot::MayNotAnswer)),
        (Candidate { connected: false, ..agent(1) }, WhyNot::NotConnected, None),
        (Candidate { checked_in: false, ..agent(1) }, WhyNot::NotCheckedIn, None),
        (Candidate { available: false, ..agent(1) }, WhyNot::Away, None),
        (Candidate { active: false, ..agent(1) }, WhyNot::Inactive, Some(WhyNot::Inactive)),
        (Candidate { open: 5, ..agent(1) }, at_limit.clone(), Some(at_limit)),
        (
            Candidate { open: 7, ..agent(1) },
            WhyNot::AtLimit { open: 7, limit: 5 },
            Some(WhyNot::AtLimit { open: 7, limit: 5 }),
        ),
        (
            Candidate { limit: 0, ..agent(1) },
            WhyNot::AtLimit { open: 0, limit: 0 },
            Some(WhyNot::AtLimit { open: 0, limit: 0 }),
        ),
    ];
    let load = |open| Candidate { everywhere: Some(Load { open, limit: 3 }), ..agent(1) };
    let own = WhyNot::AtOwnLimit { open: 3, limit: 3 };
    let table = table.into_iter().chain([(load(3), own.clone(), Some(own))]);
    assert_eq!(why_not(&strict, &load(2)), None);
    for (candidate, strictly, freely) in table {
        let choice = pick(&strict, std::slice::from_ref(&candidate), stamp);
        assert_eq!(choice.chosen, None, "{candidate:?}");
        assert_eq!(choice.reason.decision, Decision::Nobody);
        assert_eq!(outcome_of(&choice, 1), &Outcome::NotEligible { why: strictly });
        let choice = pick(&free, std::slice::from_ref(&candidate), stamp);
        match freely {
            Some(why) => assert_eq!(outcome_of(&choice, 1), &Outcome::NotEligible { why }),
            None => assert_eq!(choice.chosen, Some(id(1)), "{candidate:?}"),
        }
    }
}

#[test]
fn what_decides_is_said() {
    let at = |n, at| Candidate { last_assigned: Some(at), ..agent(n) };
    let busy = |n, open, limit| Candidate { open, limit, ..agent(n) };
    let handed_on = |n| Candidate { handed_over: true, ..agent(n) };
    let lapsed = |n| Candidate { lapsed: true, ..agent(n) };
    let table: Vec<(DistributionMethod, Vec<Candidate>, Option<u128>, Decision)> = vec![
        (RoundRobin, vec![], None, Decision::Nobody),
        (RoundRobin, vec![agent(1)], Some(1), Decision::OnlyOne),
        (RoundRobin, vec![at(1, 20), at(2, 10)], Some(2), Decision::LeastRecent),
        (RoundRobin, vec![at(1, i64::MIN), agent(2)], Some(2), Decision::LeastRecent),
        (RoundRobin, vec![at(1, 7), at(2, 7)], Some(1), Decision::Order),
        (RoundRobin, vec![at(2, 7), at(1, 7)], Some(1), Decision::Order),
        (LeastBusy, vec![agent(3), agent(2), agent(1)], Some(1), Decision::Order),
        (RoundRobin, vec![Candidate { order: 1, ..agent(1) }, agent(2)], Some(2), Decision::Order),
        (RoundRobin, vec![busy(1, 4, 5), Candidate { order: 1, ..agent(2) }], Some(1), Decision::Order),
        // 1/3 is less than 2/5; 2/4 and 3/6 are equal to the last bit
        (LeastBusy, vec![busy(1, 2, 5), busy(2, 1, 3)], Some(2), Decision::FewestOpen),
        (LeastBusy, vec![busy(1, 2, 4), busy(2, 3, 6)], Some(1), Decision::Order),
        (LeastBusy, vec![busy(1, 1, 3), busy(2, 333_333_333, 1_000_000_000)], Some(2), Decision::FewestOpen),
        (LeastBusy, vec![busy(1, u32::MAX - 1, u32::MAX), busy(2, 1, 2)], Some(2), Decision::FewestOpen),
        (LeastBusy, vec![at(1, 20), at(2, 10)], Some(2), Decision::LeastRecent),
        (LeastBusy, vec![Candidate { open: 1, ..agent(1) }, at(2, 10)], Some(2), Decision::FewestOpen),
        (RoundRobin, vec![Candidate { part: Part::Secondary, ..agent(1) }, at(2, 900)], Some(2), Decision::OnlyOne),
        // Whoever let it lapse does not have it again, though nobody else is there.
        (RoundRobin, vec![lapsed(1), at(2, 900)], Some(2), Decision::OnlyOne),
        (RoundRobin, vec![lapsed(1)], None, Decision::Nobody),
        (RoundRobin, vec![lapsed(1), handed_on(2)], Some(2), Decision::OnlyOne),
        // Whoever handed it on goes after everybody, a secondary too, and before nobody at all.
        (RoundRobin, vec![handed_on(1), at(2, 900)], Some(2), Decision::OnlyOne),
        (RoundRobin, vec![handed_on(1), Candidate { part: Part::Secondary, ..agent(2) }], Some(2), Decision::OnlyOne),
        (RoundRobin, vec![handed_on(1), Candidate { available: false, ..agent(2) }], Some(1), Decision::OnlyOne),
        (
            RoundRobin,
            vec![Candidate { part: Part::Secondary, ..agent(1) }, Candidate { available: false, ..agent(2) }],
            Some(1),
            Decision::OnlyOne,
        ),
    ];
    for (method, candidates, chosen, decision) in table {
        let choice = pick(&policy(method), &candidates, stamp);
        assert_eq!((choice.chosen, choice.reason.decision), (chosen.map(id), decision), "{method:?} {candidates:?}");
    }
}

#[test]
fn the_reason_reads_in_turn() {
    let candidates = [
        Candidate { available: false, order: 2, ..agent(1) },
        Candidate { last_assigned: Some(30), ..agent(2) },
        Candidate { part: Part::Secondary, order: 1, ..agent(3) },
        Candidate { last_assigned: Some(10), open: 1, ..agent(4) },
    ];
    let reason = pick(&policy(RoundRobin), &candidates, stamp).reason;
    let read: Vec<_> = reason.considered.iter().map(|one| (one.agent.id, one.outcome.clone())).collect();
    let not = |why| Outcome::NotEligible { why };
    assert_eq!(
        read,
        [
            (id(4), Outcome::Chosen),
            (id(2), Outcome::Eligible),
            (id(3), not(WhyNot::SecondaryWhilePrimary)),
            (id(1), not(WhyNot::Away)),
        ]
    );
    let first = &reason.considered[0];
    assert_eq!((first.open, first.limit, first.last_assigned.clone()), (1, 5, Some(stamp(10))));
}

fn a_policy() -> impl Strategy<Value = Policy> {
    (prop_oneof![Just(RoundRobin), Just(LeastBusy)], any::<[bool; 3]>()).prop_map(|(method, flags)| Policy {
        method,
        requires_check_in: flags[0],
        needs_connection: flags[1],
        heeds_away: flags[2],
    })
}

fn a_part() -> impl Strategy<Value = Part> {
    prop_oneof![4 => Just(Part::Primary), 2 => Just(Part::Secondary), 1 => Just(Part::Pull), 1 => Just(Part::Excluded)]
}

/// Mostly well, so that several are eligible at once.
fn mostly() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.95)
}

fn some_candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let facts = (mostly(), mostly(), mostly(), mostly(), mostly(), prop::bool::weighted(0.1));
    let load = prop::option::weighted(0.3, (0u32..4, 0u32..8).prop_map(|(open, limit)| Load { open, limit }));
    let one = (a_part(), facts, 0u32..4, 0u32..8, prop::option::of(0i64..2), 0i32..2, load);
    prop::collection::vec(one, 0..9).prop_map(|drawn| {
        let build = |(n, (part, facts, open, limit, last_assigned, order, everywhere))| {
            let (may_answer, connected, checked_in, available, active, handed_over): (_, _, _, _, _, bool) = facts;
            let base = agent(n as u128 + 1);
            let facts = Candidate { may_answer, connected, checked_in, available, active, handed_over, ..base };
            Candidate { part, open, limit, last_assigned, order, everywhere, ..facts }
        };
        drawn.into_iter().enumerate().map(build).collect()
    })
}

/// Eligibility written a second time, straight from the specification.
fn may_be_given(policy: &Policy, c: &Candidate) -> bool {
    matches!(c.part, Part::Primary | Part::Secondary)
        && c.may_answer
        && c.active
        && c.open < c.limit
        && c.everywhere.is_none_or(|load| load.open < load.limit)
        && (c.connected || !policy.needs_connection)
        && (c.checked_in || !policy.requires_check_in)
        && (c.available || !policy.heeds_away)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn only_the_eligible_and_always_when_there_is_one(policy in a_policy(), candidates in some_candidates()) {
        let eligible: Vec<_> = candidates.iter().filter(|c| may_be_given(&policy, c)).collect();
        let choice = pick(&policy, &candidates, stamp);
        prop_assert_eq!(choice.chosen.is_some(), !eligible.is_empty());
        if let Some(chosen) = choice.chosen {
            let chosen = candidates.iter().find(|c| c.agent.id == chosen).unwrap();
            prop_assert!(chosen.open < chosen.limit, "above the limit");
            prop_assert!(may_be_given(&policy, chosen), "not eligible");
            if chosen.handed_over {
                prop_assert!(eligible.iter().all(|c| c.handed_over), "somebody else was eligible");
            }
            let mut alike = eligible.iter().filter(|c| c.handed_over == chosen.handed_over);
            if chosen.part == Part::Secondary {
                prop_assert!(alike.all(|c| c.part == Part::Secondary), "a primary was eligible");
            }
            let peers = eligible.iter().filter(|c| c.part == chosen.part && c.handed_over == chosen.handed_over);
            for peer in peers {
                if policy.method == RoundRobin {
                    prop_assert!(chosen.last_assigned <= peer.last_assigned);
                } else {
                    prop_assert!(chosen.open * peer.limit <= peer.open * chosen.limit);
                }
            }
        }
    }

    #[test]
    fn the_order_of_the_slice_means_nothing(
        policy in a_policy(),
        (candidates, shuffled) in some_candidates().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
    ) {
        prop_assert_eq!(pick(&policy, &candidates, stamp), pick(&policy, &shuffled, stamp));
    }

    #[test]
    fn the_reason_names_everyone_once(policy in a_policy(), candidates in some_candidates()) {
        let choice = pick(&policy, &candidates, stamp);
        let mut named: Vec<_> = choice.reason.considered.iter().map(|one| one.agent.id).collect();
        let winners: Vec<_> = choice.reason.considered.iter().filter(|one| one.outcome == Outcome::Chosen).collect();
        prop_assert_eq!(winners.iter().map(|one| one.agent.id).collect::<Vec<_>>(), Vec::from_iter(choice.chosen));
        prop_assert_eq!(named.first().copied().filter(|_| choice.chosen.is_some()), choice.chosen);
        prop_assert_eq!(choice.reason.decision == Decision::Nobody, choice.chosen.is_none());
        named.sort();
        let mut all: Vec<_> = candidates.iter().map(|c| c.agent.id).collect();
        all.sort();
        prop_assert_eq!(named, all);
        for one in &choice.reason.considered {
            let candidate = candidates.iter().find(|c| c.agent.id == one.agent.id).unwrap();
            let later = [WhyNot::SecondaryWhilePrimary, WhyNot::HandedOver];
            let passed = matches!(one.outcome, Outcome::NotEligible { ref why } if !later.contains(why));
            prop_assert_eq!(passed, !may_be_given(&policy, candidate));
        }
    }

    #[test]
    fn round_robin_is_fair(n in 1u128..8, orders in prop::collection::vec(-2i32..3, 8), rounds in 1usize..60) {
        let mut agents: Vec<_> = (1..=n).map(|k| Candidate { order: orders[k as usize], limit: 1000, ..agent(k) }).collect();
        for round in 0..rounds {
            // a clock that stands still for some, and runs backwards now and then
            let now = turn([7, 7, 7, 3][round % 4] + round as i64 / 10, &agents);
            let chosen = pick(&policy(RoundRobin), &agents, stamp).chosen.unwrap();
            let chosen = agents.iter_mut().find(|c| c.agent.id == chosen).unwrap();
            chosen.open += 1;
            chosen.last_assigned = Some(now);
            let (least, most) = extremes(agents.iter().map(|c| c.open));
            prop_assert!(most - least <= 1, "{least}..{most} after {round}");
        }
    }

    #[test]
    fn least_busy_evens_out(limits in prop::collection::vec(1u32..12, 1..7), started in prop::collection::vec(0u32..12, 7)) {
        let build = |(n, limit): (usize, &u32)| Candidate { limit: *limit, open: started[n].min(*limit), ..agent(n as u128 + 1) };
        let mut agents: Vec<_> = limits.iter().enumerate().map(build).collect();
        let mut clock = 0;
        while let Some(chosen) = pick(&policy(LeastBusy), &agents, stamp).chosen {
            let chosen = agents.iter().position(|c| c.agent.id == chosen).unwrap();
            for other in agents.iter().filter(|c| c.open < c.limit) {
                prop_assert!(agents[chosen].open * other.limit <= other.open * agents[chosen].limit, "someone was less busy");
            }
            agents[chosen].open += 1;
            agents[chosen].last_assigned = Some(clock);
            clock += 1;
        }
        prop_assert!(agents.iter().all(|c| c.open == c.limit), "capacity was left over");
    }
}

fn extremes(counts: impl Iterator<Item = u32> + Clone) -> (u32, u32) {
    (counts.clone().min().unwrap_or(0), counts.max().unwrap_or(0))
}
