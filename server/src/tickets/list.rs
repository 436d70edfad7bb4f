//! Lists of tickets: index walks, merged and filtered, a bounded number of entries for each page.

use std::collections::{HashMap, VecDeque};

use contract::{
    Page,
    tickets::{TicketFilter, TicketRow, TicketScope},
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{
    access, search,
    store::{self, Key, Walk},
    tables::tickets,
    tags, view,
};
use crate::{
    departments::{self, Act, Agent, Permission},
    platform::{Answered, cursor, words},
};

/// Rows of a page.
pub(super) const ROWS: usize = 50;
/// Index entries walked for a page. After that it ends, with a cursor to search further.
pub(super) const WALKED: usize = 5_000;
/// Index entries read at once.
const BATCH: u64 = 100;

/// A page of the tickets an agent asks for and may view.
pub(super) async fn list(db: &impl ConnectionTrait, agent: &Agent, filter: &TicketFilter) -> Answered<Page<TicketRow>> {
    if let Some(words) = &filter.words {
        return search::list(db, agent, filter, words).await;
    }
    let after: Option<Key> =
        cursor::read::<(i64, Uuid)>(filter.after.as_deref())?.map(|(millis, id)| (crate::platform::Time(millis), id));
    let mut merge = Merge::new(walks(agent, filter), after);
    let mut confidential = HashMap::new();
    let fits = Fits::of(agent, filter);
    let mut found: Vec<tickets::Model> = Vec::new();
    let mut last: Option<Key> = after;
    let mut more = false;
    for walked in 0.. {
        let Some(row) = merge.next(db).await? else { break };
        if walked == WALKED {
            more = true;
            break;
        }
        if fits.fits(&row) && may_view(db, agent, &row, &mut confidential).await? {
            if found.len() == ROWS {
                more = true;
                break;
            }
            last = Some((row.updated_at, row.id));
            found.push(row);
        } else if found.len() < ROWS {
            last = Some((row.updated_at, row.id));
        }
    }
    let next = last.filter(|_| more).map(|(at, id)| cursor::after(&(at.0, id)));
    Ok(Page { items: view::rows(db, &found).await?, next })
}

/// What is asked for, to be held against each ticket.
pub(super) struct Fits<'a> {
    agent: Uuid,
    filter: &'a TicketFilter,
    status: Option<String>,
    tag: Option<String>,
}

impl<'a> Fits<'a> {
    pub(super) fn of(agent: &Agent, filter: &'a TicketFilter) -> Self {
        let status = filter.status.map(|status| words::to_text(&status));
        Fits { agent: agent.id(), filter, status, tag: filter.tag.as_deref().map(tags::key) }
    }

    /// Whether a ticket is among what is asked for.
    pub(super) fn fits(&self, row: &tickets::Model) -> bool {
        view::set_aside(row) == self.filter.set_aside
            && self.tag.as_ref().is_none_or(|tag| tags::has(row, tag))
            && self.status.as_ref().is_none_or(|status| *status == row.status)
            && self.filter.group.is_none_or(|group| group.0 == row.group_id)
            && match self.filter.scope {
                TicketScope::Mine => row.agent_id == Some(self.agent),
                TicketScope::Queue => row.agent_id.is_none(),
                TicketScope::All => true,
            }
    }
}

/// The indexes that hold everything asked for, and as little else as possible.
fn walks(agent: &Agent, filter: &TicketFilter) -> Vec<Walk> {
    let all_groups = || agent.groups.iter().map(|mine| Walk::Group(mine.group));
    if let Some(aside) = filter.set_aside {
        return vec![Walk::Aside(aside)];
    }
    match (filter.scope, filter.group) {
        (TicketScope::Mine, _) => vec![Walk::Agent(Some(agent.id()))],
        (TicketScope::Queue, _) => vec![Walk::Agent(None)],
        (TicketScope::All, Some(group)) => vec![Walk::Group(group.0)],
        (TicketScope::All, None) if agent.rights.sees_beyond_groups() => vec![Walk::All],
        (TicketScope::All, None) => all_groups().chain([Walk::Agent(Some(agent.id()))]).collect(),
    }
}

pub(super) async fn may_view(
    db: &impl ConnectionTrait,
    agent: &Agent,
    row: &tickets::Model,
    confidential: &mut HashMap<Uuid, bool>,
) -> Result<bool, DbErr> {
    let confidential = match confidential.get(&row.department_id) {
        Some(known) => *known,
        None => {
            let department = departments::department(db, row.department_id).await?;
            let is = department.is_none_or(|department| department.confidential);
            confidential.insert(row.department_id, is);
            is
        }
    };
    let scope = access::scope_in(row, confidential);
    // What is deleted shows to those who could bring it back.
    let shows = !row.deleted || departments::may(agent, Act::Do(Permission::Delete), &scope);
    Ok(shows && departments::may(agent, Act::View, &scope))
}

/// Several walks as one, each ticket once.
struct Merge {
    lines: Vec<Line>,
    last: Option<Uuid>,
}

struct Line {
    walk: Walk,
    ahead: VecDeque<tickets::Model>,
    after: Option<Key>,
    over: bool,
}

impl Merge {
    fn new(walks: Vec<Walk>, after: Option<Key>) -> Self {
        let line = |walk| Line { walk, ahead: VecDeque::new(), after, over: false };
        Merge { lines: walks.into_iter().map(line).collect(), last: None }
    }

    async fn next(&mut self, db: &impl ConnectionTrait) -> Result<Option<tickets::Model>, DbErr> {
        loop {
            for line in &mut self.lines {
                if line.ahead.is_empty() && !line.over {
                    line.ahead = store::walk(db, line.walk, line.after, BATCH).await?.into();
                    line.over = line.ahead.len() < BATCH as usize;
                    line.after = line.ahead.back().map(|row| (row.updated_at, row.id)).or(line.after);
                }
            }
            let newest =
                self.lines.iter_mut().max_by_key(|line| line.ahead.front().map(|row| (row.updated_at, row.id)));
            let Some(row) = newest.and_then(|line| line.ahead.pop_front()) else { return Ok(None) };
            if self.last != Some(row.id) {
                self.last = Some(row.id);
                return Ok(Some(row));
            }
        }
    }
}
