//! Jobs, versions of lists, counters, the history.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, binary, integer, json, string, string_null, text, text_null, uuid, uuid_null},
};

use super::{index, table};

pub(super) fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "jobs",
            vec![
                uuid("id"),
                string("kind"),
                string("key"),
                big_integer("due_at"),
                json("payload"),
                integer("attempts"),
                text_null("last_error"),
            ],
            &["id"],
        ),
        table("topics", vec![string("topic"), big_integer("version")], &["topic"]),
        table("pictures", vec![string("id"), binary("content"), big_integer("uploaded_at")], &["id"]),
        table("counters", vec![string("name"), big_integer("value")], &["name"]),
        table(
            "history",
            vec![
                uuid("id"),
                string("subject"),
                uuid("subject_id"),
                big_integer("at"),
                uuid_null("by_id"),
                string_null("by_name"),
                string("act"),
                string_null("about"),
                json("changes"),
                text("words"),
            ],
            &["id"],
        ),
    ]
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index(true, "jobs", &["kind", "key"]),
        index(false, "jobs", &["due_at", "id"]),
        index(false, "history", &["subject", "subject_id", "id"]),
        index(false, "history", &["subject", "at", "id"]),
    ]
}
