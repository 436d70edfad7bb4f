//! A colleague changes values of a chat's fields; on one that has ended, too.

use contract::{ChatId, SearchId, chat::InternalEvent, fields::GivenValue};

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

/// Looks up what the fields say, and sets what is found.
pub async fn search(app: &App, agent: Agent, chat: ChatId, version: i64, search: SearchId) -> Answered<()> {
    let forms = fields::forms(app).await?;
    let found = ChatFor::<Agent>::get(app.db().read(), &agent, chat, Act::Do(Permission::EditFields)).await?;
    let given = fields::look_up_item(app, &forms, field_item(found.row()), version, search).await?;
    fill(app, agent, chat, version, given).await
}

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
