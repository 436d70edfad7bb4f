//! Forgets the rows of tables that no search looks in: those another came in the place of, and those whose upload was cut
//! off.

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::store;
use crate::platform::{
    Tx,
    events::Reactions,
    jobs::{self, Job},
};

const FORGET: &str = "fields.searches.forget";

/// How long after it began an upload that no search looks in was cut off, in milliseconds.
const CUT_OFF: i64 = 60 * 60 * 1000;

/// The rows of an upload that are found by what begins with this digit; the others follow.
#[derive(Serialize, Deserialize)]
struct Rows {
    upload: Uuid,
    digit: u32,
}

/// Registers the job.
pub fn react(reactions: &mut Reactions) {
    reactions.job(FORGET, |_, tx, rows: Rows| {
        Box::pin(async move {
            if store::looked_in(tx, rows.upload).await? {
                return Ok(());
            }
            if let Some(digit) = char::from_digit(rows.digit, 16) {
                store::forget_rows(tx, rows.upload, digit).await?;
                let next = Rows { digit: rows.digit + 1, ..rows };
                jobs::schedule(tx, Job::now(FORGET, &next)).await?;
            }
            Ok(())
        })
    });
}

/// Sees to it that nothing stays of an upload that is about to begin, should it be cut off.
pub async fn begin(tx: &Tx, upload: Uuid) -> Result<(), DbErr> {
    let due = tx.now().plus(CUT_OFF);
    jobs::schedule(tx, Job::at(due, FORGET, upload, &Rows { upload, digit: 0 })).await
}

/// Forgets an upload that is looked in no more.
pub async fn forget(tx: &Tx, upload: Option<Uuid>) -> Result<(), DbErr> {
    match upload {
        Some(upload) => jobs::schedule(tx, Job::now(FORGET, &Rows { upload, digit: 0 })).await,
        None => Ok(()),
    }
}
