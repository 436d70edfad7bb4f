//! Reads the history of what one may see.

use std::sync::Arc;

use async_trait::async_trait;
use contract::{
    Page,
    history::{HistoryEntry, HistoryFilter, Subject},
    people::PersonKind,
};
use uuid::Uuid;

use super::{Permission, access::Agent, rules, store};
use crate::{
    people::{self, tables::accounts},
    platform::{
        App, cursor,
        error::{Answered, Failure},
        history, page, words,
    },
};

/// How many acts a page has.
const ROWS: usize = 50;

/// Who may see the history of a kind of thing that a higher slice owns.
#[async_trait]
pub trait HistoryOf: Send + Sync {
    /// Whether the agent may see this one.
    async fn may_see(&self, app: &App, agent: &Agent, id: Uuid) -> Result<bool, Failure>;
}

/// Lent by the slices above, one for each subject of theirs; a subject nobody speaks for is not shown.
#[derive(Clone, Default)]
pub struct Histories(pub Vec<(Subject, Arc<dyn HistoryOf>)>);

impl std::fmt::Debug for Histories {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(subject, _)| subject)).finish()
    }
}

pub(super) async fn list(app: &App, agent: &Agent, filter: HistoryFilter) -> Answered<Page<HistoryEntry>> {
    if !may_see(app, agent, filter.subject, filter.id).await? {
        return Err(Failure::not_found());
    }
    let before = cursor::read(filter.after.as_deref())?;
    let rows = history::read(app.db().read(), filter.subject, filter.id, before, ROWS as u64).await?;
    let Page { items, next } = page::cut(rows, ROWS, |row| row.id);
    Ok(Page { items: items.into_iter().map(history::entry).collect(), next })
}

async fn may_see(app: &App, agent: &Agent, subject: Subject, id: Uuid) -> Answered<bool> {
    let db = app.db().read();
    match subject {
        // How an employee signs in, and where, is for the employee and who manages people.
        Subject::Person => {
            let manages = id == agent.me.id.0 || agent.rights.holds(Permission::ManagePeople);
            let shown = |account: &accounts::Model| manages || account.kind == words::to_text(&PersonKind::Customer);
            Ok(people::account(db, id).await?.as_ref().is_some_and(shown))
        }
        Subject::Brand => Ok(agent.rights.holds(Permission::ManageCompany) && store::brand(db, id).await?.is_some()),
        // Each has one from the start, and keeps it when it is archived.
        Subject::Role => {
            Ok(agent.rights.holds(Permission::ManageRoles)
                && !history::read(db, subject, id, None, 0).await?.is_empty())
        }
        // An archived department is gone from every list; its history stays.
        Subject::Department => {
            let row = store::department(db, id).await?;
            Ok(row.is_some_and(|row| rules::may_see_department(agent, row.id, row.confidential)))
        }
        Subject::Organization | Subject::Ticket | Subject::Field | Subject::Template | Subject::Search => {
            let owner = app.lent::<Histories>().and_then(|all| all.0.iter().find(|(kind, _)| *kind == subject));
            match owner {
                Some((_, owner)) => owner.may_see(app, agent, id).await,
                None => Ok(false),
            }
        }
    }
}
