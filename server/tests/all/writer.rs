//! Writes: what fails leaves nothing behind and is told to nobody, alone or in a group of others.

use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use rstest::rstest;
use sea_orm::{ConnectionTrait, DbErr, Statement};
use server::platform::{
    Clock, Db, Tx,
    db::{Acting, Recorded, Together},
};
use tempfile::TempDir;
use tokio::sync::{
    Notify,
    mpsc::{self, UnboundedReceiver},
};

use crate::support::{Backend, START, database};

/// What an action does once it has written its word and recorded it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Stays,
    Fails,
    Panics,
    /// Leaves something behind that the commit does not accept.
    Owes,
    /// Finds the disk full, which makes SQLite roll back, and says so.
    Fills,
    /// The same, and keeps it to itself.
    FillsInSilence,
}

use Then::{Fails, Fills, FillsInSilence, Owes, Panics, Stays};

#[derive(Clone, Debug, PartialEq, Eq)]
enum Error {
    Refused,
    Database(String),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Error::Database(error.to_string())
    }
}

/// A word was written; the event of these tests.
#[derive(Debug)]
struct Written(String);

struct Book {
    db: Db,
    told: UnboundedReceiver<Vec<Recorded>>,
    _folder: TempDir,
}

impl Book {
    async fn on(backend: Backend) -> Book {
        let folder = tempfile::tempdir().unwrap();
        let (events, told) = mpsc::unbounded_channel();
        let db = Db::open(&database(backend, &folder).await, Clock::manual(START), events).await.unwrap();
        for table in [
            "CREATE TABLE written (word TEXT NOT NULL)",
            "CREATE TABLE owed (id INT PRIMARY KEY, other INT REFERENCES owed (id) DEFERRABLE INITIALLY DEFERRED)",
        ] {
            db.migrating().execute_unprepared(table).await.unwrap();
        }
        Book { db, told, _folder: folder }
    }

    async fn words(db: &impl ConnectionTrait) -> Vec<String> {
        let all = Statement::from_string(db.get_database_backend(), "SELECT word FROM written ORDER BY word");
        let rows = db.query_all_raw(all).await.unwrap();
        rows.iter().map(|row| row.try_get("", "word").unwrap()).collect()
    }

    /// Writes a word; the answer is what was written before, as the action saw it and as others did.
    async fn write(&self, word: String, then: Then) -> Result<[Vec<String>; 2], Error> {
        let outside = self.db.clone();
        self.db
            .write(move |tx| {
                Box::pin(async move {
                    let before = [Book::words(tx).await, Book::words(outside.read()).await];
                    tx.execute_unprepared(&format!("INSERT INTO written VALUES ('{word}')")).await?;
                    tx.record(Written(word.clone()));
                    match then {
                        Stays => {}
                        Fails => return Err(Error::Refused),
                        Panics => panic!("a planted panic"),
                        Owes => {
                            tx.execute_unprepared("INSERT INTO owed VALUES (1, 2)").await?;
                        }
                        Fills => fill(tx).await?,
                        FillsInSilence => {
                            fill(tx).await.unwrap_err();
                        }
                    }
                    Ok(before)
                })
            })
            .await
    }

    /// Queues writes in this order before the writer, whose turn on this thread comes after, takes the first.
    async fn together(&self, acts: &[Then]) -> Vec<Result<[Vec<String>; 2], Error>> {
        join_all(acts.iter().enumerate().map(|(index, then)| self.write(word(index), *then))).await
    }

    /// What was told since the last time, one commit's action after the other.
    fn told(&mut self) -> Vec<Vec<String>> {
        let written = |event: &Recorded| event.0.downcast_ref::<Written>().unwrap().0.clone();
        std::iter::from_fn(|| self.told.try_recv().ok()).map(|events| events.iter().map(written).collect()).collect()
    }

    async fn forget(&self) {
        self.db.migrating().execute_unprepared("DELETE FROM written").await.unwrap();
    }
}

async fn fill(tx: &Tx) -> Result<(), DbErr> {
    tx.execute_unprepared("PRAGMA max_page_count = 1").await?;
    tx.execute_unprepared("INSERT INTO written VALUES (hex(randomblob(1000000)))").await?;
    Ok(())
}

fn word(index: usize) -> String {
    format!("word {index}")
}

/// The words of those that stay among the first so many.
fn staying(acts: &[Then]) -> Vec<String> {
    acts.iter().enumerate().filter(|(_, then)| **then == Stays).map(|(index, _)| word(index)).collect()
}

#[tokio::test]
async fn what_fails_in_a_group_is_undone_alone() {
    let mut book = Book::on(Backend::Sqlite).await;
    let kinds = [Stays, Fails, Panics];
    let groups = (0..81).map(|n| [kinds[n / 27], kinds[n / 9 % 3], kinds[n / 3 % 3], kinds[n % 3]]);
    for acts in groups {
        let answers = book.together(&acts).await;
        for (index, (then, answer)) in acts.iter().zip(answers).enumerate() {
            match (then, answer) {
                (Stays, Ok([inside, outside])) => {
                    assert_eq!(inside, staying(&acts[..index]), "{acts:?}: sees what stays, and only that");
                    assert_eq!(outside, Vec::<String>::new(), "{acts:?}: one group, not yet committed");
                }
                (Fails, Err(Error::Refused)) | (Panics, Err(Error::Database(_))) => {}
                (_, answer) => panic!("{acts:?}: {index} was answered {answer:?}"),
            }
        }
        assert_eq!(Book::words(book.db.read()).await, staying(&acts), "{acts:?}");
        assert_eq!(book.told(), staying(&acts).into_iter().map(|word| vec![word]).collect::<Vec<_>>(), "{acts:?}");
        book.forget().await;
    }
}

#[rstest]
#[tokio::test]
async fn a_failure_alone_leaves_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[values(Fails, Owes)] then: Then,
) {
    let mut book = Book::on(backend).await;
    let answer = book.write(word(0), then).await;
    match then {
        Fails => assert_eq!(answer, Err(Error::Refused)),
        _ => assert!(matches!(answer, Err(Error::Database(_))), "{answer:?}"),
    }
    assert_eq!((Book::words(book.db.read()).await, book.told()), (vec![], vec![]));
    assert!(book.write(word(1), Stays).await.is_ok(), "the next write goes on");
    assert_eq!((Book::words(book.db.read()).await, book.told()), (vec![word(1)], vec![vec![word(1)]]));
}

#[rstest]
#[tokio::test]
async fn a_commit_that_fails_fails_for_the_whole_group(
    #[values([Owes, Stays, Stays], [Stays, Owes, Stays], [Stays, Stays, Owes], [Fails, Panics, Owes])] acts: [Then; 3],
) {
    let mut book = Book::on(Backend::Sqlite).await;
    for (then, answer) in acts.iter().zip(book.together(&acts).await) {
        match then {
            Fails => assert_eq!(answer, Err(Error::Refused)),
            _ => assert!(matches!(answer, Err(Error::Database(_))), "{answer:?}"),
        }
    }
    assert_eq!((Book::words(book.db.read()).await, book.told()), (vec![], vec![]));
    assert!(book.write(word(1), Stays).await.is_ok(), "the next group goes on");
    assert_eq!((Book::words(book.db.read()).await, book.told()), (vec![word(1)], vec![vec![word(1)]]));
}

/// SQLite rolls the whole transaction back by itself; nobody before is told otherwise, and the writer goes on.
#[rstest]
#[tokio::test]
async fn a_full_disk_undoes_the_group_and_no_more(
    #[values(Fills, FillsInSilence)] full: Then,
    #[values(0, 1, 2)] at: usize,
) {
    let mut book = Book::on(Backend::Sqlite).await;
    let mut acts = [Stays; 3];
    acts[at] = full;
    let answers = book.together(&acts).await;
    assert!(answers[..=at].iter().all(|answer| matches!(answer, Err(Error::Database(_)))), "{answers:?}");
    // Those after it were told the truth, whichever it is.
    let kept: Vec<_> = (at + 1..3).filter(|index| answers[*index].is_ok()).map(word).collect();
    assert_eq!(Book::words(book.db.read()).await, kept);
    assert_eq!(book.told(), kept.into_iter().map(|word| vec![word]).collect::<Vec<_>>());
    book.forget().await;
    assert!(book.write(word(1), Stays).await.is_ok(), "the next group goes on");
    assert_eq!((Book::words(book.db.read()).await, book.told()), (vec![word(1)], vec![vec![word(1)]]));
}

/// A word to be written together with others.
#[derive(Clone, Debug)]
struct Word {
    word: String,
    then: Joined,
    /// How many were written together each time, and `0` for each alone.
    done: Arc<Mutex<Vec<usize>>>,
}

/// What becomes of a word among others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joined {
    /// It is written with them.
    Joins,
    /// It is left out, and written alone.
    IsLeftOut,
    /// It is left out, and refused alone.
    IsRefused,
    /// All of them fail.
    Spoils,
    /// All of them panic.
    Bursts,
}

use Joined::{Bursts, IsLeftOut, IsRefused, Joins, Spoils};

impl Together for Word {
    type Answer = ();
    type Error = Error;

    fn together<'a>(all: &'a [Self], tx: &'a Tx) -> Acting<'a, Vec<Option<()>>, DbErr> {
        Box::pin(async move {
            all[0].done.lock().unwrap().push(all.len());
            for Word { word, .. } in all.iter().filter(|word| !matches!(word.then, IsLeftOut | IsRefused)) {
                tx.execute_unprepared(&format!("INSERT INTO written VALUES ('{word}')")).await?;
                tx.record(Written(word.clone()));
            }
            assert!(!all.iter().any(|word| word.then == Bursts), "a planted panic");
            if all.iter().any(|word| word.then == Spoils) {
                return Err(DbErr::Custom("spoilt".into()));
            }
            Ok(all.iter().map(|word| (word.then == Joins).then_some(())).collect())
        })
    }

    fn alone(self, tx: &Tx) -> Acting<'_, (), Error> {
        Box::pin(async move {
            let Word { word, then, done } = self;
            done.lock().unwrap().push(0);
            tx.execute_unprepared(&format!("INSERT INTO written VALUES ('{word}')")).await?;
            tx.record(Written(word));
            if then == IsRefused { Err(Error::Refused) } else { Ok(()) }
        })
    }
}

#[rstest]
#[case(&[Joins, Joins, Joins], &[3])]
#[case(&[Joins, IsLeftOut, Joins, IsRefused], &[4, 0, 0])]
#[case(&[Joins, Joins, Spoils], &[3, 0, 0, 0])]
#[case(&[Bursts, Joins], &[2, 0, 0])]
#[case(&[Joins; 70], &[63, 7])]
#[tokio::test]
async fn those_of_a_kind_are_done_together_and_come_out_as_if_alone(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
    #[case] words: &[Joined],
    #[case] together: &[usize],
) {
    let mut book = Book::on(backend).await;
    let (gate, done) = (Arc::new(Notify::new()), Arc::<Mutex<Vec<usize>>>::default());
    // Holds the writer until all the others wait.
    let first = tokio::spawn({
        let (db, gate) = (book.db.clone(), gate.clone());
        async move {
            db.write(move |_| {
                Box::pin(async move {
                    gate.notified().await;
                    Ok::<_, Error>(())
                })
            })
            .await
        }
    });
    let waiting: Vec<_> = words
        .iter()
        .enumerate()
        .map(|(index, then)| {
            let (db, one) = (book.db.clone(), Word { word: word(index), then: *then, done: done.clone() });
            tokio::spawn(async move { db.write_together(one).await })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    gate.notify_one();
    first.await.unwrap().unwrap();
    let mut stays = Vec::new();
    for (index, (answer, then)) in waiting.into_iter().zip(words).enumerate() {
        if *then == IsRefused {
            assert_eq!(answer.await.unwrap(), Err(Error::Refused));
        } else {
            assert_eq!(answer.await.unwrap(), Ok(()));
            stays.push(word(index));
        }
    }
    stays.sort();
    assert_eq!(Book::words(book.db.read()).await, stays);
    let mut told = book.told().concat();
    told.sort();
    assert_eq!(told, stays, "each once");
    if matches!(backend, Backend::Sqlite) {
        assert_eq!(*done.lock().unwrap(), together);
    }
}

#[tokio::test]
async fn what_was_taken_before_the_end_is_done_and_nothing_after_it() {
    let book = Book::on(Backend::Sqlite).await;
    let acts = [Stays; 9];
    let mut writing = std::pin::pin!(book.together(&acts));
    assert!(futures_util::poll!(&mut writing).is_pending(), "they queue");
    book.db.close().await;
    assert_eq!(Book::words(book.db.read()).await, staying(&acts));
    let done = writing.await;
    assert!(done.iter().all(Result::is_ok), "{done:?}");
    assert!(book.write("late".to_owned(), Stays).await.is_err());
    book.db.close().await;
    assert_eq!(Book::words(book.db.read()).await, staying(&acts));
}
