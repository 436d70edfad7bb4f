//! An agent hands a chat to an agent, a group or a department.

use contract::{
    ChatId,
    chat::{Destination, Transfer},
};

use crate::{
    chat::{
        access::{self, ChatFor},
        life::{self, Target, step},
        refusal::refuse,
        store,
    },
    departments::{self, Act, Agent, Permission},
    people::validity::clean_text,
    platform::{Answered, App},
    routing,
};

/// Transfers the chat.
pub async fn transfer(app: &App, agent: Agent, chat: ChatId, transfer: Transfer) -> Answered<()> {
    let routed = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let held = ChatFor::<Agent>::hold_to_move(tx, &agent, chat, Act::Do(Permission::Transfer)).await?;
                let target = match transfer.destination {
                    Destination::Agent(to) => Target::Agent(to),
                    Destination::Group(_) | Destination::Department(_) => Target::Queue,
                };
                let act = life::Act::TransferTo { target, by: agent.me.id, epoch: transfer.epoch };
                if let Err(refusal) = step(store::life(held.row())?, act) {
                    return refuse(tx, refusal, ()).await;
                }
                let item = access::item(held.row());
                let transfer = routing::Transfer {
                    to: departments::reachable(tx, &agent, &item, transfer.destination).await?,
                    by: agent.me.clone(),
                    comment: clean_text(&transfer.comment).trim().to_owned(),
                };
                routing::transfer(&routed, tx, chat.0, transfer).await
            })
        })
        .await
}
