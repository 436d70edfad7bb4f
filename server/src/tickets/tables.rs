//! The tables this slice owns: tickets, their participants, their entries.

/// `tickets`.
pub mod tickets {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A ticket.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tickets")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// The human number, from 1001.
        pub number: i64,
        pub brand_id: Uuid,
        pub department_id: Uuid,
        pub group_id: Uuid,
        pub agent_id: Option<Uuid>,
        pub status: String,
        /// As routing has it: 0 is the usual, higher goes first.
        pub priority: i32,
        pub subject: String,
        /// The subject as it is looked for.
        pub subject_key: String,
        pub account_id: Option<Uuid>,
        pub from_name: String,
        pub chat_id: Option<Uuid>,
        pub client_id: Uuid,
        /// Whose client made the id: an agent, a visitor, or nil for the portal.
        pub author: Option<Uuid>,
        pub spam: bool,
        pub deleted: bool,
        pub opened_at: Time,
        /// The department it was begun in.
        pub opened_in: Uuid,
        pub updated_at: Time,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `ticket_participants`: the customer-side addresses.
pub mod ticket_participants {
    use sea_orm::entity::prelude::*;

    /// A participant.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ticket_participants")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub ticket_id: Uuid,
        /// The address as compared.
        #[sea_orm(primary_key, auto_increment = false)]
        pub address_key: String,
        pub address: String,
        /// The address's domain as compared.
        pub domain: String,
        pub name: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `ticket_copies`: who got a copy of the mail that began a ticket; they take no part in it.
pub mod ticket_copies {
    use sea_orm::entity::prelude::*;

    /// Somebody who got a copy.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ticket_copies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub ticket_id: Uuid,
        /// The address as compared.
        #[sea_orm(primary_key, auto_increment = false)]
        pub address_key: String,
        pub address: String,
        pub name: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `sent_mails`: every mail that left for a customer, or is about to.
pub mod sent_mails {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A mail that left.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sent_mails")]
    pub struct Model {
        /// The ticket's entry that it carries.
        #[sea_orm(primary_key, auto_increment = false)]
        pub entry_id: Uuid,
        pub ticket_id: Uuid,
        /// From whose address it left.
        pub department_id: Uuid,
        /// Its own name, without the angles.
        pub message_id: String,
        /// The addresses, with a comma between them.
        pub recipients: String,
        /// A `contract::tickets::SendingFate`.
        pub fate: String,
        /// What the other server said; may be empty.
        pub problem: String,
        /// How often it was tried.
        pub attempts: i32,
        /// When its fate was last known.
        pub at: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `ticket_entries`: everything that happened to a ticket.
pub mod ticket_entries {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// An entry.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "ticket_entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub ticket_id: Uuid,
        pub at: Time,
        pub author: Option<Uuid>,
        pub client_id: Option<Uuid>,
        /// A `contract::tickets::TicketEvent`.
        pub event: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
