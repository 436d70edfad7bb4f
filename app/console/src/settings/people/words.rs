//! How roles are said.

use contract::people::{PersonKind, Role};

use crate::text::PeopleText;

/// Every role, lowest first.
pub const ROLES: [Role; 3] = [Role::Agent, Role::Manager, Role::Administrator];

/// A role.
pub fn role(t: &PeopleText, role: Role) -> &'static str {
    match role {
        Role::Agent => t.role_agent,
        Role::Manager => t.role_manager,
        Role::Administrator => t.role_administrator,
        Role::Own(_) => t.role_own,
        Role::Everyone | Role::Registered | Role::Verified => "",
    }
}

/// What a role allows.
pub fn role_hint(t: &PeopleText, role: Role) -> &'static str {
    match role {
        Role::Agent => t.agent_hint,
        Role::Manager => t.manager_hint,
        Role::Administrator => t.administrator_hint,
        Role::Own(_) | Role::Everyone | Role::Registered | Role::Verified => "",
    }
}

/// Several roles; the highest says enough.
pub fn highest(t: &PeopleText, roles: &[Role]) -> &'static str {
    roles.iter().max().map_or("", |highest| role(t, *highest))
}

/// Employee or customer.
pub fn kind(t: &PeopleText, kind: PersonKind) -> &'static str {
    match kind {
        PersonKind::Employee => t.employee,
        PersonKind::Customer => t.customer,
    }
}
