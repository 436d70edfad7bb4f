//! Whom a comment can ask: colleagues and groups of departments the asker may see, of whichever brand. Asking is not
//! handing over, so that no item leaves its brand by it.

use std::collections::HashMap;

use contract::{
    asks::{Askable, Asked, Whom},
    people::PersonKind,
};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use crate::{
    departments::{self, Agent, Scope, load_agent},
    people::{self, tables::accounts},
    platform::{Answered, Failure, words::to_text},
};

/// How many groups are offered.
const GROUPS: usize = 8;

/// How many groups and agents are offered together.
const MOST: usize = 20;

/// Those a comment on an item there can ask, by how a word of their name begins: groups, then agents, each those of the
/// item's department first.
///
/// # Errors
/// The database's.
pub async fn askable(
    db: &impl ConnectionTrait,
    agent: &Agent,
    item: &Scope,
    words: &str,
) -> Result<Vec<Askable>, DbErr> {
    let mut departments = departments::all_departments(db).await?;
    departments.retain(|row| departments::may_see_department(agent, row.id, row.confidential));
    let names: HashMap<Uuid, &str> = departments.iter().map(|row| (row.id, row.name.as_str())).collect();
    let mut groups = departments::groups_of_all(db, &names.keys().copied().collect::<Vec<_>>()).await?;
    groups.sort_by_key(|group| (group.department_id != item.department, group.name.to_lowercase(), group.id));
    let fits = Words::of(words);
    let offered = groups.iter().filter(|group| fits.begin_in(&group.name) && group_may(item, group.id));
    let mut found: Vec<Askable> = offered
        .take(GROUPS)
        .map(|group| Askable {
            whom: Whom::Group(group.id.into()),
            name: group.name.clone(),
            within: names.get(&group.department_id).copied().unwrap_or_default().to_owned(),
        })
        .collect();
    let place: HashMap<Uuid, usize> = groups.iter().enumerate().map(|(at, group)| (group.id, at)).collect();
    let members = departments::members_in(db, &groups.iter().map(|group| group.id).collect::<Vec<_>>()).await?;
    let mut agents: HashMap<Uuid, (usize, accounts::Model)> = HashMap::new();
    for (member, account) in members {
        let Some(at) = place.get(&member.group_id).copied() else { continue };
        if account.id != agent.id() && fits.begin_in(&account.name) {
            let (first, _) = agents.entry(account.id).or_insert((at, account));
            *first = at.min(*first);
        }
    }
    let mut agents: Vec<(usize, accounts::Model)> = agents.into_values().collect();
    let elsewhere = |at: usize| groups[at].department_id != item.department;
    agents.sort_by_key(|(at, account)| (elsewhere(*at), account.name.to_lowercase(), account.id));
    for (at, account) in agents {
        if found.len() == MOST {
            break;
        }
        if agent_may(db, item, &account).await? {
            let within = groups[at].name.clone();
            found.push(Askable { whom: Whom::Agent(account.id.into()), name: account.name, within });
        }
    }
    Ok(found)
}

/// Whom a comment on an item there asks, by name.
///
/// # Errors
/// 404 when one of them is not there, or the asker may not know of it; 422 on `asks[…]`: `repeated`, `oneself`,
/// `no_member` for a colleague who is a member of no group one may look into, `confidential` for whom the item is not.
pub async fn checked(db: &impl ConnectionTrait, agent: &Agent, item: &Scope, asks: &[Whom]) -> Answered<Vec<Asked>> {
    let mut all = Vec::with_capacity(asks.len());
    for (at, whom) in asks.iter().enumerate() {
        let refuse = |code: &str, why: &str| Failure::field(&format!("asks[{at}]"), code, why);
        if asks[..at].contains(whom) {
            return Err(refuse("repeated", "This one is asked already."));
        }
        let (name, may) = match whom {
            Whom::Agent(id) if id.0 == agent.id() => {
                return Err(refuse("oneself", "This is you: ask somebody else."));
            }
            Whom::Agent(id) => {
                let employee = to_text(&PersonKind::Employee);
                let live = |account: &accounts::Model| account.kind == employee && account.active;
                let account = people::account(db, id.0).await?.filter(live).ok_or_else(Failure::not_found)?;
                let theirs = load_agent(db, &account, Uuid::nil()).await?.groups;
                if !theirs.iter().any(|one| departments::may_see_department(agent, one.department, one.confidential)) {
                    return Err(refuse("no_member", "This colleague is a member of no group you can look into."));
                }
                let may = agent_may(db, item, &account).await?;
                (account.name, may)
            }
            Whom::Group(id) => {
                let group = departments::live_group(db, id.0).await?.ok_or_else(Failure::not_found)?;
                let department = departments::live_department(db, group.department_id).await?;
                let department = department.ok_or_else(Failure::not_found)?;
                if !departments::may_see_department(agent, department.id, department.confidential) {
                    return Err(Failure::not_found());
                }
                (group.name, group_may(item, group.id))
            }
        };
        if !may {
            return Err(refuse("confidential", "This is confidential: only who may read it can be asked."));
        }
        all.push(Asked { whom: *whom, name });
    }
    Ok(all)
}

/// In a confidential department only the members of the item's group may all read it.
fn group_may(item: &Scope, group: Uuid) -> bool {
    !item.confidential || group == item.group
}

async fn agent_may(db: &impl ConnectionTrait, item: &Scope, account: &accounts::Model) -> Result<bool, DbErr> {
    Ok(!item.confidential || departments::can_be_asked(&load_agent(db, account, Uuid::nil()).await?, item))
}

/// The beginnings of words, whatever their case.
struct Words(String);

impl Words {
    fn of(words: &str) -> Self {
        Words(format!(" {}", words.trim().to_lowercase()))
    }

    fn begin_in(&self, name: &str) -> bool {
        format!(" {}", name.to_lowercase()).contains(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_begin() {
        for (words, name, found) in [
            ("", "Level 2", true),
            ("lev", "Level 2", true),
            (" 2 ", "Level 2", true),
            ("level 2", "Level 2", true),
            ("vel", "Level 2", false),
            ("ØD", "Mari Ødegård", true),
            ("ari", "Mari Ødegård", false),
        ] {
            assert_eq!(Words::of(words).begin_in(name), found, "{words:?} in {name:?}");
        }
    }
}
