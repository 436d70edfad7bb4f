//! Reads of this slice's tables, and what is written of them besides `changes`.

use std::collections::HashMap;

use contract::departments::{Channel, Part, Visibility};
use sea_orm::{ConnectionTrait, DbErr, QueryOrder, entity::prelude::*, sea_query::ExprTrait};

pub use super::changes::{
    archive_group, insert_brand, insert_department, insert_group, make_default, put_member, remove_member,
    remove_members, rename_group, set_department, set_front_line, set_identity_secret, set_permissions, update_brand,
    update_department,
};
use super::{
    access::MyGroup,
    tables::{brands, departments, groups, memberships},
};
use crate::{
    people::{self, tables::accounts},
    platform::{Tx, words},
};

/// A brand.
pub async fn brand(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<brands::Model>, DbErr> {
    brands::Entity::find_by_id(id).one(db).await
}

/// The brand with a public key.
pub async fn brand_by_key(db: &impl ConnectionTrait, key: &str) -> Result<Option<brands::Model>, DbErr> {
    // PostgreSQL refuses to be asked for a text with a NUL.
    if key.contains('\0') {
        return Ok(None);
    }
    brands::Entity::find().filter(brands::Column::Key.eq(key)).one(db).await
}

/// The brand served at a host, with or without a port; the default one at unknown hosts.
pub async fn brand_by_host(db: &impl ConnectionTrait, host: &str) -> Result<Option<brands::Model>, DbErr> {
    let host = host_name(host);
    let found = brands::Entity::find().filter(brands::Column::Host.eq(host)).one(db).await?;
    match found {
        Some(brand) => Ok(Some(brand)),
        None => default_brand(db).await,
    }
}

/// A `Host` header's name in the form that is stored.
fn host_name(host: &str) -> String {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    name.trim_end_matches('.').to_ascii_lowercase()
}

/// The brand of unknown hosts; `None` before the setup.
pub async fn default_brand(db: &impl ConnectionTrait) -> Result<Option<brands::Model>, DbErr> {
    brands::Entity::find().filter(brands::Column::IsDefault.eq(true)).one(db).await
}

/// Every brand by name.
pub async fn brands(db: &impl ConnectionTrait) -> Result<Vec<brands::Model>, DbErr> {
    brands::Entity::find().order_by_asc(brands::Column::Name).order_by_asc(brands::Column::Id).all(db).await
}

/// Some brands.
pub async fn brands_of(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, brands::Model>, DbErr> {
    let rows = brands::Entity::find().filter(brands::Column::Id.is_in(unique(ids))).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// A department, archived or not.
pub async fn department(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<departments::Model>, DbErr> {
    departments::Entity::find_by_id(id).one(db).await
}

/// A department customers of a brand may choose now; `None` when it is hidden, archived or another brand's.
pub async fn public_department(
    db: &impl ConnectionTrait,
    brand: Uuid,
    id: Uuid,
) -> Result<Option<departments::Model>, DbErr> {
    Ok(department(db, id).await?.filter(|department| department.brand_id == brand && is_public(department)))
}

/// Whether customers may choose it.
pub fn is_public(department: &departments::Model) -> bool {
    department.archived_at.is_none() && department.visibility == words::to_text(&Visibility::Public)
}

/// The departments of a brand by name, without archived ones.
pub async fn departments_of(db: &impl ConnectionTrait, brand: Uuid) -> Result<Vec<departments::Model>, DbErr> {
    departments::Entity::find()
        .filter(departments::Column::BrandId.eq(brand))
        .filter(departments::Column::ArchivedAt.is_null())
        .order_by_asc(departments::Column::Name)
        .order_by_asc(departments::Column::Id)
        .all(db)
        .await
}

/// Some departments, archived ones too.
pub async fn departments(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, departments::Model>, DbErr> {
    let rows = departments::Entity::find().filter(departments::Column::Id.is_in(unique(ids))).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// All departments, archived ones too.
pub async fn every_department(db: &impl ConnectionTrait) -> Result<Vec<departments::Model>, DbErr> {
    departments::Entity::find().all(db).await
}

/// Some groups, archived ones too.
pub async fn groups(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, groups::Model>, DbErr> {
    let rows = groups::Entity::find().filter(groups::Column::Id.is_in(unique(ids))).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

fn unique(ids: impl IntoIterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// A group, archived or not.
pub async fn group(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<groups::Model>, DbErr> {
    groups::Entity::find_by_id(id).one(db).await
}

/// The groups of a department, the front line first, without archived ones.
pub async fn groups_of(db: &impl ConnectionTrait, department: Uuid) -> Result<Vec<groups::Model>, DbErr> {
    groups_of_all(db, &[department]).await
}

/// The group new work of a department enters; every department has exactly one.
pub async fn front_line(db: &impl ConnectionTrait, department: Uuid) -> Result<groups::Model, DbErr> {
    groups::Entity::find()
        .filter(groups::Column::DepartmentId.eq(department))
        .filter(groups::Column::FrontLine.eq(true))
        .one(db)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound(format!("the front line of department {department}")))
}

/// A department that is not archived.
pub async fn live_department(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<departments::Model>, DbErr> {
    Ok(department(db, id).await?.filter(|row| row.archived_at.is_none()))
}

/// A group that is not archived.
pub async fn live_group(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<groups::Model>, DbErr> {
    Ok(group(db, id).await?.filter(|row| row.archived_at.is_none()))
}

/// The brand served at exactly this host.
pub async fn brand_with_host(db: &impl ConnectionTrait, host: &str) -> Result<Option<brands::Model>, DbErr> {
    brands::Entity::find().filter(brands::Column::Host.eq(host)).one(db).await
}

/// Every department by name, without archived ones.
pub async fn all_departments(db: &impl ConnectionTrait) -> Result<Vec<departments::Model>, DbErr> {
    departments::Entity::find()
        .filter(departments::Column::ArchivedAt.is_null())
        .order_by_asc(departments::Column::Name)
        .order_by_asc(departments::Column::Id)
        .all(db)
        .await
}

/// The groups of some departments, the front lines first, without archived ones.
pub async fn groups_of_all(db: &impl ConnectionTrait, departments: &[Uuid]) -> Result<Vec<groups::Model>, DbErr> {
    groups::Entity::find()
        .filter(groups::Column::DepartmentId.is_in(departments.iter().copied()))
        .filter(groups::Column::ArchivedAt.is_null())
        .order_by_desc(groups::Column::FrontLine)
        .order_by_asc(groups::Column::Name)
        .order_by_asc(groups::Column::Id)
        .all(db)
        .await
}

/// The members of some groups who may sign in, by their order in each.
pub async fn members_in(
    db: &impl ConnectionTrait,
    groups: &[Uuid],
) -> Result<Vec<(memberships::Model, accounts::Model)>, DbErr> {
    let rows = memberships::Entity::find()
        .filter(memberships::Column::GroupId.is_in(groups.iter().copied()))
        .order_by_asc(memberships::Column::Position)
        .order_by_asc(memberships::Column::AgentId)
        .all(db)
        .await?;
    let accounts = people::accounts(db, rows.iter().map(|row| row.agent_id)).await?;
    let active = accounts.into_iter().filter(|account| account.active);
    let active: HashMap<Uuid, accounts::Model> = active.map(|account| (account.id, account)).collect();
    Ok(rows.into_iter().filter_map(|row| active.get(&row.agent_id).cloned().map(|account| (row, account))).collect())
}

/// The members of a group who may sign in, by their order.
pub async fn members(db: &impl ConnectionTrait, group: Uuid) -> Result<Vec<memberships::Model>, DbErr> {
    Ok(members_in(db, &[group]).await?.into_iter().map(|(row, _)| row).collect())
}

/// An agent's membership of a group.
pub async fn membership(
    db: &impl ConnectionTrait,
    group: Uuid,
    agent: Uuid,
) -> Result<Option<memberships::Model>, DbErr> {
    memberships::Entity::find_by_id((group, agent)).one(db).await
}

/// Everywhere an agent is a member.
pub async fn memberships_of(db: &impl ConnectionTrait, agent: Uuid) -> Result<Vec<memberships::Model>, DbErr> {
    memberships::Entity::find().filter(memberships::Column::AgentId.eq(agent)).all(db).await
}

/// The groups an agent works in, with where they belong, without archived ones.
pub async fn groups_of_agent(db: &impl ConnectionTrait, agent: Uuid) -> Result<Vec<MyGroup>, DbErr> {
    let mine = memberships_of(db, agent).await?;
    let groups = groups(db, mine.iter().map(|row| row.group_id)).await?;
    let departments = departments(db, groups.values().map(|row| row.department_id)).await?;
    let excluded = words::to_text(&Part::Excluded);
    let places = mine.iter().map(|row| {
        let group = groups.get(&row.group_id).filter(|group| group.archived_at.is_none());
        let department = group.and_then(|group| departments.get(&group.department_id));
        let (Some(group), Some(department)) = (group, department.filter(|row| row.archived_at.is_none())) else {
            return Ok(None);
        };
        Ok(Some(MyGroup {
            group: group.id,
            department: department.id,
            brand: department.brand_id,
            confidential: department.confidential,
            front_line: group.front_line,
            watches: row.chat_part == excluded && row.ticket_part == excluded,
            permissions: words::list_from_text(&group.permissions)?,
        }))
    });
    places.filter_map(Result::transpose).collect()
}

/// Writes whether somebody would receive a chat in a department; says whether that was new.
pub async fn set_chat_now(tx: &Tx, department: Uuid, now: bool) -> Result<bool, DbErr> {
    let changed = departments::Entity::update_many()
        .col_expr(departments::Column::ChatNow, Expr::value(now))
        .filter(departments::Column::Id.eq(department))
        .filter(departments::Column::ChatNow.ne(now))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

/// Writes whether a member accepts work of a channel; says whether that was new.
pub async fn set_activity(tx: &Tx, group: Uuid, agent: Uuid, channel: Channel, active: bool) -> Result<bool, DbErr> {
    let column = match channel {
        Channel::Chat => memberships::Column::ChatActive,
        Channel::Ticket => memberships::Column::TicketActive,
    };
    let changed = memberships::Entity::update_many()
        .col_expr(column, Expr::value(active))
        .col_expr(memberships::Column::Version, Expr::col(memberships::Column::Version).add(1))
        .filter(memberships::Column::GroupId.eq(group))
        .filter(memberships::Column::AgentId.eq(agent))
        .filter(column.ne(active))
        .exec(tx)
        .await?;
    Ok(changed.rows_affected > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_hosts() {
        for (header, name) in [
            ("abc.localhost:8080", "abc.localhost"),
            ("Support.Example.COM.", "support.example.com"),
            ("support.example.com", "support.example.com"),
            ("[::1]:8080", "[::1]"),
            ("[::1]", "[::1]"),
            ("", ""),
        ] {
            assert_eq!(host_name(header), name, "{header}");
        }
    }
}
