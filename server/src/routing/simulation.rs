//! A whole group under a simulated clock: random arrivals, presence, limits, hand-overs and acts by hand drive a small
//! model of routing that uses the real [`pick`] and [`Place`], and after every event the promises are checked by a
//! second, independent reading of them. Tests only.

use std::collections::{BTreeMap, BTreeSet};

use contract::{
    AccountId, Timestamp,
    departments::{DistributionMethod, Part},
    people::AgentRef,
    presence::{AssignmentReason, Decision, Outcome},
    tickets::Priority,
};
use proptest::prelude::*;
use uuid::Uuid;

use super::{
    pick::{Candidate, Policy, by_hand, pick, turn},
    queue::{Back, Place, Standing, back, position},
};

const GRACE: i64 = 60_000;

/// Something that happens. Numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Event {
    Arrives {
        priority: u8,
    },
    Connects(usize),
    Disconnects(usize),
    ChecksIn(usize, bool),
    Available(usize, bool),
    Active(usize, bool),
    Limit(usize, u32),
    Ends(usize),
    Leaves(usize),
    /// Its agent does not answer in time; perhaps an earlier message was answered.
    Lapses(usize, bool),
    ToAgent(usize, usize),
    ToQueue(usize, usize),
    Moves(usize),
    Takes(usize, usize),
    Passes {
        seconds: i64,
    },
}

struct Agent {
    facts: Candidate,
    gone_since: Option<i64>,
    /// What the agent has open. Kept with the agent, so that two of them could have the same item if a rule failed.
    holds: BTreeSet<u32>,
    /// Ever given by distribution.
    given: u32,
}

struct Item {
    ended: bool,
    place: Place<u32>,
    not_to: Option<Uuid>,
    lapsed: Vec<Uuid>,
    /// Whether its agent lost it since an agent last had it or handed it on.
    lost: bool,
    reason: Option<AssignmentReason>,
}

struct Group {
    policy: Policy,
    now: i64,
    agents: Vec<Agent>,
    items: BTreeMap<u32, Item>,
}

fn id_of(n: usize) -> AccountId {
    AccountId(Uuid::from_u128(n as u128 + 1))
}

impl Group {
    fn new(policy: Policy, parts: &[Part], limit: u32, there: bool) -> Self {
        let agent = |(n, part): (usize, &Part)| Agent {
            facts: Candidate {
                agent: AgentRef { id: id_of(n), name: format!("Agent {n}") },
                part: *part,
                may_answer: true,
                connected: there,
                checked_in: there,
                available: true,
                active: true,
                open: 0,
                limit,
                everywhere: None,
                last_assigned: None,
                order: 0,
                handed_over: false,
                lapsed: false,
            },
            gone_since: None,
            holds: BTreeSet::new(),
            given: 0,
        };
        Self { policy, now: 0, agents: parts.iter().enumerate().map(agent).collect(), items: BTreeMap::new() }
    }

    fn owner(&self, id: u32) -> Option<usize> {
        self.agents.iter().position(|agent| agent.holds.contains(&id))
    }

    fn waiting(&self) -> Vec<Place<u32>> {
        let waits = |item: &&Item| !item.ended && self.owner(item.place.id).is_none();
        let mut places: Vec<_> = self.items.values().filter(waits).map(|item| item.place).collect();
        places.sort();
        places
    }

    fn candidates(&self, item: &Item) -> Vec<Candidate> {
        let candidate = |agent: &Agent| Candidate {
            open: agent.holds.len() as u32,
            handed_over: item.not_to == Some(agent.facts.agent.id.0),
            lapsed: item.lapsed.contains(&agent.facts.agent.id.0),
            ..agent.facts.clone()
        };
        self.agents.iter().map(candidate).collect()
    }

    /// Whether the specification lets this agent be given this item now.
    fn could_have(&self, agent: &Agent, item: &Item) -> bool {
        let (facts, policy) = (&agent.facts, &self.policy);
        !item.lapsed.contains(&facts.agent.id.0)
            && matches!(facts.part, Part::Primary | Part::Secondary)
            && (facts.connected || !policy.needs_connection)
            && (facts.checked_in || !policy.requires_check_in)
            && (facts.available || !policy.heeds_away)
            && facts.active
            && (agent.holds.len() as u32) < facts.limit
    }

    /// An agent gets it, from the queue or from whoever has it.
    fn give(&mut self, id: u32, to: usize, reason: AssignmentReason) {
        if let Some(owner) = self.owner(id) {
            self.agents[owner].holds.remove(&id);
        }
        self.agents[to].holds.insert(id);
        let item = self.items.get_mut(&id).unwrap();
        (item.not_to, item.lost, item.reason) = (None, false, Some(reason));
        item.place.handed_back = false;
    }

    /// By hand: whoever let it lapse before is forgiven.
    fn give_by_hand(&mut self, id: u32, to: usize, decision: Decision) {
        self.give(id, to, by_hand(self.policy.method, decision));
        self.items.get_mut(&id).unwrap().lapsed.clear();
    }

    /// It goes to the queue, or stands otherwise in it.
    fn queue(&mut self, id: u32, why: Back) {
        if let Some(owner) = self.owner(id) {
            self.agents[owner].holds.remove(&id);
        }
        let item = self.items.get_mut(&id).unwrap();
        let stood = Standing { handed_back: item.place.handed_back, not_to: item.not_to, lapsed: item.lapsed.clone() };
        let stands = back(why, stood);
        (item.place.handed_back, item.not_to, item.reason) = (stands.handed_back, stands.not_to, None);
        item.lapsed = stands.lapsed;
    }

    /// Its agent has it no more, and did not hand it on.
    fn lose(&mut self, id: u32) {
        if self.owner(id).is_some() {
            self.queue(id, Back::Lost);
            self.items.get_mut(&id).unwrap().lost = true;
        }
    }

    /// The queue drains: the first that can be given goes, until none can.
    fn drain(&mut self) {
        'again: loop {
            let waiting = self.waiting();
            for place in &waiting {
                let item = &self.items[&place.id];
                let candidates = self.candidates(item);
                let choice = pick(&self.policy, &candidates, |at| Timestamp(at.to_string()));
                let Some(chosen) = choice.chosen else {
                    self.items.get_mut(&place.id).unwrap().reason = Some(choice.reason);
                    continue;
                };
                let lucky = self.agents.iter().position(|agent| agent.facts.agent.id == chosen).unwrap();
                // 2 and 3: never above the limit, never anybody ineligible
                assert!(self.could_have(&self.agents[lucky], item), "{chosen} may not have {}", place.id);
                assert!(candidates[lucky].open < candidates[lucky].limit, "above the limit");
                let handed_on = |agent: &Agent| item.not_to == Some(agent.facts.agent.id.0);
                let mut able = self.agents.iter().filter(|agent| self.could_have(agent, item));
                if handed_on(&self.agents[lucky]) {
                    assert!(able.all(handed_on), "back to who handed it on, while somebody else is eligible");
                } else if candidates[lucky].part == Part::Secondary {
                    let primary = |agent: &Agent| agent.facts.part == Part::Primary && !handed_on(agent);
                    assert!(!able.any(primary), "3: a secondary while a primary is eligible");
                }
                // 5: nobody who waits before it could have had this agent
                let before: Vec<_> = waiting.iter().filter(|other| goes_before(other, place)).collect();
                assert_eq!(position(&waiting, &place.id), Some(before.len() + 1));
                let again = |other: &Place<u32>| self.items[&other.id].lapsed.contains(&chosen.0);
                assert!(before.iter().all(|other| again(other)), "5: the queue's order was not kept");
                self.agents[lucky].facts.last_assigned = Some(turn(self.now, &candidates));
                self.agents[lucky].given += 1;
                self.give(place.id, lucky, choice.reason);
                continue 'again;
            }
            return;
        }
    }

    fn arrives(&mut self, priority: Priority) {
        let id = self.items.len() as u32;
        let place = Place { priority: priority as i32, handed_back: false, arrived_at: self.now, id };
        self.items
            .insert(id, Item { ended: false, place, not_to: None, lapsed: Vec::new(), lost: false, reason: None });
    }

    fn happens(&mut self, event: &Event) {
        let nth = |n: usize| n % self.agents.len();
        let open: Vec<u32> = self.items.iter().filter(|(_, item)| !item.ended).map(|(id, _)| *id).collect();
        let nth_open = |n: usize| open.get(n % open.len().max(1)).copied();
        match *event {
            Event::Arrives { priority } => {
                let priorities = [Priority::Low, Priority::Normal, Priority::Normal, Priority::Urgent];
                self.arrives(priorities[priority as usize % 4]);
            }
            Event::Connects(n) => {
                let agent = nth(n);
                self.agents[agent].facts.connected = true;
                self.agents[agent].gone_since = None;
            }
            Event::Disconnects(n) => {
                let agent = nth(n);
                self.agents[agent].facts.connected = false;
                self.agents[agent].gone_since.get_or_insert(self.now);
            }
            Event::ChecksIn(n, is) => {
                let agent = nth(n);
                self.agents[agent].facts.checked_in = is;
            }
            Event::Available(n, is) => {
                let agent = nth(n);
                self.agents[agent].facts.available = is;
            }
            Event::Active(n, is) => {
                let agent = nth(n);
                self.agents[agent].facts.active = is;
            }
            Event::Limit(n, limit) => {
                let agent = nth(n);
                self.agents[agent].facts.limit = limit;
            }
            Event::Ends(n) => {
                if let Some(id) = nth_open(n) {
                    self.agents.iter_mut().for_each(|agent| _ = agent.holds.remove(&id));
                    self.items.get_mut(&id).unwrap().ended = true;
                }
            }
            Event::Leaves(n) => nth_open(n).into_iter().for_each(|id| self.lose(id)),
            Event::Lapses(n, answered) => {
                if let Some(id) = nth_open(n)
                    && let Some(owner) = self.owner(id)
                {
                    let by = self.agents[owner].facts.agent.id.0;
                    let before = self.items[&id].lapsed.len();
                    self.queue(id, Back::Lapsed { by, answered });
                    let item = self.items.get_mut(&id).unwrap();
                    item.lost = true;
                    assert!(answered || item.lapsed.len() == before + 1, "one round: nobody has the same wait twice");
                }
            }
            Event::ToQueue(n, by) => {
                let by = self.agents[nth(by)].facts.agent.id.0;
                nth_open(n).into_iter().for_each(|id| {
                    self.queue(id, Back::HandedOn { by });
                    let item = self.items.get_mut(&id).unwrap();
                    assert_eq!(item.not_to, Some(by), "who handed it on is known");
                    item.lost = false;
                });
            }
            Event::Moves(n) => nth_open(n).into_iter().for_each(|id| self.queue(id, Back::Moved)),
            Event::ToAgent(n, to) => {
                let to = nth(to);
                nth_open(n).into_iter().for_each(|id| self.give_by_hand(id, to, Decision::Transferred));
            }
            Event::Takes(n, by) => {
                let by = nth(by);
                nth_open(n).into_iter().for_each(|id| self.give_by_hand(id, by, Decision::TakenByHand));
            }
            Event::Passes { seconds } => self.now += seconds * 1_000,
        }
        let grace_over = |agent: &&Agent| agent.gone_since.is_some_and(|since| self.now - since >= GRACE);
        let gone: Vec<u32> = self.agents.iter().filter(grace_over).flat_map(|agent| agent.holds.clone()).collect();
        gone.into_iter().for_each(|id| self.lose(id));
        self.drain();
    }

    /// What must hold after every event.
    fn check(&self) {
        for (id, item) in &self.items {
            let owners: Vec<_> = self.agents.iter().filter(|agent| agent.holds.contains(id)).collect();
            assert!(owners.len() <= usize::from(!item.ended), "1: {id} has {} owners", owners.len());
            if item.ended {
                continue;
            }
            let reason = item.reason.as_ref().expect("7: every transition has its reason");
            let named = reason.considered.iter().find(|one| one.outcome == Outcome::Chosen).map(|one| one.agent.id);
            if let Some(owner) = owners.first() {
                let by_hand = matches!(reason.decision, Decision::TakenByHand | Decision::Transferred);
                assert_eq!(named, Some(owner.facts.agent.id).filter(|_| !by_hand), "7: the reason names who has it");
            } else {
                assert_eq!(item.place.handed_back, item.lost, "5: only what was lost goes to the front");
                let able = self.agents.iter().find(|agent| self.could_have(agent, item));
                assert!(able.is_none(), "4: {id} waits while {:?} could have it", able.map(|agent| &agent.facts));
                assert_eq!((reason.decision, named), (Decision::Nobody, None), "7: the reason says that it waits");
                assert_eq!(reason.considered.len(), self.agents.len(), "7: everyone was considered");
            }
        }
    }
}

/// The order of a queue, written a second time.
fn goes_before(a: &Place<u32>, b: &Place<u32>) -> bool {
    if a.priority != b.priority {
        a.priority > b.priority
    } else if a.handed_back != b.handed_back {
        a.handed_back
    } else if a.arrived_at != b.arrived_at {
        a.arrived_at < b.arrived_at
    } else {
        a.id < b.id
    }
}

fn an_event() -> impl Strategy<Value = Event> {
    let who = || 0usize..6;
    let which = || 0usize..64;
    prop_oneof![
        8 => any::<u8>().prop_map(|priority| Event::Arrives { priority }),
        4 => who().prop_map(Event::Connects),
        2 => who().prop_map(Event::Disconnects),
        3 => (who(), prop::bool::weighted(0.8)).prop_map(|(n, is)| Event::ChecksIn(n, is)),
        2 => (who(), prop::bool::weighted(0.6)).prop_map(|(n, is)| Event::Available(n, is)),
        2 => (who(), prop::bool::weighted(0.7)).prop_map(|(n, is)| Event::Active(n, is)),
        2 => (who(), 0u32..5).prop_map(|(n, limit)| Event::Limit(n, limit)),
        3 => which().prop_map(Event::Ends),
        2 => which().prop_map(Event::Leaves),
        4 => (which(), prop::bool::weighted(0.3)).prop_map(|(n, answered)| Event::Lapses(n, answered)),
        2 => (which(), who()).prop_map(|(n, to)| Event::ToAgent(n, to)),
        2 => (which(), who()).prop_map(|(n, by)| Event::ToQueue(n, by)),
        1 => which().prop_map(Event::Moves),
        2 => (which(), who()).prop_map(|(n, by)| Event::Takes(n, by)),
        3 => (0i64..90).prop_map(|seconds| Event::Passes { seconds }),
    ]
}

fn a_policy() -> impl Strategy<Value = Policy> {
    let method = prop_oneof![Just(DistributionMethod::RoundRobin), Just(DistributionMethod::LeastBusy)];
    (method, any::<bool>(), prop::bool::weighted(0.8), prop::bool::weighted(0.8)).prop_map(
        |(method, requires_check_in, needs_connection, heeds_away)| Policy {
            method,
            requires_check_in,
            needs_connection,
            heeds_away,
        },
    )
}

fn some_parts() -> impl Strategy<Value = Vec<Part>> {
    let part = prop_oneof![4 => Just(Part::Primary), 2 => Just(Part::Secondary), 1 => Just(Part::Pull), 1 => Just(Part::Excluded)];
    prop::collection::vec(part, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_promises_hold_whatever_happens(
        policy in a_policy(),
        parts in some_parts(),
        limit in 0u32..4,
        there in any::<bool>(),
        events in prop::collection::vec(an_event(), 1..60),
    ) {
        let mut group = Group::new(policy, &parts, limit, there);
        for event in &events {
            group.happens(event);
            group.check();
        }
    }

    /// 6: one group, round robin, equal agents who stay; arrivals and ends as they come, often in the same moment.
    #[test]
    fn equal_agents_get_equal_work(
        agents in 1usize..7,
        events in prop::collection::vec(
            prop_oneof![
                4 => Just(Event::Arrives { priority: 1 }),
                1 => (0usize..64).prop_map(Event::Ends),
                1 => (0i64..5).prop_map(|seconds| Event::Passes { seconds }),
            ],
            1..80,
        ),
    ) {
        let policy = Policy {
            method: DistributionMethod::RoundRobin,
            requires_check_in: true,
            needs_connection: true,
            heeds_away: true,
        };
        let mut group = Group::new(policy, &vec![Part::Primary; agents], 1_000, true);
        for event in &events {
            group.happens(event);
            group.check();
            let given = || group.agents.iter().map(|agent| agent.given);
            let (least, most) = (given().min().unwrap(), given().max().unwrap());
            prop_assert!(most - least <= 1, "{least}..{most}");
        }
    }
}
