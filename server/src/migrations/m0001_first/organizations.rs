//! Organizations.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, boolean, json, string, text, uuid, uuid_null},
};

use super::{index, table};

pub(super) fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "organizations",
            vec![uuid("id"), string("name"), string("name_key"), json("details"), big_integer("version")],
            &["id"],
        ),
        table(
            "member_rules",
            vec![
                uuid("id"),
                uuid("organization_id"),
                string("kind"),
                string("value"),
                uuid_null("account_id"),
                boolean("include_subdomains"),
                big_integer("created_at"),
            ],
            &["id"],
        ),
        table(
            "organization_comments",
            vec![
                uuid("id"),
                uuid("organization_id"),
                big_integer("at"),
                uuid("by_id"),
                string("by_name"),
                uuid("client_id"),
                text("text"),
            ],
            &["id"],
        ),
    ]
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index(false, "organizations", &["name_key", "id"]),
        index(false, "member_rules", &["kind", "value"]),
        index(true, "member_rules", &["organization_id", "kind", "value"]),
        index(false, "organization_comments", &["organization_id", "at"]),
        index(true, "organization_comments", &["organization_id", "by_id", "client_id"]),
    ]
}
