//! Who may do what with an item of work: pure.

use contract::people::Role;
use uuid::Uuid;

use super::access::Agent;

/// What somebody wants to do with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// See it in lists and open it.
    View,
    /// Answer the customer.
    Reply,
    /// Take it from the queue, or over from a colleague.
    Take,
    /// Hand it to somebody else.
    Transfer,
    /// Comment for colleagues.
    Comment,
    /// See it, read only, among what an organization did.
    ViewHistory,
}

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
}

/// Whether an agent may do this with an item there.
///
/// Roles reach everywhere but into confidential departments; a membership reaches its own group; owning an item lets
/// one finish it.
pub fn may(agent: &Agent, act: Act, item: &Scope) -> bool {
    let membership = agent.groups.iter().find(|mine| mine.group == item.group);
    if let Some(mine) = membership
        && (!mine.watches || matches!(act, Act::View | Act::Comment | Act::ViewHistory))
    {
        return true;
    }
    if act == Act::ViewHistory && agent.is_member_of(item.department) {
        return true;
    }
    if item.confidential && membership.is_none() {
        return false;
    }
    if item.owner == Some(agent.me.id.0) && act != Act::Take {
        return true;
    }
    if item.confidential {
        return false;
    }
    if agent.roles.contains(&Role::Administrator) {
        return true;
    }
    match act {
        Act::View | Act::Comment | Act::Take | Act::Transfer => agent.roles.contains(&Role::Manager),
        Act::ViewHistory => true,
        Act::Reply => false,
    }
}

/// Whether an agent may see a department in the company, its settings and its history.
pub fn may_see_department(agent: &Agent, department: Uuid, confidential: bool) -> bool {
    !confidential || agent.is_administrator() || agent.is_member_of(department)
}

#[cfg(test)]
mod tests {
    use contract::{AccountId, people::AgentRef};

    use super::*;
    use crate::departments::MyGroup;

    const ME: Uuid = Uuid::from_u128(1);
    const SALES: Uuid = Uuid::from_u128(10);
    const LEVEL_1: Uuid = Uuid::from_u128(11);
    const LEVEL_2: Uuid = Uuid::from_u128(12);
    const ACTS: [Act; 6] = [Act::View, Act::Reply, Act::Take, Act::Transfer, Act::Comment, Act::ViewHistory];

    fn agent(role: Role, group: Option<(Uuid, bool)>) -> Agent {
        let roles = if role == Role::Agent { vec![role] } else { vec![Role::Agent, role] };
        let groups = group.map(|(group, watches)| MyGroup {
            group,
            department: SALES,
            brand: Uuid::nil(),
            confidential: false,
            front_line: true,
            watches,
        });
        Agent {
            me: AgentRef { id: AccountId(ME), name: "Me".into() },
            alias: String::new(),
            roles,
            session: Uuid::nil(),
            groups: groups.into_iter().collect(),
        }
    }

    /// One letter for each act allowed, in the order of `ACTS`.
    fn allowed(agent: &Agent, mine: bool, confidential: bool) -> String {
        let item = Scope { department: SALES, group: LEVEL_1, owner: mine.then_some(ME), confidential };
        ACTS.iter()
            .zip("VRTXCH".chars())
            .map(|(act, letter)| if may(agent, *act, &item) { letter } else { '-' })
            .collect()
    }

    #[test]
    fn who_may_do_what() {
        type Row = (Role, Option<(Uuid, bool)>, bool, bool, &'static str);
        let table: &[Row] = &[
            // role, member of (watching), owner, confidential, allowed
            (Role::Agent, None, false, false, "-----H"),
            (Role::Agent, None, false, true, "------"),
            (Role::Agent, None, true, false, "VR-XCH"),
            (Role::Agent, None, true, true, "------"),
            (Role::Agent, Some((LEVEL_1, false)), false, false, "VRTXCH"),
            (Role::Agent, Some((LEVEL_1, false)), false, true, "VRTXCH"),
            (Role::Agent, Some((LEVEL_1, true)), false, false, "V---CH"),
            (Role::Agent, Some((LEVEL_1, true)), false, true, "V---CH"),
            (Role::Agent, Some((LEVEL_1, true)), true, true, "VR-XCH"),
            (Role::Agent, Some((LEVEL_2, false)), false, false, "-----H"),
            (Role::Agent, Some((LEVEL_2, false)), false, true, "-----H"),
            (Role::Manager, None, false, false, "V-TXCH"),
            (Role::Manager, None, true, false, "VRTXCH"),
            (Role::Manager, None, false, true, "------"),
            (Role::Manager, Some((LEVEL_1, true)), false, false, "V-TXCH"),
            (Role::Manager, Some((LEVEL_1, true)), false, true, "V---CH"),
            (Role::Manager, Some((LEVEL_1, false)), false, true, "VRTXCH"),
            (Role::Administrator, None, false, false, "VRTXCH"),
            (Role::Administrator, None, false, true, "------"),
            (Role::Administrator, Some((LEVEL_1, false)), false, true, "VRTXCH"),
            (Role::Administrator, Some((LEVEL_2, false)), false, true, "-----H"),
        ];
        for (role, member, mine, confidential, expected) in table {
            let found = allowed(&agent(*role, *member), *mine, *confidential);
            assert_eq!(found, *expected, "{role:?} {member:?} owner: {mine} confidential: {confidential}");
        }
    }

    #[test]
    fn who_sees_a_confidential_department() {
        for (role, member, sees) in [
            (Role::Agent, None, false),
            (Role::Manager, None, false),
            (Role::Administrator, None, true),
            (Role::Agent, Some((LEVEL_2, true)), true),
        ] {
            assert_eq!(may_see_department(&agent(role, member), SALES, true), sees, "{role:?} {member:?}");
            assert!(may_see_department(&agent(role, member), SALES, false));
        }
    }
}
