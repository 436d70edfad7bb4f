//! Either side says something. Two errands to the database: hold the chat, append and count.

use contract::{
    ChatId, ClientId,
    chat::{NewChatMessage, PublicEntry, PublicEvent, Side},
    widget::NewVisitorMessage,
};
use uuid::Uuid;

use super::words;
use crate::{
    chat::{
        access::{ChatFor, field_item},
        life::{self, step},
        numbering::Sender,
        refusal::{Refusal, refuse},
        store,
    },
    departments::{Act, Agent},
    fields::{self, Demand},
    people::Visitor,
    platform::{Answered, App, Failure, Tx},
};

/// The agent who has the chat answers.
pub async fn answer(app: &App, agent: Agent, chat: ChatId, new: NewChatMessage) -> Answered<PublicEntry> {
    let text = words(&new.text)?;
    let forms = fields::forms(app).await?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut held = ChatFor::<Agent>::hold(tx, &agent, chat, Act::View).await?.into_held();
                let act = life::Act::AgentSays { by: agent.me.id, epoch: new.epoch };
                if let Err(refusal) = step(store::life(&held.row)?, act) {
                    return said_before(tx, chat, agent.id(), new.client_id, &text, refusal).await;
                }
                if let Err(missing) = fields::demand(tx, &forms, field_item(&held.row), Demand::Reply).await {
                    return match store::said(tx, chat.0, agent.id(), new.client_id).await? {
                        Some(entry) => same(entry, &text),
                        None => Err(missing),
                    };
                }
                let sender = Sender { author: agent.id(), client_id: new.client_id };
                match held.say(tx, Side::Agent, agent.alias.clone(), &text, sender).await? {
                    Some(entry) => Ok(entry),
                    None => repeated(tx, chat, agent.id(), new.client_id, &text).await,
                }
            })
        })
        .await
}

/// The visitor says something.
pub async fn write(app: &App, visitor: Visitor, chat: ChatId, new: NewVisitorMessage) -> Answered<PublicEntry> {
    let text = words(&new.text)?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut held = ChatFor::<Visitor>::hold(tx, &visitor, chat).await?.into_held();
                // The visitor's side of a chat is one author, in whichever browser.
                let author = held.row.visitor_id;
                if let Err(refusal) = step(store::life(&held.row)?, life::Act::VisitorSays) {
                    return said_before(tx, chat, author, new.client_id, &text, refusal).await;
                }
                let name = held.row.visitor_name.clone();
                let sender = Sender { author, client_id: new.client_id };
                match held.say(tx, Side::Visitor, name, &text, sender).await? {
                    Some(entry) => Ok(entry),
                    None => repeated(tx, chat, author, new.client_id, &text).await,
                }
            })
        })
        .await
}

/// A retry of something that was accepted is answered as it was then, whatever happened to the chat since.
async fn said_before(
    tx: &Tx,
    chat: ChatId,
    author: Uuid,
    client: ClientId,
    text: &str,
    refusal: life::Refusal,
) -> Answered<PublicEntry> {
    match store::said(tx, chat.0, author, client).await? {
        Some(entry) => same(entry, text),
        None => refuse(tx, refusal, None).await?.ok_or_else(Failure::not_found),
    }
}

/// What was said with this client id before, when it was the same.
pub(super) async fn repeated(
    tx: &Tx,
    chat: ChatId,
    author: Uuid,
    client: ClientId,
    text: &str,
) -> Answered<PublicEntry> {
    let entry = store::said(tx, chat.0, author, client).await?;
    same(entry.ok_or_else(Failure::not_found)?, text)
}

fn same(entry: PublicEntry, text: &str) -> Answered<PublicEntry> {
    match &entry.event {
        PublicEvent::Message { text: before, .. } if before == text => Ok(entry),
        _ => Err(Refusal::ClientIdReused.into()),
    }
}
