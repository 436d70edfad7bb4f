//! Items by what was answered to a field, over time.

use std::collections::HashMap;

use contract::{
    FieldId,
    fields::Field,
    reports::{BUCKETS, Counted, Cross, FieldReport, FieldReportQuery},
};
use time::Date;
use uuid::Uuid;

use super::{
    csv,
    days::{self, Clock},
    rules, store,
};
use crate::{
    departments::{self, Act, Agent, Permission, Scope},
    fields, people,
    platform::{Answered, App, Failure},
};

/// Counts what is where the agent may see reports.
pub(super) async fn report(
    app: &App,
    agent: &Agent,
    field: FieldId,
    query: &FieldReportQuery,
) -> Answered<FieldReport> {
    if !agent.rights.holds_somewhere(Permission::SeeReports) {
        return Err(Failure::forbidden());
    }
    let forms = fields::forms(app).await?;
    let field = forms.field(field).ok_or_else(Failure::not_found)?;
    let steps = steps(query)?;
    let clock = Clock::of(&query.time_zone)?;
    let time = clock.between(&query.from, &query.to)?;
    let db = app.db().read();
    let mut found = store::by_field(db, query.kind, field.id.0, time, &clock).await?;
    let departments = departments::departments(db, found.iter().map(|row| row.department_id)).await?;
    found.retain(|row| {
        let (department, group, owner) = (row.department_id, row.group_id, row.agent_id);
        let confidential = departments.get(&department).is_none_or(|department| department.confidential);
        departments::may(
            agent,
            Act::Do(Permission::SeeReports),
            &Scope { department, group, owner, confidential, asked: false },
        )
    });
    let agents = match query.by {
        Some(Cross::Agent) => people::agent_refs(db, found.iter().filter_map(|row| row.agent_id)).await?,
        _ => HashMap::new(),
    };
    let across = |row: &store::Found| match query.by {
        None => None,
        Some(Cross::Department) => departments.get(&row.department_id).map(|department| department.name.clone()),
        Some(Cross::Agent) => row.agent_id.and_then(|agent| agents.get(&agent)).map(|agent| agent.name.clone()),
    };
    let items = found.iter().map(|row| whole(row.items)).sum();
    let counts = found.iter().filter_map(|row| {
        Some(rules::Count {
            step: rules::step_of(&steps, row.day)?,
            answer: answer(field, row),
            across: across(row),
            times: whole(row.times),
        })
    });
    let live = field.options.iter().filter(|option| !option.archived);
    let options: Vec<String> = live.map(|option| option.text.clone()).collect();
    let rows = rules::rows(counts.collect(), &options, steps.len(), query.by.is_some());
    let buckets = steps.iter().map(ToString::to_string).collect();
    Ok(FieldReport { name: field.name.clone(), buckets, rows, items })
}

/// The same as a table for spreadsheets.
pub(super) async fn table(app: &App, agent: &Agent, field: FieldId, query: &FieldReportQuery) -> Answered<String> {
    let report = report(app, agent, field, query).await?;
    let across = query.by.map(|by| match by {
        Cross::Department => "Department",
        Cross::Agent => "Agent",
    });
    let row = |first: String, second: Option<String>, rest: Vec<String>, last: String| {
        let second = across.map(|_| second.unwrap_or_default());
        std::iter::once(first).chain(second).chain(rest).chain([last]).collect()
    };
    let mut rows: Vec<Vec<String>> =
        vec![row(report.name, across.map(str::to_owned), report.buckets, "Total".to_owned())];
    for line in report.rows {
        let name = match line.counted {
            Counted::Answer => line.answer,
            Counted::Others => "(others)".into(),
            Counted::NoAnswer => "(no answer)".into(),
        };
        let counts = line.counts.iter().map(u32::to_string).collect();
        rows.push(row(name, line.across, counts, line.total.to_string()));
    }
    Ok(csv::table(&rows))
}

/// What was answered: an option by its text now, and where it stands; anything else as it was written.
fn answer(field: &Field, row: &store::Found) -> Option<(usize, String)> {
    let value = row.value.as_ref()?;
    let chosen = |id: Uuid| field.options.iter().position(|option| option.id.0 == id);
    match row.option_id.and_then(chosen) {
        Some(at) => Some((at, field.options[at].text.clone())),
        None => Some((usize::MAX, value.clone())),
    }
}

fn steps(query: &FieldReportQuery) -> Answered<Vec<Date>> {
    let (from, to) = (days::read("from", &query.from)?, days::read("to", &query.to)?);
    let long = || Failure::field("to", "too_long", "This is too long a time for such small steps.");
    rules::steps(from, to, query.bucket, BUCKETS).ok_or_else(long)
}

fn whole(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
