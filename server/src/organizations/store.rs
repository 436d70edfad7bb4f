//! Reads and writes of this slice's tables.

use std::collections::HashMap;

use contract::organizations::RuleType;
use sea_orm::{
    ConnectionTrait, DbErr, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

use super::tables::{member_rules, organization_comments, organizations};
use crate::platform::{Tx, words};

/// Databases bound the number of values in a statement.
const VALUES: usize = 500;

/// How many comments are shown.
const COMMENTS: u64 = 1_000;

/// The sort key of an organization in lists.
pub type Key = (String, Uuid);

/// An organization.
pub async fn organization(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<organizations::Model>, DbErr> {
    organizations::Entity::find_by_id(id).one(db).await
}

/// The same, kept from others until the transaction ends.
pub async fn locked(tx: &Tx, id: Uuid) -> Result<Option<organizations::Model>, DbErr> {
    organizations::Entity::find_by_id(id).lock_exclusive().one(tx).await
}

/// Some organizations.
pub async fn organizations(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, organizations::Model>, DbErr> {
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut all = HashMap::new();
    for some in ids.chunks(VALUES) {
        let of_these = organizations::Column::Id.is_in(some.iter().copied());
        let rows = organizations::Entity::find().filter(of_these).all(db).await?;
        all.extend(rows.into_iter().map(|row| (row.id, row)));
    }
    Ok(all)
}

/// Organizations by name, those whose compared name begins so.
pub fn named(beginning: &str, after: Option<&Key>, limit: u64) -> Select<organizations::Entity> {
    use organizations::Column::{Id, NameKey};
    let mut find = organizations::Entity::find();
    if !beginning.is_empty() {
        // Texts compare byte by byte, so that a beginning is a range.
        find = find.filter(NameKey.gte(beginning)).filter(NameKey.lt(format!("{beginning}\u{10FFFF}")));
    }
    if let Some((name, id)) = after {
        let key = Expr::tuple([Expr::col(NameKey), Expr::col(Id)]);
        find = find.filter(key.gt(Expr::tuple([Expr::value(name.clone()), Expr::value(*id)])));
    }
    find.order_by_asc(NameKey).order_by_asc(Id).limit(limit)
}

/// Writes a new organization.
pub async fn insert(tx: &Tx, row: organizations::Model) -> Result<(), DbErr> {
    let row: organizations::ActiveModel = row.into();
    organizations::Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes an organization back as it is now.
pub async fn update(tx: &Tx, row: &organizations::Model) -> Result<(), DbErr> {
    organizations::Entity::update_many()
        .col_expr(organizations::Column::Name, Expr::value(row.name.clone()))
        .col_expr(organizations::Column::NameKey, Expr::value(row.name_key.clone()))
        .col_expr(organizations::Column::Details, Expr::value(row.details.clone()))
        .col_expr(organizations::Column::Version, Expr::value(row.version))
        .filter(organizations::Column::Id.eq(row.id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Removes an organization, its rules and its comments.
pub async fn delete(tx: &Tx, id: Uuid) -> Result<(), DbErr> {
    member_rules::Entity::delete_many().filter(member_rules::Column::OrganizationId.eq(id)).exec(tx).await?;
    organization_comments::Entity::delete_many()
        .filter(organization_comments::Column::OrganizationId.eq(id))
        .exec(tx)
        .await?;
    organizations::Entity::delete_by_id(id).exec(tx).await?;
    Ok(())
}

/// The rules of an organization, by type and value.
pub async fn rules_of(db: &impl ConnectionTrait, organization: Uuid) -> Result<Vec<member_rules::Model>, DbErr> {
    member_rules::Entity::find()
        .filter(member_rules::Column::OrganizationId.eq(organization))
        .order_by_asc(member_rules::Column::Kind)
        .order_by_asc(member_rules::Column::Value)
        .all(db)
        .await
}

/// The rules of any organization that have one of these types and values.
pub async fn rules_valued(
    db: &impl ConnectionTrait,
    wanted: &[(RuleType, String)],
) -> Result<Vec<member_rules::Model>, DbErr> {
    let mut by_kind: HashMap<RuleType, Vec<&str>> = HashMap::new();
    for (kind, value) in wanted {
        by_kind.entry(*kind).or_default().push(value);
    }
    let mut all = Vec::new();
    for (kind, values) in by_kind {
        for some in values.chunks(VALUES) {
            let rows = member_rules::Entity::find()
                .filter(member_rules::Column::Kind.eq(words::to_text(&kind)))
                .filter(member_rules::Column::Value.is_in(some.iter().copied()))
                .all(db)
                .await?;
            all.extend(rows);
        }
    }
    Ok(all)
}

/// How many rules some organizations have.
pub async fn rule_counts(db: &impl ConnectionTrait, organizations: &[Uuid]) -> Result<HashMap<Uuid, i64>, DbErr> {
    let rows: Vec<(Uuid, i64)> = member_rules::Entity::find()
        .select_only()
        .column(member_rules::Column::OrganizationId)
        .column_as(member_rules::Column::Id.count(), "rules")
        .filter(member_rules::Column::OrganizationId.is_in(organizations.iter().copied()))
        .group_by(member_rules::Column::OrganizationId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Writes a new rule.
pub async fn insert_rule(tx: &Tx, row: member_rules::Model) -> Result<(), DbErr> {
    let row: member_rules::ActiveModel = row.into();
    member_rules::Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

/// Removes a rule.
pub async fn delete_rule(tx: &Tx, rule: Uuid) -> Result<(), DbErr> {
    member_rules::Entity::delete_by_id(rule).exec(tx).await?;
    Ok(())
}

/// The newest comments, newest first.
pub async fn comments(
    db: &impl ConnectionTrait,
    organization: Uuid,
) -> Result<Vec<organization_comments::Model>, DbErr> {
    organization_comments::Entity::find()
        .filter(organization_comments::Column::OrganizationId.eq(organization))
        .order_by_desc(organization_comments::Column::At)
        .order_by_desc(organization_comments::Column::Id)
        .limit(COMMENTS)
        .all(db)
        .await
}

/// How many comments there are.
pub async fn comment_count(db: &impl ConnectionTrait, organization: Uuid) -> Result<u64, DbErr> {
    organization_comments::Entity::find()
        .filter(organization_comments::Column::OrganizationId.eq(organization))
        .count(db)
        .await
}

/// What somebody commented with a client id.
pub async fn comment_made_by(
    tx: &Tx,
    organization: Uuid,
    by: Uuid,
    client_id: Uuid,
) -> Result<Option<organization_comments::Model>, DbErr> {
    organization_comments::Entity::find()
        .filter(organization_comments::Column::OrganizationId.eq(organization))
        .filter(organization_comments::Column::ById.eq(by))
        .filter(organization_comments::Column::ClientId.eq(client_id))
        .one(tx)
        .await
}

/// Writes a comment.
pub async fn insert_comment(tx: &Tx, row: organization_comments::Model) -> Result<(), DbErr> {
    let row: organization_comments::ActiveModel = row.into();
    organization_comments::Entity::insert(row.reset_all()).exec_without_returning(tx).await?;
    Ok(())
}
