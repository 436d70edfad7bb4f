//! The company's structure.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary_null, boolean, integer, json, json_null, string, string_null, text, uuid,
    },
};

use super::{index, table};

pub(super) fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "brands",
            vec![
                uuid("id"),
                string("key"),
                string_null("host"),
                boolean("is_default"),
                string("name"),
                integer("hue"),
                integer("chroma"),
                string("headline"),
                text("welcome"),
                string("logo"),
                string("favicon"),
                string("mail_name"),
                string("mail_from"),
                string("mail_reply_to"),
                string("language"),
                json("allowed_sites"),
                binary_null("identity_secret"),
                json_null("hours"),
                big_integer("version"),
            ],
            &["id"],
        ),
        table(
            "departments",
            vec![
                uuid("id"),
                uuid("brand_id"),
                string("name"),
                text("description"),
                string("email"),
                string("visibility"),
                boolean("offers_chat"),
                boolean("offers_tickets"),
                string("chat_requires"),
                string("tickets_require"),
                boolean("accepts_new_by_email"),
                boolean("requires_check_in"),
                boolean("confidential"),
                boolean("assigns_tickets_while_away"),
                string("method"),
                integer("gone_grace_seconds"),
                json("chat_policies"),
                json("ticket_policies"),
                boolean("chat_now"),
                json_null("hours"),
                big_integer("version"),
                big_integer_null("archived_at"),
            ],
            &["id"],
        ),
        table(
            "groups",
            vec![
                uuid("id"),
                uuid("department_id"),
                string("name"),
                boolean("front_line"),
                text("permissions"),
                big_integer("version"),
                big_integer_null("archived_at"),
            ],
            &["id"],
        ),
        table(
            "memberships",
            vec![
                uuid("group_id"),
                uuid("agent_id"),
                string("chat_part"),
                integer("chat_limit"),
                boolean("chat_active"),
                string("ticket_part"),
                integer("ticket_limit"),
                boolean("ticket_active"),
                integer("position"),
                big_integer("version"),
            ],
            &["group_id", "agent_id"],
        ),
    ]
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index(true, "brands", &["key"]),
        index(true, "brands", &["host"]),
        index(false, "departments", &["brand_id"]),
        index(false, "groups", &["department_id"]),
        index(false, "memberships", &["agent_id"]),
    ]
}
