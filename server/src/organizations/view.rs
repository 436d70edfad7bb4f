//! Organizations as agents see them.

use std::collections::{HashMap, HashSet};

use contract::{
    Count, OrganizationId, Page, RuleId,
    organizations::{
        GatheredChat, GatheredTicket, MemberRule, Organization, OrganizationDetails, OrganizationRow, RuleType, Why,
    },
};
use sea_orm::{ConnectionTrait, DbErr, entity::prelude::*};

use super::{
    belongings,
    gather::{self, COUNTED, Sight},
    probes::{self, Tab},
    rules::{self, Item, Rule},
    store,
    tables::{member_rules, organizations},
};
use crate::{
    chat::{self, tables::chats},
    departments::Agent,
    people::{self, tables::accounts},
    platform::{Answered, Failure, cursor, words},
    tickets,
};

/// The accounts that username rules name, as they are now.
#[derive(Debug)]
pub struct Known(HashMap<Uuid, accounts::Model>);

impl Known {
    /// Those of some rules.
    pub async fn of(db: &impl ConnectionTrait, rows: &[member_rules::Model]) -> Result<Known, DbErr> {
        let accounts = people::accounts(db, rows.iter().filter_map(|row| row.account_id)).await?;
        Ok(Known(accounts.into_iter().map(|account| (account.id, account)).collect()))
    }

    fn account(&self, row: &member_rules::Model) -> Option<&accounts::Model> {
        row.account_id.and_then(|id| self.0.get(&id))
    }

    /// The value as people read it: a username rule shows the name its account has now.
    pub fn value(&self, row: &member_rules::Model) -> String {
        match row.account_id {
            Some(_) => self.account(row).map(|account| account.username.clone()).unwrap_or_default(),
            None => row.value.clone(),
        }
    }

    /// The rule as it compares.
    pub fn rule(&self, row: &member_rules::Model) -> Result<Rule, DbErr> {
        Ok(Rule {
            id: row.id,
            kind: words::from_text(&row.kind)?,
            value: row.value.clone(),
            account: row.account_id,
            account_email: self.account(row).map(|account| account.email_key.clone()),
            include_subdomains: row.include_subdomains,
        })
    }

    /// The rule as the reason why something is there.
    pub fn why(&self, row: &member_rules::Model) -> Result<Why, DbErr> {
        Ok(Why { rule: RuleId(row.id), kind: words::from_text(&row.kind)?, value: self.value(row) })
    }
}

/// Rules as they compare.
pub async fn rules(db: &impl ConnectionTrait, rows: &[member_rules::Model]) -> Result<Vec<Rule>, DbErr> {
    let known = Known::of(db, rows).await?;
    rows.iter().map(|row| known.rule(row)).collect()
}

/// The details as they are stored.
pub fn details(row: &organizations::Model) -> Result<OrganizationDetails, DbErr> {
    serde_json::from_value(row.details.clone()).map_err(|error| DbErr::Type(format!("an organization: {error}")))
}

/// One organization, with what it gathers of what the agent may view.
pub(super) async fn organization(db: &impl ConnectionTrait, agent: &Agent, id: Uuid) -> Answered<Organization> {
    let row = store::organization(db, id).await?.ok_or_else(Failure::not_found)?;
    let rows = store::rules_of(db, id).await?;
    let known = Known::of(db, &rows).await?;
    let rules: Vec<Rule> = rows.iter().map(|row| known.rule(row)).collect::<Result<_, _>>()?;
    let sources = probes::sources(db, &rules).await?;
    let mut sight = Sight::of(agent);
    let tickets = gather::count(db, &mut sight, Tab::Tickets, sources.clone()).await?;
    let chats = gather::count(db, &mut sight, Tab::Chats, sources).await?;
    let accounts = accounts(db, &rules).await?;
    let mut also_in = also_in(db, id, &rules).await?;
    let members = rows.iter().zip(&rules).zip(accounts).map(|((row, rule), accounts)| MemberRule {
        id: RuleId(row.id),
        kind: rule.kind,
        value: known.value(row),
        include_subdomains: row.include_subdomains,
        accounts,
        also_in: also_in.remove(&(rule.kind, rule.value.clone())).unwrap_or_default(),
    });
    Ok(Organization {
        id: OrganizationId(row.id),
        details: details(&row)?,
        rules: members.collect(),
        tickets,
        chats,
        comments: u32::try_from(store::comment_count(db, id).await?).unwrap_or(u32::MAX),
        version: row.version,
    })
}

/// How many accounts each rule matches.
pub async fn accounts(db: &impl ConnectionTrait, rules: &[Rule]) -> Result<Vec<Count>, DbErr> {
    let mut asked: HashMap<RuleType, Vec<(usize, String)>> = HashMap::new();
    let mut counts = vec![0_i64; rules.len()];
    for (at, rule) in rules.iter().enumerate() {
        match rule.kind {
            // Known while the account is there.
            RuleType::Username => counts[at] = i64::from(rule.account_email.is_some()),
            RuleType::Domain if rule.include_subdomains => {
                let below = people::domains_under(db, &rule.value).await?;
                let domains = below.into_iter().chain([rule.value.clone()]);
                asked.entry(rule.kind).or_default().extend(domains.map(|domain| (at, domain)));
            }
            RuleType::Email | RuleType::Domain | RuleType::Phone => {
                asked.entry(rule.kind).or_default().push((at, rule.value.clone()));
            }
        }
    }
    for (kind, values) in asked {
        let column = match kind {
            RuleType::Email => accounts::Column::EmailKey,
            RuleType::Domain => accounts::Column::EmailDomain,
            RuleType::Phone => accounts::Column::PhoneE164,
            RuleType::Username => continue,
        };
        let (at, values): (Vec<usize>, Vec<String>) = values.into_iter().unzip();
        let found = probes::count_accounts(db, column, &values, COUNTED + 1).await?;
        for (at, found) in at.into_iter().zip(found) {
            counts[at] += found;
        }
    }
    let limit = i64::from(COUNTED);
    let count = |n: i64| Count { counted: u32::try_from(n.min(limit)).unwrap_or_default(), more: n > limit };
    Ok(counts.into_iter().map(count).collect())
}

/// The names of other organizations that have the same rules.
pub async fn also_in(
    db: &impl ConnectionTrait,
    organization: Uuid,
    rules: &[Rule],
) -> Result<HashMap<(RuleType, String), Vec<String>>, DbErr> {
    let wanted: Vec<_> = rules.iter().map(|rule| (rule.kind, rule.value.clone())).collect();
    let mut rows = store::rules_valued(db, &wanted).await?;
    rows.retain(|row| row.organization_id != organization);
    let names = store::organizations(db, rows.iter().map(|row| row.organization_id)).await?;
    let mut all: HashMap<_, Vec<String>> = HashMap::new();
    for row in rows {
        if let Some(other) = names.get(&row.organization_id) {
            all.entry((words::from_text(&row.kind)?, row.value)).or_default().push(other.name.clone());
        }
    }
    all.values_mut().for_each(|names| names.sort());
    Ok(all)
}

/// Organizations as rows of a list.
pub(super) async fn rows(
    db: &impl ConnectionTrait,
    models: Vec<organizations::Model>,
) -> Result<Vec<OrganizationRow>, DbErr> {
    let ids: Vec<Uuid> = models.iter().map(|row| row.id).collect();
    let counts = store::rule_counts(db, &ids).await?;
    models
        .into_iter()
        .map(|row| {
            let OrganizationDetails { city, country, .. } = details(&row)?;
            let place: Vec<String> = [city, country].into_iter().filter(|part| !part.is_empty()).collect();
            Ok(OrganizationRow {
                id: OrganizationId(row.id),
                name: row.name,
                place: place.join(", "),
                rules: counts.get(&row.id).and_then(|count| u32::try_from(*count).ok()).unwrap_or_default(),
            })
        })
        .collect()
}

/// A page of the tickets gathered.
pub(super) async fn gathered_tickets(
    db: &impl ConnectionTrait,
    agent: &Agent,
    organization: Uuid,
    after: Option<&str>,
) -> Answered<Page<GatheredTicket>> {
    let mut reasons = Reasons::of(db, organization).await?;
    let (ids, next) = reasons.page(db, agent, Tab::Tickets, after).await?;
    let models = in_order(&ids, tickets::tickets(db, ids.iter().copied()).await?, |row| row.id);
    let items = belongings::items_of_tickets(db, &models).await?;
    let rows = tickets::rows(db, &models).await?;
    let gathered =
        rows.into_iter().map(|ticket| Ok(GatheredTicket { why: reasons.why(items.get(&ticket.id.0))?, ticket }));
    Ok(Page { items: gathered.collect::<Result<_, DbErr>>()?, next })
}

/// A page of the chats gathered.
pub(super) async fn gathered_chats(
    db: &impl ConnectionTrait,
    agent: &Agent,
    organization: Uuid,
    after: Option<&str>,
) -> Answered<Page<GatheredChat>> {
    let mut reasons = Reasons::of(db, organization).await?;
    let (ids, next) = reasons.page(db, agent, Tab::Chats, after).await?;
    let found = chats::Entity::find().filter(chats::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    let models = in_order(&ids, found, |row| row.id);
    let items = belongings::items_of_chats(db, &models).await?;
    let rows = chat::rows(db, models).await?;
    let gathered = rows.into_iter().map(|chat| Ok(GatheredChat { why: reasons.why(items.get(&chat.id.0))?, chat }));
    Ok(Page { items: gathered.collect::<Result<_, DbErr>>()?, next })
}

/// The rules of an organization, to gather by and to say why.
struct Reasons {
    rows: Vec<member_rules::Model>,
    rules: Vec<Rule>,
    known: Known,
}

impl Reasons {
    async fn of(db: &impl ConnectionTrait, organization: Uuid) -> Answered<Reasons> {
        store::organization(db, organization).await?.ok_or_else(Failure::not_found)?;
        let rows = store::rules_of(db, organization).await?;
        let known = Known::of(db, &rows).await?;
        let rules = rows.iter().map(|row| known.rule(row)).collect::<Result<_, _>>()?;
        Ok(Reasons { rows, rules, known })
    }

    async fn page(
        &mut self,
        db: &impl ConnectionTrait,
        agent: &Agent,
        tab: Tab,
        after: Option<&str>,
    ) -> Answered<(Vec<Uuid>, Option<String>)> {
        let after = cursor::read::<Uuid>(after)?;
        let sources = probes::sources(db, &self.rules).await?;
        let (ids, next) = gather::page(db, &mut Sight::of(agent), tab, sources, after).await?;
        Ok((ids, next.map(|id| cursor::after(&id))))
    }

    fn why(&self, item: Option<&Item>) -> Result<Vec<Why>, DbErr> {
        let Some(item) = item else { return Ok(Vec::new()) };
        let matched: HashSet<Uuid> = rules::why(&self.rules, item).into_iter().map(|rule| rule.id).collect();
        self.rows.iter().filter(|row| matched.contains(&row.id)).map(|row| self.known.why(row)).collect()
    }
}

/// Rows in the order of their ids; those gone meanwhile are left out.
fn in_order<M>(ids: &[Uuid], models: Vec<M>, id: impl Fn(&M) -> Uuid) -> Vec<M> {
    let mut by_id: HashMap<Uuid, M> = models.into_iter().map(|model| (id(&model), model)).collect();
    ids.iter().filter_map(|id| by_id.remove(id)).collect()
}
