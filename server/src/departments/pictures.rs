//! Brands' pictures: uploaded first, so that one sees what customers would, then named in a brand's details. What
//! neither a brand nor an employee names any more is forgotten here, where both are known.

use contract::{
    brands::{BrandDetails, NewPicture, PictureKind},
    pictures::Picture,
};
use sea_orm::DbErr;

use super::{Refusal, availability::company_changed, store};
use crate::{
    people::{self, AvatarChanged},
    platform::{
        Answered, App, Tx,
        events::Reactions,
        pictures::{self, Fit, UNNAMED},
    },
};

/// Registers what happens when an employee has another picture.
pub(super) fn react(reactions: &mut Reactions) {
    reactions.durably(|_, tx, changed: AvatarChanged| {
        Box::pin(async move {
            let named = named(tx).await?;
            // Whoever takes a picture away wants it gone, not only unnamed.
            if !named.contains(&changed.before) {
                pictures::forget_one(tx, &changed.before).await?;
            }
            pictures::forget(tx, tx.now().plus(-UNNAMED), named).await?;
            Ok(company_changed(tx).await?)
        })
    });
}

/// Takes a picture in.
pub(super) async fn upload(app: &App, new: NewPicture) -> Answered<Picture> {
    let drawn = pictures::drawn(new.data, fit(new.kind)).await?;
    let kept = app.db().write(move |tx| {
        Box::pin(async move {
            pictures::forget(tx, tx.now().plus(-UNNAMED), named(tx).await?).await?;
            Ok::<_, Refusal>(pictures::keep(tx, drawn).await?)
        })
    });
    Ok(kept.await?)
}

/// The pictures that brands and employees name.
async fn named(tx: &Tx) -> Result<Vec<String>, DbErr> {
    let brands = store::brands(tx).await?.into_iter().flat_map(|brand| [brand.logo, brand.favicon]);
    let people = people::avatars(tx).await?.into_iter().map(|avatar| avatar.picture);
    Ok(brands.chain(people).collect())
}

/// Whether the pictures that details name are there.
pub(super) async fn known(tx: &Tx, details: &BrandDetails) -> Result<(), Refusal> {
    for (field, id) in [("logo", &details.logo), ("favicon", &details.favicon)] {
        if !id.is_empty() && !pictures::is_there(tx, id).await? {
            return Err(Refusal::field(field, "unknown", "There is no such picture; upload it again."));
        }
    }
    Ok(())
}

/// How large it is drawn at most: sharp on screens with three pixels for one.
fn fit(kind: PictureKind) -> Fit {
    match kind {
        PictureKind::Logo => Fit::Within(600, 96),
        PictureKind::Favicon => Fit::Within(96, 96),
    }
}
