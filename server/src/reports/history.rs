//! What was done to settings and people: found by kind, person, time and words, as a list and as a table.

use std::{cmp::Reverse, collections::HashMap};

use contract::{
    Page,
    history::{HistoryLine, HistorySearch, Subject},
};
use uuid::Uuid;

use super::{csv, days::Clock};
use crate::{
    departments::{self, Agent, Permission},
    fields, people,
    platform::{Answered, App, Failure, Time, cursor, history, page, words},
};

/// How many acts a page has.
const ROWS: usize = 50;

/// How many a table has.
const TABLE_ROWS: usize = 10_000;

/// Which permission shows what was done to what.
const SHOWS: [(Permission, &[Subject]); 4] = [
    (Permission::ManageCompany, &[Subject::Brand, Subject::Department]),
    (Permission::ManagePeople, &[Subject::Person]),
    (Permission::ManageRoles, &[Subject::Role]),
    (Permission::ManageFields, &[Subject::Field, Subject::Template, Subject::Search]),
];

/// One page.
pub(super) async fn list(app: &App, agent: &Agent, search: &HistorySearch) -> Answered<Page<HistoryLine>> {
    let names = Names::read(app).await?;
    let found = found(app, agent, search, &names, ROWS + 1).await?;
    let Page { items, next } = page::cut(found, ROWS, |row| (row.at.0, row.id));
    Ok(Page { items: names.lines(app, items).await?, next })
}

/// All of it as a table, one row for each field that changed.
pub(super) async fn table(app: &App, agent: &Agent, search: &HistorySearch) -> Answered<String> {
    let names = Names::read(app).await?;
    let found = found(app, agent, search, &names, TABLE_ROWS).await?;
    let head = ["Time", "Who", "Kind", "What", "Act", "About", "Field", "From", "To"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for line in names.lines(app, found).await? {
        let HistoryLine { subject, name, entry, .. } = line;
        let by = entry.by.map_or_else(|| "system".to_owned(), |by| by.name);
        let about = entry.about.unwrap_or_default();
        let act = [entry.at.0, by, words::to_text(&subject), name.unwrap_or_default(), entry.act, about];
        let with = |field, from, to| act.iter().cloned().chain([field, from, to]).collect();
        if entry.changes.is_empty() {
            rows.push(with(String::new(), String::new(), String::new()));
        }
        for change in entry.changes {
            rows.push(with(change.field, change.from.unwrap_or_default(), change.to.unwrap_or_default()));
        }
    }
    Ok(csv::table(&rows))
}

async fn found(
    app: &App,
    agent: &Agent,
    search: &HistorySearch,
    names: &Names,
    limit: usize,
) -> Answered<Vec<history::table::Model>> {
    let subjects = subjects(agent, search.subject)?;
    let before: Option<(i64, Uuid)> = cursor::read(search.after.as_deref())?;
    let (from, to) = Clock::of(&search.time_zone)?.between(&search.from, &search.to)?;
    let words = search.query.trim();
    let named = names.with(words);
    let mut found = Vec::new();
    for subject in subjects {
        let search = history::Search {
            subject,
            from,
            to,
            by: search.by.map(|by| by.0),
            words,
            named: &named,
            before: before.map(|(at, id)| (Time(at), id)),
        };
        found.extend(history::search(app.db().read(), &search, limit as u64).await?);
    }
    found.sort_by_key(|row| Reverse((row.at, row.id)));
    found.truncate(limit);
    Ok(found)
}

/// What the agent is shown of what is asked for.
fn subjects(agent: &Agent, asked: Option<Subject>) -> Answered<Vec<Subject>> {
    let held = SHOWS.into_iter().filter(|(permission, _)| agent.rights.holds(*permission));
    let shown = held.flat_map(|(_, subjects)| subjects).copied();
    let shown: Vec<Subject> = shown.filter(|subject| asked.is_none_or(|asked| asked == *subject)).collect();
    if shown.is_empty() { Err(Failure::forbidden()) } else { Ok(shown) }
}

/// The names of everything but people, of whom there are too many.
struct Names(HashMap<Uuid, String>);

impl Names {
    async fn read(app: &App) -> Answered<Names> {
        let db = app.db().read();
        let mut names = people::role_names(db).await?;
        names.extend(departments::brands(db).await?.into_iter().map(|row| (row.id, row.name)));
        names.extend(departments::every_department(db).await?.into_iter().map(|row| (row.id, row.name)));
        names.extend(fields::names(app).await?);
        Ok(Names(names))
    }

    /// The things that have some words in their names.
    fn with(&self, words: &str) -> Vec<Uuid> {
        let words = words.to_lowercase();
        self.0.iter().filter(|(_, name)| name.to_lowercase().contains(&words)).map(|(id, _)| *id).collect()
    }

    async fn lines(&self, app: &App, rows: Vec<history::table::Model>) -> Answered<Vec<HistoryLine>> {
        let person = words::to_text(&Subject::Person);
        let ids = rows.iter().filter(|row| row.subject == person).map(|row| row.subject_id);
        let people = people::agent_refs(app.db().read(), ids).await?;
        let lines = rows.into_iter().map(|row| {
            let (subject, subject_id) = (words::from_text(&row.subject)?, row.subject_id);
            let name = people.get(&subject_id).map(|person| person.name.clone());
            let name = name.or_else(|| self.0.get(&subject_id).cloned());
            Ok(HistoryLine { subject, subject_id, name, entry: history::entry(row) })
        });
        Ok(lines.collect::<Result<_, sea_orm::DbErr>>()?)
    }
}
