//! Chats as they are shown: rows for agents, and what the visitor knows of one.

use std::collections::HashMap;

use contract::{
    chat::{ChatRow, ChatState, Preview},
    people::AgentRef,
    widget::VisitorChat,
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{happened::for_others, rules, store, tables::chats};
use crate::{
    departments,
    people::{self, VisitorRef},
    platform::{App, Time, words::from_text},
    routing,
};

/// How many recent chats say how long one waits.
const RECENT: usize = 20;

/// From how many of the last chats those are taken: some were never answered.
const LOOK_AT: u64 = 60;

/// How recent they are, in milliseconds.
const RECENT_MILLIS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Rows as nobody in particular sees them: without what was said last.
///
/// # Errors
/// The database's.
pub async fn rows(db: &impl ConnectionTrait, chats: Vec<chats::Model>) -> Result<Vec<ChatRow>, DbErr> {
    Ok(full(db, chats).await?.into_iter().map(for_others).collect())
}

/// Rows as an agent sees them: one's own with what was said last.
pub async fn rows_for(db: &impl ConnectionTrait, agent: Uuid, chats: Vec<chats::Model>) -> Result<Vec<ChatRow>, DbErr> {
    let own = |row: &ChatRow| row.agent.as_ref().is_some_and(|owner| owner.id.0 == agent);
    let rows = full(db, chats).await?;
    Ok(rows.into_iter().map(|row| if own(&row) { row } else { for_others(row) }).collect())
}

/// Rows as whoever has the chat sees them.
pub async fn full(db: &impl ConnectionTrait, chats: Vec<chats::Model>) -> Result<Vec<ChatRow>, DbErr> {
    if chats.is_empty() {
        return Ok(Vec::new());
    }
    let departments = departments::departments(db, chats.iter().map(|chat| chat.department_id)).await?;
    let groups = departments::groups(db, chats.iter().map(|chat| chat.group_id)).await?;
    let agents = people::agent_refs(db, chats.iter().filter_map(|chat| chat.agent_id)).await?;
    chats
        .into_iter()
        .map(|chat| {
            let department = departments.get(&chat.department_id).map(|department| department.name.clone());
            let group = groups.get(&chat.group_id).map(|group| group.name.clone());
            row(chat, department.unwrap_or_default(), group.unwrap_or_default(), &agents)
        })
        .collect()
}

fn row(
    chat: chats::Model,
    department_name: String,
    group_name: String,
    agents: &HashMap<Uuid, AgentRef>,
) -> Result<ChatRow, DbErr> {
    let last = preview(&chat)?;
    let state: ChatState = from_text(&chat.state)?;
    Ok(ChatRow {
        id: chat.id.into(),
        department: chat.department_id.into(),
        department_name,
        group: chat.group_id.into(),
        group_name,
        state,
        agent: chat.agent_id.and_then(|agent| agents.get(&agent).cloned()),
        epoch: chat.epoch.unsigned_abs(),
        visitor_name: chat.visitor_name,
        email: chat.email,
        opening: chat.opening,
        started_at: chat.started_at.into(),
        waiting_since: chat.waiting_since.map(Into::into),
        handed_back: chat.handed_back,
        ended_at: chat.ended_at.map(Into::into),
        last,
        unread: chat.unread.unsigned_abs(),
    })
}

fn preview(chat: &chats::Model) -> Result<Option<Preview>, DbErr> {
    let (Some(from), Some(text), Some(at)) = (&chat.last_from, &chat.last_text, chat.last_at) else {
        return Ok(None);
    };
    Ok(Some(Preview { from: from_text(from)?, text: text.clone(), at: at.into() }))
}

/// What the visitor knows of a chat.
pub async fn for_visitor(db: &impl ConnectionTrait, chat: &chats::Model, now: Time) -> Result<VisitorChat, DbErr> {
    let waiting = from_text::<ChatState>(&chat.state)? == ChatState::Waiting;
    let position = if waiting { routing::position(db, chat.id).await? } else { None };
    let expected = if waiting { expected_wait(db, chat, now).await? } else { None };
    visitor_chat(db, chat, position, expected).await
}

/// What each visitor who waits in a group's queue knows, in queue order.
///
/// # Errors
/// The database's.
pub async fn waiting_in(app: &App, group: Uuid) -> Result<Vec<(VisitorRef, VisitorChat)>, DbErr> {
    let (db, now) = (app.db().read(), app.clock().now());
    let mut waiting = store::open_in(db, &[group]).await?;
    waiting.retain(|chat| chat.agent_id.is_none());
    waiting.sort_by_key(queue_place);
    let mut queue = Vec::with_capacity(waiting.len());
    let Some(first) = waiting.first() else { return Ok(queue) };
    let department = departments::department(db, first.department_id).await?;
    let waits = recent_waits(db, first.department_id, now).await?;
    let visitors: Vec<Uuid> = waiting.iter().map(|chat| chat.visitor_id).collect();
    let subs = people::subs(db, &visitors).await?;
    for (index, chat) in waiting.iter().enumerate() {
        let expected = rules::expected_wait(waits.clone(), now.since(chat.started_at));
        let position = u32::try_from(index + 1).ok();
        let visitor =
            VisitorRef { id: chat.visitor_id, brand: chat.brand_id, sub: subs.get(&chat.visitor_id).cloned() };
        queue.push((visitor, assemble(chat, department.as_ref(), None, position, expected)?));
    }
    Ok(queue)
}

/// Chats have one priority: those handed back come first, then by start.
pub fn queue_place(chat: &chats::Model) -> (bool, Time, Uuid) {
    (!chat.handed_back, chat.started_at, chat.id)
}

async fn visitor_chat(
    db: &impl ConnectionTrait,
    chat: &chats::Model,
    position: Option<u32>,
    expected_wait: Option<u32>,
) -> Result<VisitorChat, DbErr> {
    let agent = match chat.agent_id {
        Some(agent) => people::account(db, agent).await?,
        None => None,
    };
    let department = departments::department(db, chat.department_id).await?;
    assemble(chat, department.as_ref(), agent.as_ref(), position, expected_wait)
}

fn assemble(
    chat: &chats::Model,
    department: Option<&departments::tables::departments::Model>,
    agent: Option<&people::tables::accounts::Model>,
    position: Option<u32>,
    expected_wait: Option<u32>,
) -> Result<VisitorChat, DbErr> {
    let state = from_text(&chat.state)?;
    let text = department.and_then(|department| match state {
        ChatState::Waiting => Some(&department.waiting_text),
        ChatState::Active => None,
        ChatState::Ended => Some(&department.after_chat_text),
    });
    Ok(VisitorChat {
        id: chat.id.into(),
        department: department.map(|department| department.name.clone()).unwrap_or_default(),
        state,
        agent: agent.map(|account| people::shown_name(account).to_owned()),
        picture: agent.and_then(people::shown_picture),
        position,
        expected_wait,
        text: text.filter(|text| !text.is_empty()).cloned(),
        started_at: chat.started_at.into(),
        last: chat.last_public.unsigned_abs(),
    })
}

async fn expected_wait(db: &impl ConnectionTrait, chat: &chats::Model, now: Time) -> Result<Option<u32>, DbErr> {
    let waits = recent_waits(db, chat.department_id, now).await?;
    Ok(rules::expected_wait(waits, now.since(chat.started_at)))
}

async fn recent_waits(db: &impl ConnectionTrait, department: Uuid, now: Time) -> Result<Vec<i64>, DbErr> {
    let recent = store::recent_waits(db, department, now.plus(-RECENT_MILLIS), LOOK_AT).await?;
    let answered = recent.into_iter().filter_map(|(started, answered)| answered.map(|at| at.since(started)));
    Ok(answered.take(RECENT).collect())
}
