//! The record of check-ins and check-outs, by day and person.

use std::collections::BTreeSet;

use contract::{
    people::AgentRef,
    reports::{SHIFT_DAYS, SHIFTS, Shift, ShiftEnd, ShiftQuery, ShiftRecord},
    rights::Permission,
};
use sea_orm::DbErr;
use uuid::Uuid;

use super::{csv, days::Clock, store};
use crate::{
    departments::{self, Agent},
    people,
    platform::{Answered, App, Failure, Time, words},
    routing::tables::shifts,
};

/// How many shifts a file has at most: five hundred agents', several a day.
const FILE: usize = 200_000;

const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// What was found.
struct Found {
    shifts: Vec<Row>,
    more: bool,
    people: Vec<AgentRef>,
}

/// A shift and whose it is.
struct Row {
    agent: AgentRef,
    day: String,
    began_at: Time,
    ended_at: Option<Time>,
    ended_by: Option<ShiftEnd>,
    minutes: u32,
}

/// The shifts the agent may see.
pub(super) async fn record(app: &App, agent: &Agent, query: &ShiftQuery) -> Answered<ShiftRecord> {
    let Found { shifts, more, people } = find(app, agent, query, SHIFTS).await?;
    let shift = |row: Row| Shift {
        agent: row.agent,
        day: row.day,
        began_at: row.began_at.into(),
        ended_at: row.ended_at.map(Into::into),
        ended_by: row.ended_by,
        minutes: row.minutes,
    };
    Ok(ShiftRecord { shifts: shifts.into_iter().map(shift).collect(), more, people })
}

/// All of them as a table for spreadsheets: a file says nowhere that something is missing.
pub(super) async fn table(app: &App, agent: &Agent, query: &ShiftQuery) -> Answered<String> {
    let found = find(app, agent, query, FILE).await?;
    if found.more {
        return Err(too_long());
    }
    let clock = Clock::of(&query.time_zone)?;
    let head = ["Day", "Person", "Check-in", "Check-out", "Hours", "Ended by"];
    let rows = found.shifts.into_iter().map(|row| {
        vec![
            row.day,
            row.agent.name,
            text(&clock, row.began_at),
            row.ended_at.map(|at| text(&clock, at)).unwrap_or_default(),
            format!("{}:{:02}", row.minutes / 60, row.minutes % 60),
            row.ended_by.map(|by| words::to_text(&by)).unwrap_or_default(),
        ]
    });
    Ok(csv::table(&[head.map(str::to_owned).to_vec()].into_iter().chain(rows).collect::<Vec<_>>()))
}

fn too_long() -> Failure {
    Failure::field("to", "too_long", "These are too many days at once.")
}

async fn find(app: &App, agent: &Agent, query: &ShiftQuery, most: usize) -> Answered<Found> {
    let clock = Clock::of(&query.time_zone)?;
    let time = clock.between(&query.from, &query.to)?;
    // An hour more where the clock was turned back on the way.
    if time.1.since(time.0) > SHIFT_DAYS * DAY + HOUR {
        return Err(too_long());
    }
    let db = app.db().read();
    let seen = seen(app, agent).await?;
    let asked = match query.agent {
        None => seen.clone(),
        Some(one) if seen.as_ref().is_none_or(|seen| seen.contains(&one.0)) => Some(BTreeSet::from([one.0])),
        Some(_) => return Err(Failure::not_found()),
    };
    let mut rows = store::shifts(db, asked.as_ref(), time, most + 1).await?;
    let more = rows.len() > most;
    rows.truncate(most);
    let mut known: BTreeSet<Uuid> = match seen {
        Some(seen) => seen,
        None => people::active_employees(db).await?.into_iter().collect(),
    };
    // Who does not work here any more is named where there are shifts.
    known.extend(rows.iter().map(|row| row.agent_id));
    let names = people::agent_refs(db, known).await?;
    let now = app.clock().now();
    let shifts = rows.into_iter().filter_map(|row| Some(shift(&row, names.get(&row.agent_id)?.clone(), now, &clock)));
    let mut shifts = shifts.collect::<Result<Vec<_>, DbErr>>()?;
    // The last day first; on a day by name and check-in.
    shifts.sort_by(|a, b| {
        let place = |row: &Row| (row.agent.name.clone(), row.agent.id.0, row.began_at);
        b.day.cmp(&a.day).then_with(|| place(a).cmp(&place(b)))
    });
    let mut people: Vec<AgentRef> = names.into_values().collect();
    people.sort_by(|a, b| (&a.name, a.id.0).cmp(&(&b.name, b.id.0)));
    Ok(Found { shifts, more, people })
}

/// Whose shifts the agent may see; everybody's where it is nobody's in particular.
async fn seen(app: &App, agent: &Agent) -> Result<Option<BTreeSet<Uuid>>, DbErr> {
    let rights = &agent.rights;
    if rights.holds(Permission::ManagePeople) || rights.holds(Permission::ManageStatus) {
        return Ok(None);
    }
    let led = rights.groups.iter().filter(|held| held.permissions.contains(Permission::ManageStatus));
    let led: Vec<Uuid> = led.map(|held| held.group.0).collect();
    let members = departments::members_in(app.db().read(), &led).await?;
    Ok(Some(members.into_iter().map(|(row, _)| row.agent_id).chain([agent.id()]).collect()))
}

fn shift(row: &shifts::Model, agent: AgentRef, now: Time, clock: &Clock) -> Result<Row, DbErr> {
    let minutes = row.ended_at.unwrap_or(now).since(row.began_at) / MINUTE;
    Ok(Row {
        agent,
        day: clock.at(row.began_at).map(|at| at.date().to_string()).unwrap_or_default(),
        began_at: row.began_at,
        ended_at: row.ended_at,
        ended_by: row.ended_by.as_deref().map(words::from_text).transpose()?,
        minutes: u32::try_from(minutes).unwrap_or_default(),
    })
}

/// A time as spreadsheets read it, with its day: a shift may end on another one.
fn text(clock: &Clock, at: Time) -> String {
    clock.at(at).map(|at| at.strftime("%Y-%m-%d %H:%M").to_string()).unwrap_or_default()
}
