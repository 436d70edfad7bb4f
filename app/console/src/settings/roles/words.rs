//! How roles and permissions are said.

use contract::{
    people::{AgentRef, Role},
    rights::Permission,
    roles::NamedRole,
};
use ui::{count, fill, language};

use crate::text::{PermissionText, RolesText};

/// How many holders are named.
const NAMED: usize = 3;

/// A permission, and what it allows.
pub fn permission(t: &PermissionText, permission: Permission) -> (&'static str, &'static str) {
    match permission {
        Permission::ViewQueue => (t.view_queue, t.view_queue_is),
        Permission::SeeColleagues => (t.see_colleagues, t.see_colleagues_is),
        Permission::Comment => (t.comment, t.comment_is),
        Permission::Take => (t.take, t.take_is),
        Permission::Reply => (t.reply, t.reply_is),
        Permission::Transfer => (t.transfer, t.transfer_is),
        Permission::Close => (t.close, t.close_is),
        Permission::Lock => (t.lock, t.lock_is),
        Permission::Merge => (t.merge, t.merge_is),
        Permission::Delete => (t.delete, t.delete_is),
        Permission::EditFields => (t.edit_fields, t.edit_fields_is),
        Permission::SeeOrganizationHistory => (t.see_organization_history, t.see_organization_history_is),
        Permission::ManageStatus => (t.manage_status, t.manage_status_is),
        Permission::SeeReports => (t.see_reports, t.see_reports_is),
        Permission::SeeConfidential => (t.see_confidential, t.see_confidential_is),
        Permission::ManageCompany => (t.manage_company, t.manage_company_is),
        Permission::ManagePeople => (t.manage_people, t.manage_people_is),
        Permission::ManageRoles => (t.manage_roles, t.manage_roles_is),
        Permission::ManageFields => (t.manage_fields, t.manage_fields_is),
    }
}

/// A role's name; of the company's own ones as the list has it.
pub fn name(t: &RolesText, role: Role, own: &[NamedRole]) -> String {
    let word = match role {
        Role::Everyone => t.everyone,
        Role::Registered => t.registered,
        Role::Verified => t.verified,
        Role::Agent => t.agent,
        Role::Manager => t.manager,
        Role::Administrator => t.administrator,
        Role::Own(_) => {
            let known = own.iter().find(|known| known.role == role);
            return known.map(|known| known.details.name.clone()).unwrap_or_default();
        }
    };
    word.to_owned()
}

/// How much a role allows.
pub fn allows(t: &RolesText, role: &NamedRole) -> String {
    match role.details.permissions.iter().count() {
        _ if role.role == Role::Administrator => t.everything.to_owned(),
        0 => t.nothing.to_owned(),
        n => count(language(), t.some, n as u64),
    }
}

/// Who holds a role.
pub fn holders(t: &RolesText, role: &NamedRole) -> String {
    match role.role {
        Role::Agent => t.all_employees.to_owned(),
        role if role.is_of_customers() => t.customers.to_owned(),
        _ if role.holders.is_empty() => t.nobody.to_owned(),
        _ => named(t, &role.holders),
    }
}

/// Some by name, and how many more.
pub fn named(t: &RolesText, people: &[AgentRef]) -> String {
    let names: Vec<&str> = people.iter().take(NAMED).map(|person| person.name.as_str()).collect();
    let names = names.join(", ");
    match people.len().checked_sub(NAMED).filter(|more| *more > 0) {
        Some(more) => fill(t.more, &[("names", &names), ("n", &more.to_string())]),
        None => names,
    }
}
