//! The hours of brands and departments: read, set, and acted upon when the clock reaches an edge of them.

use std::collections::HashSet;

use contract::{
    history::{FieldChange, Subject},
    hours::{Hours, HoursNow, NewHours, Span},
    people::AgentRef,
};
use sea_orm::{ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Refusal,
    availability::{availability_changed, company_changed},
    hours, store, structure,
    tables::{brands, departments},
    work,
};
use crate::platform::{
    App, Time, Tx,
    error::{Answered, Failure},
    events::Reactions,
    history,
    jobs::{self, Job},
};

/// The kind of the job that acts at a department's next edge.
const EDGE: &str = "departments.hours";

/// A department's hours begin or end.
#[derive(Debug, Serialize, Deserialize)]
struct Edge {
    department: Uuid,
}

/// Registers this slice's reactions.
pub(super) fn react(reactions: &mut Reactions) {
    reactions.job(EDGE, |app, tx, edge: Edge| Box::pin(reached(app, tx, edge.department)));
}

/// The departments, of some, that are open by the clock.
///
/// # Errors
/// The database's.
pub async fn open_now(
    db: &impl ConnectionTrait,
    departments: impl IntoIterator<Item = &departments::Model>,
    now: Time,
) -> Result<HashSet<Uuid>, DbErr> {
    let departments: Vec<_> = departments.into_iter().collect();
    let brands = store::brands_of(db, departments.iter().map(|row| row.brand_id)).await?;
    let open = departments.into_iter().filter(|row| is_open(row, brands.get(&row.brand_id), now));
    Ok(open.map(|row| row.id).collect())
}

fn is_open(department: &departments::Model, brand: Option<&brands::Model>, now: Time) -> bool {
    let hours = department.hours.as_ref().or_else(|| brand?.hours.as_ref());
    stored(hours).is_none_or(|hours| hours::open_at(&hours, now))
}

/// Whether a chat can begin in a department and wait though nobody is there.
pub(super) fn may_wait(department: &departments::Model, brand: Option<&brands::Model>, now: Time) -> bool {
    department.offers_chat && !department.chat_only_while_available && is_open(department, brand, now)
}

/// Whether a chat can begin in a department: somebody is there, or it can wait for somebody.
///
/// # Errors
/// The database's.
pub async fn can_begin(db: &impl ConnectionTrait, department: &departments::Model, now: Time) -> Result<bool, DbErr> {
    if department.chat_now || department.chat_only_while_available {
        return Ok(department.chat_now);
    }
    Ok(may_wait(department, store::brand(db, department.brand_id).await?.as_ref(), now))
}

/// When a department that is closed by the clock opens; `None` when it is open, or stays closed for long.
pub(super) fn opens_at(department: &departments::Model, brand: Option<&brands::Model>, now: Time) -> Option<Time> {
    let own = stored(department.hours.as_ref());
    let hours = own.or_else(|| brand.and_then(|brand| stored(brand.hours.as_ref())))?;
    if hours::open_at(&hours, now) { None } else { hours::next_change(&hours, now) }
}

/// A brand's hours.
pub(super) fn of_brand(row: &brands::Model, now: Time) -> HoursNow {
    let own = stored(row.hours.as_ref());
    with_clock(HoursNow { own, brand: None, open: true, changes_at: None, version: row.version }, now)
}

/// A department's hours.
pub(super) async fn of_department(
    db: &impl ConnectionTrait,
    row: &departments::Model,
    now: Time,
) -> Result<HoursNow, DbErr> {
    let own = stored(row.hours.as_ref());
    let brand = store::brand(db, row.brand_id).await?.and_then(|brand| stored(brand.hours.as_ref()));
    Ok(with_clock(HoursNow { own, brand, open: true, changes_at: None, version: row.version }, now))
}

fn with_clock(mut told: HoursNow, now: Time) -> HoursNow {
    if let Some(hours) = told.own.as_ref().or(told.brand.as_ref()) {
        told.open = hours::open_at(hours, now);
        told.changes_at = hours::next_change(hours, now).map(Into::into);
    }
    told
}

/// Sets a brand's hours; its departments without their own follow.
pub(super) async fn set_brand(
    app: &App,
    by: AgentRef,
    id: Uuid,
    version: i64,
    new: NewHours,
) -> Answered<brands::Model> {
    let new = checked(new)?;
    let app2 = app.clone();
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let mut row = store::brand(tx, id).await?.ok_or(Refusal::Unknown)?;
            let changes = replace((&mut row.hours, &mut row.version), new, version)?;
            if changes.is_empty() {
                return Ok(row);
            }
            if !store::update_brand(tx, &row, version).await? {
                return Err(Refusal::Stale);
            }
            let act =
                history::Act { subject: Subject::Brand, id, by: Some(&by), act: "hours_changed", about: None, changes };
            history::write(tx, act).await?;
            for department in store::departments_of(tx, id).await? {
                if department.hours.is_none() {
                    look(&app2, tx, &department).await?;
                }
            }
            availability_changed(tx, id).await?;
            company_changed(tx).await?;
            Ok::<_, Refusal>(row)
        })
    });
    Ok(written.await?)
}

/// Sets a department's hours.
pub(super) async fn set_department(
    app: &App,
    by: AgentRef,
    id: Uuid,
    version: i64,
    new: NewHours,
) -> Answered<departments::Model> {
    let new = checked(new)?;
    let app2 = app.clone();
    let written = app.db().write(move |tx| {
        Box::pin(async move {
            work::hold(&app2, tx).await?;
            let mut row = structure::live(tx, id).await?;
            let changes = replace((&mut row.hours, &mut row.version), new, version)?;
            if changes.is_empty() {
                return Ok(row);
            }
            if !store::update_department(tx, &row, version).await? {
                return Err(Refusal::Stale);
            }
            structure::write(tx, id, Some(&by), "hours_changed", None, changes).await?;
            look(&app2, tx, &row).await?;
            availability_changed(tx, row.brand_id).await?;
            company_changed(tx).await?;
            Ok::<_, Refusal>(row)
        })
    });
    Ok(written.await?)
}

/// The clock reached an edge of a department's hours.
async fn reached(app: &App, tx: &Tx, id: Uuid) -> Result<(), Failure> {
    work::hold(app, tx).await?;
    let Some(row) = store::live_department(tx, id).await? else { return Ok(()) };
    look(app, tx, &row).await?;
    // When it opens is news as well.
    Ok(availability_changed(tx, row.brand_id).await?)
}

/// Finds anew who receives in a department, and is back at the next edge of its hours.
async fn look(app: &App, tx: &Tx, row: &departments::Model) -> Result<(), Failure> {
    watch(tx, row).await?;
    work::work(app)?.changed(app, tx, row.id).await
}

/// Is back at the next edge of a department's hours.
///
/// # Errors
/// The database's.
pub(super) async fn watch(tx: &Tx, row: &departments::Model) -> Result<(), DbErr> {
    let key = row.id.to_string();
    match in_force(tx, row).await? {
        Some(hours) => {
            let due = hours::look_again_at(&hours, tx.now());
            jobs::schedule(tx, Job::at(due, EDGE, key, &Edge { department: row.id })).await
        }
        None => jobs::cancel(tx, EDGE, &key).await,
    }
}

async fn in_force(db: &impl ConnectionTrait, row: &departments::Model) -> Result<Option<Hours>, DbErr> {
    if row.hours.is_some() {
        return Ok(stored(row.hours.as_ref()));
    }
    Ok(store::brand(db, row.brand_id).await?.and_then(|brand| stored(brand.hours.as_ref())))
}

fn stored(hours: Option<&serde_json::Value>) -> Option<Hours> {
    serde_json::from_value(hours?.clone()).ok()
}

fn checked(new: NewHours) -> Result<Option<Hours>, Failure> {
    let faults = |faults: Vec<hours::Fault>| {
        let fields = faults.into_iter().map(|(field, message)| contract::FieldProblem {
            field: format!("own.{field}"),
            code: "malformed".into(),
            message: message.into(),
        });
        Failure::fields(fields.collect())
    };
    new.own.map(hours::check).transpose().map_err(faults)
}

/// Puts new hours into a row that is at this version, and moves it on. What changed, day by day: nothing when they are
/// the same.
fn replace(
    (hours, version): (&mut Option<serde_json::Value>, &mut i64),
    new: Option<Hours>,
    known: i64,
) -> Result<Vec<FieldChange>, Refusal> {
    if *version != known {
        return Err(Refusal::Stale);
    }
    let changes = history::changes(&lines(stored(hours.as_ref()).as_ref()), &lines(new.as_ref()));
    if !changes.is_empty() {
        *hours = new.map(|hours| serde_json::to_value(hours).unwrap_or_default());
        *version += 1;
    }
    Ok(changes)
}

/// The hours as lines for the history: `monday: 09:00–17:00`.
fn lines(hours: Option<&Hours>) -> serde_json::Map<String, serde_json::Value> {
    let Some(hours) = hours else { return serde_json::Map::new() };
    let week = hours.week.iter().map(|day| (crate::platform::words::to_text(&day.day), spans(&day.spans)));
    let holidays = hours.holidays.iter().map(|day| {
        let name = if day.name.is_empty() { String::new() } else { format!(" ({})", day.name) };
        (day.date.clone(), spans(&day.spans) + &name)
    });
    let zone = [("time_zone".to_owned(), hours.time_zone.clone())];
    week.chain(holidays).chain(zone).map(|(day, said)| (day, said.into())).collect()
}

fn spans(spans: &[Span]) -> String {
    if spans.is_empty() {
        return "closed".into();
    }
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let said = spans.iter().map(|span| format!("{}–{}", clock(span.from), clock(span.to)));
    said.collect::<Vec<_>>().join(", ")
}
