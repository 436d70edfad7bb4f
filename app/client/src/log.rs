//! A numbered log as a client holds it: what was fetched and what was pushed become one sequence without gaps.
//!
//! Pushes may be lost, doubled or out of order. An entry that comes too early is held; [`Log::apply`] then says after
//! which number to ask the server, and [`Log::merge`] takes the answer. *Fetched + pushed = fetched again.*

use contract::chat::{InternalEntry, PublicEntry};

/// An entry of a log that counts 1, 2, 3… without gaps.
pub trait Numbered {
    /// Its number.
    fn number(&self) -> u64;
}

impl Numbered for PublicEntry {
    fn number(&self) -> u64 {
        self.number
    }
}

impl Numbered for InternalEntry {
    fn number(&self) -> u64 {
        self.number
    }
}

/// What an entry brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applied {
    /// It is at the end now, and with it what was held for it.
    New,
    /// It was here already.
    Known,
    /// Something before it is missing: fetch everything after `have`.
    Gap {
        /// The last number without a gap.
        have: u64,
    },
}

/// A log from its first entry to the last one without a gap, and what came too early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log<T> {
    entries: Vec<T>,
    /// Few, and seldom any: in no order.
    held: Vec<T>,
}

impl<T> Default for Log<T> {
    fn default() -> Self {
        Self { entries: Vec::new(), held: Vec::new() }
    }
}

impl<T: Numbered> Log<T> {
    /// The entries 1, 2, 3… up to [`last`](Self::last).
    pub fn entries(&self) -> &[T] {
        &self.entries
    }

    /// The last number without a gap, and 0 when there is none: what to fetch after.
    pub fn last(&self) -> u64 {
        self.entries.len() as u64
    }

    /// Whether something is known to be missing.
    pub fn has_gap(&self) -> bool {
        !self.held.is_empty()
    }

    /// Takes one entry, pushed or fetched.
    pub fn apply(&mut self, entry: T) -> Applied {
        let number = entry.number();
        let have = self.last();
        if number <= have {
            return Applied::Known;
        }
        if number > have + 1 {
            if self.held.iter().all(|held| held.number() != number) {
                self.held.push(entry);
            }
            return Applied::Gap { have };
        }
        // the same entry may have been held too, had it come twice
        self.held.retain(|held| held.number() != number);
        self.entries.push(entry);
        while let Some(at) = self.held.iter().position(|held| held.number() == self.last() + 1) {
            self.entries.push(self.held.swap_remove(at));
        }
        Applied::New
    }

    /// Takes what was fetched, and says whether more must be: a `Gap` when a push is still held, or when the answer
    /// itself began too late.
    pub fn merge(&mut self, fetched: impl IntoIterator<Item = T>) -> Applied {
        let before = self.last();
        for entry in fetched {
            self.apply(entry);
        }
        match self.last() {
            have if self.has_gap() => Applied::Gap { have },
            have if have > before => Applied::New,
            _ => Applied::Known,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{
        Timestamp,
        chat::{EndedBy, PublicEvent, Side},
    };
    use proptest::prelude::*;

    fn entry(number: u64) -> PublicEntry {
        let event = match number % 3 {
            0 => PublicEvent::WaitingAgain,
            1 => PublicEvent::Seen { by: Side::Visitor, up_to: number },
            _ => PublicEvent::Ended { by: EndedBy::Visitor },
        };
        PublicEntry { number, at: Timestamp(format!("t{number}")), event }
    }

    fn numbers(log: &Log<PublicEntry>) -> Vec<u64> {
        log.entries().iter().map(Numbered::number).collect()
    }

    #[test]
    fn in_order_twice_early_and_filled() {
        let mut log = Log::default();
        assert_eq!((log.last(), log.has_gap()), (0, false));
        assert_eq!(log.apply(entry(1)), Applied::New);
        assert_eq!(log.apply(entry(1)), Applied::Known);
        assert_eq!(log.apply(entry(4)), Applied::Gap { have: 1 });
        assert_eq!(log.apply(entry(4)), Applied::Gap { have: 1 });
        assert_eq!(log.apply(entry(3)), Applied::Gap { have: 1 });
        assert_eq!((numbers(&log), log.has_gap()), (vec![1], true));
        assert_eq!(log.apply(entry(2)), Applied::New);
        assert_eq!((numbers(&log), log.has_gap(), log.last()), (vec![1, 2, 3, 4], false, 4));
        assert_eq!(log.apply(entry(0)), Applied::Known);
    }

    #[test]
    fn a_fetch_fills_the_gap_and_says_when_it_does_not() {
        let mut log = Log::default();
        assert_eq!(log.merge([]), Applied::Known);
        assert_eq!(log.apply(entry(9)), Applied::Gap { have: 0 });
        assert_eq!(log.merge((1..=5).map(entry)), Applied::Gap { have: 5 });
        assert_eq!(log.merge((6..=8).map(entry)), Applied::New);
        assert_eq!(numbers(&log), (1..=9).collect::<Vec<_>>());
        assert_eq!(log.merge((1..=9).map(entry)), Applied::Known);
        assert_eq!(log.merge([entry(11)]), Applied::Gap { have: 9 });
    }

    /// What reaches a client of a log, step by step.
    #[derive(Clone, Debug)]
    enum Event {
        /// The server writes entries and pushes each: lost, once or twice.
        Written(Vec<usize>),
        /// One of the pushes on their way arrives.
        Arrives(usize),
        /// A page of at most so many is fetched after what the client has, as after a reconnect.
        Fetched(usize),
        /// The same, but the answer is overtaken: it is applied after the next events.
        Asked,
        /// The overtaken answer comes.
        Answered,
    }

    fn an_event() -> impl Strategy<Value = Event> {
        prop_oneof![
            3 => prop::collection::vec(0usize..3, 1..5).prop_map(Event::Written),
            6 => any::<usize>().prop_map(Event::Arrives),
            1 => (1usize..6).prop_map(Event::Fetched),
            1 => Just(Event::Asked),
            1 => Just(Event::Answered),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn pushed_and_fetched_is_fetched_again(events in prop::collection::vec(an_event(), 1..80)) {
            let mut server: Vec<PublicEntry> = Vec::new();
            let mut on_the_way: Vec<PublicEntry> = Vec::new();
            let mut answers: Vec<Vec<PublicEntry>> = Vec::new();
            let mut came = std::collections::BTreeSet::new();
            let mut log = Log::default();
            for event in events {
                match event {
                    Event::Written(copies) => {
                        for copies in copies {
                            let new = entry(server.len() as u64 + 1);
                            on_the_way.extend(std::iter::repeat_n(new.clone(), copies));
                            server.push(new);
                        }
                    }
                    Event::Arrives(which) if !on_the_way.is_empty() => {
                        let pushed = on_the_way.swap_remove(which % on_the_way.len());
                        let (number, have) = (pushed.number, log.last());
                        came.insert(number);
                        let expected = match number {
                            n if n <= have => Applied::Known,
                            n if n == have + 1 => Applied::New,
                            _ => Applied::Gap { have },
                        };
                        prop_assert_eq!(log.apply(pushed), expected);
                    }
                    Event::Arrives(_) => {}
                    Event::Fetched(limit) => {
                        let after = log.last() as usize;
                        log.merge(server[after..].iter().take(limit).cloned());
                    }
                    Event::Asked => answers.push(server[log.last() as usize..].to_vec()),
                    Event::Answered => {
                        log.merge(answers.pop().unwrap_or_default());
                    }
                }
                // at any time: the beginning of the server's log, without a gap, nothing twice and nothing held too long
                prop_assert!(!came.contains(&(log.last() + 1)));
                prop_assert_eq!(log.entries(), &server[..log.last() as usize]);
            }
            // the client asks until nothing new comes, in pages, as it does after a reconnect
            while (log.last() as usize) < server.len() {
                let after = log.last() as usize;
                log.merge(server[after..].iter().take(3).cloned());
                prop_assert!(log.last() as usize > after);
            }
            prop_assert_eq!(log.entries(), &server[..]);
            prop_assert!(!log.has_gap());
        }
    }
}
