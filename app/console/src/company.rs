//! The company's structure, as the signed-in agent sees it: fetched once, and again whenever it changes. Who receives,
//! and what waits, is pushed.

use client::CallError;
use contract::{
    AccountId, DepartmentId, GroupId,
    departments::{Company, Department, GetCompany, Group},
    live::AgentFrame,
    rights::Permission,
};
use leptos::{prelude::*, task::spawn_local};

use crate::{again::Again, session::Session};

/// The company; a context of the whole console.
#[derive(Clone, Copy)]
pub struct CompanyStore {
    company: RwSignal<Option<Company>>,
    /// What was pushed since the company was asked for: it is newer than the answer.
    pushed: StoredValue<Vec<AgentFrame>>,
    fetching: StoredValue<Fetching>,
    /// Why it could not be fetched.
    pub problem: RwSignal<Option<CallError>>,
    again: Again,
}

#[derive(Clone, Copy, PartialEq)]
enum Fetching {
    No,
    Yes,
    /// Something changed while the answer was on its way.
    OnceMore,
}

impl CompanyStore {
    /// Makes the company known below; [`CompanyStore::refetch`] fetches it.
    pub fn provide() -> Self {
        let store = Self {
            company: RwSignal::new(None),
            pushed: StoredValue::new(Vec::new()),
            fetching: StoredValue::new(Fetching::No),
            problem: RwSignal::new(None),
            again: Again::new(),
        };
        provide_context(store);
        store
    }

    /// The company, once it was fetched.
    pub fn get(self) -> Option<Company> {
        self.company.get()
    }

    /// Looks at the company without copying it.
    pub fn with<T>(self, look: impl FnOnce(Option<&Company>) -> T) -> T {
        self.company.with(|company| look(company.as_ref()))
    }

    /// A department by its id.
    pub fn department(self, id: DepartmentId) -> Option<Department> {
        self.with(|company| departments(company?).find(|department| department.id == id).cloned())
    }

    /// A group by its id, with its department's name.
    pub fn group(self, id: GroupId) -> Option<(String, Group)> {
        self.with(|company| {
            departments(company?).find_map(|department| {
                let group = department.groups.iter().find(|group| group.id == id)?;
                Some((department.details.name.clone(), group.clone()))
            })
        })
    }

    /// The picture of an employee, if there is one.
    pub fn picture(self, person: AccountId) -> Option<String> {
        self.with(|company| {
            let avatar = company?.pictures.iter().find(|avatar| avatar.person == person)?;
            Some(avatar.picture.clone())
        })
    }

    /// Whether a group the agent is a member of grants this.
    pub fn grants(self, me: AccountId, permission: Permission) -> bool {
        let grants = |group: &Group| {
            group.permissions.contains(permission) && group.members.iter().any(|member| member.agent.id == me)
        };
        self.with(|company| {
            company.is_some_and(|company| departments(company).any(|one| one.groups.iter().any(grants)))
        })
    }

    /// Whether the agent manages the members' status in a group, by a role or as its member.
    pub fn manages_status(self, session: Session, id: GroupId) -> bool {
        let Some(me) = session.me() else { return false };
        self.with(|company| {
            let mut all = company.into_iter().flat_map(departments);
            all.find_map(|department| Some((department, department.groups.iter().find(|group| group.id == id)?)))
                .is_some_and(|(department, group)| {
                    let reaches = !department.details.confidential || me.holds(Permission::SeeConfidential);
                    let grants = group.permissions.contains(Permission::ManageStatus)
                        && group.members.iter().any(|member| member.agent.id == me.id);
                    grants || reaches && me.holds(Permission::ManageStatus)
                })
        })
    }

    /// Whether a department has one group only: then the group's name adds nothing.
    pub fn has_only_group(self, id: DepartmentId) -> bool {
        self.with(|company| {
            let department = company.and_then(|company| departments(company).find(|department| department.id == id));
            department.is_some_and(|department| department.groups.len() == 1)
        })
    }

    /// How many tickets wait in a group's queue.
    pub fn tickets_waiting(self, id: GroupId) -> u32 {
        self.with(|company| {
            let mut groups = departments(company?).flat_map(|department| &department.groups);
            groups.find(|group| group.id == id).map(|group| group.tickets_waiting)
        })
        .unwrap_or_default()
    }

    /// The server says who receives, or what waits.
    pub fn hear(self, frame: &AgentFrame) {
        self.company.update(|company| {
            if let Some(company) = company {
                put(company, frame);
            }
        });
        if self.fetching.get_value() != Fetching::No {
            self.pushed.update_value(|pushed| pushed.push(frame.clone()));
        }
    }

    /// The server says that the company has another version now.
    pub fn changed(self, version: i64) {
        if self.company.with_untracked(|company| company.as_ref().is_none_or(|company| company.version < version)) {
            self.refetch();
        }
    }

    /// Fetches the company again; calls in quick succession become one.
    pub fn refetch(self) {
        if self.fetching.get_value() != Fetching::No {
            self.fetching.set_value(Fetching::OnceMore);
            return;
        }
        self.fetching.set_value(Fetching::Yes);
        self.pushed.update_value(Vec::clear);
        let api = ui::api();
        spawn_local(async move {
            let answer = api.call(GetCompany { body: () }).await;
            let again = self.fetching.get_value() == Fetching::OnceMore;
            self.fetching.set_value(Fetching::No);
            match answer {
                Ok(mut company) => {
                    self.again.went_well();
                    self.problem.set(None);
                    self.pushed.with_value(|pushed| pushed.iter().for_each(|frame| put(&mut company, frame)));
                    self.company.set(Some(company));
                }
                Err(error) => {
                    self.again.later(&error, move || self.refetch());
                    self.problem.set(Some(error));
                }
            }
            if again {
                self.refetch();
            }
        });
    }
}

/// Puts what was pushed into the company.
fn put(company: &mut Company, frame: &AgentFrame) {
    let departments = company.brands.iter_mut().flat_map(|brand| &mut brand.departments);
    for known in departments.flat_map(|department| &mut department.groups) {
        match frame {
            AgentFrame::ChatsWaiting { group, waiting } if *group == known.id => known.chats_waiting = *waiting,
            AgentFrame::TicketsWaiting { group, waiting } if *group == known.id => known.tickets_waiting = *waiting,
            AgentFrame::Receives { agent, connected, groups } => {
                let Some(now) = groups.iter().find(|now| now.group == known.id) else { continue };
                for member in known.members.iter_mut().filter(|member| member.agent.id == *agent) {
                    member.connected = *connected;
                    member.no_chats_because.clone_from(&now.no_chats_because);
                    member.no_tickets_because.clone_from(&now.no_tickets_because);
                    (member.open_chats, member.open_tickets) = (now.open_chats, now.open_tickets);
                }
            }
            _ => {}
        }
    }
}

/// Every department of the company, brand by brand.
pub fn departments(company: &Company) -> impl Iterator<Item = &Department> {
    company.brands.iter().flat_map(|brand| &brand.departments)
}

/// The company. Ask in the component's body.
///
/// # Panics
/// Outside of the console's [`App`](crate::app::App).
pub fn use_company() -> CompanyStore {
    expect_context()
}
