//! Either side has seen the other's messages so far.
//!
//! A mark is an entry of the public log itself, and both sides see it: it is written only when it covers a message of
//! the other side that no mark covered before. Otherwise two open windows would mark each other's marks for ever.

use contract::{
    ChatId,
    chat::{PublicEvent, SeenUpTo, Side},
};

use crate::{
    chat::{access::ChatFor, numbering::Held, refusal::handed_over, rules, store},
    departments::{Act, Agent},
    people::Visitor,
    platform::{Answered, App, Tx},
};

/// The agent who has the chat has seen the visitor's messages.
pub async fn see_for_agent(app: &App, agent: Agent, chat: ChatId, seen: SeenUpTo) -> Answered<()> {
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let held = ChatFor::<Agent>::hold(tx, &agent, chat, Act::View).await?.into_held();
                if held.row.agent_id != Some(agent.id()) {
                    return Err(handed_over(tx, held.row.agent_id.map(Into::into)).await?.into());
                }
                see(tx, held, Side::Agent, seen.up_to).await
            })
        })
        .await
}

/// The visitor has seen the agent's messages.
pub async fn see_for_visitor(app: &App, visitor: Visitor, chat: ChatId, seen: SeenUpTo) -> Answered<()> {
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let held = ChatFor::<Visitor>::hold(tx, &visitor, chat).await?.into_held();
                see(tx, held, Side::Visitor, seen.up_to).await
            })
        })
        .await
}

async fn see(tx: &Tx, mut held: Held, by: Side, up_to: u64) -> Answered<()> {
    let (by_agent, last) = (by == Side::Agent, held.row.last_public.unsigned_abs());
    let before = if by_agent { held.row.agent_seen } else { held.row.visitor_seen };
    if !rules::moves(before.unsigned_abs(), up_to, last) {
        return Ok(());
    }
    let number = i64::try_from(up_to).unwrap_or(i64::MAX);
    let messages = store::messages_between(tx, &held.row, by_agent, before, number).await?;
    if messages == 0 {
        return Ok(());
    }
    if by_agent {
        held.row.agent_seen = number;
        held.row.unread = held.row.unread.saturating_sub(i32::try_from(messages).unwrap_or(i32::MAX)).max(0);
    } else {
        held.row.visitor_seen = number;
    }
    held.note(tx, PublicEvent::Seen { by, up_to }).await?;
    store::save_logs(tx, &held.row).await?;
    Ok(())
}
