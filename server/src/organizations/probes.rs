//! What the rules gather, read from the indexes: one limited probe for each address, domain or account, a hundred in a
//! statement, merged by id. A page costs the same with a thousand items as with ten million.

use std::collections::{BinaryHeap, HashSet, VecDeque};

use contract::organizations::RuleType;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryOrder, QuerySelect, Statement, Value, entity::prelude::*};

use super::rules::Rule;
use crate::people::{self, tables::accounts};

/// Probes in a statement: SQLite takes some hundred compound terms.
const IN_A_STATEMENT: usize = 100;

/// What a probe reads at first, and at most. Most rules of a large organization gather little of a page.
const FIRST: u64 = 8;
const MOST: u64 = 512;

/// Which items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    /// Tickets.
    Tickets,
    /// Chats.
    Chats,
}

/// What an index is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The items associated with an account.
    Account(Uuid),
    /// The items with an address of their own.
    Address(String),
    /// The items with an address of their own in exactly this domain.
    Domain(String),
}

/// What to ask for so that every item some rules gather is found, and no other.
pub async fn sources(db: &impl ConnectionTrait, rules: &[Rule]) -> Result<Vec<Source>, DbErr> {
    let mut sources = Vec::new();
    for rule in rules {
        match rule.kind {
            RuleType::Username => sources.extend(rule.account.map(Source::Account)),
            RuleType::Email => sources.push(Source::Address(rule.value.clone())),
            RuleType::Domain => {
                sources.push(Source::Domain(rule.value.clone()));
                if rule.include_subdomains {
                    sources.extend(people::domains_under(db, &rule.value).await?.into_iter().map(Source::Domain));
                }
            }
            RuleType::Phone => sources.extend(with_phone(db, &rule.value).await?.into_iter().map(Source::Account)),
        }
    }
    let mut seen = HashSet::new();
    sources.retain(|source| seen.insert(source.clone()));
    Ok(sources)
}

/// The accounts that have a phone number now.
async fn with_phone(db: &impl ConnectionTrait, number: &str) -> Result<Vec<Uuid>, DbErr> {
    accounts::Entity::find()
        .select_only()
        .column(accounts::Column::Id)
        .filter(accounts::Column::PhoneE164.eq(number))
        .order_by_asc(accounts::Column::Id)
        .into_tuple()
        .all(db)
        .await
}

/// Several probes as one list, newest first, each item once.
#[derive(Debug)]
pub struct Merge {
    tab: Tab,
    lines: Vec<Line>,
    heads: BinaryHeap<(Uuid, usize)>,
    empty: Vec<usize>,
    last: Option<Uuid>,
}

#[derive(Debug)]
struct Line {
    source: Source,
    ahead: VecDeque<Uuid>,
    after: Option<Uuid>,
    limit: u64,
    over: bool,
}

impl Merge {
    /// Begins after an item.
    pub fn new(tab: Tab, sources: Vec<Source>, after: Option<Uuid>) -> Self {
        let line = |source| Line { source, ahead: VecDeque::new(), after, limit: FIRST, over: false };
        let lines: Vec<Line> = sources.into_iter().map(line).collect();
        let empty = (0..lines.len()).collect();
        Merge { tab, lines, heads: BinaryHeap::new(), empty, last: None }
    }

    /// The next items; fewer than asked for when there are no more.
    pub async fn next(&mut self, db: &impl ConnectionTrait, wanted: usize) -> Result<Vec<Uuid>, DbErr> {
        let mut found = Vec::with_capacity(wanted);
        while found.len() < wanted {
            self.refill(db).await?;
            let Some((id, at)) = self.heads.pop() else { break };
            let line = &mut self.lines[at];
            line.ahead.pop_front();
            match line.ahead.front() {
                Some(next) => self.heads.push((*next, at)),
                None if !line.over => self.empty.push(at),
                None => {}
            }
            if self.last != Some(id) {
                self.last = Some(id);
                found.push(id);
            }
        }
        Ok(found)
    }

    /// Reads on where a probe has nothing ahead: only then is it known which item comes next.
    async fn refill(&mut self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        let empty = std::mem::take(&mut self.empty);
        for some in empty.chunks(IN_A_STATEMENT) {
            let asked: Vec<(usize, &Source, Option<Uuid>, u64)> = some
                .iter()
                .map(|at| (*at, &self.lines[*at]))
                .map(|(at, line)| (at, &line.source, line.after, line.limit))
                .collect();
            let statement = statement(db.get_database_backend(), self.tab, &asked);
            for row in db.query_all_raw(statement).await? {
                let at: i64 = row.try_get("", "line")?;
                let id: Uuid = row.try_get("", "id")?;
                if let Some(line) = usize::try_from(at).ok().and_then(|at| self.lines.get_mut(at)) {
                    line.ahead.push_back(id);
                }
            }
            for at in some {
                let line = &mut self.lines[*at];
                line.over = (line.ahead.len() as u64) < line.limit;
                line.limit = (line.limit * 2).min(MOST);
                // The parts of a compound statement come in their own order each; make sure of it.
                line.ahead.make_contiguous().sort_unstable_by(|a, b| b.cmp(a));
                line.after = line.ahead.back().copied().or(line.after);
                if let Some(head) = line.ahead.front() {
                    self.heads.push((*head, *at));
                }
            }
        }
        Ok(())
    }
}

/// One limited probe for each source.
pub fn statement(backend: DbBackend, tab: Tab, asked: &[(usize, &Source, Option<Uuid>, u64)]) -> Statement {
    let mut values: Vec<Value> = Vec::new();
    let mut parts = Vec::with_capacity(asked.len());
    for (at, source, after, limit) in asked {
        let (table, column, id) = match (tab, source) {
            (Tab::Tickets, Source::Account(_)) => ("tickets", "account_id", "id"),
            (Tab::Tickets, Source::Address(_)) => ("ticket_participants", "address_key", "ticket_id"),
            (Tab::Tickets, Source::Domain(_)) => ("ticket_participants", "domain", "ticket_id"),
            (Tab::Chats, Source::Account(_)) => ("chats", "account_id", "id"),
            (Tab::Chats, Source::Address(_)) => ("chats", "email_key", "id"),
            (Tab::Chats, Source::Domain(_)) => ("chats", "email_domain", "id"),
        };
        values.push(match source {
            Source::Account(account) => (*account).into(),
            Source::Address(text) | Source::Domain(text) => text.clone().into(),
        });
        let value = values.len();
        let below = after.map(|after| {
            values.push(after.into());
            format!(" AND {id} < ${}", values.len())
        });
        let below = below.unwrap_or_default();
        parts.push(format!(
            "SELECT * FROM (SELECT CAST({at} AS BIGINT) AS line, {id} AS id FROM {table} \
             WHERE {column} = ${value}{below} ORDER BY {table}.{id} DESC LIMIT {limit}) AS l{at}"
        ));
    }
    Statement::from_sql_and_values(backend, parts.join(" UNION ALL "), values)
}

/// How many accounts have an address in each of some domains, or one of some phone numbers, counted up to a limit.
pub async fn count_accounts(
    db: &impl ConnectionTrait,
    column: accounts::Column,
    values: &[String],
    limit: u32,
) -> Result<Vec<i64>, DbErr> {
    let mut counts = vec![0; values.len()];
    for (chunk, some) in values.chunks(IN_A_STATEMENT).enumerate() {
        let parts: Vec<String> = (0..some.len())
            .map(|at| {
                format!(
                    "SELECT CAST({at} AS BIGINT) AS line, COUNT(*) AS accounts FROM \
                     (SELECT 1 FROM accounts WHERE {} = ${} LIMIT {limit}) AS l{at}",
                    column.as_str(),
                    at + 1
                )
            })
            .collect();
        let values: Vec<Value> = some.iter().map(|value| value.clone().into()).collect();
        let statement = Statement::from_sql_and_values(db.get_database_backend(), parts.join(" UNION ALL "), values);
        for row in db.query_all_raw(statement).await? {
            let at: i64 = row.try_get("", "line")?;
            let accounts: i64 = row.try_get("", "accounts")?;
            let at = chunk * IN_A_STATEMENT + usize::try_from(at).unwrap_or_default();
            if let Some(count) = counts.get_mut(at) {
                *count = accounts;
            }
        }
    }
    Ok(counts)
}
