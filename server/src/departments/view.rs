//! The company as agents see it.

use std::collections::HashMap;

use contract::{
    BrandId, DepartmentId, GroupId,
    brands::Brand,
    departments::{Company, CompanyBrand, Department, Group, Membership},
};
use uuid::Uuid;

use super::{
    Refusal,
    access::Agent,
    availability, details, rules, store,
    tables::{brands, departments, groups, memberships},
    work::{self, Part, WorkNow},
};
use crate::{
    people,
    platform::{App, error::Answered, topics, words},
};

/// The whole company, as far as the agent may see it.
pub(super) async fn company(app: &App, agent: &Agent) -> Answered<Company> {
    let db = app.db().read();
    // The version first: a change in between is then announced as something newer.
    let version = topics::version(db, availability::COMPANY).await?;
    let mut rows = store::all_departments(db).await?;
    rows.retain(|row| rules::may_see_department(agent, row.id, row.confidential));
    let mut trees: HashMap<Uuid, Vec<Department>> = HashMap::new();
    for tree in trees_of(app, agent, rows).await? {
        trees.entry(tree.brand.0).or_default().push(tree);
    }
    let brands = store::brands(db).await?.into_iter().map(|row| CompanyBrand {
        id: BrandId(row.id),
        hue: availability::look(&row).hue,
        departments: trees.remove(&row.id).unwrap_or_default(),
        name: row.name,
    });
    Ok(Company { brands: brands.collect(), pictures: people::avatars(db).await?, version })
}

/// A department the agent may see.
pub(super) async fn department(app: &App, agent: &Agent, id: Uuid) -> Answered<Department> {
    let row = visible(app, agent, id).await?;
    let mut trees = trees_of(app, agent, vec![row]).await?;
    Ok(trees.pop().ok_or(Refusal::Unknown)?)
}

/// A group the agent may see.
pub(super) async fn group(app: &App, agent: &Agent, id: Uuid) -> Answered<Group> {
    let row = store::live_group(app.db().read(), id).await?.ok_or(Refusal::Unknown)?;
    let department = department(app, agent, row.department_id).await?;
    Ok(department.groups.into_iter().find(|group| group.id.0 == id).ok_or(Refusal::Unknown)?)
}

/// A membership the agent may see.
pub(super) async fn membership(app: &App, agent: &Agent, id: Uuid, member: Uuid) -> Answered<Membership> {
    let group = group(app, agent, id).await?;
    Ok(group.members.into_iter().find(|row| row.agent.id.0 == member).ok_or(Refusal::Unknown)?)
}

/// A department the agent may see, as stored; archived ones are gone.
pub(super) async fn visible(app: &App, agent: &Agent, id: Uuid) -> Result<departments::Model, Refusal> {
    let row = store::live_department(app.db().read(), id).await?;
    row.filter(|row| rules::may_see_department(agent, row.id, row.confidential)).ok_or(Refusal::Unknown)
}

async fn trees_of(app: &App, agent: &Agent, rows: Vec<departments::Model>) -> Answered<Vec<Department>> {
    let db = app.db().read();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let groups = store::groups_of_all(db, &ids).await?;
    let members = store::members_in(db, &groups.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let part = Part { departments: &rows, groups: &groups, members: &members };
    let now = work::work(app)?.now(app, part).await?;
    let mut by_group: HashMap<Uuid, Vec<Membership>> = HashMap::new();
    for (row, account) in members {
        by_group.entry(row.group_id).or_default().push(member(row, people::agent_ref(&account), &now)?);
    }
    for members in by_group.values_mut() {
        members.sort_by(|a, b| {
            (a.details.order, &a.agent.name, a.agent.id).cmp(&(b.details.order, &b.agent.name, b.agent.id))
        });
    }
    let confidential: HashMap<Uuid, bool> = rows.iter().map(|row| (row.id, row.confidential)).collect();
    let mut by_department: HashMap<Uuid, Vec<Group>> = HashMap::new();
    for row in groups {
        let members = by_group.remove(&row.id).unwrap_or_default();
        // What waits is counted for who sees what waits.
        let hidden = confidential.get(&row.department_id).copied().unwrap_or(true);
        let seen = rules::sight(agent, row.department_id, row.id, hidden).is_some();
        let waiting = now.waiting.get(&row.id).copied().filter(|_| seen).unwrap_or_default();
        by_department.entry(row.department_id).or_default().push(with_members(row, members, waiting)?);
    }
    let trees = rows.into_iter().map(|row| {
        Ok(Department {
            id: DepartmentId(row.id),
            brand: BrandId(row.brand_id),
            details: details::of_department(&row)?,
            visibility: words::from_text(&row.visibility)?,
            groups: by_department.remove(&row.id).unwrap_or_default(),
            version: row.version,
        })
    });
    trees.collect()
}

fn with_members(
    row: groups::Model,
    members: Vec<Membership>,
    (chats_waiting, tickets_waiting): (u32, u32),
) -> Answered<Group> {
    Ok(Group {
        id: GroupId(row.id),
        department: DepartmentId(row.department_id),
        name: row.name,
        front_line: row.front_line,
        permissions: words::list_from_text(&row.permissions)?,
        members,
        chats_waiting,
        tickets_waiting,
        version: row.version,
    })
}

fn member(row: memberships::Model, agent: contract::people::AgentRef, now: &WorkNow) -> Answered<Membership> {
    let is = now.members.get(&(row.group_id, row.agent_id)).cloned().unwrap_or_default();
    Ok(Membership {
        agent,
        details: details::of_membership(&row)?,
        connected: is.connected,
        no_chats_because: is.no_chats_because,
        no_tickets_because: is.no_tickets_because,
        open_chats: is.open_chats,
        open_tickets: is.open_tickets,
        version: row.version,
    })
}

/// A brand as administrators see it.
pub(super) fn brand(row: &brands::Model) -> Brand {
    let details = details::of_brand(row);
    Brand {
        id: BrandId(row.id),
        key: row.key.clone(),
        host: row.host.clone(),
        is_default: row.is_default,
        look: availability::look(row),
        favicon: details.favicon,
        mail_name: details.mail_name,
        mail_from: details.mail_from,
        mail_reply_to: details.mail_reply_to,
        language: details.language,
        allowed_sites: details.allowed_sites,
        version: row.version,
    }
}
