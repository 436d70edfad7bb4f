//! Identifiers: UUIDs with a type of their own, so that a chat's id never passes for a ticket's.

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl $crate::tree::FromTree for $name {
            fn from_tree(tree: $crate::tree::Tree, missing: &mut $crate::tree::Missing) -> Self {
                Self($crate::tree::FromTree::from_tree(tree, missing))
            }
        }

        impl $crate::tree::ToTree for $name {
            fn to_tree(&self) -> $crate::tree::Tree {
                $crate::tree::Tree::Text(self.to_string())
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// An account: an employee's or a customer's.
    AccountId;
    /// A brand.
    BrandId;
    /// A department.
    DepartmentId;
    /// A group of a department.
    GroupId;
    /// A visitor: a browser on a website or the portal.
    VisitorId;
    /// A lease: one connected console of an agent.
    LeaseId;
    /// A live chat.
    ChatId;
    /// A ticket.
    TicketId;
    /// A mail that came.
    MailId;
    /// An entry of a ticket: a message, a comment, something that happened.
    TicketEntryId;
    /// A file that belongs to what was said.
    AttachmentId;
    /// What a comment asks of an agent or a group.
    AskId;
    /// A custom field.
    FieldId;
    /// An option of a custom field.
    OptionId;
    /// A template: the fields asked for.
    TemplateId;
    /// A search template.
    SearchId;
    /// An organization: a customer company.
    OrganizationId;
    /// A member rule of an organization.
    RuleId;
    /// One of the company's own roles.
    RoleId;
    /// An entry of the history.
    HistoryId;
    /// A session: a browser somebody is signed in at.
    SessionId;
    /// A token of a program.
    TokenId;
    /// An OpenID provider employees sign in with.
    ProviderId;
    /// A passkey.
    PasskeyId;
    /// Made by the client for one sending, so that a retry is recognised.
    ClientId;
}
