//! The tables this slice owns: brands, departments, groups, memberships.

/// `brands`: the public faces.
pub mod brands {
    use sea_orm::entity::prelude::*;

    /// A brand.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "brands")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub key: String,
        pub host: Option<String>,
        pub is_default: bool,
        pub name: String,
        pub hue: i32,
        pub chroma: i32,
        pub headline: String,
        pub welcome: String,
        /// Pictures by their ids; empty: none.
        pub logo: String,
        pub favicon: String,
        /// Whom its letters come from; empty where the installation's stands.
        pub mail_name: String,
        pub mail_from: String,
        pub mail_reply_to: String,
        /// What is spoken where nobody knows better, as browsers name it.
        pub language: String,
        /// The origins as [`Origin`](super::super::Origin) writes them.
        pub allowed_sites: Json,
        /// Sealed.
        pub identity_secret: Option<Vec<u8>>,
        /// [`Hours`](contract::hours::Hours); always open without.
        pub hours: Option<Json>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `departments`.
pub mod departments {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A department.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "departments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub brand_id: Uuid,
        pub name: String,
        pub description: String,
        pub email: String,
        pub visibility: String,
        pub offers_chat: bool,
        pub offers_tickets: bool,
        pub chat_requires: String,
        pub tickets_require: String,
        pub accepts_new_by_email: bool,
        pub requires_check_in: bool,
        pub confidential: bool,
        pub assigns_tickets_while_away: bool,
        pub method: String,
        pub gone_grace_seconds: i32,
        /// [`ChatPolicies`](contract::departments::ChatPolicies).
        pub chat_policies: Json,
        /// [`TicketPolicies`](contract::departments::TicketPolicies).
        pub ticket_policies: Json,
        /// Whether somebody would receive a chat now; kept by routing, read by every bubble.
        pub chat_now: bool,
        /// [`Hours`](contract::hours::Hours); the brand's without.
        pub hours: Option<Json>,
        pub version: i64,
        pub archived_at: Option<Time>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `groups`.
pub mod groups {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A group of a department.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "groups")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub department_id: Uuid,
        pub name: String,
        pub front_line: bool,
        /// The wire texts of what it grants its members, with commas between.
        pub permissions: String,
        pub version: i64,
        pub archived_at: Option<Time>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `memberships`.
pub mod memberships {
    use sea_orm::entity::prelude::*;

    /// One agent in one group.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "memberships")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub group_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub agent_id: Uuid,
        pub chat_part: String,
        pub chat_limit: i32,
        pub chat_active: bool,
        pub ticket_part: String,
        pub ticket_limit: i32,
        pub ticket_active: bool,
        pub position: i32,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
