//! People: accounts of employees and customers, and the sign-in of employees.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use crate::roles::Role;
use crate::{
    AccountId, List, Page, SessionId, Timestamp,
    me::SignedInAt,
    rights::{Permission, Permissions},
};

/// Whether an account is one of ours or a customer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PersonKind {
    /// Works here.
    Employee,
    /// Is served here.
    Customer,
}

/// An employee, as colleagues see one beside a piece of work.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub struct AgentRef {
    /// The account.
    pub id: AccountId,
    /// The display name.
    pub name: String,
}

/// The signed-in employee.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// The account.
    pub id: AccountId,
    /// The display name.
    pub name: String,
    /// The name customers see.
    pub alias: String,
    /// The e-mail address.
    pub email: String,
    /// The roles held, lowest first.
    pub roles: Vec<Role>,
    /// What they allow together.
    pub permissions: Permissions,
    /// Whether a second factor must be set up before anything else can be done.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub lacks_second_factor: bool,
    /// Whether the account has a password, which is asked for before one changes how one signs in.
    pub has_password: bool,
    /// The language chosen, as a BCP 47 tag; empty: the browser's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// The time zone chosen, as the time zone database names it; empty: the browser's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub time_zone: String,
}

impl Me {
    /// Whether a role held allows this.
    pub fn holds(&self, permission: Permission) -> bool {
        self.permissions.contains(permission)
    }
}

/// A phone number, as typed and as compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Phone {
    /// As the person typed it.
    pub typed: String,
    /// E.164 (`+16025550100`); absent when it does not read as a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e164: Option<String>,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// The account.
    pub id: AccountId,
    /// Employee or customer.
    pub kind: PersonKind,
    /// Unique, compared without case.
    pub username: String,
    /// Unique, compared without case.
    pub email: String,
    /// Whether the address was shown to be the person's own.
    pub email_verified: bool,
    /// The display name.
    pub name: String,
    /// The name customers see; the display name when empty.
    pub alias: String,
    /// The picture colleagues see; empty: none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub picture: String,
    /// The phone number, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// The roles held, lowest first; none for customers.
    pub roles: Vec<Role>,
    /// Whether the person may sign in.
    pub active: bool,
    /// Chats an employee is given at most, in all groups together; absent: only the memberships limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chat_limit: Option<u32>,
    /// Tickets an employee is given at most, in all groups together; absent: only the memberships limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket_limit: Option<u32>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// Raised by every change.
    pub version: i64,
}

/// What signs an employee in.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Username or e-mail address.
    #[garde(length(chars, min = 1, max = 320))]
    #[schema(min_length = 1, max_length = 320)]
    pub login: String,
    /// The password.
    #[garde(length(bytes, min = 1, max = 1024))]
    #[schema(min_length = 1, max_length = 1024, format = Password)]
    pub password: String,
}

/// Which people to list.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PeopleFilter {
    /// Only employees or only customers.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<PersonKind>,
    /// Name, username or e-mail address starts with this.
    #[garde(inner(length(chars, max = 100)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The `next` of the page before.
    #[garde(inner(length(bytes, max = 500)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows per page, 50 unless told, at most 200.
    #[garde(inner(range(min = 1, max = 200)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What can be said of a person.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PersonDetails {
    /// Letters, digits, dot, dash, underscore.
    #[garde(length(chars, min = 2, max = 64))]
    #[schema(min_length = 2, max_length = 64)]
    pub username: String,
    /// The e-mail address; changing it drops its verification.
    #[garde(length(bytes, min = 3, max = 254))]
    #[schema(min_length = 3, max_length = 254)]
    pub email: String,
    /// The display name.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// The name customers see; empty means the display name.
    #[garde(length(chars, max = 120))]
    #[serde(default)]
    pub alias: String,
    /// The phone number; empty means none.
    #[garde(length(chars, max = 40))]
    #[serde(default)]
    pub phone: String,
    /// The roles held; only employees hold any. Who changes them needs `manage_roles`, and gives and takes no more than
    /// one's own roles allow, unless one is an administrator.
    #[garde(length(max = 50))]
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Whether the person may sign in.
    #[garde(skip)]
    pub active: bool,
    /// Chats the employee is given at most, in all groups together; absent: only the memberships limit.
    #[garde(inner(range(max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 1000)]
    pub chat_limit: Option<u32>,
    /// Tickets the employee is given at most, in all groups together; absent: only the memberships limit.
    #[garde(inner(range(max = 1000)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 1000)]
    pub ticket_limit: Option<u32>,
}

/// A new account.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// Employee or customer.
    #[garde(skip)]
    pub kind: PersonKind,
    /// The rest.
    #[garde(dive)]
    pub details: PersonDetails,
    /// A first password of at least 10 characters; none leaves the account without sign-in.
    #[garde(inner(length(bytes, min = 10, max = 1024)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// A new password for somebody.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// At least 10 characters. Every session of the account ends.
    #[garde(length(bytes, min = 10, max = 1024))]
    #[schema(min_length = 10, max_length = 1024, format = Password)]
    pub password: String,
}

endpoint! {
    /// Signs an employee in and sets the session cookie.
    ///
    /// The same answer, in the same time, whether the account exists or not; 429 after ten failures in five minutes.
    CreateSession {} Post "/api/v1/session" (SignIn) -> Me
}
endpoint! {
    /// Who is signed in.
    GetSession {} Get "/api/v1/session" (()) -> Me
}
endpoint! {
    /// Signs out: the session ends, its sockets close.
    EndSession {} Delete "/api/v1/session" (()) -> ()
}
endpoint! {
    /// Lists accounts by name.
    ListPeople {} Get "/api/v1/people" (PeopleFilter) -> Page<Person>
}
endpoint! {
    /// Makes an account. Who manages people makes employees; any agent makes customers.
    CreatePerson {} Post "/api/v1/people" (NewPerson) -> Person
}
endpoint! {
    /// One account.
    GetPerson { person: AccountId } versioned Get "/api/v1/people/{person}" (()) -> Person
}
endpoint! {
    /// Changes an account. Deactivating ends its sessions and sockets at once. Nobody changes an employee whose roles allow
    /// more than one's own, unless one is an administrator.
    UpdatePerson { person: AccountId } versioned Put "/api/v1/people/{person}" (PersonDetails) -> Person
}
endpoint! {
    /// Sets an employee's password and ends that account's sessions.
    SetPassword { person: AccountId } Put "/api/v1/people/{person}/password" (NewPassword) -> ()
}
endpoint! {
    /// The browsers an employee is signed in at, the last used first.
    ListSessions { person: AccountId } Get "/api/v1/people/{person}/sessions" (()) -> List<SignedInAt>
}
endpoint! {
    /// Ends a session of an employee: signs that browser out, its sockets close.
    RevokeSession { person: AccountId, session: SessionId }
        Delete "/api/v1/people/{person}/sessions/{session}" (()) -> ()
}
endpoint! {
    /// Ends every session of an employee.
    RevokeSessions { person: AccountId } Delete "/api/v1/people/{person}/sessions" (()) -> ()
}
