//! Leases: an agent is connected while any console of the agent's lives.
//!
//! A lease is a row with an end. Consoles' pongs renew it: noted in memory at once, written once per beat for all of
//! this node's leases together. A lease that is not renewed ends by time, whichever node made it.

use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sea_orm::{ActiveValue::Set, QueryOrder, QuerySelect, entity::prelude::*};
use serde::{Deserialize, Serialize};

use super::{PresenceChanged, drain, store, tables::leases};
use crate::{
    departments,
    platform::{
        App, Failure, Time, Tx, ids,
        jobs::{self, Job},
    },
};

/// The job that runs when an agent has been gone for a department's grace.
pub(super) const GONE: &str = "routing.agent_gone";

/// This node's consoles that showed life since the last beat; lent by `reactions.rs`.
#[derive(Debug)]
pub struct Leases {
    node: Uuid,
    renewed: Mutex<HashSet<Uuid>>,
}

impl Leases {
    fn renewed(&self) -> MutexGuard<'_, HashSet<Uuid>> {
        self.renewed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A console showed life whose lease is there no more: it must connect anew.
#[derive(Clone, Copy, Debug)]
pub struct LeaseLost {
    /// The lease.
    pub lease: Uuid,
}

impl Default for Leases {
    fn default() -> Self {
        Leases { node: ids::new_id(), renewed: Mutex::default() }
    }
}

/// Who has been gone, for a department's grace.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Gone {
    pub agent: Uuid,
    pub department: Uuid,
}

fn lease_millis(app: &App) -> i64 {
    i64::from(app.config().lease_seconds) * 1000
}

/// A console of a session connected: makes its lease, and gives its agent what waits.
///
/// # Errors
/// The database's.
pub async fn connected(app: &App, agent: Uuid, session: Option<Uuid>) -> Result<Uuid, Failure> {
    let lease = ids::new_id();
    let node = app.lent::<Leases>().map_or(Uuid::nil(), |leases| leases.node);
    let (inside, millis) = (app.clone(), lease_millis(app));
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                store::hold(tx).await?;
                let first = !store::connected(tx, &[agent], tx.now()).await?.contains(&agent);
                let row = leases::ActiveModel {
                    id: Set(lease),
                    agent_id: Set(agent),
                    session_id: Set(session),
                    node: Set(node),
                    ends_at: Set(tx.now().plus(millis)),
                };
                leases::Entity::insert(row).exec_without_returning(tx).await?;
                if first {
                    for department in departments_of(tx, agent).await? {
                        jobs::cancel(tx, GONE, &key(agent, department)).await?;
                    }
                    there_anew(tx, agent).await?;
                    changed(&inside, tx, agent).await?;
                }
                Ok::<_, Failure>(lease)
            })
        })
        .await
}

/// A console showed life.
pub fn renewed(app: &App, lease: Uuid) {
    if let Some(leases) = app.lent::<Leases>() {
        leases.renewed().insert(lease);
    }
}

/// A console said goodbye, or its socket will not come back: its lease ends at once.
///
/// # Errors
/// The database's.
pub async fn goodbye(app: &App, lease: Uuid) -> Result<(), Failure> {
    end(app, vec![lease], Ends::Now).await
}

/// A tab that closed says goodbye to its lease, one of the same session.
pub(super) async fn tab_closed(app: &App, session: Uuid, lease: Uuid) -> Result<(), Failure> {
    let row = leases::Entity::find_by_id(lease).one(app.db().read()).await?;
    row.filter(|row| row.session_id == Some(session)).ok_or_else(Failure::not_found)?;
    goodbye(app, lease).await
}

/// Ends every lease: nobody is connected any more.
///
/// # Errors
/// The database's.
pub async fn end_all(app: &App) -> Result<(), Failure> {
    let all = leases::Entity::find().all(app.db().read()).await?;
    end(app, all.into_iter().map(|lease| lease.id).collect(), Ends::Now).await
}

/// Which leases to end, of those that are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    Now,
    /// Only where nobody renewed it since it was read.
    IfOver,
}

async fn end(app: &App, leases: Vec<Uuid>, which: Ends) -> Result<(), Failure> {
    let inside = app.clone();
    app.db()
        .write(move |tx| {
            Box::pin(async move {
                store::hold(tx).await?;
                for lease in leases {
                    let Some(row) = leases::Entity::find_by_id(lease).one(tx).await? else { continue };
                    let mut delete = leases::Entity::delete_many().filter(leases::Column::Id.eq(lease));
                    if which == Ends::IfOver {
                        delete = delete.filter(leases::Column::EndsAt.lte(tx.now()));
                    }
                    let ended = delete.exec(tx).await?.rows_affected == 1;
                    if ended && !store::connected(tx, &[row.agent_id], tx.now()).await?.contains(&row.agent_id) {
                        last_ended(&inside, tx, row.agent_id).await?;
                    }
                }
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// An agent has no live console any more: the grace of each of the agent's departments begins.
async fn last_ended(app: &App, tx: &Tx, agent: Uuid) -> Result<(), Failure> {
    let mut places: HashSet<Uuid> = departments_of(tx, agent).await?.into_iter().collect();
    places.extend(store::held(tx, agent).await?.into_iter().map(|item| item.department_id));
    for place in places {
        let Some(department) = departments::department(tx, place).await? else { continue };
        grace(tx, agent, &department).await?;
    }
    changed(app, tx, agent).await
}

/// A department waits for an agent who is not connected, as long as its grace.
pub(super) async fn grace(
    tx: &Tx,
    agent: Uuid,
    department: &departments::tables::departments::Model,
) -> Result<(), DbErr> {
    let due = tx.now().plus(i64::from(department.gone_grace_seconds) * 1000);
    let gone = Gone { agent, department: department.id };
    jobs::schedule(tx, Job::at(due, GONE, key(agent, department.id), &gone)).await
}

/// An agent connects, or says something of being there: what the agent once did not answer may come again.
pub(super) async fn there_anew(tx: &Tx, agent: Uuid) -> Result<(), DbErr> {
    let groups: Vec<Uuid> = departments::memberships_of(tx, agent).await?.into_iter().map(|one| one.group_id).collect();
    store::forgive(tx, agent, &groups).await
}

/// What an agent's presence means changed: everything it may affect follows, in the same transaction.
pub(super) async fn changed(app: &App, tx: &Tx, agent: Uuid) -> Result<(), Failure> {
    drain::departments(app, tx, &departments_of(tx, agent).await?).await?;
    tx.record(PresenceChanged { agent });
    Ok(())
}

pub(super) async fn departments_of(tx: &Tx, agent: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let mut all = Vec::new();
    for membership in departments::memberships_of(tx, agent).await? {
        if let Some(group) = departments::group(tx, membership.group_id).await? {
            all.push(group.department_id);
        }
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

fn key(agent: Uuid, department: Uuid) -> String {
    format!("{agent}/{department}")
}

/// Writes down the renewals since the last beat. What could not be written is written with the next one.
///
/// # Errors
/// The database's.
pub async fn beat(app: &App) -> Result<(), Failure> {
    let Some(leases) = app.lent::<Leases>() else { return Ok(()) };
    let renewed = std::mem::take(&mut *leases.renewed());
    if renewed.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = renewed.iter().copied().collect();
    let millis = lease_millis(app);
    let written = app.db().write(move |tx| Box::pin(async move { write_down(tx, &ids, millis).await }));
    let written = written.await;
    if written.is_err() {
        leases.renewed().extend(renewed);
    }
    Ok(written?)
}

async fn write_down(tx: &Tx, renewed: &[Uuid], millis: i64) -> Result<(), DbErr> {
    store::hold(tx).await?;
    for some in renewed.chunks(500) {
        let these = || leases::Column::Id.is_in(some.iter().copied());
        let written = leases::Entity::update_many()
            .col_expr(leases::Column::EndsAt, Expr::value(tx.now().plus(millis)))
            .filter(these())
            .exec(tx)
            .await?;
        if written.rows_affected == some.len() as u64 {
            continue;
        }
        let there: Vec<Uuid> = leases::Entity::find()
            .select_only()
            .column(leases::Column::Id)
            .filter(these())
            .into_tuple()
            .all(tx)
            .await?;
        for lease in some.iter().filter(|lease| !there.contains(lease)) {
            tx.record(LeaseLost { lease: *lease });
        }
    }
    Ok(())
}

/// Ends the leases whose time is over, this node's and dead nodes' alike; returns when the next one would end.
///
/// # Errors
/// The database's.
pub async fn expire(app: &App) -> Result<Option<Time>, Failure> {
    let rows = leases::Entity::find()
        .filter(leases::Column::EndsAt.lte(app.clock().now()))
        .order_by_asc(leases::Column::EndsAt)
        .limit(500)
        .all(app.db().read())
        .await?;
    if !rows.is_empty() {
        end(app, rows.into_iter().map(|lease| lease.id).collect(), Ends::IfOver).await?;
    }
    let next = leases::Entity::find().order_by_asc(leases::Column::EndsAt).one(app.db().read()).await?;
    Ok(next.map(|lease| lease.ends_at))
}

/// Keeps the leases, until the server stops.
pub fn start(app: &App) {
    let beating = app.clone();
    let every = Duration::from_secs(u64::from(app.config().ping_seconds.max(1)));
    app.spawn("leases: beat", async move {
        loop {
            tokio::time::sleep(every).await;
            if let Err(failure) = beat(&beating).await {
                tracing::warn!(%failure, "renewals could not be written");
            }
        }
    });
    let expiring = app.clone();
    app.spawn("leases: end", async move {
        loop {
            let wait = match expire(&expiring).await {
                Ok(Some(next)) => u64::try_from(next.since(expiring.clock().now())).unwrap_or(0).clamp(50, 1_000),
                Ok(None) | Err(_) => 1_000,
            };
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
    });
}
