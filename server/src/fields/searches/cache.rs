//! What was found, remembered for as long as a template says, by this node. Neither failures nor that nothing was found
//! are: who types a number again after it was entered there finds it.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

use super::store::Search;
use crate::platform::Time;

/// How many bytes are remembered before all is forgotten.
const MOST: usize = 16 * 1024 * 1024;

/// Which search, as it was set then, and what was looked up.
type Key = (Uuid, i64, Vec<String>);

/// What is remembered.
#[derive(Debug, Default)]
pub struct Cache(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    found: HashMap<Key, (Time, Vec<String>)>,
    bytes: usize,
}

impl Cache {
    /// What was found for these texts, unless that is too long ago.
    pub fn get(&self, search: &Search, texts: &[String], now: Time) -> Option<Vec<String>> {
        let kept = self.lock();
        let (at, found) = kept.found.get(&key(search, texts))?;
        let longest = i64::from(search.details.cache_seconds) * 1000;
        (0..longest).contains(&now.since(*at)).then(|| found.clone())
    }

    /// Remembers what was found.
    pub fn put(&self, search: &Search, texts: &[String], found: &[String], now: Time) {
        if search.details.cache_seconds == 0 {
            return;
        }
        let size = 200 + texts.iter().chain(found).map(|text| text.len() + 24).sum::<usize>();
        let mut kept = self.lock();
        if kept.bytes + size > MOST {
            *kept = Kept::default();
        }
        kept.bytes += size;
        kept.found.insert(key(search, texts), (now, found.to_vec()));
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(search: &Search, texts: &[String]) -> Key {
    (search.id, search.version, texts.to_vec())
}

#[cfg(test)]
mod tests {
    use contract::searches::{SearchDetails, SearchSource};

    use super::*;

    fn search(cache_seconds: u32, version: i64) -> Search {
        let details = SearchDetails {
            name: "Devices".into(),
            kinds: Vec::new(),
            required: false,
            inputs: Vec::new(),
            results: Vec::new(),
            source: SearchSource::Table {},
            timeout_ms: 1_000,
            cache_seconds,
        };
        let (id, columns) = (Uuid::nil(), Vec::new());
        Search { id, details, secret: None, upload: None, columns, rows: 0, archived: false, version }
    }

    #[test]
    fn what_was_found_is_remembered_as_long_as_said() {
        let (cache, texts, found) = (Cache::default(), ["A-1".to_owned()], ["Lamp".to_owned()]);
        let get = |search: &Search, text: &str, at| cache.get(search, &[text.to_owned()], Time(at));
        let minute = search(60, 1);
        cache.put(&minute, &texts, &found, Time(0));
        assert_eq!(get(&minute, "A-1", 59_999), Some(found.to_vec()));
        assert_eq!(get(&minute, "A-1", 60_000), None);
        assert_eq!(get(&minute, "A-1", -1), None, "a clock set back");
        assert_eq!(get(&minute, "a-1", 0), None);
        assert_eq!(get(&search(60, 2), "A-1", 0), None, "it was changed");
        cache.put(&search(0, 3), &texts, &found, Time(0));
        assert_eq!(get(&search(60, 3), "A-1", 0), None);
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let (cache, minute) = (Cache::default(), search(60, 1));
        let long = ["x".repeat(10_000)];
        for number in 0..3_000 {
            cache.put(&minute, &[number.to_string()], &long, Time(0));
        }
        assert!(cache.lock().found.len() < 1_700);
        assert!(cache.get(&minute, &["2999".to_owned()], Time(0)).is_some());
    }
}
