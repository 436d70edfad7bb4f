//! Who may see an organization: every agent, since organizations are the installation's. What one gathers is another
//! matter, see `gather`.

use async_trait::async_trait;
use uuid::Uuid;

use crate::{
    departments::{Agent, HistoryOf},
    platform::{App, Failure},
};

/// Speaks for the histories of organizations, also of those that are deleted.
#[derive(Clone, Copy, Debug, Default)]
pub struct OrganizationHistories;

#[async_trait]
impl HistoryOf for OrganizationHistories {
    async fn may_see(&self, _app: &App, _agent: &Agent, _id: Uuid) -> Result<bool, Failure> {
        Ok(true)
    }
}
