//! Chats and their two logs.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, boolean, integer, json, string, string_null, text, text_null, uuid, uuid_null,
    },
};

use super::{index, table};

pub(super) fn tables() -> Vec<TableCreateStatement> {
    let log = |name| {
        table(
            name,
            vec![
                uuid("chat_id"),
                big_integer("number"),
                big_integer("after"),
                big_integer("at"),
                uuid_null("author"),
                uuid_null("client_id"),
                json("event"),
            ],
            &["chat_id", "number"],
        )
    };
    vec![
        table(
            "chats",
            vec![
                uuid("id"),
                uuid("brand_id"),
                uuid("department_id"),
                uuid("group_id"),
                uuid("visitor_id"),
                uuid_null("account_id"),
                uuid("client_id"),
                string("state"),
                uuid_null("agent_id"),
                uuid_null("last_agent_id"),
                big_integer("epoch"),
                string("visitor_name"),
                string_null("email"),
                string_null("email_key"),
                string_null("email_domain"),
                text("opening"),
                uuid("opened_in"),
                big_integer("started_at"),
                big_integer_null("waiting_since"),
                boolean("handed_back"),
                big_integer_null("assigned_at"),
                big_integer("assigned_after"),
                big_integer_null("answered_at"),
                big_integer_null("ended_at"),
                string_null("ended_by"),
                big_integer("last_public"),
                big_integer("last_internal"),
                big_integer("agent_seen"),
                big_integer("visitor_seen"),
                integer("unread"),
                string_null("last_from"),
                text_null("last_text"),
                big_integer_null("last_at"),
            ],
            &["id"],
        ),
        log("chat_public"),
        log("chat_internal"),
    ]
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index(true, "chats", &["visitor_id", "client_id"]),
        index(false, "chats", &["visitor_id", "id"]),
        index(false, "chats", &["account_id", "id"]),
        index(false, "chats", &["email_key", "id"]),
        index(false, "chats", &["email_domain", "id"]),
        index(false, "chats", &["group_id", "state", "ended_at", "id"]),
        index(false, "chats", &["department_id", "state", "ended_at", "id"]),
        index(false, "chats", &["started_at"]),
        index(false, "chats", &["last_agent_id", "state", "ended_at", "id"]),
        index(true, "chat_public", &["chat_id", "author", "client_id"]),
        index(true, "chat_internal", &["chat_id", "author", "client_id"]),
    ]
}
