//! The four facts about an agent, put into words, and the agent's own acts on them.

use contract::{
    AccountId, DepartmentId, GroupId,
    departments::{Channel, Visibility},
    presence::{Availability, MyMembership, MyPresence, NewActivity, Receiving},
};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::{crowd::Crowd, drain, leases, pick, store};
use crate::{
    departments::{self, Agent},
    platform::{
        Answered, App, Failure, Time, Tx,
        db::Acting,
        topics,
        words::{from_text, to_text},
    },
};

fn topic(agent: Uuid) -> String {
    format!("presence:{agent}")
}

/// An agent's presence, as of now.
///
/// # Errors
/// The database's.
pub async fn of_agent(db: &impl ConnectionTrait, agent: Uuid, now: Time) -> Result<MyPresence, DbErr> {
    // The version first: a change in between is then pushed as something newer, never missed.
    let version = topics::version(db, &topic(agent)).await?;
    let connected = store::connected(db, &[agent], now).await?.contains(&agent);
    let says = store::presences(db, &[agent]).await?.remove(&agent);
    let mine = departments::memberships_of(db, agent).await?;
    let groups = departments::groups(db, mine.iter().map(|membership| membership.group_id)).await?;
    let departments = departments::departments(db, groups.values().map(|group| group.department_id)).await?;
    let open = departments::open_now(db, departments.values(), now).await?;
    let beside = departments::groups_of_all(db, &departments.keys().copied().collect::<Vec<_>>()).await?;
    let crowd = Crowd::of(db, &groups.keys().copied().collect::<Vec<_>>(), now).await?;
    let mut memberships = Vec::new();
    for membership in mine {
        let Some(group) = groups.get(&membership.group_id).filter(|group| group.archived_at.is_none()) else {
            continue;
        };
        let Some(department) = departments.get(&group.department_id).filter(|row| row.archived_at.is_none()) else {
            continue;
        };
        let mut receiving = Vec::new();
        for channel in [Channel::Chat, Channel::Ticket] {
            let candidates = crowd.candidates(group.id, channel)?;
            let Some(me) = candidates.iter().find(|candidate| candidate.agent.id.0 == agent) else { continue };
            receiving.push(Receiving {
                channel,
                share: departments::share(&membership, channel)?,
                open: me.open,
                why_not: pick::why_not(&drain::policy(department, channel), me),
            });
        }
        memberships.push(MyMembership {
            group: GroupId(group.id),
            group_name: group.name.clone(),
            department: DepartmentId(department.id),
            department_name: department.name.clone(),
            hidden: from_text::<Visibility>(&department.visibility)? == Visibility::Hidden,
            requires_check_in: department.requires_check_in,
            somebody_receives: department.chat_now,
            offers_chat: department.offers_chat && open.contains(&department.id),
            only_group: beside.iter().filter(|other| other.department_id == department.id).count() == 1,
            receiving,
        });
    }
    memberships.sort_by(|a, b| (&a.department_name, &a.group_name).cmp(&(&b.department_name, &b.group_name)));
    Ok(MyPresence {
        connected,
        availability: says.as_ref().map_or(Ok(Availability::Available), |says| from_text(&says.availability))?,
        requires_check_in: memberships.iter().any(|membership| membership.requires_check_in),
        checked_in_since: says.and_then(|says| says.checked_in_since).map(Into::into),
        memberships,
        version,
    })
}

/// Says available or away.
pub(super) async fn set_availability(app: &App, agent: &Agent, word: Availability) -> Answered<MyPresence> {
    let agent = agent.me.id.0;
    act_oneself(app, agent, move |_, tx| {
        Box::pin(async move { store::say(tx, agent, Some(&to_text(&word)), None).await })
    })
    .await
}

/// Begins a shift; a second check-in changes nothing.
pub(super) async fn check_in(app: &App, agent: &Agent) -> Answered<MyPresence> {
    let agent = agent.me.id.0;
    act_oneself(app, agent, move |_, tx| {
        Box::pin(async move {
            if store::checked_in_since(tx, agent).await?.is_some() {
                return Ok(());
            }
            store::say(tx, agent, None, Some(Some(tx.now()))).await?;
            store::begin_shift(tx, agent).await
        })
    })
    .await
}

/// Ends the shift: what is open is kept, nothing new comes where a check-in is required.
pub(super) async fn check_out(app: &App, agent: &Agent) -> Answered<MyPresence> {
    let agent = agent.me.id.0;
    act_oneself(app, agent, move |_, tx| {
        Box::pin(async move {
            store::say(tx, agent, None, Some(None)).await?;
            store::end_shift(tx, agent, "agent").await
        })
    })
    .await
}

/// Switches a channel of one's own membership on or off.
pub(super) async fn set_activity(
    app: &App,
    agent: &Agent,
    group: GroupId,
    activity: NewActivity,
) -> Answered<MyPresence> {
    if !agent.groups.iter().any(|mine| mine.group == group.0) {
        return Err(Failure::not_found());
    }
    let by = agent.me.clone();
    let member = by.id.0;
    act_oneself(app, member, move |_, tx| {
        Box::pin(async move { departments::set_activity(tx, (group.0, &by), &by, activity).await })
    })
    .await
}

/// Switches a channel of a member on or off.
///
/// # Errors
/// 404 when the agent may not know of the group, or it has no such member; 403 when the agent does not manage the
/// members' status there.
pub(super) async fn set_member_activity(
    app: &App,
    agent: Agent,
    group: GroupId,
    member: AccountId,
    activity: NewActivity,
) -> Answered<()> {
    let member = departments::managed_member(app, &agent, group.0, member.0).await?;
    act(app, member.id.0, move |_, tx| {
        Box::pin(async move { departments::set_activity(tx, (group.0, &member), &agent.me, activity).await })
    })
    .await
}

/// Changes what says whether an agent receives, and tells everybody what that makes of it.
async fn act<F>(app: &App, agent: Uuid, does: F) -> Answered<()>
where
    F: for<'a> FnOnce(&'a App, &'a Tx) -> Acting<'a, (), DbErr> + Clone + Send + 'static,
{
    let inside = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                store::hold(tx).await?;
                does(&inside, tx).await?;
                leases::there_anew(tx, agent).await?;
                leases::changed(&inside, tx, agent).await
            })
        })
        .await
}

/// The same for whoever asks, and what it comes to.
async fn act_oneself<F>(app: &App, agent: Uuid, does: F) -> Answered<MyPresence>
where
    F: for<'a> FnOnce(&'a App, &'a Tx) -> Acting<'a, (), DbErr> + Clone + Send + 'static,
{
    act(app, agent, does).await?;
    Ok(of_agent(app.db().read(), agent, app.clock().now()).await?)
}

/// Counts an agent's presence up and reads it, for a push. Pushes of one agent come from one place, in order.
///
/// # Errors
/// The database's.
pub async fn next(app: &App, agent: AccountId) -> Result<MyPresence, Failure> {
    let bumped = app.db().write(move |tx| Box::pin(async move { topics::bump(tx, &topic(agent.0)).await.map(|_| ()) }));
    bumped.await?;
    // Read after the writer is done with it: nothing is written by it, and the next writes need not wait.
    Ok(of_agent(app.db().read(), agent.0, app.clock().now()).await?)
}
