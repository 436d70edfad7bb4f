//! Routing decides where a chat is; this writes it down, in routing's transaction.

use std::collections::HashSet;

use async_trait::async_trait;
use contract::chat::{ChatState, InternalEvent, PublicEvent};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{
    happened::Happened,
    life::{Act, Life, Refusal, step},
    numbering::Held,
    rows, store,
    tables::chats,
    watch,
};
use crate::{
    departments,
    people::{self, sweep::SpeaksOfVisitors},
    platform::{App, Failure, Tx, topics, words::to_text},
    routing::{Cause, Moved, Routed},
};

/// The chats, as routing knows them.
#[derive(Clone, Copy, Debug)]
pub struct ChatsHere;

#[async_trait]
impl Routed for ChatsHere {
    async fn moved(&self, _app: &App, tx: &Tx, moved: &Moved) -> Result<(), Failure> {
        let Some(known) = store::hold(tx, moved.item).await? else { return Err(Failure::not_found()) };
        let mut chat = Held::from(known);
        let (left, before) = (chat.row.group_id, chat.row.agent_id);
        let life = match walk(store::life(&chat.row)?, moved) {
            Ok(life) => life,
            // It ended, and routing is about to hear of it.
            Err(Refusal::Ended) => return Ok(()),
            Err(refusal) => return Err(DbErr::Custom(format!("a chat cannot move so: {refusal}")).into()),
        };
        place(tx, &mut chat, moved, life).await?;
        // Before all that happens there: who may no longer look hears none of it.
        tx.record(Happened::Moved { chat: chat.row.id });
        // The row first: whoever has the chat now knows it before its entries come.
        if left != moved.to.group {
            tell_left(tx, left, &chat.row, before).await?;
        }
        let before = before.filter(|before| left == moved.to.group && moved.to.agent != Some(*before));
        tell_row(tx, &chat.row, before).await?;
        log(tx, &mut chat, moved).await?;
        if moved.from.agent != moved.to.agent {
            chat.row.assigned_at = moved.to.agent.map(|_| tx.now());
            chat.row.assigned_after = chat.row.last_public;
        }
        watch::moved(tx, &chat.row).await?;
        store::save(tx, &chat.row).await?;
        tell_visitor(tx, &chat).await?;
        Ok(())
    }

    async fn waits_otherwise(&self, tx: &Tx, department: Uuid) -> Result<(), Failure> {
        Ok(watch::all(tx, department).await?)
    }
}

/// The move, as the machine knows it. Each hand-over raises the epoch; by how much, routing says, which counts them.
fn walk(life: Life, moved: &Moved) -> Result<Life, Refusal> {
    let mut acts = Vec::new();
    match (&moved.cause, life.agent) {
        (Cause::TakenByHand { by }, _) => acts.push(Act::Take { by: by.id, epoch: life.epoch }),
        (Cause::AgentGone { .. }, Some(agent)) => acts.push(Act::AgentGone { agent }),
        (_, Some(agent)) => acts.push(Act::HandBack { agent }),
        (_, None) => {}
    }
    if let (Some(agent), false) = (moved.to.agent, matches!(moved.cause, Cause::TakenByHand { .. })) {
        acts.push(Act::Assign { agent: agent.into() });
    }
    let after = acts.into_iter().try_fold(life, |life, act| step(life, act).map(|(life, _)| life))?;
    Ok(Life { epoch: moved.epoch, ..after })
}

async fn place(tx: &Tx, chat: &mut Held, moved: &Moved, life: Life) -> Result<(), DbErr> {
    let row = &mut chat.row;
    if row.department_id != moved.to.department {
        let department = departments::department(tx, moved.to.department).await?;
        chat.confidential = department.is_some_and(|department| department.confidential);
    }
    row.department_id = moved.to.department;
    row.group_id = moved.to.group;
    row.state = to_text(&life.state);
    row.agent_id = life.agent.map(|agent| agent.0);
    row.last_agent_id = row.agent_id.or(row.last_agent_id);
    row.epoch = i64::try_from(life.epoch).unwrap_or(i64::MAX);
    row.handed_back = moved.handed_back;
    row.waiting_since = match life.state {
        ChatState::Waiting => row.waiting_since.or(Some(tx.now())),
        ChatState::Active | ChatState::Ended => None,
    };
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
        Cause::NoAnswer { agent } => {
            if let Some(agent) = people::agent_refs(tx, [*agent]).await?.remove(agent) {
                chat.note_internally(tx, InternalEvent::NoAnswer { agent }, None).await?;
            }
        }
        Cause::Left { agent } => {
            if let Some(agent) = people::agent_refs(tx, [*agent]).await?.remove(agent) {
                chat.note_internally(tx, InternalEvent::AgentLeft { agent }, None).await?;
            }
        }
        Cause::Transferred { by, to, comment } => {
            let event = InternalEvent::Transferred { by: by.clone(), to: to.clone(), comment: comment.clone() };
            chat.note_internally(tx, event, None).await?;
        }
        Cause::Arrived | Cause::Drained | Cause::TakenByHand { .. } => {}
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
            // What comes back to who handed it on never left, to the visitor.
            if moved.from.agent != Some(agent) || abroad {
                chat.note(tx, PublicEvent::Joined { name }).await?;
            }
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

/// The topic of a group's chats.
pub fn topic(group: Uuid) -> String {
    format!("chats:{group}")
}

/// Tells those who see a group that a chat entered its list or changed in it.
async fn tell_row(tx: &Tx, chat: &chats::Model, before: Option<Uuid>) -> Result<(), DbErr> {
    let version = topics::bump(tx, &topic(chat.group_id)).await?.unsigned_abs();
    for row in rows::full(tx, vec![chat.clone()]).await? {
        tx.record(Happened::Row { group: chat.group_id, version, row, agent: chat.agent_id, before });
    }
    Ok(())
}

/// Tells those who see a group that a chat is in its list no more.
pub async fn tell_left(tx: &Tx, group: Uuid, chat: &chats::Model, agent: Option<Uuid>) -> Result<(), DbErr> {
    let version = topics::bump(tx, &topic(group)).await?.unsigned_abs();
    tx.record(Happened::Left { group, version, chat: chat.id, agent });
    Ok(())
}

/// Tells the visitor where the chat is now.
pub async fn tell_visitor(tx: &Tx, chat: &Held) -> Result<(), DbErr> {
    let known = rows::for_visitor(tx, &chat.row, tx.now()).await?;
    tx.record(Happened::Visitor { visitor: chat.head().visitor, chat: known });
    Ok(())
}

#[async_trait]
impl SpeaksOfVisitors for ChatsHere {
    async fn spoken_of(&self, tx: &Tx, visitors: &[Uuid]) -> Result<HashSet<Uuid>, DbErr> {
        store::who_began(tx, visitors).await
    }
}

#[cfg(test)]
mod tests {
    use contract::{
        AccountId,
        departments::{Channel, DistributionMethod},
        people::AgentRef,
        presence::{AssignmentReason, Decision},
    };

    use super::*;
    use crate::routing::Place;

    fn moved(cause: Cause, from: Option<u128>, to: Option<u128>) -> Moved {
        let place = |agent: Option<u128>| Place {
            department: Uuid::nil(),
            group: Uuid::nil(),
            agent: agent.map(Uuid::from_u128),
        };
        let reason = AssignmentReason {
            method: DistributionMethod::RoundRobin,
            decision: Decision::OnlyOne,
            considered: vec![],
        };
        Moved {
            item: Uuid::nil(),
            channel: Channel::Chat,
            epoch: 9,
            handed_back: false,
            from: place(from),
            to: place(to),
            cause,
            reason,
        }
    }

    #[test]
    fn every_move_of_routing_is_one_of_the_machine() {
        let who = |id: u128| AgentRef { id: AccountId(Uuid::from_u128(id)), name: String::new() };
        let handed = || Cause::Transferred { by: who(7), to: String::new(), comment: String::new() };
        for (cause, from, to) in [
            (Cause::Arrived, None, None),
            (Cause::Arrived, None, Some(1)),
            (Cause::Drained, None, Some(1)),
            (Cause::AgentGone { agent: Uuid::from_u128(1) }, Some(1), None),
            (Cause::AgentGone { agent: Uuid::from_u128(1) }, Some(1), Some(2)),
            (Cause::NoAnswer { agent: Uuid::from_u128(1) }, Some(1), None),
            (Cause::NoAnswer { agent: Uuid::from_u128(1) }, Some(1), Some(2)),
            (Cause::Left { agent: Uuid::from_u128(1) }, Some(1), None),
            (Cause::Left { agent: Uuid::from_u128(1) }, Some(1), Some(2)),
            (Cause::TakenByHand { by: who(2) }, None, Some(2)),
            (Cause::TakenByHand { by: who(2) }, Some(1), Some(2)),
            (handed(), Some(1), Some(2)),
            (handed(), Some(1), None),
            (handed(), None, None),
            (handed(), None, Some(2)),
        ] {
            let agent = |id: Option<u128>| id.map(|id| AccountId(Uuid::from_u128(id)));
            let state = |id: Option<u128>| if id.is_some() { ChatState::Active } else { ChatState::Waiting };
            let before = Life { state: state(from), agent: agent(from), epoch: 3 };
            let after = walk(before, &moved(cause.clone(), from, to));
            assert_eq!(after, Ok(Life { state: state(to), agent: agent(to), epoch: 9 }), "{cause:?} {from:?} {to:?}");
            let ended = Life { state: ChatState::Ended, ..before };
            if from.is_some() || to.is_some() {
                assert_eq!(walk(ended, &moved(cause, from, to)), Err(Refusal::Ended));
            }
        }
    }
}
