//! What a word finds in the company. Pure: no signals.

use std::collections::HashSet;

use contract::departments::Company;
use uuid::Uuid;

use crate::company::departments;

/// How many groups are opened to show the people found in them; where more are, one opens them oneself.
const OPENED: usize = 10;

/// What a word finds: departments and groups by their ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// What is shown.
    pub shown: HashSet<Uuid>,
    /// What is open from the start.
    pub open: HashSet<Uuid>,
    /// Whether people were found in more groups than are opened.
    pub many: bool,
}

/// A department is found with all of its groups by its own name or address; else those of its groups whose name holds
/// the word, or one of whose members' does.
pub fn found(company: &Company, sought: &str) -> Found {
    let sought = sought.to_lowercase();
    let holds = |name: &str| name.to_lowercase().contains(&sought);
    let mut found = Found::default();
    let mut people = Vec::new();
    for department in departments(company) {
        let whole = holds(&department.details.name) || holds(&department.details.email);
        for group in &department.groups {
            let member = group.members.iter().any(|member| holds(&member.agent.name));
            if whole || member || holds(&group.name) {
                found.shown.extend([department.id.0, group.id.0]);
                found.open.insert(department.id.0);
            }
            if member {
                people.push(group.id.0);
            }
        }
    }
    found.many = people.len() > OPENED;
    if !found.many {
        found.open.extend(people);
    }
    found
}

#[cfg(test)]
mod tests {
    use contract::{
        departments::{
            ChatPolicies, CompanyBrand, Department, DepartmentDetails, DistributionMethod, Group, Membership,
            MembershipDetails, Part, Share, TicketPolicies, Visibility,
        },
        people::AgentRef,
        rights::Permissions,
    };

    use super::*;

    fn id<T: From<Uuid>>(number: u128) -> T {
        Uuid::from_u128(number).into()
    }

    fn member(number: u128, name: &str) -> Membership {
        let share = Share { part: Part::Primary, limit: 5, active: true };
        Membership {
            agent: AgentRef { id: id(number), name: name.into() },
            details: MembershipDetails { chats: share, tickets: share, order: 0 },
            connected: true,
            no_chats_because: None,
            no_tickets_because: None,
            open_chats: 0,
            open_tickets: 0,
            version: 1,
        }
    }

    fn group(department: u128, number: u128, name: &str, members: &[&str]) -> Group {
        Group {
            id: id(number),
            department: id(department),
            name: name.into(),
            front_line: true,
            permissions: Permissions::NONE,
            members: members.iter().map(|name| member(99, name)).collect(),
            chats_waiting: 0,
            tickets_waiting: 0,
            version: 1,
        }
    }

    fn department(number: u128, name: &str, groups: Vec<Group>) -> Department {
        Department {
            id: id(number),
            brand: id(1),
            details: DepartmentDetails {
                name: name.into(),
                description: String::new(),
                email: format!("{}@abc.example", name.to_lowercase()),
                offers_chat: true,
                offers_tickets: true,
                chat_requires: contract::roles::CustomerRole::Everyone,
                tickets_require: contract::roles::CustomerRole::Everyone,
                accepts_new_by_email: false,
                requires_check_in: false,
                confidential: false,
                assigns_tickets_while_away: false,
                method: DistributionMethod::RoundRobin,
                gone_grace_seconds: 60,
                chats: ChatPolicies::default(),
                tickets: TicketPolicies::default(),
            },
            visibility: Visibility::Public,
            groups,
            version: 1,
        }
    }

    fn company(departments: Vec<Department>) -> Company {
        let brand = CompanyBrand { id: id(1), name: "ABC".into(), hue: 0, departments };
        Company { brands: vec![brand], pictures: Vec::new(), version: 1 }
    }

    fn ids(of: &HashSet<Uuid>) -> Vec<u128> {
        let mut ids: Vec<u128> = of.iter().map(Uuid::as_u128).collect();
        ids.sort_unstable();
        ids
    }

    #[test]
    fn a_word_finds_departments_groups_and_people() {
        let company = company(vec![
            department(10, "Sales", vec![group(10, 11, "Level 1", &["Mari Berg"]), group(10, 12, "Level 2", &[])]),
            department(20, "Billing", vec![group(20, 21, "Level 1", &["Åse Lund"]), group(20, 22, "Payable", &[])]),
        ]);
        for (sought, shown, open) in [
            ("SALES", vec![10, 11, 12], vec![10]),
            ("billing@", vec![20, 21, 22], vec![20]),
            ("payable", vec![20, 22], vec![20]),
            ("level 1", vec![10, 11, 20, 21], vec![10, 20]),
            ("åse", vec![20, 21], vec![20, 21]),
            ("nobody", vec![], vec![]),
        ] {
            let found = found(&company, sought);
            assert_eq!((ids(&found.shown), ids(&found.open)), (shown, open), "{sought}");
        }
    }

    #[test]
    fn of_many_groups_with_people_none_is_opened() {
        let of = |many: u128| {
            let groups = (0..many).map(|number| group(10, 100 + number, "Level", &["Mari Berg"])).collect();
            found(&company(vec![department(10, "Sales", groups)]), "mari")
        };
        assert_eq!((of(10).open.len(), of(10).many), (11, false));
        assert_eq!((ids(&of(11).open), of(11).many, of(11).shown.len()), (vec![10], true, 12));
    }
}
