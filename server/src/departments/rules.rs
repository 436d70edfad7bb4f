//! Who may do what with an item of work, as [`contract::rights`] decides it. Pure.

pub use contract::rights::{Act, Permission};
use contract::rights::{Permissions, Place, Whose};
use uuid::Uuid;

use super::access::Agent;

/// Where an item is, and who has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Its department.
    pub department: Uuid,
    /// The group that holds it.
    pub group: Uuid,
    /// Who has it.
    pub owner: Option<Uuid>,
    /// Whether the department is confidential.
    pub confidential: bool,
    /// Whether a comment asks the agent whose rights are looked at.
    pub asked: bool,
}

impl Scope {
    fn place(&self) -> Place {
        Place { department: self.department.into(), group: self.group.into(), confidential: self.confidential }
    }

    fn whose(&self, agent: &Agent) -> Whose {
        match self.owner {
            None => Whose::Nobodys,
            Some(owner) if owner == agent.id() => Whose::Mine,
            Some(_) => Whose::Colleagues,
        }
    }
}

/// Whether an agent may do this with an item there.
pub fn may(agent: &Agent, act: Act, item: &Scope) -> bool {
    let (place, whose) = (item.place(), item.whose(agent));
    if item.asked { agent.rights.may_when_asked(act, &place, whose) } else { agent.rights.may(act, &place, whose) }
}

/// Everything an agent may do with an item there.
pub fn all_one_may(agent: &Agent, item: &Scope) -> Permissions {
    let (place, whose) = (item.place(), item.whose(agent));
    if item.asked { agent.rights.all_when_asked(&place, whose) } else { agent.rights.all(&place, whose) }
}

/// Whether a comment on an item there can ask an agent.
pub fn can_be_asked(agent: &Agent, item: &Scope) -> bool {
    agent.rights.can_be_asked(&item.place(), item.whose(agent))
}

/// How much an agent sees of what a group has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// What waits.
    Queue,
    /// What colleagues have, too.
    All,
}

/// How much an agent sees of what a group has; nothing when the agent has no business there.
pub fn sight(agent: &Agent, department: Uuid, group: Uuid, confidential: bool) -> Option<Sight> {
    let place = Place { department: department.into(), group: group.into(), confidential };
    if agent.rights.may(Act::View, &place, Whose::Colleagues) {
        Some(Sight::All)
    } else {
        agent.rights.may(Act::View, &place, Whose::Nobodys).then_some(Sight::Queue)
    }
}

/// Whether an agent may see a department in the company, its settings and its history.
pub fn may_see_department(agent: &Agent, department: Uuid, confidential: bool) -> bool {
    agent.rights.sees_department(department.into(), confidential)
}
