//! Accounts, roles, links by mail, sessions, tokens, second factors, visitors.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary, binary_null, boolean, integer, integer_null, string, string_null, text,
        uuid, uuid_null,
    },
};

use super::{index, table};

pub(super) fn tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "accounts",
            vec![
                uuid("id"),
                string("kind"),
                string("username"),
                string("username_key"),
                string("email"),
                string("email_key"),
                string("email_domain"),
                boolean("email_verified"),
                string("name"),
                string("name_key"),
                string("alias"),
                string_null("phone_typed"),
                string_null("phone_e164"),
                string("language"),
                string("time_zone"),
                string("roles"),
                boolean("active"),
                integer_null("chat_limit"),
                integer_null("ticket_limit"),
                string_null("password_hash"),
                big_integer("created_at"),
                big_integer("version"),
            ],
            &["id"],
        ),
        table(
            "roles",
            vec![
                uuid("id"),
                string("name"),
                string("name_key"),
                text("permissions"),
                big_integer("version"),
                big_integer_null("archived_at"),
            ],
            &["id"],
        ),
        table(
            "links",
            vec![
                uuid("id"),
                uuid("account_id"),
                string("purpose"),
                string("email_key"),
                string_null("new_email"),
                uuid_null("brand_id"),
                binary_null("token_hash"),
                big_integer("created_at"),
                big_integer("ends_at"),
            ],
            &["id"],
        ),
        table("mail_domains", vec![string("above"), string("domain")], &["above", "domain"]),
        table(
            "sessions",
            vec![
                uuid("id"),
                uuid("account_id"),
                binary("token_hash"),
                string("device"),
                string("address"),
                big_integer("created_at"),
                big_integer("seen_at"),
                big_integer("ends_at"),
            ],
            &["id"],
        ),
        table(
            "api_tokens",
            vec![
                uuid("id"),
                uuid("account_id"),
                string("name"),
                binary("token_hash"),
                string("scopes"),
                big_integer("created_at"),
                big_integer_null("used_at"),
                big_integer("ends_at"),
            ],
            &["id"],
        ),
        table(
            "second_factors",
            vec![uuid("account_id"), binary("secret"), big_integer_null("confirmed_at"), big_integer("last_step")],
            &["account_id"],
        ),
        table("recovery_codes", vec![uuid("id"), uuid("account_id"), binary("code_hash")], &["id"]),
        table("policies", vec![string("name")], &["name"]),
        table(
            "visitors",
            vec![
                uuid("id"),
                uuid("brand_id"),
                binary("token_hash"),
                string("name"),
                string("email"),
                string_null("identity_sub"),
                uuid_null("account_id"),
                text("page"),
                text("page_title"),
                text("referrer"),
                string("language"),
                string("time_zone"),
                integer("pages"),
                big_integer("first_seen"),
                big_integer("seen_at"),
                big_integer("ends_at"),
            ],
            &["id"],
        ),
    ]
}

pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index(true, "accounts", &["username_key"]),
        index(true, "accounts", &["email_key"]),
        index(false, "accounts", &["email_domain", "id"]),
        index(false, "accounts", &["phone_e164", "id"]),
        index(false, "accounts", &["kind", "name_key", "id"]),
        index(false, "accounts", &["name_key", "id"]),
        index(true, "roles", &["name_key"]),
        index(true, "links", &["account_id", "purpose"]),
        index(true, "links", &["token_hash"]),
        index(false, "links", &["ends_at"]),
        index(true, "sessions", &["token_hash"]),
        index(false, "sessions", &["account_id"]),
        index(false, "sessions", &["ends_at"]),
        index(true, "api_tokens", &["token_hash"]),
        index(false, "api_tokens", &["account_id"]),
        index(false, "api_tokens", &["ends_at"]),
        index(false, "recovery_codes", &["account_id", "code_hash"]),
        index(true, "visitors", &["token_hash"]),
        index(false, "visitors", &["brand_id", "identity_sub"]),
        index(false, "visitors", &["ends_at"]),
    ]
}
