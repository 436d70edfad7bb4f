//! Where mails are fetched, and those that came.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary, boolean, integer, json, string, string_null, text, uuid, uuid_null,
    },
};

use super::{index, table};

pub(super) fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "mails",
            vec![
                uuid("id"),
                uuid("department_id"),
                string("mail_key"),
                string("digest"),
                big_integer("size"),
                big_integer("at"),
                string_null("message_id"),
                string("from_address"),
                string("from_name"),
                string("subject"),
                boolean("automatic"),
                string_null("verdict"),
                string("fate"),
                text("problem"),
                uuid_null("ticket_id"),
                uuid_null("entry_id"),
                integer("attempts"),
            ],
            &["id"],
        ),
        table(
            "mailboxes",
            vec![
                uuid("department_id"),
                string("protocol"),
                string("host"),
                integer("port"),
                string("security"),
                string("username"),
                string("folder"),
                boolean("enabled"),
                string("checked_by"),
                boolean("plus_addresses"),
                binary("secret"),
                big_integer("since"),
                big_integer("uid_validity"),
                big_integer("last_uid"),
                big_integer_null("fetched_at"),
                text("problem"),
                big_integer("version"),
            ],
            &["department_id"],
        ),
        table("mail_templates", vec![uuid("owner_id"), json("own"), big_integer("version")], &["owner_id"]),
        table(
            "automatic_answers",
            vec![uuid("id"), uuid("department_id"), string("address_key"), string("purpose"), big_integer("at")],
            &["id"],
        ),
        table("mailbox_uidls", vec![uuid("department_id"), string("uidl")], &["department_id", "uidl"]),
    ]
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index(false, "automatic_answers", &["address_key", "at"]),
        index(false, "automatic_answers", &["department_id", "at"]),
        index(true, "mails", &["department_id", "mail_key"]),
        index(false, "mails", &["department_id", "id"]),
        index(false, "mails", &["fate", "id"]),
        index(false, "mails", &["department_id", "fate", "id"]),
        index(false, "mails", &["message_id"]),
        index(false, "mails", &["ticket_id", "id"]),
    ]
}
