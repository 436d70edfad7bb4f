//! People, the company's structure, presence and distribution, chats, tickets, organizations.
//!
//! Times are milliseconds since 1970. Columns ending in `_key` hold the compared form of the column beside them.

use sea_orm_migration::{
    async_trait::async_trait,
    prelude::*,
    schema::{
        big_integer, big_integer_null, binary, boolean, integer, json, string, string_null, text, text_null, uuid,
        uuid_null,
    },
    sea_orm::DbBackend,
};

/// Texts compare byte by byte, as they do in SQLite, whatever language the database was made for: lists have the same
/// order on both, and a beginning is a range of an index.
const BYTEWISE: &str = r#"
DO $$
DECLARE it record;
BEGIN
    FOR it IN
        SELECT table_name, column_name, data_type FROM information_schema.columns
        WHERE table_schema = current_schema() AND data_type IN ('character varying', 'text')
            AND table_name <> 'seaql_migrations'
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE %s COLLATE "C"', it.table_name, it.column_name, it.data_type);
    END LOOP;
END
$$
"#;

#[derive(DeriveMigrationName)]
pub struct Step;

#[async_trait]
impl MigrationTrait for Step {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in tables() {
            manager.create_table(table).await?;
        }
        if manager.get_database_backend() == DbBackend::Postgres {
            manager.get_connection().execute_unprepared(BYTEWISE).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn table(name: &'static str, columns: Vec<ColumnDef>, key: &[&'static str]) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(Alias::new(name));
    for mut column in columns {
        table.col(&mut column);
    }
    let mut primary = Index::create();
    for column in key {
        primary.col(Alias::new(*column));
    }
    table.primary_key(&mut primary);
    table.to_owned()
}

fn tables() -> Vec<TableCreateStatement> {
    let mut all = platform();
    all.extend(people());
    all.extend(company());
    all.extend(routing());
    all.extend(chat());
    all.extend(tickets());
    all.extend(organizations());
    all
}

fn platform() -> Vec<TableCreateStatement> {
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
            ],
            &["id"],
        ),
    ]
}

fn people() -> Vec<TableCreateStatement> {
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
                string("roles"),
                boolean("active"),
                string_null("password_hash"),
                big_integer("created_at"),
                big_integer("version"),
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
                big_integer("created_at"),
                big_integer("seen_at"),
                big_integer("ends_at"),
            ],
            &["id"],
        ),
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

fn company() -> Vec<TableCreateStatement> {
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
                json("allowed_sites"),
                string_null("identity_secret"),
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
                boolean("accepts_new_by_email"),
                boolean("requires_check_in"),
                boolean("confidential"),
                boolean("assigns_tickets_while_away"),
                string("method"),
                integer("gone_grace_seconds"),
                boolean("chat_now"),
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
            ],
            &["group_id", "agent_id"],
        ),
    ]
}

fn routing() -> Vec<TableCreateStatement> {
    vec![
        table("leases", vec![uuid("id"), uuid("agent_id"), uuid("node"), big_integer("ends_at")], &["id"]),
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

fn chat() -> Vec<TableCreateStatement> {
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
                big_integer("started_at"),
                big_integer_null("waiting_since"),
                boolean("handed_back"),
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

fn tickets() -> Vec<TableCreateStatement> {
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
                big_integer("opened_at"),
                big_integer("updated_at"),
                big_integer("version"),
            ],
            &["id"],
        ),
        table(
            "ticket_participants",
            vec![uuid("ticket_id"), string("address_key"), string("address"), string("domain"), string("name")],
            &["ticket_id", "address_key"],
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

fn organizations() -> Vec<TableCreateStatement> {
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
                text("text"),
            ],
            &["id"],
        ),
    ]
}

fn indexes() -> Vec<IndexCreateStatement> {
    let index = |unique: bool, table: &'static str, columns: &[&'static str]| {
        let mut index = Index::create();
        index.name(format!("{table}_{}", columns.join("_"))).table(Alias::new(table));
        for column in columns {
            index.col(Alias::new(*column));
        }
        if unique {
            index.unique();
        }
        index.to_owned()
    };
    vec![
        index(true, "jobs", &["kind", "key"]),
        index(false, "jobs", &["due_at", "id"]),
        index(false, "history", &["subject", "subject_id", "id"]),
        index(true, "accounts", &["username_key"]),
        index(true, "accounts", &["email_key"]),
        index(false, "accounts", &["email_domain", "id"]),
        index(false, "accounts", &["phone_e164", "id"]),
        index(false, "accounts", &["kind", "name_key", "id"]),
        index(false, "accounts", &["name_key", "id"]),
        index(true, "sessions", &["token_hash"]),
        index(false, "sessions", &["account_id"]),
        index(false, "sessions", &["ends_at"]),
        index(true, "visitors", &["token_hash"]),
        index(false, "visitors", &["brand_id", "identity_sub"]),
        index(false, "visitors", &["ends_at"]),
        index(true, "brands", &["key"]),
        index(true, "brands", &["host"]),
        index(false, "departments", &["brand_id"]),
        index(false, "groups", &["department_id"]),
        index(false, "memberships", &["agent_id"]),
        index(false, "leases", &["agent_id", "ends_at"]),
        index(false, "leases", &["ends_at"]),
        index(false, "shifts", &["agent_id", "began_at"]),
        index(false, "work_items", &["group_id", "channel", "state"]),
        index(false, "work_items", &["agent_id", "state"]),
        index(false, "work_items", &["not_to"]),
        index(true, "chats", &["visitor_id", "client_id"]),
        index(false, "chats", &["visitor_id", "id"]),
        index(false, "chats", &["account_id", "id"]),
        index(false, "chats", &["email_key", "id"]),
        index(false, "chats", &["email_domain", "id"]),
        index(false, "chats", &["group_id", "state"]),
        index(false, "chats", &["department_id", "state", "ended_at", "id"]),
        index(false, "chats", &["last_agent_id", "state", "ended_at", "id"]),
        index(true, "chat_public", &["chat_id", "author", "client_id"]),
        index(true, "chat_internal", &["chat_id", "author", "client_id"]),
        index(true, "tickets", &["number"]),
        index(true, "tickets", &["client_id", "author"]),
        index(false, "tickets", &["department_id", "updated_at", "id"]),
        index(false, "tickets", &["group_id", "updated_at", "id"]),
        index(false, "tickets", &["agent_id", "updated_at", "id"]),
        index(false, "tickets", &["updated_at", "id"]),
        index(false, "tickets", &["account_id", "id"]),
        index(false, "tickets", &["subject_key", "id"]),
        index(false, "ticket_participants", &["address_key", "ticket_id"]),
        index(false, "ticket_participants", &["domain", "ticket_id"]),
        index(false, "ticket_entries", &["ticket_id", "id"]),
        index(true, "ticket_entries", &["ticket_id", "client_id"]),
        index(false, "organizations", &["name_key", "id"]),
        index(false, "member_rules", &["kind", "value"]),
        index(true, "member_rules", &["organization_id", "kind", "value"]),
        index(false, "organization_comments", &["organization_id", "at"]),
    ]
}
