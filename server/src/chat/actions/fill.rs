//! A colleague changes values of a chat's fields; on one that has ended, too.

use contract::{ChatId, chat::InternalEvent, fields::GivenValue};

use crate::{
    chat::{
        access::{ChatFor, field_item},
        happened::Happened,
        store,
    },
    departments::{Act, Agent, Permission},
    fields,
    platform::{Answered, App},
};

/// Sets values; the internal log tells of it, and whoever looks at the chat sees them.
pub async fn fill(app: &App, agent: Agent, chat: ChatId, version: i64, given: Vec<GivenValue>) -> Answered<()> {
    let forms = fields::forms(app).await?;
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let mut held =
                    ChatFor::<Agent>::hold(tx, &agent, chat, Act::Do(Permission::EditFields)).await?.into_held();
                let changes = fields::change(tx, &forms, field_item(&held.row), version, &given).await?;
                if changes.is_empty() {
                    return Ok(());
                }
                let event = InternalEvent::Fields { by: agent.me.clone(), changes };
                held.note_internally(tx, event, None).await?;
                store::save_logs(tx, &held.row).await?;
                let values = fields::values(tx, chat.0).await?;
                tx.record(Happened::Values { chat: held.head(), values });
                Ok(())
            })
        })
        .await
}
