//! The table this slice owns.

/// `asks`: one row for each agent or group that a comment names.
pub mod asks {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// An ask. It is gone when its item is over; that it was asked stays in the comment.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "asks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// A chat or a ticket.
        pub item_id: Uuid,
        pub channel: String,
        /// Who is asked: an agent or a group.
        pub agent_id: Option<Uuid>,
        pub group_id: Option<Uuid>,
        pub by_id: Uuid,
        /// The beginning of the comment.
        pub text: String,
        pub asked_at: Time,
        /// When it was answered or done.
        pub answered_at: Option<Time>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
