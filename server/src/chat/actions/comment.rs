//! A colleague comments, in the internal log.

use contract::{
    ChatId,
    chat::{InternalEntry, InternalEvent, NewComment},
};

use super::words;
use crate::{
    chat::{access::ChatFor, numbering::Sender, refusal::Refusal, store},
    departments::{Act, Agent, Permission},
    platform::{Answered, App, Failure},
};

/// Comments on a chat, also on one that has ended.
pub async fn comment(app: &App, agent: Agent, chat: ChatId, new: NewComment) -> Answered<InternalEntry> {
    let text = words(&new.text)?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut held =
                    ChatFor::<Agent>::hold(tx, &agent, chat, Act::Do(Permission::Comment)).await?.into_held();
                let sender = Sender { author: agent.id(), client_id: new.client_id };
                let event =
                    InternalEvent::Comment { by: agent.me.clone(), text: text.clone(), client_id: new.client_id };
                if let Some(entry) = held.note_internally(tx, event, Some(sender)).await? {
                    store::save_logs(tx, &held.row).await?;
                    return Ok(entry);
                }
                let before = store::commented(tx, chat.0, agent.id(), new.client_id).await?;
                let before = before.ok_or_else(Failure::not_found)?;
                match &before.event {
                    InternalEvent::Comment { text: said, .. } if *said == text => Ok(before),
                    _ => Err(Refusal::ClientIdReused.into()),
                }
            })
        })
        .await
}
