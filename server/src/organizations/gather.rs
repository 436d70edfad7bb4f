//! What the rules gather, of what the reader may view: pages and counts.

use std::collections::HashMap;

use contract::Count;
use sea_orm::{ConnectionTrait, DbErr, QuerySelect, entity::prelude::*};

use super::probes::{Merge, Source, Tab};
use crate::{
    chat::tables::chats,
    departments::{self, Act, Agent, Scope},
    tickets::tables::tickets,
};

/// Rows of a page.
pub const ROWS: usize = 50;
/// Items walked for a page; after that it ends, with a cursor to search further.
const WALKED: usize = 5_000;
/// Where counting stops.
pub const COUNTED: u32 = 10_000;

/// Where an item is.
type Spot = (Uuid, Uuid, Uuid, Option<Uuid>);

/// Who reads, and which departments are confidential.
#[derive(Debug)]
pub struct Sight<'a> {
    agent: &'a Agent,
    confidential: HashMap<Uuid, bool>,
}

impl<'a> Sight<'a> {
    /// An agent's.
    pub fn of(agent: &'a Agent) -> Self {
        Sight { agent, confidential: HashMap::new() }
    }

    /// Whose it is.
    pub(super) fn agent(&self) -> &'a Agent {
        self.agent
    }

    /// Those of some items that exist and the agent may view, in the order given.
    pub async fn visible(&mut self, db: &impl ConnectionTrait, tab: Tab, ids: &[Uuid]) -> Result<Vec<Uuid>, DbErr> {
        let spots = spots(db, tab, ids).await?;
        let unknown = spots.iter().map(|(_, department, ..)| *department);
        let unknown: Vec<Uuid> = unknown.filter(|department| !self.confidential.contains_key(department)).collect();
        if !unknown.is_empty() {
            let known = departments::departments(db, unknown.iter().copied()).await?;
            let is = |id: &Uuid| known.get(id).is_none_or(|department| department.confidential);
            self.confidential.extend(unknown.iter().map(|id| (*id, is(id))));
        }
        let seen: HashMap<Uuid, Spot> =
            spots.into_iter().filter(|spot| self.sees(spot)).map(|spot| (spot.0, spot)).collect();
        Ok(ids.iter().copied().filter(|id| seen.contains_key(id)).collect())
    }

    fn sees(&self, (_, department, group, owner): &Spot) -> bool {
        let confidential = self.confidential.get(department).copied().unwrap_or(true);
        let scope = Scope { department: *department, group: *group, owner: *owner, confidential, asked: false };
        departments::may(self.agent, Act::Read, &scope)
    }
}

/// Where some items are; deleted ones, spam and what was merged are nowhere.
async fn spots(db: &impl ConnectionTrait, tab: Tab, ids: &[Uuid]) -> Result<Vec<Spot>, DbErr> {
    let mut all = Vec::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let some = some.iter().copied();
        let rows: Vec<Spot> = match tab {
            Tab::Tickets => {
                use tickets::Column::{AgentId, Deleted, DepartmentId, GroupId, Id, MergedInto, Spam};
                tickets::Entity::find()
                    .select_only()
                    .columns([Id, DepartmentId, GroupId, AgentId])
                    .filter(Id.is_in(some))
                    .filter(Deleted.eq(false))
                    .filter(Spam.eq(false))
                    .filter(MergedInto.is_null())
                    .into_tuple()
                    .all(db)
                    .await?
            }
            Tab::Chats => {
                use chats::Column::{AgentId, DepartmentId, GroupId, Id};
                chats::Entity::find()
                    .select_only()
                    .columns([Id, DepartmentId, GroupId, AgentId])
                    .filter(Id.is_in(some))
                    .into_tuple()
                    .all(db)
                    .await?
            }
        };
        all.extend(rows);
    }
    Ok(all)
}

/// A page of items, newest first, and where the next one begins.
pub async fn page(
    db: &impl ConnectionTrait,
    sight: &mut Sight<'_>,
    tab: Tab,
    sources: Vec<Source>,
    after: Option<Uuid>,
) -> Result<(Vec<Uuid>, Option<Uuid>), DbErr> {
    let mut merge = Merge::new(tab, sources, after);
    let mut found: Vec<Uuid> = Vec::new();
    let mut walked = 0;
    loop {
        let ids = merge.next(db, ROWS + 1).await?;
        walked += ids.len();
        found.extend(sight.visible(db, tab, &ids).await?);
        if found.len() > ROWS {
            found.truncate(ROWS);
            let next = found.last().copied();
            return Ok((found, next));
        }
        if ids.len() <= ROWS {
            return Ok((found, None));
        }
        if walked >= WALKED {
            return Ok((found, ids.last().copied()));
        }
    }
}

/// How many items there are, counted no further than the limit.
pub async fn count(
    db: &impl ConnectionTrait,
    sight: &mut Sight<'_>,
    tab: Tab,
    sources: Vec<Source>,
) -> Result<Count, DbErr> {
    const BATCH: usize = 500;
    let mut merge = Merge::new(tab, sources, None);
    let mut counted = 0;
    let mut walked = 0;
    loop {
        let ids = merge.next(db, BATCH).await?;
        walked += ids.len();
        counted += sight.visible(db, tab, &ids).await?.len();
        if ids.len() < BATCH {
            return Ok(Count { counted: u32::try_from(counted).unwrap_or(u32::MAX), more: false });
        }
        if walked >= COUNTED as usize {
            let more = !merge.next(db, 1).await?.is_empty();
            return Ok(Count { counted: u32::try_from(counted).unwrap_or(u32::MAX), more });
        }
    }
}
