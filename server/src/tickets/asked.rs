//! What a ticket is about, for those who are asked.

use std::collections::HashMap;

use async_trait::async_trait;
use uuid::Uuid;

use super::{access, routed::TicketsHere, store};
use crate::{
    asks::AskedAbout,
    departments::{self, Act, Agent, Scope},
    platform::{App, Failure},
};

#[async_trait]
impl AskedAbout for TicketsHere {
    async fn about(&self, app: &App, agent: &Agent, items: &[Uuid]) -> Result<HashMap<Uuid, String>, Failure> {
        let db = app.db().read();
        let mut tickets = store::tickets(db, items.iter().copied()).await?;
        tickets.retain(|row| !row.deleted);
        let departments = departments::departments(db, tickets.iter().map(|row| row.department_id)).await?;
        tickets.retain(|row| {
            let confidential = departments.get(&row.department_id).is_none_or(|department| department.confidential);
            let scope = Scope { asked: true, ..access::scope_in(row, confidential) };
            departments::may(agent, Act::Read, &scope)
        });
        Ok(tickets.into_iter().map(|row| (row.id, row.subject)).collect())
    }
}
