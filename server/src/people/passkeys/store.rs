//! Reads and writes of passkeys, and of the questions that browsers have yet to answer.

use sea_orm::{
    ActiveValue::Set, ConnectionTrait, DbErr, IntoActiveModel, QuerySelect, entity::prelude::*, sea_query::Expr,
};

use super::ANSWERED_WITHIN;
use crate::{
    people::tables::{passkey_questions as questions, passkeys},
    platform::{Tx, ids},
};

/// Somebody's passkeys, the newest first. They are few, and are put in order here.
pub async fn of(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<passkeys::Model>, DbErr> {
    let mut rows = passkeys::Entity::find().filter(passkeys::Column::AccountId.eq(account)).all(db).await?;
    rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.id));
    Ok(rows)
}

/// Whether an account has one.
pub async fn any(db: &impl ConnectionTrait, account: Uuid) -> Result<bool, DbErr> {
    let found: Option<Uuid> = passkeys::Entity::find()
        .select_only()
        .column(passkeys::Column::Id)
        .filter(passkeys::Column::AccountId.eq(account))
        .limit(1)
        .into_tuple()
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// The passkey that browsers know by this id.
pub async fn by_credential(db: &impl ConnectionTrait, id: &[u8]) -> Result<Option<passkeys::Model>, DbErr> {
    passkeys::Entity::find().filter(passkeys::Column::CredentialId.eq(id.to_vec())).one(db).await
}

/// Keeps one.
pub async fn insert(tx: &Tx, row: passkeys::Model) -> Result<(), DbErr> {
    passkeys::Entity::insert(row.into_active_model()).exec_without_returning(tx).await.map(|_| ())
}

/// Calls one otherwise.
pub async fn rename(tx: &Tx, id: Uuid, name: &str) -> Result<(), DbErr> {
    tx.about("passkeys", id);
    let name = Expr::value(name);
    let change = passkeys::Entity::update_many().col_expr(passkeys::Column::Name, name);
    change.filter(passkeys::Column::Id.eq(id)).exec(tx).await.map(|_| ())
}

/// One was used. Nothing that is remembered depends on how often.
pub async fn used(tx: &Tx, id: Uuid, count: u32) -> Result<(), DbErr> {
    tx.about("passkeys", id);
    passkeys::Entity::update_many()
        .col_expr(passkeys::Column::SignCount, Expr::value(i64::from(count)))
        .col_expr(passkeys::Column::UsedAt, Expr::value(tx.now()))
        .filter(passkeys::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Removes one.
pub async fn remove(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    passkeys::Entity::delete_by_id(id).exec(tx).await.map(|_| ())
}

/// Removes all of an account.
pub async fn end_all(tx: &Tx, account: Uuid) -> Result<(), DbErr> {
    passkeys::Entity::delete_many().filter(passkeys::Column::AccountId.eq(account)).exec(tx).await.map(|_| ())
}

/// Asks a browser: of an account to make a passkey, of nobody known to sign in. The answer is the challenge.
pub async fn ask(tx: &Tx, account: Option<Uuid>) -> Result<String, DbErr> {
    let challenge = ids::new_secret();
    let row = questions::ActiveModel {
        id: Set(ids::new_id()),
        challenge_hash: Set(ids::secret_hash(&challenge)),
        account_id: Set(account),
        ends_at: Set(tx.now().plus(ANSWERED_WITHIN)),
    };
    questions::Entity::insert(row).exec_without_returning(tx).await?;
    Ok(challenge)
}

/// Takes a question away that is answered; says whether it was asked of the same, and not too long ago.
pub async fn take(tx: &Tx, challenge: &str, account: Option<Uuid>) -> Result<bool, DbErr> {
    let asked_of = match account {
        Some(account) => questions::Column::AccountId.eq(account),
        None => questions::Column::AccountId.is_null(),
    };
    let taken = questions::Entity::delete_many()
        .filter(questions::Column::ChallengeHash.eq(ids::secret_hash(challenge)))
        .filter(questions::Column::EndsAt.gt(tx.now()))
        .filter(asked_of)
        .exec(tx)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Forgets questions that nobody answered.
pub async fn sweep(tx: &Tx) -> Result<(), DbErr> {
    questions::Entity::delete_many().filter(questions::Column::EndsAt.lte(tx.now())).exec(tx).await.map(|_| ())
}
