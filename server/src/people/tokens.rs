//! Tokens of programs: made and revoked by their owner, who is told each once.

use contract::{
    List, TokenId,
    me::{ApiToken, MadeToken, NewToken, TokenScope},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, entity::prelude::*};

use super::{
    SessionsEnded,
    access::Signed,
    actions, agent_ref, store,
    tables::{accounts, api_tokens},
    validity,
};
use crate::platform::{
    App, Tx,
    error::{Answered, Failure},
    ids, words,
};

/// How many tokens somebody may have.
const MOST: usize = 50;
const DAY: i64 = 24 * 60 * 60 * 1000;
/// What a token begins with, so that one that was lost is found by those who look for such things.
pub(super) const BEGINS: &str = "fdt_";

/// A token and whose it is, by its hash.
pub(super) async fn by_hash(
    db: &impl ConnectionTrait,
    hash: &[u8],
) -> Result<Option<(api_tokens::Model, accounts::Model)>, DbErr> {
    let found = api_tokens::Entity::find().filter(api_tokens::Column::TokenHash.eq(hash.to_vec())).one(db).await?;
    let Some(token) = found else { return Ok(None) };
    Ok(store::account(db, token.account_id).await?.map(|account| (token, account)))
}

/// A token was used.
pub(super) async fn used(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    tx.about("api_tokens", id);
    api_tokens::Entity::update_many()
        .col_expr(api_tokens::Column::UsedAt, Expr::value(tx.now()))
        .filter(api_tokens::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Reads the scopes column.
pub(super) fn scopes(column: &str) -> Result<Vec<TokenScope>, DbErr> {
    column.split(',').filter(|scope| !scope.is_empty()).map(words::from_text).collect()
}

/// Somebody's tokens, the newest first. They are few, and are put in order here: a database asked for that might read
/// everybody's in that order instead.
async fn own(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<api_tokens::Model>, DbErr> {
    let mut rows = api_tokens::Entity::find().filter(api_tokens::Column::AccountId.eq(account)).all(db).await?;
    rows.sort_unstable_by_key(|row| std::cmp::Reverse(row.id));
    Ok(rows)
}

pub(super) async fn list(app: &App, by: &Signed) -> Answered<List<ApiToken>> {
    let rows = own(app.db().read(), by.account.id).await?;
    Ok(List { items: rows.iter().map(token).collect::<Result<_, _>>()? })
}

pub(super) async fn create(app: &App, by: Signed, new: NewToken) -> Answered<MadeToken> {
    let name =
        validity::display_name(&new.name).map_err(|why| Failure::field("name", "malformed", &why.to_string()))?;
    let name = name.to_owned();
    let mut scopes = new.scopes;
    scopes.sort_unstable();
    scopes.dedup();
    let made = app.db().write(move |tx| {
        Box::pin(async move {
            let account = &by.account;
            store::hold_account(tx, account.id).await?;
            if own(tx, account.id).await?.len() >= MOST {
                return Err(Failure::conflict("too_many_tokens", "These are enough tokens. Revoke one first."));
            }
            let secret = format!("{BEGINS}{}", ids::new_secret());
            let row = api_tokens::Model {
                id: ids::new_id(),
                account_id: account.id,
                name: name.clone(),
                token_hash: ids::secret_hash(&secret),
                scopes: scopes.iter().map(words::to_text).collect::<Vec<_>>().join(","),
                created_at: tx.now(),
                used_at: None,
                ends_at: tx.now().plus(i64::from(new.days) * DAY),
            };
            insert(tx, &row).await?;
            write(tx, account, "token_made", &name).await?;
            Ok(MadeToken { token: token(&row)?, secret })
        })
    });
    made.await
}

async fn insert(tx: &Tx, row: &api_tokens::Model) -> Result<(), DbErr> {
    let row = api_tokens::ActiveModel {
        id: Set(row.id),
        account_id: Set(row.account_id),
        name: Set(row.name.clone()),
        token_hash: Set(row.token_hash.clone()),
        scopes: Set(row.scopes.clone()),
        created_at: Set(row.created_at),
        used_at: Set(row.used_at),
        ends_at: Set(row.ends_at),
    };
    api_tokens::Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}

pub(super) async fn revoke(app: &App, by: Signed, id: Uuid) -> Answered<()> {
    let done = app.db().write(move |tx| {
        Box::pin(async move {
            let found = api_tokens::Entity::find_by_id(id).one(tx).await?;
            let found = found.filter(|token| token.account_id == by.account.id).ok_or_else(Failure::not_found)?;
            api_tokens::Entity::delete_by_id(id).exec(tx).await?;
            tx.record(SessionsEnded { account: by.account.id, session: Some(id) });
            write(tx, &by.account, "token_revoked", &found.name).await
        })
    });
    done.await
}

/// Revokes every token of an account.
pub(super) async fn revoke_all(tx: &Tx, account: Uuid) -> Result<(), DbErr> {
    api_tokens::Entity::delete_many().filter(api_tokens::Column::AccountId.eq(account)).exec(tx).await.map(|_| ())
}

/// Revokes those that are over.
pub(super) async fn sweep(tx: &Tx) -> Result<(), DbErr> {
    let over = api_tokens::Entity::find().filter(api_tokens::Column::EndsAt.lte(tx.now())).all(tx).await?;
    for token in over {
        api_tokens::Entity::delete_by_id(token.id).exec(tx).await?;
        tx.record(SessionsEnded { account: token.account_id, session: Some(token.id) });
    }
    Ok(())
}

async fn write(tx: &Tx, account: &accounts::Model, act: &str, name: &str) -> Result<(), Failure> {
    let (by, about) = (agent_ref(account), Some(name.to_owned()));
    Ok(actions::write_history_about(tx, account.id, Some(&by), act, about).await?)
}

fn token(row: &api_tokens::Model) -> Result<ApiToken, DbErr> {
    Ok(ApiToken {
        id: TokenId(row.id),
        name: row.name.clone(),
        scopes: scopes(&row.scopes)?,
        created_at: row.created_at.into(),
        used_at: row.used_at.map(Into::into),
        ends_at: row.ends_at.into(),
    })
}
