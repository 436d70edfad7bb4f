//! The tables this slice owns: organizations, their member rules, their comments.

/// `organizations`.
pub mod organizations {
    use sea_orm::entity::prelude::*;

    /// An organization.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "organizations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        /// The name as compared.
        pub name_key: String,
        /// A `contract::organizations::OrganizationDetails`.
        pub details: Json,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `member_rules`.
pub mod member_rules {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A member rule.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "member_rules")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub kind: String,
        /// As compared. Of a username rule it is the account's id, so that renaming the account breaks nothing.
        pub value: String,
        pub account_id: Option<Uuid>,
        pub include_subdomains: bool,
        pub created_at: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `organization_comments`.
pub mod organization_comments {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A comment; for agents only.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "organization_comments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub organization_id: Uuid,
        pub at: Time,
        pub by_id: Uuid,
        pub by_name: String,
        pub client_id: Uuid,
        pub text: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
