//! The order of a queue, and how an item that had its turn stands in one: pure.
//!
//! Priority first, then what was handed back, then arrival, then id. Where the groups' queues compete for an agent, who
//! may hold only so many in all groups together, the first of all their heads goes first, by the same order.

use std::cmp::{Ordering, Reverse};

use uuid::Uuid;

/// Where an item stands in a queue: the least place is served first. `Id` is the item's, unique in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place<Id> {
    /// How urgent: 0 is the usual, higher goes first.
    pub priority: i32,
    /// Whether an agent had it already and it came back.
    pub handed_back: bool,
    /// When it arrived first, in Unix milliseconds: waiting again does not reset it.
    pub arrived_at: i64,
    /// Whose place it is.
    pub id: Id,
}

impl<Id: Ord> Ord for Place<Id> {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |place: &Self| (Reverse(place.priority), Reverse(place.handed_back), place.arrived_at);
        key(self).cmp(&key(other)).then_with(|| self.id.cmp(&other.id))
    }
}

impl<Id: Ord> PartialOrd for Place<Id> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The position of an item among those that wait, counted from 1, as the visitor is told; `None` when it does not wait.
/// The places may come in any order.
pub fn position<Id: Ord>(waiting: &[Place<Id>], id: &Id) -> Option<usize> {
    let place = waiting.iter().find(|place| place.id == *id)?;
    Some(waiting.iter().filter(|other| *other < place).count() + 1)
}

/// Why an item goes to a queue that is not new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Back {
    /// Its agent is gone or a member no more: nobody wished it to wait again.
    Lost,
    /// Its agent let the time for an answer lapse.
    Lapsed {
        /// Who.
        by: Uuid,
        /// Whether that agent had answered since it came: what lapsed is then the first of a new wait.
        answered: bool,
    },
    /// Somebody handed it on.
    HandedOn {
        /// Who.
        by: Uuid,
    },
    /// The group it was in is no more.
    Moved,
}

/// How an item stands in its queue, beside its priority and arrival.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether it goes before new ones.
    pub handed_back: bool,
    /// Who gets it only when nobody else may have it.
    pub not_to: Option<Uuid>,
    /// Who let this wait lapse: they do not get it.
    pub lapsed: Vec<Uuid>,
}

/// How an item stands from now on. What was lost goes to the front; what is handed on keeps its arrival and has no
/// right to the front; what is moved stands as it `stood`.
///
/// What lapsed goes to the front as well, and to nobody who let the same wait lapse before: it makes at most one round
/// through the agents, and then waits for somebody new, or to be taken by hand.
pub fn back(why: Back, mut stood: Standing) -> Standing {
    match why {
        Back::Lost => Standing { handed_back: true, ..Standing::default() },
        Back::HandedOn { by } => Standing { not_to: Some(by), ..Standing::default() },
        Back::Lapsed { by, answered } => {
            if answered {
                stood.lapsed.clear();
            }
            if !stood.lapsed.contains(&by) {
                stood.lapsed.push(by);
            }
            Standing { handed_back: true, not_to: None, lapsed: stood.lapsed }
        }
        Back::Moved => stood,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::tickets::Priority;
    use proptest::prelude::*;

    fn place(priority: Priority, handed_back: bool, arrived_at: i64, id: u32) -> Place<u32> {
        Place { priority: priority as i32, handed_back, arrived_at, id }
    }

    /// In the order they are served: each line differs from the next in the one thing that decides.
    fn served() -> Vec<Place<u32>> {
        use Priority::{High, Low, Normal, Urgent};
        vec![
            place(Urgent, false, 900, 9), // urgent before all, however late
            place(High, true, 800, 1),    // before the same priority's new ones
            place(High, false, 10, 1),
            place(Normal, true, 700, 5), // handed back before new ones, however late
            place(Normal, true, 701, 2), // by arrival
            place(Normal, false, -5, 8), // before 1970 is before
            place(Normal, false, 100, 3),
            place(Normal, false, 100, 4), // the same moment: by id
            place(Normal, false, 101, 1),
            place(Low, true, 1, 1), // priority before handed back
            place(Low, false, 1, 7),
        ]
    }

    #[test]
    fn priority_then_handed_back_then_arrival_then_id() {
        let served = served();
        for (i, earlier) in served.iter().enumerate() {
            assert_eq!(earlier.cmp(earlier), Ordering::Equal);
            for later in &served[i + 1..] {
                assert!(earlier < later, "{earlier:?} goes before {later:?}");
                assert!(later > earlier, "{later:?} goes after {earlier:?}");
            }
        }
    }

    #[test]
    fn positions_count_from_one_and_need_no_sorting() {
        let mut waiting: Vec<_> = (0..6).map(|n| place(Priority::Normal, false, 100 - n, n as u32)).collect();
        assert_eq!(position(&waiting, &5), Some(1));
        assert_eq!(position(&waiting, &0), Some(6));
        assert_eq!(position(&waiting, &6), None);
        waiting.push(place(Priority::Normal, true, 500, 6));
        assert_eq!(position(&waiting, &6), Some(1));
        assert_eq!(position(&waiting, &5), Some(2));
        assert_eq!(position::<u32>(&[], &1), None);
    }

    #[test]
    fn a_wait_makes_one_round() {
        let who = |n| Uuid::from_u128(n);
        let lapses = |by, answered, stood| back(Back::Lapsed { by: who(by), answered }, stood);
        let first = lapses(1, false, Standing { not_to: Some(who(9)), ..Standing::default() });
        assert_eq!(first, Standing { handed_back: true, not_to: None, lapsed: vec![who(1)] });
        let second = lapses(2, false, first.clone());
        assert_eq!(second.lapsed, [who(1), who(2)]);
        assert_eq!(lapses(2, false, second.clone()).lapsed, second.lapsed);
        assert_eq!(lapses(3, true, second.clone()).lapsed, [who(3)], "an answer ends the wait; another one begins");
        assert_eq!(back(Back::Moved, second.clone()), second);
        for why in [Back::Lost, Back::HandedOn { by: who(4) }] {
            assert!(back(why, second.clone()).lapsed.is_empty(), "{why:?}");
        }
    }

    proptest! {
        #[test]
        fn any_shuffle_sorts_to_the_same_queue(shuffled in Just(served()).prop_shuffle()) {
            let mut sorted = shuffled;
            sorted.sort();
            prop_assert_eq!(sorted, served());
        }
    }
}
