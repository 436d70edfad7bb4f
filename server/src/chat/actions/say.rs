//! Either side says something: what the house does most, so that messages that meet are stored together. Two errands to
//! the database, for however many: hold the chats, append and count.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use contract::{
    ChatId, ClientId,
    chat::{NewChatMessage, PublicEntry, PublicEvent, Side},
    widget::NewVisitorMessage,
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::words;
use crate::{
    chat::{
        access::{ChatFor, field_item},
        life::{self, step},
        numbering::{Held, Message, Sender},
        refusal::{Refusal, refuse},
        store,
    },
    departments::{Act, Agent},
    fields::{self, Demand, Forms},
    people::Visitor,
    platform::{
        Answered, App, Failure, Tx,
        db::{Acting, Together},
    },
};

/// The agent who has the chat answers.
pub async fn answer(app: &App, agent: Agent, chat: ChatId, new: NewChatMessage) -> Answered<PublicEntry> {
    let text = words(&new.text)?;
    let who = Who::Agent { agent, epoch: new.epoch, forms: fields::forms(app).await? };
    app.db().write_together(Saying { who, chat, client_id: new.client_id, text }).await
}

/// The visitor says something.
pub async fn write(app: &App, visitor: Visitor, chat: ChatId, new: NewVisitorMessage) -> Answered<PublicEntry> {
    let (who, text) = (Who::Visitor(visitor), words(&new.text)?);
    app.db().write_together(Saying { who, chat, client_id: new.client_id, text }).await
}

/// Somebody is to say something in a chat.
#[derive(Clone)]
struct Saying {
    who: Who,
    chat: ChatId,
    client_id: ClientId,
    text: String,
}

#[derive(Clone)]
enum Who {
    Agent { agent: Agent, epoch: u64, forms: Arc<Forms> },
    Visitor(Visitor),
}

impl Who {
    fn act(&self) -> life::Act {
        match self {
            Who::Agent { agent, epoch, .. } => life::Act::AgentSays { by: agent.me.id, epoch: *epoch },
            Who::Visitor(_) => life::Act::VisitorSays,
        }
    }

    /// Under whose id it is kept. The visitor's side of a chat is one author, in whichever browser.
    fn author(&self, held: &Held) -> Uuid {
        match self {
            Who::Agent { agent, .. } => agent.id(),
            Who::Visitor(_) => held.row.visitor_id,
        }
    }

    fn message(&self, held: &Held, text: String) -> Message {
        match self {
            Who::Agent { agent, .. } => Message { from: Side::Agent, name: agent.alias.clone(), text },
            Who::Visitor(_) => Message { from: Side::Visitor, name: held.row.visitor_name.clone(), text },
        }
    }

    /// Whether this may be said, as far as the chat alone tells: it nearly always does.
    fn may_plainly(&self, held: &Held) -> Result<bool, DbErr> {
        let is_theirs = match self {
            Who::Agent { agent, forms, .. } => {
                ChatFor::<Agent>::is_seen(held, agent) && !forms.demands(field_item(&held.row), Demand::Reply)
            }
            Who::Visitor(visitor) => ChatFor::<Visitor>::is_own(held, visitor),
        };
        Ok(is_theirs && step(store::life(&held.row)?, self.act()).is_ok())
    }
}

impl Together for Saying {
    type Answer = PublicEntry;
    type Error = Failure;

    fn together<'a>(all: &'a [Self], tx: &'a Tx) -> Acting<'a, Vec<Option<PublicEntry>>, DbErr> {
        Box::pin(async move {
            let known = store::hold_all(tx, all.iter().map(|saying| saying.chat.0)).await?;
            let mut chats: HashMap<Uuid, Held> = known.into_iter().map(|known| (known.chat.id, known.into())).collect();
            let (mut rows, mut answers, mut grown) = (Vec::new(), Vec::new(), HashSet::new());
            for Saying { who, chat, client_id, text } in all {
                let Some(held) = chats.get_mut(&chat.0) else {
                    answers.push(None);
                    continue;
                };
                if !who.may_plainly(held)? {
                    answers.push(None);
                    continue;
                }
                let sender = Sender { author: who.author(held), client_id: *client_id };
                let (row, entry) = held.say_unsaved(tx, who.message(held, text.clone()), sender)?;
                rows.push(row);
                answers.push(Some(entry));
                grown.insert(chat.0);
            }
            if !rows.is_empty() {
                let grown = chats.values().map(|held| &held.row).filter(|row| grown.contains(&row.id));
                store::insert_public_all(tx, &rows, grown).await?;
            }
            Ok(answers)
        })
    }

    fn alone(self, tx: &Tx) -> Acting<'_, PublicEntry, Failure> {
        Box::pin(async move {
            let Saying { who, chat, client_id, text } = self;
            let mut held = match &who {
                Who::Agent { agent, .. } => ChatFor::<Agent>::hold(tx, agent, chat, Act::View).await?.into_held(),
                Who::Visitor(visitor) => ChatFor::<Visitor>::hold(tx, visitor, chat).await?.into_held(),
            };
            let author = who.author(&held);
            if let Err(refusal) = step(store::life(&held.row)?, who.act()) {
                return said_before(tx, chat, author, client_id, &text, refusal).await;
            }
            if let Who::Agent { forms, .. } = &who
                && let Err(missing) = fields::demand(tx, forms, field_item(&held.row), Demand::Reply).await
            {
                return match store::said(tx, chat.0, author, client_id).await? {
                    Some(entry) => same(entry, &text),
                    None => Err(missing),
                };
            }
            let message = who.message(&held, text.clone());
            match held.say(tx, message, Sender { author, client_id }).await? {
                Some(entry) => Ok(entry),
                None => repeated(tx, chat, author, client_id, &text).await,
            }
        })
    }
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
