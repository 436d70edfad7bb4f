//! The tables this slice owns: where mails are fetched, and the book of those that came.

/// `mails`: every mail that came, once per department, and what became of it.
pub mod mails {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A mail that came.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mails")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub department_id: Uuid,
        /// By what it is known again: its own name with the address it is from, else its digest.
        pub mail_key: String,
        /// By what the file is known that holds it as it came: SHA-256, in hex.
        pub digest: String,
        /// Bytes.
        pub size: i64,
        pub at: Time,
        /// Its own name, without the angles.
        pub message_id: Option<String>,
        pub from_address: String,
        pub from_name: String,
        pub subject: String,
        /// Nobody wrote it.
        pub automatic: bool,
        /// [`Verdict`](contract::mails::Verdict); none of what does not read.
        pub verdict: Option<String>,
        /// A `contract::mails::MailFate`.
        pub fate: String,
        /// Why it is in quarantine; may be empty.
        pub problem: String,
        pub ticket_id: Option<Uuid>,
        pub entry_id: Option<Uuid>,
        /// How often it was tried.
        pub attempts: i32,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `mailboxes`: where a department's mails are fetched.
pub mod mailboxes {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A mailbox.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mailboxes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub department_id: Uuid,
        pub protocol: String,
        pub host: String,
        pub port: i32,
        pub security: String,
        pub username: String,
        pub folder: String,
        pub enabled: bool,
        /// What the server calls itself that checks senders; may be empty.
        pub checked_by: String,
        /// Mail to its address with anything after a plus comes here, too.
        pub plus_addresses: bool,
        /// The password, sealed.
        pub secret: Vec<u8>,
        /// What came there before is not taken in.
        pub since: Time,
        /// Of which numbering `last_uid` is.
        pub uid_validity: i64,
        /// Everything up to this number was taken in.
        pub last_uid: i64,
        pub fetched_at: Option<Time>,
        /// Why mails are not fetched now; may be empty.
        pub problem: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `mailbox_uidls`: the mails of a mailbox without numbers (POP3) that were taken in.
pub mod mailbox_uidls {
    use sea_orm::entity::prelude::*;

    /// A mail that was taken in.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mailbox_uidls")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub department_id: Uuid,
        /// What its server calls it.
        #[sea_orm(primary_key, auto_increment = false)]
        pub uidl: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `mail_templates`: what a brand or a department says otherwise in its mails.
pub mod mail_templates {
    use sea_orm::entity::prelude::*;

    /// The own templates of a brand or a department.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "mail_templates")]
    pub struct Model {
        /// The brand or the department.
        #[sea_orm(primary_key, auto_increment = false)]
        pub owner_id: Uuid,
        /// A list of [`MailTemplate`](contract::mail_templates::MailTemplate).
        pub own: Json,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `automatic_answers`: what was answered by a machine, to whom.
pub mod automatic_answers {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// An automatic answer.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "automatic_answers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub department_id: Uuid,
        /// The address it went to, as compared.
        pub address_key: String,
        /// [`MailPurpose`](contract::mail_templates::MailPurpose).
        pub purpose: String,
        pub at: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
