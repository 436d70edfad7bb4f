//! An agent takes a chat from the queue, or over from a colleague.

use contract::ChatId;

use crate::{
    chat::{
        access::ChatFor,
        life::{self, step},
        refusal::refuse,
        store,
    },
    departments::{Act, Agent, Permission},
    platform::{Answered, App},
    routing,
};

/// Takes the chat; who has it already keeps it.
pub async fn take(app: &App, agent: Agent, chat: ChatId, epoch: u64) -> Answered<()> {
    let routed = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let held = ChatFor::<Agent>::hold_to_move(tx, &agent, chat, Act::View).await?;
                if let Err(refusal) = step(store::life(held.row())?, life::Act::Take { by: agent.me.id, epoch }) {
                    return refuse(tx, refusal, ()).await;
                }
                held.permits(&agent, Permission::Take)?;
                routing::take(&routed, tx, chat.0, &agent.me).await
            })
        })
        .await
}
