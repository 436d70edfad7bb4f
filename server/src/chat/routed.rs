//! Routing decides where a chat is; this writes it down, in routing's transaction.

use async_trait::async_trait;
use contract::chat::{ChatState, InternalEvent, PublicEvent};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    happened::Happened,
    numbering::Held,
    rows, store,
    tables::chats,
};
use crate::{
    departments, people,
    platform::{
        App, Failure, Tx, topics,
        words::{from_text, to_text},
    },
    routing::{Cause, Moved, Routed},
};

/// The chats, as routing knows them.
#[derive(Clone, Copy, Debug)]
pub struct Chats;

#[async_trait]
impl Routed for Chats {
    async fn moved(&self, _app: &App, tx: &Tx, moved: &Moved) -> Result<(), Failure> {
        let Some(known) = store::hold(tx, moved.item).await? else { return Err(Failure::not_found()) };
        if from_text::<ChatState>(&known.chat.state)? == ChatState::Ended {
            return Ok(());
        }
        let mut chat = Held::from(known);
        let left = chat.row.group_id;
        place(tx, &mut chat, moved).await?;
        log(tx, &mut chat, moved).await?;
        store::save(tx, &chat.row).await?;
        if left != moved.to.group {
            tell_left(tx, left, chat.row.id).await?;
        }
        tell_row(tx, &chat.row).await?;
        tell_visitor(tx, &chat.row).await?;
        Ok(())
    }
}

async fn place(tx: &Tx, chat: &mut Held, moved: &Moved) -> Result<(), DbErr> {
    let row = &mut chat.row;
    if row.department_id != moved.to.department {
        let department = departments::department(tx, moved.to.department).await?;
        chat.confidential = department.is_some_and(|department| department.confidential);
    }
    row.department_id = moved.to.department;
    row.group_id = moved.to.group;
    row.agent_id = moved.to.agent;
    row.last_agent_id = moved.to.agent.or(row.last_agent_id);
    row.epoch = i64::try_from(moved.epoch).unwrap_or(i64::MAX);
    row.handed_back = moved.handed_back;
    if moved.to.agent.is_some() {
        row.state = to_text(&ChatState::Active);
        row.waiting_since = None;
    } else {
        row.state = to_text(&ChatState::Waiting);
        row.waiting_since = row.waiting_since.or(Some(tx.now()));
    }
    Ok(())
}

/// What both logs say of the move: first why, then where to.
async fn log(tx: &Tx, chat: &mut Held, moved: &Moved) -> Result<(), Failure> {
    match &moved.cause {
        Cause::AgentGone { agent } => {
            if let Some(agent) = people::agent_refs(tx, [*agent]).await?.remove(agent) {
                chat.note_internally(tx, InternalEvent::AgentGone { agent }, None).await?;
            }
        }
        Cause::Transferred { by, to, comment } => {
            let event = InternalEvent::Transferred { by: by.clone(), to: to.clone(), comment: comment.clone() };
            chat.note_internally(tx, event, None).await?;
        }
        Cause::Arrived | Cause::Drained | Cause::Left { .. } | Cause::TakenByHand { .. } => {}
    }
    let abroad = moved.from.department != moved.to.department;
    if abroad {
        let department = departments::department(tx, moved.to.department).await?.ok_or_else(Failure::not_found)?;
        chat.note(tx, PublicEvent::Transferred { department: department.name }).await?;
    }
    let reason = moved.reason.clone();
    match moved.to.agent {
        Some(agent) => {
            let account = people::account(tx, agent).await?.ok_or_else(Failure::not_found)?;
            let name = people::shown_name(&account).to_owned();
            let event = InternalEvent::Assigned { agent: people::agent_ref(&account), reason };
            chat.note_internally(tx, event, None).await?;
            chat.note(tx, PublicEvent::Joined { name }).await?;
        }
        None => {
            let group = departments::group(tx, moved.to.group).await?.map(|group| group.name).unwrap_or_default();
            let event = InternalEvent::Queued { group, front: moved.handed_back, reason };
            chat.note_internally(tx, event, None).await?;
            if moved.from.agent.is_some() && !abroad {
                chat.note(tx, PublicEvent::WaitingAgain).await?;
            }
        }
    }
    Ok(())
}

/// The topic of a group's lists.
pub fn group_topic(group: Uuid) -> String {
    format!("group:{group}")
}

/// Tells those who see a group that a chat entered its list or changed in it.
async fn tell_row(tx: &Tx, chat: &chats::Model) -> Result<(), DbErr> {
    let version = topics::bump(tx, &group_topic(chat.group_id)).await?.unsigned_abs();
    for row in rows::full(tx, vec![chat.clone()]).await? {
        tx.record(Happened::Row { group: chat.group_id, version, row: Box::new(row), agent: chat.agent_id });
    }
    Ok(())
}

/// Tells those who see a group that a chat is in its list no more.
pub async fn tell_left(tx: &Tx, group: Uuid, chat: Uuid) -> Result<(), DbErr> {
    let version = topics::bump(tx, &group_topic(group)).await?.unsigned_abs();
    tx.record(Happened::Left { group, version, chat });
    Ok(())
}

/// Tells the visitor where the chat is now.
pub async fn tell_visitor(tx: &Tx, chat: &chats::Model) -> Result<(), DbErr> {
    let known = rows::for_visitor(tx, chat, tx.now()).await?;
    tx.record(Happened::Visitor { visitor: chat.visitor_id, chat: known });
    Ok(())
}
