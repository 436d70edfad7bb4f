//! The claim alone, without the lock around it: whatever several claimers knew of an item, and however late they come,
//! it has one owner, and nobody has what is done.

use proptest::prelude::*;
use sea_orm::{ConnectionTrait, EntityTrait, Schema};
use tokio::sync::mpsc;

use super::*;
use crate::platform::{Clock, Db};

#[derive(Clone, Debug)]
enum Step {
    /// A claimer reads the queue.
    Looks(usize),
    /// A claimer takes what it read last, if it waited then.
    Claims(usize),
    /// The item goes back to the queue.
    HandedBack,
    /// Nothing is to be done about it any more, and then again something is; neither is a hand-over.
    Done,
    Reopened,
}

fn a_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..3usize).prop_map(Step::Looks),
        4 => (0..3usize).prop_map(Step::Claims),
        1 => Just(Step::HandedBack),
        1 => Just(Step::Done),
        1 => Just(Step::Reopened),
    ]
}

fn item() -> work_items::Model {
    work_items::Model {
        item_id: Uuid::from_u128(1),
        channel: to_text(&Channel::Chat),
        department_id: Uuid::from_u128(2),
        group_id: Uuid::from_u128(3),
        agent_id: None,
        state: store::WAITING.into(),
        epoch: 1,
        priority: 0,
        handed_back: false,
        arrived_at: Time(0),
        not_to: None,
        lapsed: serde_json::json!([]),
    }
}

/// Writes the item as it is by some other act.
async fn write(db: &Db, row: &work_items::Model) {
    let row = work_items::ActiveModel::from(row.clone()).reset_all();
    db.write(move |tx| Box::pin(async move { work_items::Entity::update(row).exec(tx).await })).await.unwrap();
}

async fn read(db: &Db) -> work_items::Model {
    work_items::Entity::find().one(db.read()).await.unwrap().unwrap()
}

async fn goes(steps: Vec<Step>) -> Result<(), TestCaseError> {
    let folder = tempfile::tempdir().unwrap();
    let (events, _told) = mpsc::unbounded_channel();
    let url = format!("sqlite://{}", folder.path().join("claim.sqlite").display());
    let db = Db::open(&url, Clock::manual(Time(0)), events).await.unwrap();
    let table = Schema::new(db.read().get_database_backend()).create_table_from_entity(work_items::Entity);
    db.migrating().execute(&table).await.unwrap();
    let mut truth = item();
    work_items::Entity::insert(work_items::ActiveModel::from(truth.clone()).reset_all())
        .exec_without_returning(db.migrating())
        .await
        .unwrap();
    let mut known: [Option<work_items::Model>; 3] = [None, None, None];
    for step in steps {
        match step {
            Step::Looks(who) => known[who] = Some(read(&db).await),
            Step::Claims(who) => {
                // The queue shows what waits; what a claimer saw there may be long gone.
                let Some(seen) = known[who].clone().filter(|seen| seen.state == store::WAITING) else { continue };
                let agent = Uuid::from_u128(10 + who as u128);
                let may = truth.state == store::WAITING && truth.epoch == seen.epoch;
                let won = db.write(move |tx| Box::pin(async move { claim(tx, &seen, agent).await })).await.unwrap();
                prop_assert_eq!(won, may, "{:?} of {:?}", who, truth);
                if won {
                    truth.agent_id = Some(agent);
                    truth.state = store::ACTIVE.into();
                    truth.epoch += 1;
                    truth.handed_back = false;
                }
            }
            Step::HandedBack => {
                truth.agent_id = None;
                truth.state = store::WAITING.into();
                truth.epoch += 1;
                truth.handed_back = true;
                write(&db, &truth).await;
            }
            Step::Done => {
                truth.state = store::DONE.into();
                write(&db, &truth).await;
            }
            Step::Reopened if truth.state == store::DONE => {
                truth.state = if truth.agent_id.is_some() { store::ACTIVE } else { store::WAITING }.into();
                write(&db, &truth).await;
            }
            Step::Reopened => {}
        }
        prop_assert_eq!(&read(&db).await, &truth);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_item_is_claimed_once(steps in prop::collection::vec(a_step(), 1..40)) {
        tokio::runtime::Runtime::new().unwrap().block_on(goes(steps))?;
    }
}
