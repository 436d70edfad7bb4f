//! What can be allowed: one permission after the other, and sets of them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

macro_rules! permissions {
    ($($(#[doc = $doc:literal])+ $name:ident,)+) => {
        /// Something one may be allowed to do. Those up to `see_reports` are about items, and hold where they are granted;
        /// the others are the whole installation's, and only roles grant them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum Permission {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Permission {
            /// All of them.
            pub const ALL: &[Permission] = &[$(Permission::$name),+];
        }
    };
}

permissions! {
    /// See what waits in the queue.
    ViewQueue,
    /// See the items colleagues have, too, and what has ended.
    SeeColleagues,
    /// Comment for colleagues, and ask one by naming the colleague.
    Comment,
    /// Take an item from the queue, or over from a colleague.
    Take,
    /// Answer the customer.
    Reply,
    /// Hand an item to somebody else.
    Transfer,
    /// Close a ticket and open it again, end a chat.
    Close,
    /// Close for good.
    Lock,
    /// Make one item of two.
    Merge,
    /// Delete an item.
    Delete,
    /// Change an item's fields.
    EditFields,
    /// Read what an organization did, in the whole department.
    SeeOrganizationHistory,
    /// Say for members whether they receive.
    ManageStatus,
    /// See reports, which count what there is.
    SeeReports,
    /// Use what one's roles allow in confidential departments, too.
    SeeConfidential,
    /// Change brands, departments, groups and their members.
    ManageCompany,
    /// Make and change the accounts of employees.
    ManagePeople,
    /// Change roles, who holds them, and what groups allow.
    ManageRoles,
    /// Change custom fields and templates.
    ManageFields,
}

impl Permission {
    /// Whether it is about items, so that a group can grant it to its members.
    pub fn is_of_items(self) -> bool {
        self <= Permission::SeeReports
    }

    /// Whether it is about what one does with one item, which one has to see for it.
    pub fn is_of_one(self) -> bool {
        self < Permission::SeeOrganizationHistory
    }
}

/// A set of permissions; on the wire a list, each once and always in the same order.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Permissions(u32);

impl Permissions {
    /// None.
    pub const NONE: Permissions = Permissions(0);

    /// What a group grants unless somebody says otherwise.
    pub const OF_MEMBERS: Permissions = Permissions::of(&[
        Permission::ViewQueue,
        Permission::SeeColleagues,
        Permission::Comment,
        Permission::Take,
        Permission::Reply,
        Permission::Transfer,
        Permission::Close,
        Permission::Merge,
        Permission::EditFields,
        Permission::SeeOrganizationHistory,
    ]);

    /// Those who only watch a group handle nothing in it.
    pub const HANDLING: Permissions = Permissions::of(&[
        Permission::Take,
        Permission::Reply,
        Permission::Transfer,
        Permission::Close,
        Permission::Lock,
        Permission::Merge,
        Permission::Delete,
        Permission::EditFields,
    ]);

    /// These.
    pub const fn of(some: &[Permission]) -> Permissions {
        let (mut bits, mut at) = (0, 0);
        while at < some.len() {
            bits |= 1 << some[at] as u32;
            at += 1;
        }
        Permissions(bits)
    }

    /// Every permission there is.
    pub const fn all() -> Permissions {
        Permissions::of(Permission::ALL)
    }

    /// Whether one is among them.
    pub const fn contains(self, one: Permission) -> bool {
        self.0 & (1 << one as u32) != 0
    }

    /// Whether all of the others are among them.
    pub const fn covers(self, others: Permissions) -> bool {
        others.0 & !self.0 == 0
    }

    /// These and the others.
    #[must_use]
    pub const fn and(self, others: Permissions) -> Permissions {
        Permissions(self.0 | others.0)
    }

    /// These without the others.
    #[must_use]
    pub const fn without(self, others: Permissions) -> Permissions {
        Permissions(self.0 & !others.0)
    }

    /// One after the other.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |one| self.contains(*one))
    }
}

impl std::fmt::Debug for Permissions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(some: I) -> Self {
        some.into_iter().fold(Permissions::NONE, |set, one| set.and(Permissions::of(&[one])))
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Vec::<Permission>::deserialize(deserializer)?.into_iter().collect())
    }
}

impl PartialSchema for Permissions {
    fn schema() -> RefOr<Schema> {
        Vec::<Permission>::schema()
    }
}

impl ToSchema for Permissions {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Permission::name().into_owned(), Permission::schema()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_a_list_on_the_wire() {
        let some: Permissions = [Permission::Reply, Permission::ViewQueue, Permission::Reply].into_iter().collect();
        let text = serde_json::to_string(&some).unwrap();
        assert_eq!(text, r#"["view_queue","reply"]"#);
        assert_eq!(serde_json::from_str::<Permissions>(&text).unwrap(), some);
        assert!(serde_json::from_str::<Permissions>(r#"["everything"]"#).is_err());
        assert_eq!(serde_json::from_str::<Permissions>("[]").unwrap(), Permissions::NONE);
    }

    #[test]
    fn sets_are_sets() {
        let all = Permissions::all();
        assert_eq!(all.iter().count(), Permission::ALL.len());
        assert!(all.covers(Permissions::OF_MEMBERS) && !Permissions::OF_MEMBERS.covers(all));
        let rest = all.without(Permissions::OF_MEMBERS);
        assert_eq!(rest.and(Permissions::OF_MEMBERS), all);
        assert!(!rest.contains(Permission::Take) && rest.contains(Permission::Delete));
        assert!(Permissions::OF_MEMBERS.iter().all(Permission::is_of_items));
        assert!(Permission::SeeReports.is_of_items() && !Permission::SeeConfidential.is_of_items());
    }
}
