//! Reads and writes of this slice's tables.

use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, QuerySelect, entity::prelude::*};

use super::{
    access::{SESSION_MILLIS, VISITOR_MILLIS},
    tables::{accounts, sessions, visitors},
};
use crate::platform::{Tx, ids};

/// An account.
pub async fn account(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<accounts::Model>, DbErr> {
    accounts::Entity::find_by_id(id).one(db).await
}

/// Some accounts.
pub async fn accounts(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<accounts::Model>, DbErr> {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut all = Vec::with_capacity(ids.len());
    // Databases bound the number of values in a statement.
    for some in ids.chunks(500) {
        all.extend(accounts::Entity::find().filter(accounts::Column::Id.is_in(some.iter().copied())).all(db).await?);
    }
    Ok(all)
}

/// The account with a username, in its compared form.
pub async fn account_by_username(db: &impl ConnectionTrait, key: &str) -> Result<Option<accounts::Model>, DbErr> {
    accounts::Entity::find().filter(accounts::Column::UsernameKey.eq(key)).one(db).await
}

/// The account with an e-mail address, in its compared form.
pub async fn account_by_email(db: &impl ConnectionTrait, key: &str) -> Result<Option<accounts::Model>, DbErr> {
    accounts::Entity::find().filter(accounts::Column::EmailKey.eq(key)).one(db).await
}

/// Whether there is any account at all.
pub async fn any_account(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    let found: Option<Uuid> =
        accounts::Entity::find().select_only().column(accounts::Column::Id).limit(1).into_tuple().one(db).await?;
    Ok(found.is_some())
}

/// A session and whose it is, by its token's hash.
pub async fn session_by_hash(
    db: &impl ConnectionTrait,
    hash: &[u8],
) -> Result<Option<(sessions::Model, accounts::Model)>, DbErr> {
    let found = sessions::Entity::find().filter(sessions::Column::TokenHash.eq(hash.to_vec())).one(db).await?;
    let Some(session) = found else { return Ok(None) };
    Ok(account(db, session.account_id).await?.map(|account| (session, account)))
}

/// Begins a session; the answer is its id and its token, which is stored nowhere.
pub async fn begin_session(tx: &Tx, account: Uuid) -> Result<(Uuid, String), DbErr> {
    let (id, token, now) = (ids::new_id(), ids::new_secret(), tx.now());
    sessions::Entity::delete_many()
        .filter(sessions::Column::AccountId.eq(account))
        .filter(sessions::Column::EndsAt.lte(now))
        .exec(tx)
        .await?;
    let row = sessions::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        token_hash: Set(ids::secret_hash(&token)),
        created_at: Set(now),
        seen_at: Set(now),
        ends_at: Set(now.plus(SESSION_MILLIS)),
    };
    sessions::Entity::insert(row).exec_without_returning(tx).await?;
    Ok((id, token))
}

/// A session was used: it lasts on.
pub async fn slide_session(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    sessions::Entity::update_many()
        .col_expr(sessions::Column::SeenAt, Expr::value(tx.now()))
        .col_expr(sessions::Column::EndsAt, Expr::value(tx.now().plus(SESSION_MILLIS)))
        .filter(sessions::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Ends one session.
pub async fn end_session(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    sessions::Entity::delete_by_id(id).exec(tx).await.map(|_| ())
}

/// Ends every session of an account.
pub async fn end_sessions(tx: &Tx, account: Uuid) -> Result<(), DbErr> {
    sessions::Entity::delete_many().filter(sessions::Column::AccountId.eq(account)).exec(tx).await.map(|_| ())
}

/// A visitor by the token's hash.
pub async fn visitor_by_hash(db: &impl ConnectionTrait, hash: &[u8]) -> Result<Option<visitors::Model>, DbErr> {
    visitors::Entity::find().filter(visitors::Column::TokenHash.eq(hash.to_vec())).one(db).await
}

/// A visitor was seen: known for another 30 days.
pub async fn slide_visitor(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    visitors::Entity::update_many()
        .col_expr(visitors::Column::SeenAt, Expr::value(tx.now()))
        .col_expr(visitors::Column::EndsAt, Expr::value(tx.now().plus(VISITOR_MILLIS)))
        .filter(visitors::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}
