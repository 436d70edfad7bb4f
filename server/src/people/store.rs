//! Reads and writes of this slice's tables.

use contract::people::{PersonKind, Role};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    Condition, ConnectionTrait, DbErr, IntoActiveModel, QueryOrder, QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::ExprTrait,
};

use super::{
    Device,
    access::{SESSION_MILLIS, VISITOR_MILLIS},
    domains::know_domain,
    tables::{accounts, sessions, visitors},
    visitors::forget_signed_in,
};
use crate::platform::{Time, Tx, ids, words};

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
    if cannot_be(key) {
        Ok(None)
    } else {
        accounts::Entity::find().filter(accounts::Column::UsernameKey.eq(key)).one(db).await
    }
}

/// The account with an e-mail address, in its compared form.
pub async fn account_by_email(db: &impl ConnectionTrait, key: &str) -> Result<Option<accounts::Model>, DbErr> {
    if cannot_be(key) {
        Ok(None)
    } else {
        accounts::Entity::find().filter(accounts::Column::EmailKey.eq(key)).one(db).await
    }
}

/// An account's address in its compared form, where it is shown to be its own.
pub async fn verified_key(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<String>, DbErr> {
    Ok(account(db, id).await?.filter(|account| account.email_verified).map(|account| account.email_key))
}

/// PostgreSQL's text has no place for NUL: asking would be a fault of ours, where the answer is that there is none.
fn cannot_be(key: &str) -> bool {
    key.contains('\0')
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
pub async fn begin_session(tx: &Tx, account: Uuid, device: Device, vouched: bool) -> Result<(Uuid, String), DbErr> {
    let (id, token, now) = (ids::new_id(), ids::new_secret(), tx.now());
    let over = sessions::Column::AccountId.eq(account).and(sessions::Column::EndsAt.lte(now));
    end_those(tx, over).await?;
    let row = sessions::ActiveModel {
        id: Set(id),
        account_id: Set(account),
        token_hash: Set(ids::secret_hash(&token)),
        device: Set(device.name),
        address: Set(device.address),
        vouched: Set(vouched),
        created_at: Set(now),
        seen_at: Set(now),
        ends_at: Set(now.plus(SESSION_MILLIS)),
    };
    sessions::Entity::insert(row).exec_without_returning(tx).await?;
    Ok((id, token))
}

/// A session.
pub async fn session(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<sessions::Model>, DbErr> {
    sessions::Entity::find_by_id(id).one(db).await
}

/// The sessions of an account that are not over, the last used first.
pub async fn sessions_of(db: &impl ConnectionTrait, account: Uuid, now: Time) -> Result<Vec<sessions::Model>, DbErr> {
    sessions::Entity::find()
        .filter(sessions::Column::AccountId.eq(account))
        .filter(sessions::Column::EndsAt.gt(now))
        .order_by_desc(sessions::Column::SeenAt)
        .order_by_desc(sessions::Column::Id)
        .all(db)
        .await
}

/// A session was used: it lasts on.
pub async fn slide_session(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    tx.about("sessions", id);
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
    end_those(tx, sessions::Column::Id.eq(id)).await.map(|_| ())
}

/// Ends some sessions, and with them what they vouched for.
pub async fn end_those(tx: &Tx, which: impl Into<Expr>) -> Result<Vec<sessions::Model>, DbErr> {
    let over = sessions::Entity::find().filter(which.into()).lock_exclusive().all(tx).await?;
    let ids: Vec<Uuid> = over.iter().map(|row| row.id).collect();
    forget_signed_in(tx, &ids).await?;
    sessions::Entity::delete_many().filter(sessions::Column::Id.is_in(ids)).exec(tx).await?;
    Ok(over)
}

/// Makes writes that hold the same account wait for one another.
pub async fn hold_account(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    accounts::Entity::find_by_id(id).lock_exclusive().one(tx).await.map(|_| ())
}

/// Whether an account has a session that is not over.
pub async fn any_session(tx: &Tx, account: Uuid) -> Result<bool, DbErr> {
    let found: Option<Uuid> = sessions::Entity::find()
        .select_only()
        .column(sessions::Column::Id)
        .filter(sessions::Column::AccountId.eq(account))
        .filter(sessions::Column::EndsAt.gt(tx.now()))
        .limit(1)
        .into_tuple()
        .one(tx)
        .await?;
    Ok(found.is_some())
}

/// Ends every session of an account.
pub async fn end_sessions(tx: &Tx, account: Uuid) -> Result<(), DbErr> {
    end_those(tx, sessions::Column::AccountId.eq(account)).await.map(|_| ())
}

/// A visitor by the token's hash.
pub async fn visitor_by_hash(db: &impl ConnectionTrait, hash: &[u8]) -> Result<Option<visitors::Model>, DbErr> {
    visitors::Entity::find().filter(visitors::Column::TokenHash.eq(hash.to_vec())).one(db).await
}

/// A visitor was seen: known for another 30 days.
pub async fn slide_visitor(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    tx.about("visitors", id);
    visitors::Entity::update_many()
        .col_expr(visitors::Column::SeenAt, Expr::value(tx.now()))
        .col_expr(visitors::Column::EndsAt, Expr::value(tx.now().plus(VISITOR_MILLIS)))
        .filter(visitors::Column::Id.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Writes a new account.
pub async fn insert_account(tx: &Tx, row: accounts::Model) -> Result<(), DbErr> {
    know_domain(tx, &row.email_domain).await?;
    accounts::Entity::insert(row.into_active_model()).exec_without_returning(tx).await.map(|_| ())
}

/// An account that nobody changes until this transaction ends.
pub async fn account_held(tx: &Tx, id: Uuid) -> Result<Option<accounts::Model>, DbErr> {
    let mut find = accounts::Entity::find_by_id(id);
    if tx.get_database_backend() == sea_orm::DbBackend::Postgres {
        find = find.lock_exclusive();
    }
    find.one(tx).await
}

/// Writes an account over the version it was read in; says whether it was still there. Password and picture are
/// none of its details, and stay as they are now.
pub async fn update_account(tx: &Tx, row: &accounts::Model, read: i64) -> Result<bool, DbErr> {
    know_domain(tx, &row.email_domain).await?;
    let all = row.clone().into_active_model().reset_all();
    let details = accounts::ActiveModel { password_hash: NotSet, picture: NotSet, ..all };
    let done = accounts::Entity::update_many()
        .set(details)
        .filter(accounts::Column::Id.eq(row.id))
        .filter(accounts::Column::Version.eq(read))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Writes which picture somebody has.
pub async fn set_picture(tx: &Tx, id: Uuid, picture: &str) -> Result<(), DbErr> {
    accounts::Entity::update_many()
        .col_expr(accounts::Column::Picture, Expr::value(picture))
        .filter(accounts::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Whoever has a picture, and which.
pub async fn pictures(db: &impl ConnectionTrait) -> Result<Vec<(Uuid, String)>, DbErr> {
    accounts::Entity::find()
        .select_only()
        .columns([accounts::Column::Id, accounts::Column::Picture])
        .filter(accounts::Column::Picture.gt(""))
        .order_by_asc(accounts::Column::Picture)
        .order_by_asc(accounts::Column::Id)
        .into_tuple()
        .all(db)
        .await
}

/// Writes a password's hash.
pub async fn set_password(tx: &Tx, id: Uuid, hash: String) -> Result<(), DbErr> {
    accounts::Entity::update_many()
        .col_expr(accounts::Column::PasswordHash, Expr::value(hash))
        .filter(accounts::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(|_| ())
}

/// An address was shown to be the person's own.
pub async fn set_verified(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    accounts::Entity::update_many()
        .col_expr(accounts::Column::EmailVerified, Expr::value(true))
        .col_expr(accounts::Column::Version, Expr::col(accounts::Column::Version).add(1))
        .filter(accounts::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Whether somebody else is an administrator who may sign in. Locks those rows where writes run side by side, so that
/// two of them cannot step down at once.
pub async fn other_administrator(tx: &Tx, id: Uuid) -> Result<bool, DbErr> {
    let mut find = accounts::Entity::find()
        .filter(accounts::Column::Kind.eq(words::to_text(&PersonKind::Employee)))
        .filter(accounts::Column::Roles.contains(words::to_text(&Role::Administrator)))
        .filter(accounts::Column::Active.eq(true))
        .order_by_asc(accounts::Column::Id);
    if tx.get_database_backend() == sea_orm::DbBackend::Postgres {
        find = find.lock_exclusive();
    }
    Ok(find.all(tx).await?.iter().any(|account| account.id != id))
}

/// Which accounts to list: a keyset page by name.
#[derive(Clone, Debug)]
pub struct Find {
    /// Only of this kind.
    pub kind: Option<String>,
    /// After this name and id.
    pub after: Option<(String, Uuid)>,
    /// At most so many.
    pub limit: u64,
}

impl Find {
    fn select(&self) -> Select<accounts::Entity> {
        let mut find = accounts::Entity::find()
            .order_by_asc(accounts::Column::NameKey)
            .order_by_asc(accounts::Column::Id)
            .limit(self.limit);
        if let Some(kind) = &self.kind {
            find = find.filter(accounts::Column::Kind.eq(kind));
        }
        if let Some((name, id)) = &self.after {
            let later = Condition::any()
                .add(accounts::Column::NameKey.gt(name))
                .add(Condition::all().add(accounts::Column::NameKey.eq(name)).add(accounts::Column::Id.gt(*id)));
            // The first condition alone lets the index begin where the page does.
            find = find.filter(accounts::Column::NameKey.gte(name)).filter(later);
        }
        find
    }
}

/// Accounts by name.
pub async fn accounts_by_name(db: &impl ConnectionTrait, find: &Find) -> Result<Vec<accounts::Model>, DbErr> {
    find.select().all(db).await
}

/// How many accounts a short beginning may match by username or address before the rest is left out.
const MATCHES: u64 = 5_000;

/// Accounts whose name, username or address starts with something, by name: three lists, each from its own index.
pub async fn accounts_starting_with(
    db: &impl ConnectionTrait,
    find: &Find,
    start: &str,
) -> Result<Vec<accounts::Model>, DbErr> {
    use accounts::Column::{EmailKey, Id, NameKey, UsernameKey};
    let mut rows = find.select().filter(starts_with(NameKey, start)).all(db).await?;
    for column in [UsernameKey, EmailKey] {
        let matching = accounts::Entity::find()
            .select_only()
            .column(Id)
            .filter(starts_with(column, start))
            .order_by_asc(column)
            .limit(MATCHES)
            .into_query();
        rows.extend(find.select().filter(Id.in_subquery(matching)).all(db).await?);
    }
    rows.sort_by(|a, b| (&a.name_key, a.id).cmp(&(&b.name_key, b.id)));
    rows.dedup_by_key(|row| row.id);
    rows.truncate(usize::try_from(find.limit).unwrap_or(usize::MAX));
    Ok(rows)
}

/// A beginning. Texts compare byte by byte on both databases: it is all up to the last character there is.
fn starts_with(column: accounts::Column, start: &str) -> Condition {
    Condition::all().add(column.gte(start)).add(column.lt(format!("{start}\u{10FFFF}")))
}

/// Every employee who may sign in.
pub async fn active_employees(db: &impl ConnectionTrait) -> Result<Vec<Uuid>, DbErr> {
    accounts::Entity::find()
        .select_only()
        .column(accounts::Column::Id)
        .filter(accounts::Column::Kind.eq(words::to_text(&PersonKind::Employee)))
        .filter(accounts::Column::Active.eq(true))
        .into_tuple()
        .all(db)
        .await
}
