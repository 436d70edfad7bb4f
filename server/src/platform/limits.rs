//! How often somebody may do something: counters in memory, by key, in windows of time.

use std::{collections::HashMap, sync::Mutex};

use super::{Clock, Time};

/// How many keys are kept before old ones are swept out.
const SWEEP_AT: usize = 50_000;

/// Counts by key. A restart forgets the counts, which only ever helps an honest caller sooner.
#[derive(Debug)]
pub struct Limits {
    clock: Clock,
    counts: Mutex<HashMap<String, Count>>,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    since: Time,
    window: i64,
    hits: u32,
}

impl Limits {
    pub(super) fn new(clock: Clock) -> Self {
        Limits { clock, counts: Mutex::default() }
    }

    /// Counts one, unless `most` were counted in the current window of `window` milliseconds; then says how many
    /// seconds remain.
    ///
    /// # Errors
    /// The seconds to wait.
    pub fn hit(&self, key: &str, most: u32, window: i64) -> Result<(), u32> {
        let now = self.clock.now();
        let Ok(mut counts) = self.counts.lock() else { return Ok(()) };
        if counts.len() >= SWEEP_AT {
            counts.retain(|_, count| now.since(count.since) < count.window);
        }
        let count = counts.entry(key.to_owned()).or_insert(Count { since: now, window, hits: 0 });
        if now.since(count.since) >= window || now < count.since {
            *count = Count { since: now, window, hits: 0 };
        }
        if count.hits >= most {
            let left = window - now.since(count.since);
            return Err(u32::try_from(left.max(0) / 1000 + 1).unwrap_or(u32::MAX));
        }
        count.hits += 1;
        Ok(())
    }

    /// Says whether so many were counted in the current window, without counting.
    ///
    /// # Errors
    /// The seconds to wait.
    pub fn full(&self, key: &str, most: u32) -> Result<(), u32> {
        let now = self.clock.now();
        let Ok(counts) = self.counts.lock() else { return Ok(()) };
        let Some(count) = counts.get(key).filter(|count| count.hits >= most && now >= count.since) else {
            return Ok(());
        };
        let left = count.window - now.since(count.since);
        if left <= 0 { Ok(()) } else { Err(u32::try_from(left / 1000 + 1).unwrap_or(u32::MAX)) }
    }

    /// Forgets a key, as a success does.
    pub fn forget(&self, key: &str) {
        if let Ok(mut counts) = self.counts.lock() {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_in_windows() {
        let clock = Clock::manual(Time(1_000_000));
        let limits = Limits::new(clock.clone());
        for _ in 0..3 {
            assert_eq!(limits.hit("a", 3, 60_000), Ok(()));
        }
        assert_eq!(limits.hit("a", 3, 60_000), Err(61));
        assert_eq!(limits.hit("b", 3, 60_000), Ok(()));
        assert_eq!((limits.full("a", 3), limits.full("a", 4), limits.full("c", 0)), (Err(61), Ok(()), Ok(())));
        clock.advance(60_000);
        assert_eq!(limits.hit("a", 3, 60_000), Ok(()));
        clock.advance(-3_600_000);
        assert_eq!(limits.hit("a", 3, 60_000), Ok(()), "a clock set back does not lock anybody out");
    }
}
