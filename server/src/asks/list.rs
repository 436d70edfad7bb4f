//! What is asked of an agent.

use std::collections::HashMap;

use contract::{
    AccountId, AskId, Page,
    asks::{Ask, AskFilter, Asked, Whom},
    departments::Channel,
    people::AgentRef,
};
use uuid::Uuid;

use super::{Items, store};
use crate::{
    departments::{self, Agent},
    people,
    platform::{Answered, App, cursor, page, words},
};

/// Rows of a page.
const ROWS: usize = 50;

/// What is open, newest first. What its agent may not read meanwhile is left out.
pub async fn list(app: &App, agent: &Agent, filter: &AskFilter) -> Answered<Page<Ask>> {
    let db = app.db().read();
    let after: Option<Uuid> = cursor::read(filter.after.as_deref())?;
    let rows = store::open(db, agent, after, ROWS as u64 + 1).await?;
    let Page { items: rows, next } = page::cut(rows, ROWS, |ask| ask.id);
    let mut about = HashMap::new();
    for (channel, items) in app.lent::<Items>().map(|items| items.0.as_slice()).unwrap_or_default() {
        let channel = words::to_text(channel);
        let of: Vec<Uuid> = rows.iter().filter(|ask| ask.channel == channel).map(|ask| ask.item_id).collect();
        if !of.is_empty() {
            about.extend(items.about(app, agent, &of).await?);
        }
    }
    let askers = people::agent_refs(db, rows.iter().map(|ask| ask.by_id)).await?;
    let groups = departments::groups(db, rows.iter().filter_map(|ask| ask.group_id)).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let Some(about) = about.get(&row.item_id) else { continue };
        let channel: Channel = words::from_text(&row.channel)?;
        let asked = match row.group_id {
            Some(id) => {
                let name = groups.get(&id).map(|group| group.name.clone()).unwrap_or_default();
                Asked { whom: Whom::Group(id.into()), name }
            }
            None => Asked { whom: Whom::Agent(agent.me.id), name: agent.me.name.clone() },
        };
        let nobody = || AgentRef { id: AccountId(row.by_id), name: String::new() };
        items.push(Ask {
            id: AskId(row.id),
            channel,
            item: row.item_id,
            about: about.clone(),
            asked,
            by: askers.get(&row.by_id).cloned().unwrap_or_else(nobody),
            text: row.text,
            at: row.asked_at.into(),
        });
    }
    Ok(Page { items, next })
}
