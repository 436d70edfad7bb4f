//! Presence and distribution.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, integer, json, string, string_null, uuid, uuid_null},
};

use super::{index, table};

pub(super) fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "leases",
            vec![uuid("id"), uuid("agent_id"), uuid_null("session_id"), uuid("node"), big_integer("ends_at")],
            &["id"],
        ),
        table(
            "presences",
            vec![
                uuid("agent_id"),
                string("availability"),
                big_integer_null("checked_in_since"),
                big_integer("version"),
            ],
            &["agent_id"],
        ),
        table(
            "shifts",
            vec![
                uuid("id"),
                uuid("agent_id"),
                big_integer("began_at"),
                big_integer_null("ended_at"),
                string_null("ended_by"),
            ],
            &["id"],
        ),
        table(
            "work_items",
            vec![
                uuid("item_id"),
                string("channel"),
                uuid("department_id"),
                uuid("group_id"),
                uuid_null("agent_id"),
                string("state"),
                big_integer("epoch"),
                integer("priority"),
                boolean("handed_back"),
                big_integer("arrived_at"),
                uuid_null("not_to"),
                json("lapsed"),
            ],
            &["item_id"],
        ),
        table(
            "rotations",
            vec![uuid("group_id"), uuid("agent_id"), string("channel"), big_integer("last_assigned")],
            &["group_id", "agent_id", "channel"],
        ),
    ]
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index(false, "leases", &["agent_id", "ends_at"]),
        index(false, "leases", &["ends_at"]),
        index(false, "shifts", &["agent_id", "began_at"]),
        index(false, "shifts", &["began_at", "id"]),
        index(false, "work_items", &["group_id", "state", "channel", "agent_id"]),
        index(false, "work_items", &["agent_id", "state"]),
    ]
}
