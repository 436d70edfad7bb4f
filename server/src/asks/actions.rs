//! A comment asks and answers; somebody says that what was asked is done; an item is over.

use contract::{
    AccountId, AskId,
    asks::{Ask, Asked, Whom},
    departments::Channel,
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{NewAsk, Settled, store, tables::asks::Model};
use crate::{
    departments::Agent,
    platform::{Answered, App, Failure, Tx, ids, words},
};

/// How much of a comment stands in the list, in characters.
const BEGINNING: usize = 200;

/// A comment on an item.
#[derive(Clone, Debug)]
pub struct Comment<'a> {
    /// The channel of the item.
    pub channel: Channel,
    /// The chat or the ticket.
    pub item: Uuid,
    /// The visitor's name, or the ticket's subject.
    pub about: &'a str,
    /// What was said.
    pub text: &'a str,
    /// Whom it asks, as [`super::checked`] found them.
    pub asked: &'a [Asked],
}

/// An agent commented: what was asked of the agent is answered, and whom the comment names is asked.
///
/// # Errors
/// The database's.
pub async fn commented(tx: &Tx, agent: &Agent, comment: Comment<'_>) -> Result<(), DbErr> {
    settle(tx, store::open_of_item(tx, agent, comment.item).await?).await?;
    if comment.asked.is_empty() {
        return Ok(());
    }
    let text: String = comment.text.trim().chars().take(BEGINNING).collect();
    let row = |asked: &Asked| {
        let (agent_id, group_id) = match asked.whom {
            Whom::Agent(AccountId(id)) => (Some(id), None),
            Whom::Group(group) => (None, Some(group.0)),
        };
        Model {
            id: ids::new_id(),
            item_id: comment.item,
            channel: words::to_text(&comment.channel),
            agent_id,
            group_id,
            by_id: agent.id(),
            text: text.clone(),
            asked_at: tx.now(),
            answered_at: None,
        }
    };
    let rows: Vec<Model> = comment.asked.iter().map(row).collect();
    store::insert(tx, rows.clone()).await?;
    let to = store::asked(tx, &rows).await?;
    for ((row, asked), to) in rows.iter().zip(comment.asked).zip(to) {
        let ask = Ask {
            id: AskId(row.id),
            channel: comment.channel,
            item: comment.item,
            about: comment.about.to_owned(),
            asked: asked.clone(),
            by: agent.me.clone(),
            text: text.clone(),
            at: row.asked_at.into(),
        };
        tx.record(NewAsk { to, ask });
    }
    Ok(())
}

/// Says that what was asked is done; again changes nothing.
///
/// # Errors
/// 404 when there is no such ask, or it is asked of somebody else.
pub(super) async fn done(app: &App, agent: Agent, ask: AskId) -> Answered<()> {
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                let row = store::ask_of(tx, &agent, ask.0).await?.ok_or_else(Failure::not_found)?;
                if row.answered_at.is_none() {
                    settle(tx, vec![row]).await?;
                }
                Ok(())
            })
        })
        .await
}

/// An item is over: nothing is asked about it any more, and who was asked has no business there. Whether anything was.
///
/// # Errors
/// The database's.
pub async fn over(tx: &Tx, item: Uuid) -> Result<bool, DbErr> {
    let asks = store::of_item(tx, item).await?;
    if asks.is_empty() {
        return Ok(false);
    }
    store::forget(tx, item).await?;
    tell(tx, asks.into_iter().filter(|ask| ask.answered_at.is_none()).collect()).await?;
    Ok(true)
}

async fn settle(tx: &Tx, asks: Vec<Model>) -> Result<(), DbErr> {
    if asks.is_empty() {
        return Ok(());
    }
    store::answer(tx, &asks).await?;
    tell(tx, asks).await
}

async fn tell(tx: &Tx, asks: Vec<Model>) -> Result<(), DbErr> {
    for (ask, to) in asks.iter().zip(store::asked(tx, &asks).await?) {
        tx.record(Settled { to, ask: AskId(ask.id) });
    }
    Ok(())
}
