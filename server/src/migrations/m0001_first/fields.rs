//! Custom fields, templates, values, searches.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary_null, boolean, double_null, integer, json, string, string_null, text,
        uuid, uuid_null,
    },
};

use super::{index, table};

pub(super) fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "fields",
            vec![
                uuid("id"),
                string("name"),
                string("kind"),
                json("options"),
                json("initial"),
                big_integer_null("archived_at"),
                big_integer("version"),
            ],
            &["id"],
        ),
        table(
            "templates",
            vec![
                uuid("id"),
                string("kind"),
                // The nil id stands for the installation: no index takes two NULLs for the same.
                uuid("department_id"),
                boolean("in_force"),
                json("lines"),
                big_integer("version"),
            ],
            &["id"],
        ),
        table(
            "field_values",
            vec![
                uuid("item_id"),
                uuid("field_id"),
                integer("place"),
                string("kind"),
                text("value"),
                text("shown"),
                double_null("number"),
                uuid_null("option_id"),
                string_null("normal"),
            ],
            &["item_id", "field_id", "place"],
        ),
        table("field_sheets", vec![uuid("item_id"), string("kind"), big_integer("version")], &["item_id"]),
        table(
            "searches",
            vec![
                uuid("id"),
                json("details"),
                binary_null("secret"),
                uuid_null("upload_id"),
                json("columns"),
                big_integer("row_count"),
                big_integer_null("archived_at"),
                big_integer("version"),
            ],
            &["id"],
        ),
        table("search_rows", vec![uuid("upload_id"), string("found_by"), json("cells")], &["upload_id", "found_by"]),
    ]
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![index(true, "templates", &["kind", "department_id"])]
}
