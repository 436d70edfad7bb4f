//! What every request asks for, remembered for a moment: whose token this is, where an agent works.
//!
//! Nobody has to say what a write makes outdated: the [`Tx`](super::Tx) sees which tables it writes to, and before the
//! write is answered this node takes for outdated whatever it remembers of them, so that whoever was told of a change
//! finds it made. A table that is written often may be written more precisely ([`Tx::about`](super::Tx::about)). A bus
//! between nodes will carry the same word ([`Outdated::add`]); what no word reached is outdated after a moment anyway.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use uuid::Uuid;

use super::clock::{Clock, Time};

/// How long something is remembered at most, in milliseconds, by the only node there is.
const ALONE: i64 = 30_000;

/// How long where others may write, too, and no word of it comes.
const AMONG_OTHERS: i64 = 2_000;

/// How many things are remembered, or known to be outdated, before all are forgotten.
const MOST: usize = 20_000;

/// What is remembered: a thing, and the tables it is read from.
pub trait Remembered: Any + Send + Sync {
    /// Every table a write to which may change it.
    const TABLES: &'static [&'static str];
}

/// What a transaction wrote, table by table.
#[derive(Debug, Default)]
pub struct Written(Vec<Table>);

#[derive(Debug)]
struct Table {
    name: String,
    statements: usize,
    about: Vec<Uuid>,
}

impl Written {
    /// Notes what a statement writes to; says whether it writes.
    pub(super) fn note(&mut self, sql: &str) -> bool {
        let Some(name) = target(sql) else { return false };
        self.table(name).statements += 1;
        true
    }

    /// Notes that one statement on a table is about one thing only.
    pub(super) fn about(&mut self, name: &str, thing: Uuid) {
        self.table(name).about.push(thing);
    }

    fn table(&mut self, name: &str) -> &mut Table {
        let at = self.0.iter().position(|table| table.name == name).unwrap_or_else(|| {
            self.0.push(Table { name: name.to_owned(), statements: 0, about: Vec::new() });
            self.0.len() - 1
        });
        &mut self.0[at]
    }
}

/// The table a statement writes to; the empty name stands for one that cannot be told.
fn target(sql: &str) -> Option<&str> {
    if ["SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK"].iter().any(|verb| sql.starts_with(verb)) {
        return None;
    }
    let rest = ["INSERT INTO ", "UPDATE ", "DELETE FROM "].iter().find_map(|verb| sql.strip_prefix(verb));
    let name = rest.and_then(|rest| rest.split([' ', '(']).next());
    Some(name.map_or("", |name| name.trim_matches('"')))
}

/// What was outdated when, as this node counts.
#[derive(Debug, Default)]
pub struct Outdated(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    now: u64,
    tables: HashMap<String, u64>,
    things: HashMap<Uuid, u64>,
    /// When all other things were.
    others: u64,
}

impl Outdated {
    /// Takes what is remembered of what was written for outdated.
    pub fn add(&self, written: &Written) {
        let mut counts = lock(&self.0);
        counts.now += 1;
        let now = counts.now;
        for table in &written.0 {
            if table.about.len() >= table.statements {
                counts.things.extend(table.about.iter().map(|thing| (*thing, now)));
            } else {
                counts.tables.insert(table.name.clone(), now);
            }
        }
        if counts.things.len() > MOST {
            counts.things.clear();
            counts.others = now;
        }
    }

    fn now(&self) -> u64 {
        lock(&self.0).now
    }

    fn since(&self, then: u64, tables: &[&str], about: Uuid) -> bool {
        let counts = lock(&self.0);
        let things = counts.things.get(&about).copied().unwrap_or(counts.others);
        let tables = tables.iter().chain(&[""]).filter_map(|table| counts.tables.get(*table).copied());
        tables.chain([things]).any(|when| when > then)
    }
}

/// What this node remembers.
#[derive(Debug)]
pub struct Memory {
    clock: Clock,
    outdated: Arc<Outdated>,
    longest: i64,
    kept: Mutex<HashMap<(TypeId, Vec<u8>), Kept>>,
}

#[derive(Debug)]
struct Kept {
    value: Arc<dyn Any + Send + Sync>,
    about: Uuid,
    /// What was counted, and what time it was, before it was read.
    count: u64,
    at: Time,
}

impl Memory {
    /// A memory of a node that is alone with its database, or not.
    pub(super) fn new(clock: Clock, outdated: Arc<Outdated>, alone: bool) -> Self {
        Memory { clock, outdated, longest: if alone { ALONE } else { AMONG_OTHERS }, kept: Mutex::default() }
    }

    /// What this key leads to, as remembered or else as read: the thing, and whose id it is that writes about it name.
    /// That nothing was found is not remembered.
    ///
    /// # Errors
    /// Those of reading.
    pub async fn recall<T: Remembered, E>(
        &self,
        key: &[u8],
        read: impl Future<Output = Result<Option<(Uuid, T)>, E>>,
    ) -> Result<Option<Arc<T>>, E> {
        let key = (TypeId::of::<T>(), key.to_vec());
        let now = self.clock.now();
        if let Some(value) = self.remembered(&key, T::TABLES, now) {
            return Ok(value.downcast().ok());
        }
        let count = self.outdated.now();
        let Some((about, value)) = read.await? else { return Ok(None) };
        let value = Arc::new(value);
        let mut kept = lock(&self.kept);
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(key, Kept { value: value.clone(), about, count, at: now });
        Ok(Some(value))
    }

    fn remembered(&self, key: &(TypeId, Vec<u8>), tables: &[&str], now: Time) -> Option<Arc<dyn Any + Send + Sync>> {
        let kept = lock(&self.kept);
        let found = kept.get(key)?;
        let young = (0..self.longest).contains(&now.since(found.at));
        (young && !self.outdated.since(found.count, tables, found.about)).then(|| found.value.clone())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Remembered for u32 {
        const TABLES: &'static [&'static str] = &["people", "places"];
    }

    struct Shelf {
        clock: Clock,
        outdated: Arc<Outdated>,
        memory: Memory,
    }

    impl Shelf {
        fn new() -> Shelf {
            let (clock, outdated) = (Clock::manual(Time(0)), Arc::<Outdated>::default());
            Shelf { memory: Memory::new(clock.clone(), outdated.clone(), true), clock, outdated }
        }

        async fn recall(&self, key: &str, stored: Option<(Uuid, u32)>) -> Option<u32> {
            let read = async { Ok::<_, ()>(stored) };
            self.memory.recall(key.as_bytes(), read).await.unwrap().map(|value| *value)
        }

        fn write(&self, statements: &[&str], about: &[Uuid]) {
            let mut written = Written::default();
            for sql in statements {
                written.note(sql);
            }
            about.iter().for_each(|thing| written.about("people", *thing));
            self.outdated.add(&written);
        }
    }

    const ANN: Uuid = Uuid::from_u128(1);
    const BOB: Uuid = Uuid::from_u128(2);

    #[rstest::rstest]
    #[case(r#"UPDATE "people" SET "name" = ?"#, Some("people"))]
    #[case("DELETE FROM people", Some("people"))]
    #[case(r#"DELETE FROM "people" WHERE "id" IN (SELECT "id" FROM "places")"#, Some("people"))]
    #[case(r#"INSERT INTO "people" ("id") VALUES (?)"#, Some("people"))]
    #[case(r#"SELECT "id" FROM "people" FOR UPDATE"#, None)]
    #[case("WITH old AS (SELECT 1) DELETE FROM people", Some(""))]
    #[case("insert into people values (1)", Some(""))]
    fn which_table_a_statement_writes_to(#[case] sql: &str, #[case] table: Option<&str>) {
        assert_eq!(target(sql), table);
    }

    #[tokio::test]
    async fn remembers_until_its_tables_are_written_or_it_is_old() {
        let shelf = Shelf::new();
        assert_eq!(shelf.recall("a", None).await, None);
        assert_eq!(shelf.recall("a", Some((ANN, 1))).await, Some(1), "that there was nothing is not remembered");
        shelf.write(&[r#"UPDATE "things" SET"#, r#"SELECT "id" FROM "people""#], &[]);
        assert_eq!(shelf.recall("a", None).await, Some(1));
        shelf.write(&[r#"DELETE FROM "places""#], &[]);
        assert_eq!(shelf.recall("a", Some((ANN, 1))).await, Some(1));
        shelf.write(&["WITH old AS (SELECT 1) DELETE FROM people"], &[]);
        assert_eq!(shelf.recall("a", Some((ANN, 2))).await, Some(2));
        shelf.clock.advance(ALONE - 1);
        assert_eq!(shelf.recall("a", None).await, Some(2));
        shelf.clock.advance(1);
        assert_eq!(shelf.recall("a", None).await, None, "old");
        shelf.clock.advance(-1);
        assert_eq!(shelf.recall("a", None).await, Some(2));
        shelf.clock.advance(-ALONE);
        assert_eq!(shelf.recall("a", None).await, None, "a clock set back does not keep anything for longer");
    }

    #[tokio::test]
    async fn a_write_about_one_thing_leaves_the_others_alone() {
        let shelf = Shelf::new();
        let both = async |ann, bob| (shelf.recall("a", ann).await, shelf.recall("b", bob).await);
        assert_eq!(both(Some((ANN, 1)), Some((BOB, 2))).await, (Some(1), Some(2)));
        shelf.write(&[r#"UPDATE "people""#], &[ANN]);
        assert_eq!(both(Some((ANN, 3)), None).await, (Some(3), Some(2)));
        // A second statement that nobody named a thing for may be about anybody.
        shelf.write(&[r#"UPDATE "people""#, r#"UPDATE "people""#], &[ANN]);
        assert_eq!(both(None, None).await, (None, None));
    }

    #[tokio::test]
    async fn what_was_read_before_a_change_is_not_remembered_after_it() {
        let shelf = Shelf::new();
        let slow = async {
            shelf.write(&[r#"UPDATE "people""#], &[ANN]);
            Ok::<_, ()>(Some((ANN, 1_u32)))
        };
        assert_eq!(shelf.memory.recall(b"a", slow).await.unwrap().as_deref(), Some(&1));
        assert_eq!(shelf.recall("a", Some((ANN, 2))).await, Some(2));
    }

    #[tokio::test]
    async fn forgets_all_rather_than_grow() {
        let shelf = Shelf::new();
        shelf.recall("a", Some((ANN, 1))).await;
        for number in 0..=MOST {
            shelf.write(&[r#"UPDATE "people""#], &[Uuid::from_u128(number as u128 + 5)]);
        }
        assert_eq!(shelf.recall("a", None).await, None, "what happened to it is no longer known");
        for number in 0..=MOST {
            shelf.recall(&number.to_string(), Some((ANN, 1))).await;
        }
        assert!(lock(&shelf.memory.kept).len() < 10);
    }
}
