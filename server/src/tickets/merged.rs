//! Tickets that were merged into another one. Nothing of them moves: whoever reads the other one reads them with it, and
//! what comes for them goes there.

use sea_orm::{ConnectionTrait, DbErr, QuerySelect, entity::prelude::*};

use super::{
    store,
    tables::tickets::{Column, Entity, Model},
};

/// A ticket, and all that were merged into it, and into those.
pub(super) async fn all_in(db: &impl ConnectionTrait, ticket: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let mut all = vec![ticket];
    let mut next = all.clone();
    while !next.is_empty() {
        let into = Entity::find().select_only().column(Column::Id).filter(Column::MergedInto.is_in(next));
        next = into.into_tuple::<Uuid>().all(db).await?;
        next.retain(|id| !all.contains(id));
        all.extend(&next);
    }
    Ok(all)
}

/// The ticket in which what was said in one stands: itself, where it was not merged. Nothing when that one is deleted.
pub(super) async fn stands_in(db: &impl ConnectionTrait, mut row: Model) -> Result<Option<Model>, DbErr> {
    while let Some(into) = row.merged_into {
        let Some(next) = store::ticket(db, into).await? else { return Ok(None) };
        row = next;
    }
    Ok(Some(row))
}
