//! Writes of this slice's tables.

use sea_orm::{
    ActiveModelTrait,
    ActiveValue::NotSet,
    DbErr, IntoActiveModel,
    entity::prelude::*,
    sea_query::{ExprTrait, OnConflict},
};

use super::tables::{brands, departments, groups, memberships};
use crate::platform::Tx;

/// Writes a new brand.
pub async fn insert_brand(tx: &Tx, row: brands::Model) -> Result<(), DbErr> {
    brands::Entity::insert(row.into_active_model()).exec_without_returning(tx).await.map(|_| ())
}

/// Writes a brand over the version it was read in; says whether it was still there. The identity secret is none of its
/// details, and stays as it is now.
pub async fn update_brand(tx: &Tx, row: &brands::Model, read: i64) -> Result<bool, DbErr> {
    let details = brands::ActiveModel { identity_secret: NotSet, ..row.clone().into_active_model().reset_all() };
    let done = brands::Entity::update_many()
        .set(details)
        .filter(brands::Column::Id.eq(row.id))
        .filter(brands::Column::Version.eq(read))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Makes one brand the default, and every other one none.
pub async fn make_default(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    let raised = Expr::col(brands::Column::Version).add(1);
    for (default, which) in [(false, brands::Column::IsDefault.eq(true)), (true, brands::Column::Id.eq(id))] {
        brands::Entity::update_many()
            .col_expr(brands::Column::IsDefault, Expr::value(default))
            .col_expr(brands::Column::Version, raised.clone())
            .filter(which)
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Writes a brand's identity secret, sealed.
pub async fn set_identity_secret(tx: &Tx, id: Uuid, secret: Vec<u8>) -> Result<(), DbErr> {
    brands::Entity::update_many()
        .col_expr(brands::Column::IdentitySecret, Expr::value(secret))
        .filter(brands::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Writes a new department.
pub async fn insert_department(tx: &Tx, row: departments::Model) -> Result<(), DbErr> {
    departments::Entity::insert(row.into_active_model()).exec_without_returning(tx).await.map(|_| ())
}

/// Writes a department over the version it was read in; says whether it was still there.
pub async fn update_department(tx: &Tx, row: &departments::Model, read: i64) -> Result<bool, DbErr> {
    let done = departments::Entity::update_many()
        .set(row.clone().into_active_model().reset_all())
        .filter(departments::Column::Id.eq(row.id))
        .filter(departments::Column::Version.eq(read))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Writes a new group.
pub async fn insert_group(tx: &Tx, row: groups::Model) -> Result<(), DbErr> {
    groups::Entity::insert(row.into_active_model()).exec_without_returning(tx).await.map(|_| ())
}

/// Writes a group's name over the version it was read in; says whether it was still there.
pub async fn rename_group(tx: &Tx, id: Uuid, name: &str, read: i64) -> Result<bool, DbErr> {
    let done = groups::Entity::update_many()
        .col_expr(groups::Column::Name, Expr::value(name))
        .col_expr(groups::Column::Version, Expr::value(read + 1))
        .filter(groups::Column::Id.eq(id))
        .filter(groups::Column::Version.eq(read))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Writes what a group grants over the version it was read in; says whether it was still there.
pub async fn set_permissions(tx: &Tx, id: Uuid, permissions: &str, read: i64) -> Result<bool, DbErr> {
    let done = groups::Entity::update_many()
        .col_expr(groups::Column::Permissions, Expr::value(permissions))
        .col_expr(groups::Column::Version, Expr::value(read + 1))
        .filter(groups::Column::Id.eq(id))
        .filter(groups::Column::Version.eq(read))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Puts a group into another department over the version it was read in; says whether it was still there.
pub async fn set_department(tx: &Tx, id: Uuid, department: Uuid, read: i64) -> Result<bool, DbErr> {
    let done = groups::Entity::update_many()
        .col_expr(groups::Column::DepartmentId, Expr::value(department))
        .col_expr(groups::Column::Version, Expr::value(read + 1))
        .filter(groups::Column::Id.eq(id))
        .filter(groups::Column::Version.eq(read))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Makes one group of a department its front line, and every other one none.
pub async fn set_front_line(tx: &Tx, department: Uuid, group: Uuid) -> Result<(), DbErr> {
    for (is, its) in [(false, groups::Column::Id.ne(group)), (true, groups::Column::Id.eq(group))] {
        groups::Entity::update_many()
            .col_expr(groups::Column::FrontLine, Expr::value(is))
            .col_expr(groups::Column::Version, Expr::col(groups::Column::Version).add(1))
            .filter(groups::Column::DepartmentId.eq(department))
            .filter(groups::Column::FrontLine.ne(is))
            .filter(its)
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Archives a group.
pub async fn archive_group(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    groups::Entity::update_many()
        .col_expr(groups::Column::ArchivedAt, Expr::value(tx.now()))
        .filter(groups::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Writes a membership over the version it was read in, 0 when there was none; says whether that is still so.
pub async fn put_member(tx: &Tx, row: memberships::Model, read: i64) -> Result<bool, DbErr> {
    use memberships::Column::{AgentId, GroupId, Version};
    if read == 0 {
        let once = OnConflict::columns([GroupId, AgentId]).do_nothing().to_owned();
        let row = row.into_active_model().reset_all();
        return Ok(memberships::Entity::insert(row).on_conflict(once).exec_without_returning(tx).await? > 0);
    }
    let (group, agent) = (row.group_id, row.agent_id);
    let done = memberships::Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(GroupId.eq(group))
        .filter(AgentId.eq(agent))
        .filter(Version.eq(read))
        .exec(tx)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Ends a membership; says whether there was one.
pub async fn remove_member(tx: &Tx, group: Uuid, agent: Uuid) -> Result<bool, DbErr> {
    Ok(memberships::Entity::delete_by_id((group, agent)).exec(tx).await?.rows_affected > 0)
}

/// Ends every membership of a group; says whose.
pub async fn remove_members(tx: &Tx, group: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let mine = || memberships::Column::GroupId.eq(group);
    let rows = memberships::Entity::find().filter(mine()).all(tx).await?;
    memberships::Entity::delete_many().filter(mine()).exec(tx).await?;
    Ok(rows.into_iter().map(|row| row.agent_id).collect())
}
