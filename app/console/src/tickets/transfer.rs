//! Handing a ticket on.

use contract::{
    AccountId, TicketId,
    chat::{Destination, TransferTarget},
    departments::{Company, CompanyBrand, Department, Group, Membership, Part},
    tickets::{TicketRow, TicketTransfer},
};
use leptos::prelude::*;

use super::use_tickets;
use crate::{
    company::use_company,
    session::use_session,
    text::TransferText,
    transfer::{self, TargetList, Transferring},
};

/// Everywhere the ticket can go: within its brand; to colleagues, each in one group as the server chooses it, the
/// ticket's own rather than another of its department, and there rather than elsewhere; to groups; to departments. Who
/// only watches a group gets nothing there.
fn targets(company: &Company, ticket: &TicketRow, me: Option<AccountId>) -> Vec<TransferTarget> {
    let here = |brand: &&CompanyBrand| brand.departments.iter().any(|department| department.id == ticket.department);
    let Some(brand) = company.brands.iter().find(here) else { return Vec::new() };
    let mut groups: Vec<(&Department, &Group)> = Vec::new();
    let mut whole = Vec::new();
    for department in &brand.departments {
        groups.extend(department.groups.iter().map(|group| (department, group)));
        whole.push(TransferTarget {
            destination: Destination::Department(department.id),
            name: department.details.name.clone(),
            within: brand.name.clone(),
            receives: department.groups.iter().any(|group| group.front_line && receives(group)),
        });
    }
    let places = groups.iter().map(|(department, group)| TransferTarget {
        destination: Destination::Group(group.id),
        name: group.name.clone(),
        within: department.details.name.clone(),
        receives: receives(group),
    });
    let places: Vec<TransferTarget> = places.collect();
    groups.sort_by_key(|(department, group)| (group.id != ticket.group, department.id != ticket.department, group.id));
    let owner = ticket.agent.as_ref().map(|agent| agent.id);
    let mut agents: Vec<TransferTarget> = Vec::new();
    for (department, group) in groups {
        let takes = |member: &&Membership| member.details.tickets.part != Part::Excluded;
        for member in group.members.iter().filter(takes) {
            let (id, destination) = (Some(member.agent.id), Destination::Agent(member.agent.id));
            if id != me && id != owner && !agents.iter().any(|agent| agent.destination == destination) {
                agents.push(TransferTarget {
                    destination,
                    name: member.agent.name.clone(),
                    within: format!("{} › {}", department.details.name, group.name),
                    receives: member.no_tickets_because.is_none(),
                });
            }
        }
    }
    agents.sort_by_key(|agent| (!agent.receives, agent.name.to_lowercase()));
    agents.into_iter().chain(places).chain(whole).collect()
}

/// Whether somebody in a group receives tickets now.
fn receives(group: &Group) -> bool {
    group.members.iter().any(|member| member.no_tickets_because.is_none())
}

/// The dialog.
#[component]
pub(super) fn TransferDialog(ticket: TicketId, transfer: Transferring) -> impl IntoView {
    let tickets = use_tickets();
    let company = use_company();
    let hand_on = move |()| {
        let Some((target, comment)) = transfer.chosen() else { return };
        let body = TicketTransfer { destination: target.destination, comment };
        transfer.sending.run(async move { tickets.transfer(ticket, body).await }, move |()| transfer.done(&target));
    };
    let me = use_session().me_untracked().map(|me| me.id);
    let known = ui::kept(move || {
        let row = tickets.row(ticket);
        company.with(|company| Some(targets(company?, &row?, me))).unwrap_or_default()
    });
    let targets = move || view! { <TargetList targets=known chosen=transfer.chosen /> };
    let title = ui::texts::<TransferText>().ticket;
    view! { <transfer::TransferDialog transfer title targets on_transfer=hand_on /> }.into_any()
}

#[cfg(test)]
mod tests {
    use contract::{
        Timestamp,
        departments::{
            ChatPolicies, DepartmentDetails, DistributionMethod, MembershipDetails, Share, TicketPolicies, Visibility,
        },
        people::AgentRef,
        presence::WhyNot,
        tickets::{Priority, TicketStatus},
    };

    use super::*;

    fn id<T: From<uuid::Uuid>>(number: u128) -> T {
        uuid::Uuid::from_u128(number).into()
    }

    fn member(agent: u128, part: Part, why_not: Option<WhyNot>) -> Membership {
        let share = Share { part, limit: 5, active: true };
        Membership {
            agent: AgentRef { id: id(agent), name: format!("Agent {agent}") },
            details: MembershipDetails { chats: share, tickets: share, order: 0 },
            connected: true,
            no_chats_because: None,
            no_tickets_because: why_not,
            open_chats: 0,
            open_tickets: 0,
            version: 1,
        }
    }

    /// A department with one group of the same number.
    fn department(brand: u128, number: u128, members: Vec<Membership>) -> Department {
        let group = Group {
            id: id(number),
            department: id(number),
            name: format!("Level {number}"),
            front_line: true,
            members,
            chats_waiting: 0,
            tickets_waiting: 0,
            permissions: contract::rights::Permissions::NONE,
            version: 1,
        };
        Department {
            id: id(number),
            brand: id(brand),
            details: DepartmentDetails {
                name: format!("Department {number}"),
                description: String::new(),
                email: "d@d.example".into(),
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
            groups: vec![group],
            version: 1,
        }
    }

    #[test]
    fn it_goes_only_where_the_server_takes_it() {
        let brand = |brand: u128, departments| CompanyBrand {
            id: id(brand),
            name: format!("Brand {brand}"),
            hue: 0,
            departments,
        };
        let away = || Some(WhyNot::Away);
        let sales = vec![member(101, Part::Primary, None), member(102, Part::Excluded, Some(WhyNot::Excluded))];
        let service = vec![member(101, Part::Primary, None), member(103, Part::Pull, Some(WhyNot::PullsByHand))];
        let repair = vec![
            member(104, Part::Primary, None),
            member(105, Part::Primary, away()),
            member(103, Part::Primary, None),
        ];
        let ours = vec![department(1, 11, sales), department(1, 12, service), department(1, 13, repair)];
        let theirs = vec![department(2, 21, vec![member(106, Part::Primary, None)])];
        let company = Company { brands: vec![brand(2, theirs), brand(1, ours)], pictures: Vec::new(), version: 1 };
        let ticket = TicketRow {
            id: id(1),
            number: 1,
            subject: "Ours".into(),
            department: id(12),
            department_name: String::new(),
            group: id(12),
            group_name: String::new(),
            agent: Some(AgentRef { id: id(104), name: String::new() }),
            status: TicketStatus::Active,
            priority: Priority::Normal,
            from: String::new(),
            opened_at: Timestamp(String::new()),
            updated_at: Timestamp(String::new()),
            version: 1,
            tags: Vec::new(),
            pinned: false,
            follow_up: None,
            set_aside: None,
            found: None,
        };
        let told = |target: &TransferTarget| format!("{} in {}: {}", target.name, target.within, target.receives);
        let all: Vec<String> = targets(&company, &ticket, Some(id(101))).iter().map(told).collect();
        assert_eq!(
            all,
            [
                // In the ticket's own group rather than in the other one.
                "Agent 103 in Department 12 › Level 12: false",
                "Agent 105 in Department 13 › Level 13: false",
                "Level 11 in Department 11: true",
                "Level 12 in Department 12: true",
                "Level 13 in Department 13: true",
                "Department 11 in Brand 1: true",
                "Department 12 in Brand 1: true",
                "Department 13 in Brand 1: true",
            ]
        );
    }
}
