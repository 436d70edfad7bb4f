//! The table this slice owns.

/// `attachments`: files, and to what they belong.
pub mod attachments {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A file.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "attachments")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Where it was added: the ticket.
        pub place: Uuid,
        /// What it belongs to: the ticket's entry; nothing yet while it waits to be sent.
        pub item: Option<Uuid>,
        /// Who added it; nobody when it came by mail.
        pub author: Option<Uuid>,
        /// A [`Part`](crate::attachments::Part).
        pub part: String,
        /// Clean: no path.
        pub name: String,
        pub media_type: String,
        /// Bytes.
        pub size: i64,
        /// The name of the file that holds it.
        pub digest: String,
        /// By what the HTML beside it calls it.
        pub content_id: Option<String>,
        pub position: i32,
        pub at: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
