//! Sweeps what is over: links that nobody used, questions to passkeys, browsers that went to a provider, sessions and
//! tokens that ended, and visitors who did not come back.
//!
//! A visitor somebody still speaks of stays, without a token; one who only passed by goes.

use std::{collections::HashSet, sync::Arc};

use async_trait::async_trait;
use sea_orm::{DbErr, QueryOrder, QuerySelect, entity::prelude::*};

use super::{
    SessionsEnded, VisitorForgotten, links, oidc, passkeys, store,
    tables::{sessions, visitors},
    tokens,
    visitors::nobodys_token,
};
use crate::platform::{
    App, Failure, Time, Tx,
    events::Reactions,
    jobs::{self, Job},
};

const SWEEP: &str = "people.sweep";

/// How long until the next sweep, in milliseconds.
const EVERY: i64 = 60 * 60 * 1000;

/// How many sessions and how many visitors one sweep removes.
const AT_ONCE: u64 = 500;

/// The end of a visitor whose token is removed already.
const SWEPT: Time = Time(0);

/// Who speaks of visitors; lent as `Arc<dyn SpeaksOfVisitors>`.
#[async_trait]
pub trait SpeaksOfVisitors: Send + Sync {
    /// Those of some visitors who are spoken of.
    async fn spoken_of(&self, tx: &Tx, visitors: &[Uuid]) -> Result<HashSet<Uuid>, DbErr>;
}

/// Registers the sweep.
pub fn react(reactions: &mut Reactions) {
    reactions.job(SWEEP, |app, tx, (): ()| Box::pin(sweep(app, tx)));
}

/// Sweeps from now on.
///
/// # Errors
/// The database's.
pub async fn start(app: &App) -> Result<(), DbErr> {
    app.db().write(|tx| Box::pin(async move { jobs::schedule(tx, Job::at(tx.now(), SWEEP, "", &())).await })).await
}

async fn sweep(app: &App, tx: &Tx) -> Result<(), Failure> {
    links::sweep(tx, tx.now()).await?;
    passkeys::sweep(tx).await?;
    tokens::sweep(tx).await?;
    oidc::sweep(tx).await?;
    let swept = sessions(tx).await?.max(visitors(app, tx).await?);
    let next = if swept == AT_ONCE { tx.now() } else { tx.now().plus(EVERY) };
    jobs::schedule(tx, Job::at(next, SWEEP, "", &())).await?;
    Ok(())
}

async fn sessions(tx: &Tx) -> Result<u64, DbErr> {
    use sessions::Column::{EndsAt, Id};
    let over: Vec<Uuid> = sessions::Entity::find()
        .select_only()
        .column(Id)
        .filter(EndsAt.lte(tx.now()))
        .order_by_asc(EndsAt)
        .limit(AT_ONCE)
        .into_tuple()
        .all(tx)
        .await?;
    let over = store::end_those(tx, Id.is_in(over)).await?;
    for row in &over {
        tx.record(SessionsEnded { account: row.account_id, session: Some(row.id) });
    }
    Ok(over.len() as u64)
}

async fn visitors(app: &App, tx: &Tx) -> Result<u64, Failure> {
    use visitors::Column::{EndsAt, Id, TokenHash};
    let over: Vec<Uuid> = visitors::Entity::find()
        .select_only()
        .column(Id)
        .filter(EndsAt.gt(SWEPT))
        .filter(EndsAt.lte(tx.now()))
        .order_by_asc(EndsAt)
        .limit(AT_ONCE)
        .into_tuple()
        .all(tx)
        .await?;
    let speaks = app
        .lent::<Arc<dyn SpeaksOfVisitors>>()
        .ok_or_else(|| Failure::from(DbErr::Custom("nobody lends people::SpeaksOfVisitors".into())))?;
    let (stay, go): (Vec<Uuid>, Vec<Uuid>) = {
        let spoken_of = speaks.spoken_of(tx, &over).await?;
        over.iter().partition(|visitor| spoken_of.contains(visitor))
    };
    visitors::Entity::delete_many().filter(Id.is_in(go)).exec(tx).await?;
    for visitor in stay {
        visitors::Entity::update_many()
            .col_expr(TokenHash, Expr::value(nobodys_token()))
            .col_expr(EndsAt, Expr::value(SWEPT))
            .filter(Id.eq(visitor))
            .exec(tx)
            .await?;
    }
    for visitor in &over {
        tx.record(VisitorForgotten { visitor: *visitor });
    }
    Ok(over.len() as u64)
}
