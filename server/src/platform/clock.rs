//! The one place that knows what time it is. Everything else is told.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use contract::Timestamp;
use serde::{Deserialize, Serialize};
use time::{
    OffsetDateTime,
    format_description::{BorrowedFormatItem, well_known::Rfc3339},
    macros::format_description,
};

/// A moment, in milliseconds since 1970 UTC. Stored as such: text would compare differently in the two databases.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sea_orm::DeriveValueType,
)]
pub struct Time(pub i64);

const FORMAT: &[BorrowedFormatItem<'static>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

impl Time {
    /// So many milliseconds later.
    pub fn plus(self, millis: i64) -> Time {
        Time(self.0.saturating_add(millis))
    }

    /// A moment as it travels; `None` when it is none.
    pub fn read(text: &Timestamp) -> Option<Time> {
        let moment = OffsetDateTime::parse(&text.0, &Rfc3339).ok()?;
        Some(Time(i64::try_from(moment.unix_timestamp_nanos() / 1_000_000).ok()?))
    }

    /// Milliseconds since an earlier moment; negative when it is later.
    pub fn since(self, earlier: Time) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl From<Time> for Timestamp {
    fn from(time: Time) -> Self {
        let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(time.0) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH);
        Timestamp(moment.format(&FORMAT).unwrap_or_default())
    }
}

/// Tells the time: the machine's, or one that tests turn by hand.
#[derive(Clone, Debug)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Clock(None)
    }

    /// A clock that stands at a moment until it is turned.
    pub fn manual(start: Time) -> Self {
        Clock(Some(Arc::new(AtomicI64::new(start.0))))
    }

    /// What time it is.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    pub fn now(&self) -> Time {
        match &self.0 {
            Some(hand) => Time(hand.load(Ordering::SeqCst)),
            None => {
                Time(i64::try_from(OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX))
            }
        }
    }

    /// Turns a manual clock; the machine's clock stays.
    pub fn advance(&self, millis: i64) {
        if let Some(hand) = &self.0 {
            hand.fetch_add(millis, Ordering::SeqCst);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let at = Time(1_795_311_000_120);
        assert_eq!(Time::read(&Timestamp::from(at)), Some(at));
        assert_eq!(Time::read(&Timestamp("2026-11-22T02:30:00.12+01:00".into())), Some(at));
        for none in ["", "tomorrow", "2026-11-22", "2026-13-01T00:00:00Z"] {
            assert_eq!(Time::read(&Timestamp(none.into())), None, "{none}");
        }
    }

    #[test]
    fn text_order_is_time_order() {
        let at = |millis| Timestamp::from(Time(millis));
        assert_eq!(at(0).0, "1970-01-01T00:00:00.000Z");
        assert_eq!(at(1_795_311_000_120).0, "2026-11-22T01:30:00.120Z");
        assert!(at(1_795_311_000_999) < at(1_795_311_001_000));
    }
}
