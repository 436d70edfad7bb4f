//! Trying again what got no answer: after a while, and after a longer one each time.

use std::time::Duration;

use client::CallError;
use leptos::prelude::*;

/// The longest wait, in milliseconds.
const LONGEST: u64 = 15_000;

/// One thing that is tried again. Copy it about.
#[derive(Clone, Copy)]
pub struct Again {
    tries: StoredValue<u32>,
    waits: StoredValue<bool>,
}

impl Again {
    /// Nothing failed yet.
    pub fn new() -> Self {
        Self { tries: StoredValue::new(0), waits: StoredValue::new(false) }
    }

    /// It went well: the next failure waits briefly again.
    pub fn went_well(self) {
        self.tries.try_set_value(0);
    }

    /// Runs later, when the failure may pass, and unless something waits already.
    pub fn later(self, error: &CallError, run: impl FnOnce() + 'static) {
        if !error.is_passing() || self.waits.try_get_value() != Some(false) {
            return;
        }
        let asked = match error {
            CallError::Problem(problem) => problem.retry_after.unwrap_or(0).min(60),
            CallError::NoAnswer(_) | CallError::Unreadable(_) => 0,
        };
        let tries = self.tries.get_value();
        self.tries.set_value(tries.saturating_add(1));
        self.waits.set_value(true);
        let run: Box<dyn FnOnce()> = Box::new(run);
        set_timeout(
            move || {
                if self.waits.try_set_value(false).is_none() {
                    run();
                }
            },
            Duration::from_millis(wait(tries).max(u64::from(asked) * 1_000)),
        );
    }
}

impl Default for Again {
    fn default() -> Self {
        Self::new()
    }
}

/// How long to wait, in milliseconds.
fn wait(tries: u32) -> u64 {
    (1_000 << tries.min(4)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, wait};

    #[test]
    fn waits_grow_up_to_the_longest() {
        assert_eq!([0, 1, 2, 3, 4, 5, 9_999].map(wait), [1_000, 2_000, 4_000, 8_000, LONGEST, LONGEST, LONGEST]);
    }
}
