//! Who may see the histories of fields, templates and searches.

use async_trait::async_trait;
use uuid::Uuid;

use super::{searches, store};
use crate::{
    departments::{self, Agent, HistoryOf, Permission},
    platform::{App, Failure},
};

/// Speaks for the histories of fields: every agent may know them.
#[derive(Clone, Copy, Debug, Default)]
pub struct FieldHistories;

#[async_trait]
impl HistoryOf for FieldHistories {
    async fn may_see(&self, app: &App, _: &Agent, id: Uuid) -> Result<bool, Failure> {
        Ok(store::one_field(app.db().read(), id).await?.is_some())
    }
}

/// Speaks for the histories of templates: who may see the department may see what it asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct TemplateHistories;

#[async_trait]
impl HistoryOf for TemplateHistories {
    async fn may_see(&self, app: &App, agent: &Agent, id: Uuid) -> Result<bool, Failure> {
        let db = app.db().read();
        let Some(row) = store::template_by_id(db, id).await? else { return Ok(false) };
        if row.department_id.is_nil() {
            return Ok(true);
        }
        let department = departments::department(db, row.department_id).await?;
        Ok(department.is_some_and(|row| departments::may_see_department(agent, row.id, row.confidential)))
    }
}

/// Speaks for the histories of searches: they hold addresses and statements, for those who set them.
#[derive(Clone, Copy, Debug, Default)]
pub struct SearchHistories;

#[async_trait]
impl HistoryOf for SearchHistories {
    async fn may_see(&self, app: &App, agent: &Agent, id: Uuid) -> Result<bool, Failure> {
        let may = agent.rights.holds(Permission::ManageFields);
        Ok(may && searches::one(app.db().read(), id).await?.is_some())
    }
}
