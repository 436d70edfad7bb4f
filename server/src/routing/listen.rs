//! What this slice does when something happened elsewhere, or a grace is over.

use contract::{departments::Channel, presence::Availability};

use super::{
    Cause, PresenceChanged, items,
    leases::{self, GONE, Gone},
    store,
};
use crate::{
    departments, people,
    platform::{App, Failure, Tx, events::Reactions, words::to_text},
};

/// Registers this slice's reactions.
pub fn react(reactions: &mut Reactions) {
    reactions.job(GONE, |app, tx, gone: Gone| Box::pin(agent_gone(app, tx, gone)));
    reactions.durably(|app, tx, event: people::Deactivated| Box::pin(deactivated(app, tx, event.account)));
    reactions.durably(|app, tx, event: people::SignedOut| Box::pin(signed_out(app, tx, event)));
    reactions.durably(|app, tx, event: people::MayWork| Box::pin(may_work(app, tx, event.account)));
}

/// An agent has been gone for a department's grace: its chats go on with somebody else, or wait before the new ones.
async fn agent_gone(app: &App, tx: &Tx, gone: Gone) -> Result<(), Failure> {
    let Gone { agent, department } = gone;
    store::hold(tx).await?;
    if store::connected(tx, &[agent], tx.now()).await?.contains(&agent) {
        return Ok(());
    }
    let chats = to_text(&Channel::Chat);
    for item in store::held(tx, agent).await? {
        if item.department_id == department && item.channel == chats {
            items::hand_back(app, tx, &item, Cause::AgentGone { agent }).await?;
        }
    }
    let requires = departments::department(tx, department).await?.is_some_and(|row| row.requires_check_in);
    if requires && store::checked_in_since(tx, agent).await?.is_some() {
        store::say(tx, agent, None, Some(None)).await?;
        store::end_shift(tx, agent, "gone").await?;
        leases::changed(app, tx, agent).await?;
    }
    Ok(())
}

/// An agent signed out everywhere: the shift is over.
async fn signed_out(app: &App, tx: &Tx, event: people::SignedOut) -> Result<(), Failure> {
    store::hold(tx).await?;
    let agent = event.account;
    // Who is checked in since then has signed in again.
    if store::checked_in_since(tx, agent).await?.is_some_and(|since| since <= event.at) {
        store::say(tx, agent, None, Some(None)).await?;
        store::end_shift(tx, agent, "signed_out").await?;
        leases::changed(app, tx, agent).await?;
    }
    Ok(())
}

/// An agent may not sign in any more: everything held goes on with somebody else.
async fn deactivated(app: &App, tx: &Tx, agent: uuid::Uuid) -> Result<(), Failure> {
    store::hold(tx).await?;
    store::say(tx, agent, Some(&to_text(&Availability::Away)), Some(None)).await?;
    store::end_shift(tx, agent, "deactivated").await?;
    for item in store::held(tx, agent).await? {
        items::hand_back(app, tx, &item, Cause::Left { agent }).await?;
    }
    tx.record(PresenceChanged { agent });
    Ok(departments::company_changed(tx).await?)
}

/// An agent may sign in again, or has another limit: there may be something for the agent.
async fn may_work(app: &App, tx: &Tx, agent: uuid::Uuid) -> Result<(), Failure> {
    store::hold(tx).await?;
    leases::changed(app, tx, agent).await?;
    Ok(departments::company_changed(tx).await?)
}
