//! The tables this slice owns: fields, templates, the values of items and their versions, searches and what they look in.

/// `fields`.
pub mod fields {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A custom field.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "fields")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub name: String,
        pub kind: String,
        /// A list of `contract::fields::FieldOption`.
        pub options: Json,
        /// The default: a value as it travels.
        pub initial: Json,
        pub archived_at: Option<Time>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `templates`.
pub mod templates {
    use sea_orm::entity::prelude::*;

    /// A template; one that was taken away stays with its version.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "templates")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub kind: String,
        /// Whose it is; nil: the installation's.
        pub department_id: Uuid,
        pub in_force: bool,
        /// A list of `contract::fields::TemplateLine`.
        pub lines: Json,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `field_values`: what was answered, a row for each text of a value.
pub mod field_values {
    use sea_orm::entity::prelude::*;

    /// A part of a value: the only one, or one of several choices.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "field_values")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub item_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub field_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i32,
        pub kind: String,
        /// As it travels.
        pub value: String,
        /// As people read it: an option's text when it was chosen.
        pub shown: String,
        /// A number's number; a date's milliseconds since 1970.
        pub number: Option<f64>,
        pub option_id: Option<Uuid>,
        /// The compared form of a phone number.
        pub normal: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `field_sheets`: the version of an item's values.
pub mod field_sheets {
    use sea_orm::entity::prelude::*;

    /// An item that ever had a value.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "field_sheets")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub item_id: Uuid,
        pub kind: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `searches`.
pub mod searches {
    use sea_orm::entity::prelude::*;

    use crate::platform::Time;

    /// A search template.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "searches")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// A `contract::searches::SearchDetails`.
        pub details: Json,
        /// The header's value, sealed.
        pub secret: Option<Vec<u8>>,
        /// Which rows of `search_rows` are its table.
        pub upload_id: Option<Uuid>,
        /// The table's columns: a list of texts.
        pub columns: Json,
        pub row_count: i64,
        pub archived_at: Option<Time>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// `search_rows`: the rows of uploaded tables.
pub mod search_rows {
    use sea_orm::entity::prelude::*;

    /// A row.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_rows")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub upload_id: Uuid,
        /// What it is found by: the hash of its inputs' texts.
        #[sea_orm(primary_key, auto_increment = false)]
        pub found_by: String,
        /// Its cells, in the order of the columns.
        pub cells: Json,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
