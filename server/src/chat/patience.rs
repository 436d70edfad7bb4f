//! How long a chat that an agent has goes on by itself: pure.
//!
//! Nothing is scheduled by a message: whoever looks is told when to look again, never later than something may be due.

use contract::departments::ChatPolicies;

/// A chat that an agent has; times in Unix milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Since when the agent has it.
    pub since: i64,
    /// Whether the agent has said anything since.
    pub answered: bool,
    /// When something was said last, by anybody.
    pub last: Option<i64>,
    /// Whether that was the visitor: it is not answered.
    pub visitor_last: bool,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing, whatever is said.
    Nothing,
    /// Nothing before this time; then it is to be looked at again.
    LookAt(i64),
    /// It goes to the next agent.
    HandOver,
    /// It ends.
    End,
}

/// What is to be done about a chat now. Who did not answer loses it before silence ends it: the visitor still waits.
pub fn next(policies: &ChatPolicies, facts: Facts, now: i64) -> Next {
    let after = |from: i64, seconds: u32| from.saturating_add(i64::from(seconds) * 1000);
    let on = |seconds: u32| (seconds > 0).then_some(seconds);
    let said = facts.last.map_or(facts.since, |last| last.max(facts.since));
    let (answer, look) = match (facts.answered, facts.visitor_last) {
        (false, _) => {
            let first = on(policies.first_answer_seconds).map(|seconds| after(facts.since, seconds));
            // Once the agent has answered, what the visitor says next may be due so soon.
            (first, on(policies.further_answer_seconds).map(|seconds| after(now, seconds)))
        }
        (true, true) => (on(policies.further_answer_seconds).map(|seconds| after(said, seconds)), None),
        (true, false) => (None, on(policies.further_answer_seconds).map(|seconds| after(now, seconds))),
    };
    let silence = on(policies.silence_minutes).map(|minutes| after(said, minutes * 60));
    if answer.is_some_and(|due| due <= now) {
        Next::HandOver
    } else if silence.is_some_and(|due| due <= now) {
        Next::End
    } else {
        [answer, look, silence].into_iter().flatten().min().map_or(Next::Nothing, Next::LookAt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn policies(silence_minutes: u32, first_answer_seconds: u32, further_answer_seconds: u32) -> ChatPolicies {
        ChatPolicies { silence_minutes, first_answer_seconds, further_answer_seconds, ..ChatPolicies::default() }
    }

    #[test]
    fn each_policy_at_its_edge() {
        let fresh = Facts { since: 100_000, answered: false, last: Some(40_000), visitor_last: true };
        let answered = Facts { answered: true, last: Some(110_000), visitor_last: false, ..fresh };
        let asked = Facts { last: Some(120_000), visitor_last: true, ..answered };
        for (what, policies, facts, now, expected) in [
            ("all off", policies(0, 0, 0), fresh, i64::MAX, Next::Nothing),
            ("silence counts from when the agent got it", policies(1, 0, 0), fresh, 159_999, Next::LookAt(160_000)),
            ("silence", policies(1, 0, 0), fresh, 160_000, Next::End),
            ("silence, moved by a message", policies(1, 0, 0), answered, 160_000, Next::LookAt(170_000)),
            ("silence after the visitor", policies(1, 0, 0), asked, 180_000, Next::End),
            ("no first answer yet", policies(0, 30, 0), fresh, 129_999, Next::LookAt(130_000)),
            ("no first answer", policies(0, 30, 0), fresh, 130_000, Next::HandOver),
            ("the first answer is there", policies(0, 30, 0), asked, 900_000, Next::Nothing),
            ("no further answer yet", policies(0, 0, 30), asked, 149_999, Next::LookAt(150_000)),
            ("no further answer", policies(0, 0, 30), asked, 150_000, Next::HandOver),
            ("nothing to answer", policies(0, 0, 30), answered, 900_000, Next::LookAt(930_000)),
            ("a first answer takes what it takes", policies(0, 0, 30), fresh, 900_000, Next::LookAt(930_000)),
            ("the next agent first", policies(1, 60, 0), fresh, 900_000, Next::HandOver),
        ] {
            assert_eq!(next(&policies, facts, now), expected, "{what}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        /// A chat that is looked at when it was said to be, and only then, against one looked at every second.
        #[test]
        fn whoever_looks_when_told_misses_nothing(
            silence in 0u32..3,
            first in 0u32..40,
            further in 0u32..40,
            said in prop::collection::vec((1i64..60, any::<bool>()), 0..20),
        ) {
            let policies = policies(silence, first, further);
            let mut facts = Facts { since: 0, answered: false, last: None, visitor_last: true };
            let mut said = said.into_iter().scan(0, |at, (pause, visitor)| { *at += pause * 1000 + 1; Some((*at, visitor)) }).peekable();
            let mut look = match next(&policies, facts, 0) {
                Next::LookAt(at) => Some(at),
                other => { prop_assert_eq!(other, Next::Nothing); None }
            };
            for now in (0..2_000_000).step_by(1000) {
                while let Some((at, visitor)) = said.next_if(|(at, _)| *at <= now) {
                    facts.answered |= !visitor;
                    (facts.last, facts.visitor_last) = (Some(at), visitor);
                }
                let done = |next| matches!(next, Next::HandOver | Next::End);
                let due = next(&policies, facts, now);
                let looked = look.is_some_and(|at| at <= now);
                prop_assert!(!done(due) || looked, "{due:?} at {now}, and nobody was to look before {look:?}");
                if done(due) {
                    return Ok(());
                }
                if looked {
                    look = match due {
                        Next::LookAt(at) => Some(at),
                        _ => None,
                    };
                    prop_assert!(look.is_none_or(|at| at > now));
                }
            }
        }
    }
}
