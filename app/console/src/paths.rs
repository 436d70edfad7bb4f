//! The console's addresses, each written once. They are whole paths, as links want them; [`go`] follows one.

use contract::{
    AccountId, BrandId, ChatId, DepartmentId, FieldId, GroupId, OrganizationId, ProviderId, SearchId, TicketId,
    fields::ItemKind, people::Role,
};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use crate::edit::use_unsaved;

/// Below which everything of the console lies.
pub const BASE: &str = "/console";
/// Chats: the queues, one's own, the colleagues'.
pub const CHATS: &str = "/console/chats";
/// Tickets of one's own.
pub const TICKETS: &str = "/console/tickets";
/// Every ticket one may see.
pub const ALL_TICKETS: &str = "/console/tickets?scope=all";
/// Opens a ticket for a customer.
pub const NEW_TICKET: &str = "/console/tickets/new";
/// Customer companies.
pub const ORGANIZATIONS: &str = "/console/organizations";
/// Makes an organization.
pub const NEW_ORGANIZATION: &str = "/console/organizations/new";
/// Employees and customers.
pub const PEOPLE: &str = "/console/people";
/// Makes an account.
pub const NEW_PERSON: &str = "/console/people/new";
/// Brands, departments, groups and their members.
pub const COMPANY: &str = "/console/settings/company";
/// Departments.
pub const DEPARTMENTS: &str = "/console/settings/departments";
/// Makes a department.
pub const NEW_DEPARTMENT: &str = "/console/settings/departments/new";
/// The brands.
pub const BRANDS: &str = "/console/settings/brands";
/// Roles.
pub const ROLES: &str = "/console/settings/roles";
/// Makes a role.
pub const NEW_ROLE: &str = "/console/settings/roles/new";
/// Whom employees sign in with.
pub const PROVIDERS: &str = "/console/settings/providers";
/// Adds one.
pub const NEW_PROVIDER: &str = "/console/settings/providers/new";
/// Custom fields and their templates.
pub const FIELDS: &str = "/console/settings/fields";
/// Makes a field.
pub const NEW_FIELD: &str = "/console/settings/fields/new";
/// Templates, by what they are for.
pub const TEMPLATES: &str = "/console/settings/templates";
/// Search templates.
pub const SEARCHES: &str = "/console/settings/searches";
/// Makes one.
pub const NEW_SEARCH: &str = "/console/settings/searches/new";
/// Reports.
pub const REPORTS: &str = "/console/reports";
/// The record of shifts.
pub const SHIFTS: &str = "/console/reports/shifts";
/// The mail log.
pub const MAILS: &str = "/console/settings/mails";
/// What was done to settings and people.
pub const HISTORY: &str = "/console/settings/history";
/// Makes a brand.
pub const NEW_BRAND: &str = "/console/settings/brands/new";
/// The sign-in page.
pub const SIGN_IN: &str = "/console/sign-in";
/// Asks for a link to choose another password.
pub const FORGOTTEN: &str = "/console/sign-in?forgotten=1";
/// Sets up the second factor that everybody must have.
pub const SECOND_FACTOR: &str = "/console/second-factor";
/// One's own account.
pub const ACCOUNT: &str = "/console/account";
/// The assistant of the first start.
pub const SETUP: &str = "/console/setup";

/// One chat, beside the list it was opened from.
pub fn chat(chat: ChatId, group: Option<GroupId>) -> String {
    match group {
        Some(group) => format!("{CHATS}/{chat}?group={group}"),
        None => format!("{CHATS}/{chat}"),
    }
}

/// A chat's transcript, to read and to print.
pub fn transcript(chat: ChatId) -> String {
    format!("{CHATS}/{chat}/transcript")
}

/// The chats of one group.
pub fn queue(group: GroupId) -> String {
    format!("{CHATS}?group={group}")
}

/// The tickets of one group.
pub fn ticket_queue(group: GroupId) -> String {
    format!("{TICKETS}?group={group}")
}

/// One ticket.
pub fn ticket(ticket: TicketId) -> String {
    format!("{TICKETS}/{ticket}")
}

/// One organization.
pub fn organization(organization: OrganizationId) -> String {
    format!("{ORGANIZATIONS}/{organization}")
}

/// One person.
pub fn person(person: AccountId) -> String {
    format!("{PEOPLE}/{person}")
}

/// One department's settings.
pub fn department(department: DepartmentId) -> String {
    format!("{DEPARTMENTS}/{department}")
}

/// One brand's settings.
pub fn brand(brand: BrandId) -> String {
    format!("{BRANDS}/{brand}")
}

/// One role.
pub fn role(role: Role) -> String {
    format!("{ROLES}/{}", String::from(role))
}

/// One provider.
pub fn provider(provider: ProviderId) -> String {
    format!("{PROVIDERS}/{provider}")
}

/// One field's settings.
pub fn field(field: FieldId) -> String {
    format!("{FIELDS}/{field}")
}

/// A template: the installation's, or a department's.
pub fn template(kind: ItemKind, department: Option<DepartmentId>) -> String {
    match department {
        Some(department) => format!("{TEMPLATES}/{kind}?department={department}"),
        None => format!("{TEMPLATES}/{kind}"),
    }
}

/// One search template.
pub fn search(search: SearchId) -> String {
    format!("{SEARCHES}/{search}")
}

/// A brand's hours.
pub fn brand_hours(brand: BrandId) -> String {
    format!("{BRANDS}/{brand}/hours")
}

/// Where a department's mails are fetched.
pub fn mailbox(department: DepartmentId) -> String {
    format!("{DEPARTMENTS}/{department}/mailbox")
}

/// What stands in a department's mails.
pub fn department_mail_templates(department: DepartmentId) -> String {
    format!("{DEPARTMENTS}/{department}/mail-templates")
}

/// What stands in the mails of a brand's departments.
pub fn brand_mail_templates(brand: BrandId) -> String {
    format!("{BRANDS}/{brand}/mail-templates")
}

/// A department's hours.
pub fn department_hours(department: DepartmentId) -> String {
    format!("{DEPARTMENTS}/{department}/hours")
}

/// Follows whole paths: `let go = paths::go(); go(paths::CHATS)`. Ask for it in the component's body. Who would leave
/// something unsaved is asked first.
pub fn go() -> impl Fn(&str) + Clone + 'static {
    let (go, unsaved) = (go_unasked(), use_unsaved());
    move |path: &str| {
        if !unsaved.keeps_from(path) {
            go(path);
        }
    }
}

/// Follows whole paths, whatever is unsaved.
pub fn go_unasked() -> impl Fn(&str) + Clone + 'static {
    let navigate = use_navigate();
    move |path: &str| navigate(path, NavigateOptions { resolve: false, scroll: false, ..Default::default() })
}

/// Follows a whole path in place of the page shown, so that "back" skips it.
pub fn go_instead() -> impl Fn(&str) + Clone + 'static {
    let navigate = use_navigate();
    move |path: &str| {
        navigate(path, NavigateOptions { resolve: false, scroll: false, replace: true, ..Default::default() })
    }
}
