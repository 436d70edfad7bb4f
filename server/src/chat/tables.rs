//! The tables this slice owns: chats, and the two logs of each.

/// `chats`: a row for each chat, with the last numbers of its logs.
pub mod chats {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A chat.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "chats")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub brand_id: Uuid,
        pub department_id: Uuid,
        pub group_id: Uuid,
        pub visitor_id: Uuid,
        pub account_id: Option<Uuid>,
        /// What the visitor's browser called the chat, and its first message.
        pub client_id: Uuid,
        pub state: String,
        /// Who has it; who had it last once it has ended.
        pub agent_id: Option<Uuid>,
        /// Who had it last, also while it waits.
        pub last_agent_id: Option<Uuid>,
        pub epoch: i64,
        pub visitor_name: String,
        pub email: Option<String>,
        pub email_key: Option<String>,
        pub email_domain: Option<String>,
        /// The beginning of the first message.
        pub opening: String,
        /// The department it was begun in.
        pub opened_in: Uuid,
        pub started_at: Time,
        pub waiting_since: Option<Time>,
        pub handed_back: bool,
        /// Since when its agent has it, and the last public number then; nothing while nobody has it.
        pub assigned_at: Option<Time>,
        pub assigned_after: i64,
        /// When an agent first wrote.
        pub answered_at: Option<Time>,
        pub ended_at: Option<Time>,
        pub ended_by: Option<String>,
        pub last_public: i64,
        pub last_internal: i64,
        /// The last public number our side has seen.
        pub agent_seen: i64,
        /// The last public number the visitor has seen.
        pub visitor_seen: i64,
        /// The visitor's messages after `agent_seen`.
        pub unread: i32,
        pub last_from: Option<String>,
        pub last_text: Option<String>,
        pub last_at: Option<Time>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `chat_public`: what both sides know.
pub mod chat_public {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// An entry of a public log. `author` and `client_id` stand on messages only; the author of what a department says by
    /// itself is the department.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "chat_public")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub chat_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        /// Always 0: both logs have the same columns.
        pub after: i64,
        pub at: Time,
        pub author: Option<Uuid>,
        pub client_id: Option<Uuid>,
        pub event: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `chat_internal`: what only our side knows.
pub mod chat_internal {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// An entry of an internal log. `author` and `client_id` stand on comments only.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "chat_internal")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub chat_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        /// The last public number when it happened.
        pub after: i64,
        pub at: Time,
        pub author: Option<Uuid>,
        pub client_id: Option<Uuid>,
        pub event: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
