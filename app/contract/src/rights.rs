//! Who may do what, and why: one decision, for the server and for every page. Pure.
//!
//! A person's rights are what the roles held allow everywhere, but not in confidential departments, and what each group
//! the person is a member of grants in that group. Whoever has an item may finish it.

use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use crate::permissions::{Permission, Permissions};
use crate::{AccountId, DepartmentId, GroupId, roles::Role};

/// A role somebody holds, and what it allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldRole {
    /// Which one.
    pub role: Role,
    /// What it allows everywhere.
    pub permissions: Permissions,
}

/// A group somebody is a member of, and what it grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldGroup {
    /// Which one.
    pub group: GroupId,
    /// Its department.
    pub department: DepartmentId,
    /// What it grants its members.
    pub permissions: Permissions,
    /// Whether the member only watches: excluded from the distribution of chats and of tickets.
    pub watches: bool,
}

impl HeldGroup {
    /// What this member may do there.
    pub fn granted(&self) -> Permissions {
        if self.watches { self.permissions.without(Permissions::HANDLING) } else { self.permissions }
    }
}

/// All that decides what a person may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// The roles held.
    pub roles: Vec<HeldRole>,
    /// The groups the person is a member of, archived ones left out.
    pub groups: Vec<HeldGroup>,
}

/// Where an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The department.
    pub department: DepartmentId,
    /// The group that holds it.
    pub group: GroupId,
    /// Whether the department is confidential.
    pub confidential: bool,
}

/// Who has an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Whoever asks.
    Mine,
    /// Somebody else.
    Colleagues,
    /// Nobody: it waits.
    Nobodys,
}

/// What somebody wants to do with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// See it in lists and follow it.
    View,
    /// Read it: in lists, or among what an organization did.
    Read,
    /// What a permission allows, with an item one may view.
    Do(Permission),
}

/// Why something is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Reason {
    /// A role allows it.
    Role {
        /// Which one.
        role: Role,
    },
    /// A group grants it to its members.
    Group {
        /// Which one.
        group: GroupId,
    },
    /// Whoever has the item may.
    Owner,
}

/// With which items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// Those of one group.
    Group(Place),
    /// Those of a department.
    Department {
        /// Which one.
        department: DepartmentId,
        /// Whether it is confidential.
        confidential: bool,
    },
    /// Any, wherever they are.
    Everything,
}

impl Rights {
    /// Whether a role allows it, somewhere at least: what is the installation's is asked so.
    pub fn holds(&self, permission: Permission) -> bool {
        self.of_roles().contains(permission)
    }

    /// Whether a role or a group grants it anywhere.
    pub fn holds_somewhere(&self, permission: Permission) -> bool {
        self.holds(permission) || self.groups.iter().any(|held| held.granted().contains(permission))
    }

    /// What the roles allow together.
    pub fn of_roles(&self) -> Permissions {
        self.roles.iter().fold(Permissions::NONE, |all, held| all.and(held.permissions))
    }

    /// Whether the person is a member of any group of a department.
    pub fn is_member_of(&self, department: DepartmentId) -> bool {
        self.groups.iter().any(|held| held.department == department)
    }

    /// Whether the person sees items of groups the person is no member of.
    pub fn sees_beyond_groups(&self) -> bool {
        self.holds(Permission::ViewQueue) || self.holds(Permission::SeeColleagues)
    }

    /// Whether a department may be seen: in the company, its settings, its history.
    pub fn sees_department(&self, department: DepartmentId, confidential: bool) -> bool {
        !confidential
            || self.is_member_of(department)
            || self.holds(Permission::ManageCompany)
            || self.holds(Permission::SeeConfidential)
    }

    /// Whether the person may do this with an item there.
    pub fn may(&self, act: Act, at: &Place, whose: Whose) -> bool {
        match act {
            Act::View => self.views(at, whose),
            Act::Read => self.views(at, whose) || self.grants(Permission::SeeOrganizationHistory, at, whose),
            // None of these is done with an item one looks at.
            Act::Do(one) if !one.is_of_one() => self.grants(one, at, whose),
            Act::Do(permission) => self.views(at, whose) && self.grants(permission, at, whose),
        }
    }

    /// The same for whom a comment asks: the item may be read and commented on, and nothing else. In a confidential
    /// department that is so only for members of the item's group and for those who may read it anyway.
    pub fn may_when_asked(&self, act: Act, at: &Place, whose: Whose) -> bool {
        let answers = matches!(act, Act::Read | Act::Do(Permission::Comment));
        self.may(act, at, whose) || answers && self.can_be_asked(at, whose)
    }

    /// Whether a comment on an item there can ask the person.
    pub fn can_be_asked(&self, at: &Place, whose: Whose) -> bool {
        self.keeps(at) || self.may(Act::Read, at, whose)
    }

    /// Everything the person may do with an item there.
    pub fn all(&self, at: &Place, whose: Whose) -> Permissions {
        Permission::ALL.iter().copied().filter(|one| one.is_of_items() && self.may(Act::Do(*one), at, whose)).collect()
    }

    /// The same for whom a comment asks.
    pub fn all_when_asked(&self, at: &Place, whose: Whose) -> Permissions {
        let more = self.may_when_asked(Act::Do(Permission::Comment), at, whose).then_some(Permission::Comment);
        self.all(at, whose).and(more.into_iter().collect())
    }

    /// Why something is allowed with some items, by every role and group that says so. Where only ownership does, that is
    /// the reason. Nothing when it is not allowed: what one may not see is nothing to act on, whatever grants the act.
    pub fn because(&self, permission: Permission, within: Within) -> Vec<Reason> {
        let confidential = match within {
            Within::Group(place) => place.confidential,
            Within::Department { confidential, .. } => confidential,
            Within::Everything => false,
        };
        let places = self.places(within);
        let others = |at: &&Place| {
            [Whose::Nobodys, Whose::Colleagues].iter().any(|whose| self.may(Act::Do(permission), at, *whose))
        };
        let there: Vec<&Place> = places.iter().filter(|at| !permission.is_of_items() || others(at)).collect();
        let mut reasons = Vec::new();
        if !there.is_empty() && (!permission.is_of_items() || self.roles_reach(confidential)) {
            let roles = self.roles.iter().filter(|held| held.permissions.contains(permission));
            reasons.extend(roles.map(|held| Reason::Role { role: held.role }));
        }
        let groups = self.groups.iter().filter(|held| there.iter().any(|at| reaches(held, permission, at)));
        let groups = groups.filter(|held| held.granted().contains(permission));
        reasons.extend(groups.map(|held| Reason::Group { group: held.group }));
        if let Within::Group(place) = within
            && reasons.is_empty()
            && self.may(Act::Do(permission), &place, Whose::Mine)
        {
            reasons.push(Reason::Owner);
        }
        reasons
    }

    /// Where items may be that are asked about: in one's groups, and in one of which one is no member.
    fn places(&self, within: Within) -> Vec<Place> {
        let (of, confidential) = match within {
            Within::Group(place) => return vec![place],
            Within::Department { department, confidential } => (Some(department), confidential),
            Within::Everything => (None, false),
        };
        let held = self.groups.iter().filter(|held| of.is_none_or(|department| held.department == department));
        let held = held.map(|held| Place { department: held.department, group: held.group, confidential });
        let nil = uuid::Uuid::nil();
        let elsewhere = Place { department: of.unwrap_or(DepartmentId(nil)), group: GroupId(nil), confidential };
        held.chain([elsewhere]).collect()
    }

    fn views(&self, at: &Place, whose: Whose) -> bool {
        let colleagues = self.grants(Permission::SeeColleagues, at, whose);
        match whose {
            Whose::Colleagues => colleagues,
            Whose::Nobodys => colleagues || self.grants(Permission::ViewQueue, at, whose),
            Whose::Mine => colleagues || self.grants(Permission::ViewQueue, at, whose) || self.keeps(at),
        }
    }

    fn grants(&self, permission: Permission, at: &Place, whose: Whose) -> bool {
        let by_group = self.groups.iter().any(|held| {
            let reached = reaches(held, permission, at);
            reached && held.granted().contains(permission)
        });
        by_group
            || self.roles_reach(at.confidential) && self.holds(permission)
            || whose == Whose::Mine && self.keeps(at) && self.of_owner(at).contains(permission)
    }

    /// Whether what roles allow holds there.
    fn roles_reach(&self, confidential: bool) -> bool {
        !confidential || self.holds(Permission::SeeConfidential)
    }

    /// Whether one keeps what one has, or answers what one is asked: in a confidential department only as a member of the group.
    fn keeps(&self, at: &Place) -> bool {
        !at.confidential || self.groups.iter().any(|held| held.group == at.group)
    }

    /// Whoever has an item finishes it. Who works in the group does so as the group allows; who does not may also hand
    /// it on and close it, since nothing else would say so.
    fn of_owner(&self, at: &Place) -> Permissions {
        const ALWAYS: Permissions = Permissions::of(&[Permission::Comment, Permission::Reply]);
        const ALONE: Permissions =
            ALWAYS.and(Permissions::of(&[Permission::Transfer, Permission::Close, Permission::EditFields]));
        let works = self.groups.iter().any(|held| held.group == at.group && !held.watches);
        if works { ALWAYS } else { ALONE }
    }
}

/// Whether what a group grants reaches an item: in the group itself; what organizations did, in the whole department.
fn reaches(held: &HeldGroup, permission: Permission, at: &Place) -> bool {
    held.group == at.group || permission == Permission::SeeOrganizationHistory && held.department == at.department
}

/// With which items somebody's permissions are asked for: a group's, a department's, or any.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PermissionsAt {
    /// Those of this group.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// Those of this department; a group named beside it says enough.
    #[garde(skip)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentId>,
}

/// A permission, and why it is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Effective {
    /// Which one.
    pub permission: Permission,
    /// What grants it; empty when nothing does.
    pub because: Vec<Reason>,
}

/// What somebody may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EffectivePermissions {
    /// Every permission, in the order they have everywhere.
    pub items: Vec<Effective>,
}

/// What a group grants its members.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct GroupPermissions {
    /// Only such as are about items.
    #[garde(skip)]
    pub permissions: Permissions,
}

endpoint! {
    /// What an employee may do with the items of a group, of a department, or wherever they are, and which role or group
    /// grants it. One's own anybody may ask for; those of others who manage people or roles.
    GetEffectivePermissions { person: AccountId } Get "/api/v1/people/{person}/permissions" (PermissionsAt) -> EffectivePermissions
}
endpoint! {
    /// Says what a group grants its members; their open consoles follow at once.
    SetGroupPermissions { group: GroupId } versioned Put "/api/v1/groups/{group}/permissions" (GroupPermissions) -> crate::departments::Group
}

#[cfg(test)]
#[path = "rights_tests.rs"]
mod tests;
