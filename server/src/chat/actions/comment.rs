//! A colleague comments, in the internal log, and may ask others.

use contract::{
    ChatId,
    asks::Whom,
    chat::{InternalEntry, InternalEvent, NewComment},
    departments::Channel,
};

use super::words;
use crate::{
    asks,
    chat::{access::ChatFor, numbering::Sender, refusal::Refusal, store},
    departments::{Act, Agent, Permission},
    platform::{Answered, App, Failure},
};

/// Comments on a chat, also on one that has ended; about that nobody is asked.
pub async fn comment(app: &App, agent: Agent, chat: ChatId, new: NewComment) -> Answered<InternalEntry> {
    let text = words(&new.text)?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let chat = ChatFor::<Agent>::hold(tx, &agent, chat, Act::Do(Permission::Comment)).await?;
                let (scope, mut held) = (chat.scope(), chat.into_held());
                if let Some(before) = store::commented(tx, held.row.id, agent.id(), new.client_id).await? {
                    let same = says(&before, &text, &new.asks);
                    return if same { Ok(before) } else { Err(Refusal::ClientIdReused.into()) };
                }
                if held.row.ended_at.is_some() && !new.asks.is_empty() {
                    return Err(Failure::field("asks", "over", "Nobody can be asked about what is over."));
                }
                let asked = asks::checked(tx, &agent, &scope, &new.asks).await?;
                let comment = asks::Comment {
                    channel: Channel::Chat,
                    item: held.row.id,
                    about: &held.row.visitor_name,
                    text: &text,
                    asked: &asked,
                };
                asks::commented(tx, &agent, comment).await?;
                let sender = Sender { author: agent.id(), client_id: new.client_id };
                let event = InternalEvent::Comment { by: agent.me.clone(), text, client_id: new.client_id, asked };
                let entry = held.note_internally(tx, event, Some(sender)).await?;
                let entry = entry.ok_or(Refusal::ClientIdReused)?;
                store::save_logs(tx, &held.row).await?;
                Ok(entry)
            })
        })
        .await
}

/// Whether a comment says exactly this and asks exactly these.
fn says(entry: &InternalEntry, said: &str, asks: &[Whom]) -> bool {
    match &entry.event {
        InternalEvent::Comment { text, asked, .. } => {
            text == said && asked.iter().map(|asked| &asked.whom).eq(asks.iter())
        }
        _ => false,
    }
}
