//! Tickets.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, boolean, integer, json, string, text, uuid, uuid_null},
    sea_orm::DbBackend,
};

use super::{index, table};

/// The few that were merged, last updated first.
const MERGED: &str = "CREATE INDEX tickets_merged ON tickets (updated_at, id) WHERE merged_into IS NOT NULL";

/// By which words a ticket is found, each once and without places; and the index that is of a few tickets only.
pub(super) fn words(backend: DbBackend) -> &'static [&'static str] {
    match backend {
        DbBackend::Postgres => &[
            "CREATE TABLE ticket_words (number bigint PRIMARY KEY, words tsvector NOT NULL)",
            "CREATE INDEX ticket_words_words ON ticket_words USING gin (words)",
            MERGED,
        ],
        // The row's number is the ticket's: the newest are found first without sorting. Letters beyond ASCII are all of
        // words to this tokenizer; what a word is, is decided before (`tickets/search/words.rs`).
        _ => &[
            "CREATE VIRTUAL TABLE ticket_words USING fts5 \
                (words, content='', contentless_delete=1, detail=none, tokenize='ascii')",
            MERGED,
        ],
    }
}

pub(super) fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "tickets",
            vec![
                uuid("id"),
                big_integer("number"),
                uuid("brand_id"),
                uuid("department_id"),
                uuid("group_id"),
                uuid_null("agent_id"),
                string("status"),
                big_integer("status_at"),
                integer("priority"),
                string("subject"),
                string("subject_key"),
                uuid_null("account_id"),
                string("from_name"),
                uuid_null("chat_id"),
                uuid("client_id"),
                uuid_null("author"),
                boolean("spam"),
                boolean("deleted"),
                uuid_null("merged_into"),
                json("tags"),
                boolean("pinned"),
                big_integer_null("follow_up_at"),
                string("follow_up_comment"),
                uuid_null("follow_up_by"),
                big_integer("opened_at"),
                uuid("opened_in"),
                big_integer("updated_at"),
                big_integer("version"),
            ],
            &["id"],
        ),
        table("tags", vec![string("key"), string("name")], &["key"]),
        table(
            "ticket_links",
            vec![uuid("ticket_id"), uuid("other_id"), string("kind"), big_integer("at")],
            &["ticket_id", "other_id"],
        ),
        table(
            "ticket_spans",
            vec![
                uuid("ticket_id"),
                big_integer("from_at"),
                big_integer_null("to_at"),
                uuid("department_id"),
                uuid("group_id"),
                uuid_null("agent_id"),
                string("status"),
                integer("priority"),
            ],
            &["ticket_id", "from_at"],
        ),
        table(
            "ticket_participants",
            vec![
                uuid("ticket_id"),
                string("address_key"),
                string("address"),
                string("domain"),
                string("name"),
                uuid_null("merged_from"),
            ],
            &["ticket_id", "address_key"],
        ),
        table(
            "ticket_copies",
            vec![uuid("ticket_id"), string("address_key"), string("address"), string("name")],
            &["ticket_id", "address_key"],
        ),
        table(
            "sent_mails",
            vec![
                uuid("entry_id"),
                uuid("ticket_id"),
                uuid("department_id"),
                string("message_id"),
                json("recipients"),
                big_integer("leaves_at"),
                string("subject"),
                string("fate"),
                text("problem"),
                integer("attempts"),
                big_integer("at"),
            ],
            &["entry_id"],
        ),
        table(
            "ticket_entries",
            vec![
                uuid("id"),
                uuid("ticket_id"),
                big_integer("at"),
                uuid_null("author"),
                uuid_null("client_id"),
                json("event"),
            ],
            &["id"],
        ),
    ]
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index(true, "tickets", &["number"]),
        index(true, "tickets", &["client_id", "author"]),
        index(false, "tickets", &["department_id", "updated_at", "id"]),
        index(false, "tickets", &["group_id", "updated_at", "id"]),
        index(false, "tickets", &["agent_id", "updated_at", "id"]),
        index(false, "tickets", &["updated_at", "id"]),
        index(false, "tickets", &["spam", "updated_at", "id"]),
        index(false, "tickets", &["deleted", "updated_at", "id"]),
        index(false, "tickets", &["merged_into", "id"]),
        index(false, "tickets", &["opened_at"]),
        index(false, "tickets", &["account_id", "id"]),
        index(false, "tickets", &["subject_key", "id"]),
        index(false, "ticket_participants", &["address_key", "ticket_id"]),
        index(false, "ticket_participants", &["domain", "ticket_id"]),
        index(true, "sent_mails", &["message_id"]),
        index(false, "sent_mails", &["ticket_id", "entry_id"]),
        index(false, "ticket_entries", &["ticket_id", "id"]),
        index(true, "ticket_entries", &["ticket_id", "client_id"]),
    ]
}
