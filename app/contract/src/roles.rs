//! Roles: the built-in ones, whose permissions are fixed, and the company's own.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

use crate::{
    List, RoleId,
    people::AgentRef,
    permissions::{Permission, Permissions},
};

/// A role: the word of a built-in one, or the id of one of the company's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Role {
    /// Of customers: whoever comes.
    Everyone,
    /// Of customers: who has an account.
    Registered,
    /// Of customers: who has an account, and whose e-mail address was shown to be the customer's own.
    Verified,
    /// Handles the work of the groups it is a member of.
    Agent,
    /// An agent who also sees the work of every group not confidential.
    Manager,
    /// Everything, settings included.
    Administrator,
    /// One of the company's own.
    Own(RoleId),
}

/// What a department may require of who turns to it: a role of customers. Each holds what those before it hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CustomerRole {
    /// Whoever comes; also who a site vouches for.
    #[default]
    Everyone,
    /// Who is signed in at the portal.
    Registered,
    /// Who is signed in, and whose e-mail address was shown to be the customer's own.
    Verified,
}

impl Role {
    /// The built-in ones.
    pub const BUILT_IN: [Role; 6] =
        [Role::Everyone, Role::Registered, Role::Verified, Role::Agent, Role::Manager, Role::Administrator];

    /// Whether it is customers', and no employee can hold it.
    pub fn is_of_customers(self) -> bool {
        self <= Role::Verified
    }

    /// What a built-in role allows. Customers' roles allow nothing of what agents do.
    pub fn permissions(self) -> Option<Permissions> {
        Some(match self {
            Role::Everyone | Role::Registered | Role::Verified => Permissions::NONE,
            Role::Agent => Permissions::of(&[Permission::SeeOrganizationHistory]),
            Role::Manager => Permissions::of(&[
                Permission::ViewQueue,
                Permission::SeeColleagues,
                Permission::Comment,
                Permission::Take,
                Permission::Transfer,
                Permission::SeeOrganizationHistory,
                Permission::ManageStatus,
                Permission::SeeReports,
            ]),
            // What is confidential is its members' own: who must look there is made one of them, and that is written down.
            Role::Administrator => Permissions::all().without(Permissions::of(&[Permission::SeeConfidential])),
            Role::Own(_) => return None,
        })
    }

    fn word(self) -> Option<&'static str> {
        Some(match self {
            Role::Everyone => "everyone",
            Role::Registered => "registered",
            Role::Verified => "verified",
            Role::Agent => "agent",
            Role::Manager => "manager",
            Role::Administrator => "administrator",
            Role::Own(_) => return None,
        })
    }
}

impl From<Role> for String {
    fn from(role: Role) -> String {
        match role {
            Role::Own(id) => id.to_string(),
            known => known.word().unwrap_or_default().to_owned(),
        }
    }
}

impl TryFrom<String> for Role {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Role, Self::Error> {
        let known = Role::BUILT_IN.into_iter().find(|role| role.word() == Some(&text));
        known.or_else(|| text.parse().ok().map(Role::Own)).ok_or("neither a built-in role nor the id of one")
    }
}

impl PartialSchema for Role {
    fn schema() -> RefOr<Schema> {
        let described = "`everyone`, `registered` and `verified` are customers'; `agent`, `manager` and `administrator` \
                         are employees'; anything else is the id of one of the company's own roles.";
        ObjectBuilder::new().schema_type(Type::String).description(Some(described)).build().into()
    }
}

impl ToSchema for Role {}

/// What can be said of a role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct RoleDetails {
    /// Its name, unlike that of any other.
    #[garde(length(chars, min = 1, max = 120))]
    #[schema(min_length = 1, max_length = 120)]
    pub name: String,
    /// What it allows everywhere; in confidential departments only with `see_confidential`.
    #[garde(skip)]
    pub permissions: Permissions,
}

/// A role, what it allows, and who holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedRole {
    /// Which one.
    pub role: Role,
    /// Its name, and what it allows. A built-in role's name is its word.
    pub details: RoleDetails,
    /// The employees who hold it, by name. Every employee is an agent: there nobody is listed.
    pub holders: Vec<AgentRef>,
    /// Raised by every change; 0 for built-in roles, which never change.
    pub version: i64,
}

endpoint! {
    /// Lists the roles: the built-in ones, then the company's own by name.
    ListRoles {} Get "/api/v1/roles" (()) -> List<NamedRole>
}
endpoint! {
    /// Makes a role. One gives no more than one has oneself, unless one is an administrator.
    CreateRole {} Post "/api/v1/roles" (RoleDetails) -> NamedRole
}
endpoint! {
    /// One of the company's own roles.
    GetRole { role: RoleId } versioned Get "/api/v1/roles/{role}" (()) -> NamedRole
}
endpoint! {
    /// Changes one of the company's own roles; the consoles of those who hold it follow at once.
    UpdateRole { role: RoleId } versioned Put "/api/v1/roles/{role}" (RoleDetails) -> NamedRole
}
endpoint! {
    /// Archives one of the company's own roles: whoever holds it holds it no longer.
    ArchiveRole { role: RoleId } Post "/api/v1/roles/{role}/archive" (()) -> ()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_a_word_or_an_id() {
        let own = RoleId(uuid::Uuid::from_u128(7));
        for (role, text) in [
            (Role::Agent, "\"agent\"".to_owned()),
            (Role::Verified, "\"verified\"".to_owned()),
            (Role::Own(own), format!("\"{own}\"")),
        ] {
            assert_eq!(serde_json::to_string(&role).unwrap(), text);
            assert_eq!(serde_json::from_str::<Role>(&text).unwrap(), role);
        }
        for text in ["\"Agent\"", "\"own\"", "\"\"", "7", "null", "{}"] {
            assert!(serde_json::from_str::<Role>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_built_in_roles_are_as_they_are() {
        let allowed = |role: Role| role.permissions().unwrap();
        assert!(Role::BUILT_IN[..3].iter().all(|role| role.is_of_customers() && allowed(*role) == Permissions::NONE));
        assert!(!Role::Agent.is_of_customers() && !Role::Own(RoleId(uuid::Uuid::nil())).is_of_customers());
        assert!(allowed(Role::Manager).covers(allowed(Role::Agent)));
        assert!(allowed(Role::Administrator).covers(allowed(Role::Manager)));
        assert!(allowed(Role::Manager).iter().all(Permission::is_of_items));
        assert!(!allowed(Role::Administrator).contains(Permission::SeeConfidential));
    }
}
