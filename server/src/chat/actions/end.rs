//! Either side ends a chat, or silence does. Ending what has ended changes nothing and is no mistake: the caller finds it as wished.

use contract::{
    ChatId,
    chat::{ChatState, EndedBy, PublicEvent},
};

use crate::{
    asks,
    chat::{
        access::{ChatFor, field_item},
        happened::Happened,
        life::{self, Ender, step},
        numbering::Held,
        refusal::refuse,
        routed::{tell_left, tell_visitor},
        store, watch,
    },
    departments::{self, Act, Agent, Permission},
    fields::{self, Demand},
    people::Visitor,
    platform::{Answered, App, Tx, words::to_text},
    routing,
};

/// The agent who has the chat ends it.
pub async fn end_for_agent(app: &App, agent: Agent, chat: ChatId, epoch: u64) -> Answered<()> {
    let routed = app.clone();
    let forms = fields::forms(app).await?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let held = ChatFor::<Agent>::hold_to_move(tx, &agent, chat, Act::View).await?;
                let may = held.permits(&agent, Permission::Close);
                let ender = Ender::Agent { by: agent.me.id, epoch };
                // Whose it is comes first: who has it no longer is told so.
                if step(store::life(held.row())?, life::Act::End(ender)).is_ok() {
                    may?;
                    fields::demand(tx, &forms, field_item(held.row()), Demand::Close).await?;
                }
                end(&routed, tx, held.into_held(), ender).await
            })
        })
        .await
}

/// The visitor ends the chat.
pub async fn end_for_visitor(app: &App, visitor: Visitor, chat: ChatId) -> Answered<()> {
    let routed = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let held = ChatFor::<Visitor>::hold_to_move(tx, &visitor, chat).await?.into_held();
                end(&routed, tx, held, Ender::Visitor).await
            })
        })
        .await
}

/// Nothing is said any more in a chat, which is held after routing.
pub async fn end_for_silence(app: &App, tx: &Tx, held: Held) -> Answered<()> {
    end(app, tx, held, Ender::Silence).await
}

async fn end(app: &App, tx: &Tx, mut held: Held, ender: Ender) -> Answered<()> {
    match step(store::life(&held.row)?, life::Act::End(ender)) {
        Ok(_) => {}
        Err(life::Refusal::Ended) => return Ok(()),
        Err(refusal) => return refuse(tx, refusal, ()).await,
    }
    let by = match ender {
        Ender::Visitor => EndedBy::Visitor,
        Ender::Agent { .. } => EndedBy::Agent,
        Ender::Silence => EndedBy::Silence,
    };
    held.row.state = to_text(&ChatState::Ended);
    held.row.ended_at = Some(tx.now());
    held.row.ended_by = Some(to_text(&by));
    held.row.waiting_since = None;
    held.row.assigned_at = None;
    watch::stop(tx, held.row.id).await?;
    // Before the end: nothing is said in a chat that is over.
    if let Some(department) = departments::department(tx, held.row.department_id).await? {
        let text = departments::chat_policies(&department)?.closing_text;
        if !text.is_empty() {
            held.announce(tx, &department.name, text).await?;
        }
    }
    held.note(tx, PublicEvent::Ended { by }).await?;
    store::save(tx, &held.row).await?;
    tell_left(tx, held.row.group_id, &held.row, held.row.agent_id).await?;
    tell_visitor(tx, &held).await?;
    if asks::over(tx, held.row.id).await? {
        // Who was asked and has it open is to see no more of it.
        tx.record(Happened::Moved { chat: held.row.id });
    }
    routing::done(app, tx, held.row.id).await
}
