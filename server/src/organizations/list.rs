//! The list of organizations: by name, or by what one of their rules says.

use contract::{
    Page,
    organizations::{OrganizationFilter, OrganizationRow},
};
use sea_orm::ConnectionTrait;

use super::{
    store::{self, Key},
    tables::organizations,
    typed, view,
};
use crate::{
    people::validity::clean_line,
    platform::{Answered, App, cursor, page},
};

/// Rows of a page.
const ROWS: usize = 50;

/// A page of organizations whose name begins so, or one of whose rules has this value.
pub(super) async fn list(
    app: &App,
    db: &impl ConnectionTrait,
    filter: &OrganizationFilter,
) -> Answered<Page<OrganizationRow>> {
    let after: Option<Key> = cursor::read(filter.after.as_deref())?;
    let query = clean_line(filter.query.as_deref().unwrap_or_default());
    let select = store::named(&typed::name_key(&query), after.as_ref(), ROWS as u64 + 1);
    let mut found: Vec<organizations::Model> = select.all(db).await?;
    if !query.is_empty() {
        let rules = store::rules_valued(db, &typed::meant(app, db, &query).await?).await?;
        let by_rule = store::organizations(db, rules.iter().map(|rule| rule.organization_id)).await?;
        let later = |row: &organizations::Model| after.as_ref().is_none_or(|after| key(row) > *after);
        found.extend(by_rule.into_values().filter(later));
        found.sort_by_key(key);
        found.dedup_by_key(|row| row.id);
    }
    let Page { items, next } = page::cut(found, ROWS, key);
    Ok(Page { items: view::rows(db, items).await?, next })
}

fn key(row: &organizations::Model) -> Key {
    (row.name_key.clone(), row.id)
}
