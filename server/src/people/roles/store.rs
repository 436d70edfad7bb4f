//! Reads and writes of the company's own roles.

use std::collections::HashMap;

use contract::{
    people::{PersonKind, Role},
    rights::Permissions,
};
use sea_orm::{ConnectionTrait, DbErr, IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*};

use crate::{
    people::tables::{accounts, roles},
    platform::{Tx, words},
};

/// Those not archived, by name.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<roles::Model>, DbErr> {
    use roles::Column::{ArchivedAt, Id, NameKey};
    roles::Entity::find().filter(ArchivedAt.is_null()).order_by_asc(NameKey).order_by_asc(Id).all(db).await
}

/// Archived ones too.
pub async fn every(db: &impl ConnectionTrait) -> Result<Vec<roles::Model>, DbErr> {
    roles::Entity::find().all(db).await
}

/// What each of them allows.
pub async fn allowed(db: &impl ConnectionTrait) -> Result<HashMap<Uuid, Permissions>, DbErr> {
    all(db).await?.iter().map(|row| Ok((row.id, words::list_from_text(&row.permissions)?))).collect()
}

/// One that is not archived.
pub async fn one(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<roles::Model>, DbErr> {
    Ok(roles::Entity::find_by_id(id).one(db).await?.filter(|row| row.archived_at.is_none()))
}

/// Writes a new one.
pub async fn insert(tx: &Tx, row: roles::Model) -> Result<(), DbErr> {
    roles::Entity::insert(row.into_active_model()).exec_without_returning(tx).await.map(|_| ())
}

/// Writes one over the version it was read in; says whether it was still there.
pub async fn update(tx: &Tx, row: &roles::Model, read: i64) -> Result<bool, DbErr> {
    use sea_orm::ActiveModelTrait;
    let done = roles::Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(roles::Column::Id.eq(row.id))
        .filter(roles::Column::Version.eq(read))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// The employees who hold more than every employee does, by name; or a role of those.
pub async fn holders(db: &impl ConnectionTrait, of: Option<Role>) -> Result<Vec<accounts::Model>, DbErr> {
    let mut find = accounts::Entity::find()
        .filter(accounts::Column::Kind.eq(words::to_text(&PersonKind::Employee)))
        .filter(accounts::Column::Roles.ne(words::to_text(&Role::Agent)))
        .order_by_asc(accounts::Column::NameKey)
        .order_by_asc(accounts::Column::Id);
    if let Some(role) = of {
        find = find.filter(accounts::Column::Roles.contains(words::to_text(&role)));
    }
    find.all(db).await
}

/// The same, held until the transaction's end: in one order, so that two such writes wait for one another.
pub async fn holders_held(tx: &Tx, of: Role) -> Result<Vec<accounts::Model>, DbErr> {
    let mut find = accounts::Entity::find()
        .filter(accounts::Column::Kind.eq(words::to_text(&PersonKind::Employee)))
        .filter(accounts::Column::Roles.contains(words::to_text(&of)))
        .order_by_asc(accounts::Column::Id);
    if tx.get_database_backend() == sea_orm::DbBackend::Postgres {
        find = find.lock_exclusive();
    }
    find.all(tx).await
}
