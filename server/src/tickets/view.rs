//! Tickets as agents see them.

use std::collections::HashMap;

use contract::{
    AccountId, ChatId, GroupId, TicketEntryId, TicketId,
    people::AgentRef,
    tickets::{Participant, SetAside, Ticket, TicketEntry, TicketEvent, TicketRow},
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{access::TicketFor, links, merged, rules, sendings, store, tables::tickets, tags};
use crate::{
    attachments::{self, Links, Shown},
    departments::{self, Agent},
    people,
    platform::{Answered, words},
};

/// Tickets as rows of a list, in the order given.
///
/// # Errors
/// The database's.
pub async fn rows(db: &impl ConnectionTrait, models: &[tickets::Model]) -> Result<Vec<TicketRow>, DbErr> {
    let departments = departments::departments(db, models.iter().map(|row| row.department_id)).await?;
    let groups = departments::groups(db, models.iter().map(|row| row.group_id)).await?;
    let agents = people::agent_refs(db, models.iter().filter_map(|row| row.agent_id)).await?;
    let name = |name: Option<&String>| name.cloned().unwrap_or_default();
    models
        .iter()
        .map(|row| {
            Ok(TicketRow {
                id: TicketId(row.id),
                number: row.number.unsigned_abs(),
                subject: row.subject.clone(),
                department: row.department_id.into(),
                department_name: name(departments.get(&row.department_id).map(|department| &department.name)),
                group: GroupId(row.group_id),
                group_name: name(groups.get(&row.group_id).map(|group| &group.name)),
                agent: row.agent_id.map(|agent| known(&agents, agent)),
                status: words::from_text(&row.status)?,
                priority: rules::priority(row.priority),
                from: row.from_name.clone(),
                opened_at: row.opened_at.into(),
                updated_at: row.updated_at.into(),
                version: row.version,
                tags: tags::of(row),
                pinned: row.pinned,
                follow_up: row.follow_up_at.map(Into::into),
                set_aside: set_aside(row),
                found: None,
            })
        })
        .collect()
}

/// Why a ticket is in no usual list.
pub(super) fn set_aside(row: &tickets::Model) -> Option<SetAside> {
    match () {
        () if row.deleted => Some(SetAside::Deleted),
        () if row.spam => Some(SetAside::Spam),
        () if row.merged_into.is_some() => Some(SetAside::Merged),
        () => None,
    }
}

/// Whether a ticket is set aside, so that nothing is to be done about it.
pub(super) fn is_aside(row: &tickets::Model) -> bool {
    set_aside(row).is_some()
}

/// An account that is gone still is somebody.
fn known(agents: &HashMap<Uuid, AgentRef>, id: Uuid) -> AgentRef {
    agents.get(&id).cloned().unwrap_or(AgentRef { id: AccountId(id), name: String::new() })
}

/// One ticket as a row of a list.
///
/// # Errors
/// The database's.
pub async fn row(db: &impl ConnectionTrait, model: &tickets::Model) -> Result<TicketRow, DbErr> {
    let rows = rows(db, std::slice::from_ref(model)).await?;
    rows.into_iter().next().ok_or_else(|| DbErr::RecordNotFound("a ticket's row".into()))
}

/// A ticket with all that happened to it.
pub(super) async fn whole(
    db: &impl ConnectionTrait,
    agent: &Agent,
    ticket: TicketFor,
    files: &Links,
) -> Answered<Ticket> {
    let TicketFor { row: model, may } = ticket;
    let participants = store::participants(db, [model.id]).await?.remove(&model.id).unwrap_or_default();
    let links = links::of(db, agent, model.id).await?;
    let (mut sendings, mut shown) = (HashMap::new(), HashMap::new());
    for one in merged::all_in(db, model.id).await? {
        sendings.extend(sendings::of(db, one).await?);
        shown.extend(attachments::shown(db, one, files).await?);
    }
    let mut entries = Vec::new();
    for entry in store::entries(db, model.id).await? {
        let event = store::event(&entry)?;
        // Of what was merged into it only what was said shows, not how it stood.
        if entry.ticket_id == model.id || is_said(&event) {
            let sending = sendings.remove(&entry.id);
            let Shown { attachments, html } = shown.remove(&entry.id).unwrap_or_default();
            let (id, at) = (TicketEntryId(entry.id), entry.at.into());
            entries.push(TicketEntry { id, at, event, sending, attachments, html });
        }
    }
    Ok(Ticket {
        entries,
        row: row(db, &model).await?,
        participants: participants
            .into_iter()
            .map(|row| Participant { address: row.address, name: row.name })
            .collect(),
        account: model.account_id.map(AccountId),
        chat: model.chat_id.map(ChatId),
        follow_up_comment: model.follow_up_comment,
        links,
        may,
    })
}

fn is_said(event: &TicketEvent) -> bool {
    matches!(
        event,
        TicketEvent::Message { .. }
            | TicketEvent::Stranger { .. }
            | TicketEvent::Chat { .. }
            | TicketEvent::Comment { .. }
    )
}
