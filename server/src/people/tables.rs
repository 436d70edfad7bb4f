//! The tables this slice owns: accounts, roles, links by mail, the domains of addresses, sessions, tokens, second
//! factors, providers and whom they know, visitors.

pub mod visitors;

/// `accounts`: employees and customers.
pub mod accounts {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// An account. Columns ending in `_key` hold the compared form of the one beside them.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "accounts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        pub username: String,
        pub username_key: String,
        pub email: String,
        pub email_key: String,
        pub email_domain: String,
        pub email_verified: bool,
        pub name: String,
        pub name_key: String,
        pub alias: String,
        pub picture: String,
        pub shows_picture: bool,
        pub phone_typed: Option<String>,
        pub phone_e164: Option<String>,
        /// The person's own language, as browsers name it; empty when none was chosen.
        pub language: String,
        /// As the time zone database names it; empty when none was chosen.
        pub time_zone: String,
        /// The roles' wire texts, lowest first, with commas between.
        pub roles: String,
        pub active: bool,
        /// How many an employee is given at most, in all groups together.
        pub chat_limit: Option<i32>,
        pub ticket_limit: Option<i32>,
        pub password_hash: Option<String>,
        pub created_at: Time,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `roles`: the company's own.
pub mod roles {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A role.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "roles")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        /// The name as compared; the id once it is archived.
        pub name_key: String,
        /// The permissions' wire texts, with commas between.
        pub permissions: String,
        pub version: i64,
        pub archived_at: Option<Time>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `links`: what was sent by mail and works once.
pub mod links {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A link; only its token's hash is stored, and that only once it is on its way.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "links")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub purpose: String,
        /// The compared form of the address it is bound to.
        pub email_key: String,
        /// The address the account is to have once it is verified; none: the one it has.
        pub new_email: Option<String>,
        /// The brand whose portal it leads to; none: the console.
        pub brand_id: Option<Uuid>,
        pub token_hash: Option<Vec<u8>>,
        pub created_at: Time,
        pub ends_at: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `mail_domains`: the domains of stored addresses under the domains above them.
pub mod mail_domains {
    use sea_orm::entity::prelude::*;

    /// A domain, and one above it.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "mail_domains")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub above: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub domain: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `sessions`: employees signed in.
pub mod sessions {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A session; only its token's hash is stored.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub token_hash: Vec<u8>,
        /// Browser and system, as far as they are known.
        pub device: String,
        /// The network address it was begun from.
        pub address: String,
        /// A provider's word stood for the second factor.
        pub vouched: bool,
        pub created_at: Time,
        pub seen_at: Time,
        pub ends_at: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `api_tokens`: what programs of employees sign in with.
pub mod api_tokens {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A token; only its hash is stored.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "api_tokens")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub name: String,
        pub token_hash: Vec<u8>,
        /// The scopes' wire texts with commas between.
        pub scopes: String,
        pub created_at: Time,
        pub used_at: Option<Time>,
        pub ends_at: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `second_factors`: what an app on a phone shows codes of.
pub mod second_factors {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// The second factor of an account.
    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "second_factors")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: Uuid,
        /// Sealed; codes are computed of it, so it cannot be a hash.
        pub secret: Vec<u8>,
        /// It is asked for from then on.
        pub confirmed_at: Option<Time>,
        /// The step of the last code that was used.
        pub last_step: i64,
    }

    /// Without the secret: what is told for debugging ends in logs.
    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "second factor of {}", self.account_id)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `passkeys`: what signs in and proves both factors at once.
pub mod passkeys {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A passkey.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkeys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub name: String,
        /// What browsers know it by.
        pub credential_id: Vec<u8>,
        /// As X.509 writes it.
        pub public_key: Vec<u8>,
        /// How often it was used, by its own count; some count nothing.
        pub sign_count: i64,
        pub created_at: Time,
        pub used_at: Option<Time>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `passkey_questions`: what browsers were asked and have yet to answer, once.
pub mod passkey_questions {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A question.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey_questions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub challenge_hash: Vec<u8>,
        /// Who makes a passkey; none: whoever signs in.
        pub account_id: Option<Uuid>,
        pub ends_at: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `recovery_codes`: what is kept on paper; only hashes are stored.
pub mod recovery_codes {
    use sea_orm::entity::prelude::*;

    /// A code that was not used yet.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "recovery_codes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub account_id: Uuid,
        pub code_hash: Vec<u8>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `policies`: what administrators switched on for everybody's sign-in.
pub mod policies {
    use sea_orm::entity::prelude::*;

    /// A policy that is on.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "policies")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `sign_in_providers`: who else's word is taken for who somebody is.
pub mod sign_in_providers {
    use sea_orm::entity::prelude::*;

    /// A provider.
    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_providers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        pub issuer: String,
        pub client_id: String,
        /// Sealed.
        pub secret: Vec<u8>,
        pub enabled: bool,
        pub links: bool,
        pub creates: bool,
        /// With commas between, in the compared form.
        pub domains: String,
        /// The roles' wire texts with commas between.
        pub roles: String,
        pub stands_for_second_factor: bool,
        pub version: i64,
    }

    /// Without the secret: what is told for debugging ends in logs.
    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "provider {} ({})", self.id, self.issuer)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `identities`: as whom a provider knows an account.
pub mod identities {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// What a provider calls an account; one a provider and account.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "identities")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub provider_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub subject: String,
        pub account_id: Uuid,
        pub created_at: Time,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `sign_in_attempts`: browsers that are at a provider, or came back and are asked for a code.
pub mod sign_in_attempts {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A browser under way.
    #[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "sign_in_attempts")]
    pub struct Model {
        /// Of the secret in the browser's cookie.
        #[sea_orm(primary_key, auto_increment = false)]
        pub browser_hash: Vec<u8>,
        /// Of what the provider sends back.
        pub state_hash: Vec<u8>,
        pub provider_id: Uuid,
        pub nonce: String,
        /// Sealed: who has it can redeem the provider's code.
        pub verifier: Vec<u8>,
        /// Where one wanted to go.
        pub wish: String,
        /// Who is signed in already, and connects the account; none: somebody signs in.
        pub session_id: Option<Uuid>,
        /// Who it is, once the provider said so and a code is asked for.
        pub account_id: Option<Uuid>,
        pub ends_at: Time,
    }

    /// Without its secrets.
    impl std::fmt::Debug for Model {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "attempt with {}", self.provider_id)
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
