//! Employees' pictures: uploaded, by their owners or by who manages people, and nothing else. No address is ever
//! fetched for one, neither one that somebody names nor a provider's `picture` claim.

use contract::{
    AccountId,
    people::PersonKind,
    pictures::{Avatar, NewAvatar, Picture},
    rights::Permission,
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{AvatarChanged, Refusal, access::Signed, actions, agent_ref, store, tables::accounts};
use crate::platform::{
    App, Failure, Tx,
    error::Answered,
    pictures::{self, Fit},
    words,
};

/// As wide and high as one is drawn: sharp on screens with three pixels for one.
const EDGE: u32 = 128;

/// How many an hour may be uploaded for somebody: each is kept for a day.
const MOST: u32 = 30;
const HOUR: i64 = 60 * 60 * 1000;

/// Gives somebody the picture that was uploaded; no `person` is whoever asks.
pub(super) async fn give(app: &App, by: Signed, person: Option<Uuid>, new: NewAvatar) -> Answered<Picture> {
    // Before anything is drawn: whoever may not costs nothing.
    let whose = may(app.db().read(), &by, person).await?.id;
    app.limits().hit(&format!("avatar:{whose}"), MOST, HOUR).map_err(Failure::too_many)?;
    let drawn = pictures::drawn(new.data, Fit::Square(EDGE)).await?;
    let given = app.db().write(move |tx| {
        Box::pin(async move {
            let old = may(tx, &by, person).await?;
            let picture = pictures::keep(tx, drawn).await?;
            put(tx, &by, old, &picture.id).await?;
            Ok::<_, Failure>(picture)
        })
    });
    given.await
}

/// Takes somebody's picture away; no `person` is whoever asks.
pub(super) async fn take(app: &App, by: Signed, person: Option<Uuid>) -> Answered<()> {
    let taken = app.db().write(move |tx| {
        Box::pin(async move {
            let old = may(tx, &by, person).await?;
            Ok::<_, Failure>(put(tx, &by, old, "").await?)
        })
    });
    taken.await
}

/// The employee, if whoever asks may change how one looks.
async fn may(db: &impl ConnectionTrait, by: &Signed, person: Option<Uuid>) -> Answered<accounts::Model> {
    if person.is_some() && !by.holds(Permission::ManagePeople) {
        return Err(Refusal::NotYours.into());
    }
    let employee = words::to_text(&PersonKind::Employee);
    let known = store::account(db, person.unwrap_or(by.account.id)).await?;
    let known = known.filter(|account| account.kind == employee).ok_or(Refusal::Unknown)?;
    if person.is_some() {
        actions::outranks(db, &by.held, &known).await?;
    }
    Ok(known)
}

async fn put(tx: &Tx, by: &Signed, old: accounts::Model, picture: &str) -> Result<(), DbErr> {
    if old.picture == picture {
        return Ok(());
    }
    store::set_picture(tx, old.id, picture).await?;
    let act = if picture.is_empty() { "picture_removed" } else { "picture_changed" };
    actions::write_history(tx, old.id, Some(&agent_ref(&by.account)), act, Vec::new()).await?;
    tx.record_durably(&AvatarChanged { account: old.id, before: old.picture }).await
}

/// Every employee's picture.
///
/// # Errors
/// The database's.
pub async fn avatars(db: &impl ConnectionTrait) -> Result<Vec<Avatar>, DbErr> {
    let all = store::pictures(db).await?.into_iter();
    Ok(all.map(|(person, picture)| Avatar { person: AccountId(person), picture }).collect())
}

/// The picture customers see of somebody, who said that they may.
pub fn shown_picture(account: &accounts::Model) -> Option<String> {
    (account.shows_picture && !account.picture.is_empty()).then(|| account.picture.clone())
}
