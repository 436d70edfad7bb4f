//! Who may see an organization: every agent, since organizations are the installation's. What one gathers is another
//! matter, see `gather`.

use async_trait::async_trait;
use contract::history::Subject;
use uuid::Uuid;

use crate::{
    departments::{Agent, HistoryOf},
    platform::{App, Failure, history},
};

/// Speaks for the histories of organizations, also of those that are deleted.
#[derive(Clone, Copy, Debug, Default)]
pub struct OrganizationHistories;

#[async_trait]
impl HistoryOf for OrganizationHistories {
    async fn may_see(&self, app: &App, _agent: &Agent, id: Uuid) -> Result<bool, Failure> {
        // Each has one from the start, and keeps it when it is deleted.
        Ok(!history::read(app.db().read(), Subject::Organization, id, None, 0).await?.is_empty())
    }
}
