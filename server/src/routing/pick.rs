//! Who gets the next item: pure, deterministic and explained.
//!
//! [`pick`] is told everything it needs to know and answers with a choice and its reason. Whoever calls it has read
//! the candidates in the transaction that will carry the choice out.

use std::cmp::Ordering;

use contract::{
    AccountId, Timestamp,
    departments::{DistributionMethod, Part},
    people::AgentRef,
    presence::{AssignmentReason, Considered, Decision, Outcome, WhyNot},
};

/// What the department says about the choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How it chooses among the eligible.
    pub method: DistributionMethod,
    /// Whether its agents check in and out.
    pub requires_check_in: bool,
    /// Whether a console must be connected: always for chats; for tickets, unless it assigns while away.
    pub needs_connection: bool,
    /// Whether *away* counts: for chats it does, for tickets it does not.
    pub heeds_away: bool,
}

/// What an agent with a limit of the agent's own holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Open items held, in all groups together.
    pub open: u32,
    /// Open items assignment may give.
    pub limit: u32,
}

/// A member of the group, as of now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub agent: AgentRef,
    /// How the member takes part in this channel.
    pub part: Part,
    /// Whether the agent's permissions allow answering here.
    pub may_answer: bool,
    /// Whether any console lives.
    pub connected: bool,
    /// Whether the agent is checked in.
    pub checked_in: bool,
    /// Whether the agent is available rather than away.
    pub available: bool,
    /// Whether the membership is active for this channel.
    pub active: bool,
    /// Open items held here.
    pub open: u32,
    /// Open items assignment may give.
    pub limit: u32,
    /// What the agent holds in all groups together, where that is limited too.
    pub everywhere: Option<Load>,
    /// When the agent was last given one here, in Unix milliseconds.
    pub last_assigned: Option<i64>,
    /// Breaks ties, lowest first.
    pub order: i32,
    /// Whether this very agent handed this item on: others go first.
    pub handed_over: bool,
    /// Whether this very agent let this item's wait lapse: it goes to others or nobody.
    pub lapsed: bool,
}

/// Who was chosen, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Nobody: it waits in the queue.
    pub chosen: Option<AccountId>,
    /// To be stored with the assignment, or with the waiting.
    pub reason: AssignmentReason,
}

/// Why this member would be passed over for whatever comes, whoever else there is; `None` when it is eligible. For one
/// item it may not be: see [`Candidate::lapsed`].
pub fn why_not(policy: &Policy, candidate: &Candidate) -> Option<WhyNot> {
    match candidate.part {
        Part::Excluded => return Some(WhyNot::Excluded),
        Part::Pull => return Some(WhyNot::PullsByHand),
        Part::Primary | Part::Secondary => {}
    }
    if !candidate.may_answer {
        Some(WhyNot::MayNotAnswer)
    } else if policy.needs_connection && !candidate.connected {
        Some(WhyNot::NotConnected)
    } else if policy.requires_check_in && !candidate.checked_in {
        Some(WhyNot::NotCheckedIn)
    } else if policy.heeds_away && !candidate.available {
        Some(WhyNot::Away)
    } else if !candidate.active {
        Some(WhyNot::Inactive)
    } else if candidate.open >= candidate.limit {
        Some(WhyNot::AtLimit { open: candidate.open, limit: candidate.limit })
    } else if let Some(Load { open, limit }) = candidate.everywhere.filter(|load| load.open >= load.limit) {
        Some(WhyNot::AtOwnLimit { open, limit })
    } else {
        None
    }
}

/// Chooses one of the candidates. Their order in the slice means nothing; `stamp` writes Unix milliseconds as the wire
/// wants them, for the reason.
pub fn pick(policy: &Policy, candidates: &[Candidate], stamp: impl Fn(i64) -> Timestamp) -> Choice {
    let mut eligible = Vec::new();
    let mut passed_over = Vec::new();
    for candidate in candidates {
        match why_not(policy, candidate) {
            None if candidate.lapsed => passed_over.push((candidate, WhyNot::DidNotAnswer)),
            None => eligible.push(candidate),
            Some(why) => passed_over.push((candidate, why)),
        }
    }
    // Whoever handed it on gets it back before it waits beside an eligible agent, but not before anybody else.
    prefer(&mut eligible, &mut passed_over, WhyNot::HandedOver, |one| !one.handed_over);
    prefer(&mut eligible, &mut passed_over, WhyNot::SecondaryWhilePrimary, |one| one.part == Part::Primary);
    eligible.sort_by(|a, b| compare(policy.method, a, b).0);
    passed_over.sort_by_key(|(candidate, _)| (candidate.order, candidate.agent.id));

    let decision = match eligible.as_slice() {
        [] => Decision::Nobody,
        [_] => Decision::OnlyOne,
        [first, second, ..] => compare(policy.method, first, second).1,
    };
    let chosen = eligible.first().map(|candidate| candidate.agent.id);
    let considered = |candidate: &Candidate, outcome| Considered {
        agent: candidate.agent.clone(),
        open: candidate.open,
        limit: candidate.limit,
        last_assigned: candidate.last_assigned.map(&stamp),
        outcome,
    };
    let in_turn = eligible
        .iter()
        .enumerate()
        .map(|(place, candidate)| considered(candidate, if place == 0 { Outcome::Chosen } else { Outcome::Eligible }));
    let others = passed_over.into_iter().map(|(candidate, why)| considered(candidate, Outcome::NotEligible { why }));
    let considered = in_turn.chain(others).collect();
    Choice { chosen, reason: AssignmentReason { method: policy.method, decision, considered } }
}

/// Passes over all but those who go first, when there are any.
fn prefer<'a>(
    eligible: &mut Vec<&'a Candidate>,
    passed_over: &mut Vec<(&'a Candidate, WhyNot)>,
    why: WhyNot,
    first: impl Fn(&Candidate) -> bool,
) {
    if eligible.iter().any(|one| first(one)) {
        passed_over.extend(eligible.iter().filter(|one| !first(one)).map(|one| (*one, why.clone())));
        eligible.retain(|one| first(one));
    }
}

/// The reason of an act by hand: nobody was considered, somebody decided.
pub fn by_hand(method: DistributionMethod, decision: Decision) -> AssignmentReason {
    AssignmentReason { method, decision, considered: Vec::new() }
}

/// What to store as the chosen one's `last_assigned`: now, but later than anybody's in the group. A queue that drains
/// gives out many in one millisecond, and nodes' clocks differ; equal times would give the turn to the same agent twice.
pub fn turn(now: i64, candidates: &[Candidate]) -> i64 {
    let latest = candidates.iter().filter_map(|candidate| candidate.last_assigned).max();
    latest.map_or(now, |latest| now.max(latest.saturating_add(1)))
}

/// Which of two eligible candidates goes first, and what decides between them. Never having been assigned is least
/// recent of all: `None` is less than any time.
fn compare(method: DistributionMethod, a: &Candidate, b: &Candidate) -> (Ordering, Decision) {
    let busy = match method {
        DistributionMethod::RoundRobin => Ordering::Equal,
        DistributionMethod::LeastBusy => share(a, b).cmp(&share(b, a)),
    };
    if busy != Ordering::Equal {
        return (busy, Decision::FewestOpen);
    }
    let recent = a.last_assigned.cmp(&b.last_assigned);
    if recent != Ordering::Equal {
        return (recent, Decision::LeastRecent);
    }
    ((a.order, a.agent.id).cmp(&(b.order, b.agent.id)), Decision::Order)
}

/// `a.open / a.limit` brought to a common denominator with `b`, so that no fraction is ever rounded.
fn share(a: &Candidate, b: &Candidate) -> u64 {
    u64::from(a.open) * u64::from(b.limit)
}

#[cfg(test)]
#[path = "pick_tests.rs"]
mod tests;
