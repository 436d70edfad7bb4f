//! What happens in an open chat by the clock: one job for each, written where the chat moves, kept by whichever node.
//!
//! The job holds nothing but which chat and which hand-over of it: what is due is read when it runs, so that messages
//! need to schedule nothing ([`patience`]).

use contract::{
    chat::{ChatState, Side},
    departments::ChatPolicies,
};
use sea_orm::{ConnectionTrait, DbErr, QueryOrder, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::{
    actions,
    numbering::Held,
    patience::{self, Facts, Next},
    rows, rules, store,
    tables::{chat_public, chats},
};
use crate::{
    departments,
    platform::{
        App, Failure, Time, Tx,
        events::Reactions,
        jobs::{self, Job},
        words::{from_text, to_text},
    },
    routing,
};

/// The job that looks after an open chat.
const WATCH: &str = "chat.watch";

/// How often a visitor who waits is told so: a chat that waits for days does not fill its log.
const MOST_TOLD: u32 = 60;

/// Which chat, since which hand-over.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Watch {
    chat: Uuid,
    epoch: i64,
    /// How often the visitor was told to wait since then.
    told: u32,
}

impl Watch {
    async fn at(self, tx: &Tx, due: Time) -> Result<(), DbErr> {
        jobs::schedule(tx, Job::at(due, WATCH, self.chat.to_string(), &self)).await
    }
}

/// Registers what happens by the clock.
pub fn react(reactions: &mut Reactions) {
    reactions.job(WATCH, |app, tx, watch: Watch| Box::pin(look(app, tx, watch)));
}

/// A chat, which is held, went to an agent or to a queue.
pub(super) async fn moved(tx: &Tx, chat: &chats::Model) -> Result<(), DbErr> {
    let watch = Watch { chat: chat.id, epoch: chat.epoch, told: 0 };
    if from_text::<ChatState>(&chat.state)? == ChatState::Waiting {
        return match policies(tx, chat).await? {
            Some((_, policies)) if !policies.waiting_text.is_empty() => watch.at(tx, told_next(tx, &policies)).await,
            _ => stop(tx, chat.id).await,
        };
    }
    match next(tx, chat, tx.now()).await? {
        Next::Nothing => stop(tx, chat.id).await,
        Next::LookAt(due) => watch.at(tx, Time(due)).await,
        // At once, when this is written down.
        Next::HandOver | Next::End => watch.at(tx, tx.now()).await,
    }
}

/// A department's chats go on or end otherwise: what is due is found anew.
pub(super) async fn all(tx: &Tx, department: Uuid) -> Result<(), DbErr> {
    for chat in open_of(tx, department).await? {
        if let Some(known) = store::hold(tx, chat).await? {
            moved(tx, &known.chat).await?;
        }
    }
    Ok(())
}

/// Nothing happens by the clock any more.
pub(super) async fn stop(tx: &Tx, chat: Uuid) -> Result<(), DbErr> {
    jobs::cancel(tx, WATCH, &chat.to_string()).await
}

async fn look(app: &App, tx: &Tx, watch: Watch) -> Result<(), Failure> {
    // Who moves a chat holds routing before the chat: so it is looked at before anything is held.
    let seen = store::chat(tx, watch.chat).await?.filter(|known| known.chat.epoch == watch.epoch);
    let Some(seen) = seen else { return Ok(()) };
    let now = tx.now();
    let acts = matches!(next(tx, &seen.chat, now).await?, Next::HandOver | Next::End);
    if acts {
        routing::hold(tx).await?;
    }
    let known = store::hold(tx, watch.chat).await?.filter(|known| known.chat.epoch == watch.epoch);
    let Some(known) = known else { return Ok(()) };
    if from_text::<ChatState>(&known.chat.state)? == ChatState::Waiting {
        return tell(tx, watch, Held::from(known)).await;
    }
    match next(tx, &known.chat, now).await? {
        Next::Nothing => Ok(()),
        Next::LookAt(due) => Ok(watch.at(tx, Time(due)).await?),
        // What is due by what was written in between is due to the next look, which holds routing first.
        Next::HandOver | Next::End if !acts => Ok(watch.at(tx, now).await?),
        Next::HandOver => hand_over(app, tx, &known.chat).await,
        Next::End => actions::end_for_silence(app, tx, Held::from(known)).await,
    }
}

/// Tells a visitor who waits what the department says to that, and does so again.
async fn tell(tx: &Tx, watch: Watch, mut held: Held) -> Result<(), Failure> {
    let Some((department, policies)) = policies(tx, &held.row).await? else { return Ok(()) };
    if policies.waiting_text.is_empty() || watch.told >= MOST_TOLD {
        return Ok(());
    }
    let known = rows::for_visitor(tx, &held.row, tx.now()).await?;
    let text = rules::waiting_words(&policies.waiting_text, known.position.unwrap_or(1), known.expected_wait);
    if let Some(text) = text {
        held.announce(tx, &department, text).await?;
        store::save_logs(tx, &held.row).await?;
    }
    Ok(Watch { told: watch.told + 1, ..watch }.at(tx, told_next(tx, &policies)).await?)
}

fn told_next(tx: &Tx, policies: &ChatPolicies) -> Time {
    tx.now().plus(i64::from(policies.waiting_text_seconds) * 1000)
}

/// The name and the policies of a chat's department.
async fn policies(tx: &Tx, chat: &chats::Model) -> Result<Option<(String, ChatPolicies)>, DbErr> {
    let Some(department) = departments::department(tx, chat.department_id).await? else { return Ok(None) };
    let policies = departments::chat_policies(&department)?;
    Ok(Some((department.name, policies)))
}

/// What is to be done now about a chat that an agent has.
async fn next(tx: &Tx, chat: &chats::Model, now: Time) -> Result<Next, DbErr> {
    let Some((_, policies)) = policies(tx, chat).await? else { return Ok(Next::Nothing) };
    match (from_text(&chat.state)?, chat.agent_id, chat.assigned_at) {
        (ChatState::Active, Some(agent), Some(since)) => {
            let facts = Facts {
                since: since.0,
                answered: has_said(tx, chat.id, agent, chat.assigned_after).await?,
                last: chat.last_at.map(|at| at.0),
                visitor_last: chat.last_from.as_deref() == Some(&*to_text(&Side::Visitor)),
            };
            Ok(patience::next(&policies, facts, now.0))
        }
        _ => Ok(Next::Nothing),
    }
}

async fn hand_over(app: &App, tx: &Tx, chat: &chats::Model) -> Result<(), Failure> {
    let Some(agent) = chat.agent_id else { return Ok(()) };
    let answered = has_said(tx, chat.id, agent, chat.assigned_after).await?;
    routing::lapsed(app, tx, routing::Lapse { item: chat.id, agent, answered }).await
}

/// Whether an agent said anything after a number.
async fn has_said(db: &impl ConnectionTrait, chat: Uuid, agent: Uuid, after: i64) -> Result<bool, DbErr> {
    use chat_public::Column::{Author, ChatId, Number};
    let said = chat_public::Entity::find()
        .select_only()
        .column(Number)
        .filter(ChatId.eq(chat))
        .filter(Author.eq(agent))
        .filter(Number.gt(after));
    Ok(said.into_tuple::<i64>().one(db).await?.is_some())
}

/// A department's chats that are waiting or active.
async fn open_of(db: &impl ConnectionTrait, department: Uuid) -> Result<Vec<Uuid>, DbErr> {
    chats::Entity::find()
        .select_only()
        .column(chats::Column::Id)
        .filter(chats::Column::DepartmentId.eq(department))
        .filter(chats::Column::State.is_in(["waiting", "active"]))
        .order_by_asc(chats::Column::Id)
        .into_tuple()
        .all(db)
        .await
}
