//! Files that belong to what was said.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer, string, text_null, uuid, uuid_null},
};

use super::{index, table};

pub(super) fn tables() -> Vec<TableCreateStatement> {
    vec![table(
        "attachments",
        vec![
            uuid("id"),
            uuid("place"),
            uuid_null("item"),
            uuid_null("author"),
            string("part"),
            string("name"),
            string("media_type"),
            big_integer("size"),
            string("digest"),
            text_null("content_id"),
            integer("position"),
            big_integer("at"),
        ],
        &["id"],
    )]
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index(false, "attachments", &["place", "position"]),
        index(false, "attachments", &["item", "at"]),
        index(false, "attachments", &["item", "position"]),
    ]
}
