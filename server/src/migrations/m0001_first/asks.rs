//! Comments that ask a colleague.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, string, text, uuid, uuid_null},
};

use super::{index, table};

pub(super) fn tables() -> Vec<TableCreateStatement> {
    vec![table(
        "asks",
        vec![
            uuid("id"),
            uuid("item_id"),
            string("channel"),
            uuid_null("agent_id"),
            uuid_null("group_id"),
            uuid("by_id"),
            text("text"),
            big_integer("asked_at"),
            big_integer_null("answered_at"),
        ],
        &["id"],
    )]
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index(false, "asks", &["agent_id", "answered_at", "id"]),
        index(false, "asks", &["group_id", "answered_at", "id"]),
        index(false, "asks", &["item_id"]),
    ]
}
