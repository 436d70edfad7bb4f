//! The tables this slice owns: tickets, what stands on them, who takes part, and what happened to them.

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
        /// Since when it stands so.
        pub status_at: Time,
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
        /// The ticket in which what was said in this one stands.
        pub merged_into: Option<Uuid>,
        /// The tags as they are written, a list of texts.
        pub tags: Json,
        pub pinned: bool,
        pub follow_up_at: Option<Time>,
        /// Of what the follow-up reminds; may be empty.
        pub follow_up_comment: String,
        /// Who wants to be reminded.
        pub follow_up_by: Option<Uuid>,
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

/// `tags`: every word that ever stood on a ticket.
pub mod tags {
    use sea_orm::entity::prelude::*;

    /// A tag.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "tags")]
    pub struct Model {
        /// The word as compared.
        #[sea_orm(primary_key, auto_increment = false)]
        pub key: String,
        /// The word as it was written first.
        pub name: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `ticket_links`: tickets that belong together, once from each side.
pub mod ticket_links {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A link, seen from a ticket.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ticket_links")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub ticket_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub other_id: Uuid,
        /// A `contract::tickets::LinkKind`.
        pub kind: String,
        pub at: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `ticket_spans`: the stretches between changes of where a ticket is and how it stands.
pub mod ticket_spans {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A stretch.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ticket_spans")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub ticket_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub from_at: Time,
        /// When the next one began; absent while it lasts.
        pub to_at: Option<Time>,
        pub department_id: Uuid,
        pub group_id: Uuid,
        pub agent_id: Option<Uuid>,
        pub status: String,
        pub priority: i32,
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
        /// The merged ticket that brought it along.
        pub merged_from: Option<Uuid>,
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
        /// A list of addresses.
        pub recipients: Json,
        /// Until then it can be taken back.
        pub leaves_at: Time,
        /// Empty: the ticket's.
        pub subject: String,
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
