//! The tables of presence and distribution.

/// Live consoles.
pub mod leases {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A row of `leases`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "leases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agent_id: Uuid,
        pub session_id: Option<Uuid>,
        pub node: Uuid,
        pub ends_at: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What agents say of themselves.
pub mod presences {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A row of `presences`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "presences")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub agent_id: Uuid,
        pub availability: String,
        pub checked_in_since: Option<Time>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Check-ins and check-outs.
pub mod shifts {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A row of `shifts`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "shifts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub agent_id: Uuid,
        pub began_at: Time,
        pub ended_at: Option<Time>,
        pub ended_by: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Chats and tickets that somebody must do something about, or once had to.
pub mod work_items {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A row of `work_items`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "work_items")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub item_id: Uuid,
        pub channel: String,
        pub department_id: Uuid,
        pub group_id: Uuid,
        pub agent_id: Option<Uuid>,
        /// `waiting`, `active` or `done`.
        pub state: String,
        pub epoch: i64,
        /// 0 is the usual, higher goes first.
        pub priority: i32,
        pub handed_back: bool,
        pub arrived_at: Time,
        /// Who handed it on, and gets it back only when nobody else may have it.
        pub not_to: Option<Uuid>,
        /// Who let the time for an answer lapse, one after the other: nobody is given the same wait twice.
        pub lapsed: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// Whose turn it was last.
pub mod rotations {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A row of `rotations`.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "rotations")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub group_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub agent_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub channel: String,
        pub last_assigned: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
