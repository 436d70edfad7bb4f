//! How the databases find what the lists show: by index, however much there is.
//!
//! The statements are those that are run while everything is read that can be read. What is as small as the company's
//! structure may be read whole.

use std::{cell::RefCell, collections::BTreeSet, fmt::Debug};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use contract::Method;
use rstest::rstest;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use server::platform::db::STATEMENTS;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    subscriber::Interest,
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
};
use uuid::Uuid;

use crate::{
    scene::{Raw, Scene, operations},
    support::Backend,
};

/// Tables as large as the company's structure.
const SMALL: [&str; 9] =
    ["brands", "departments", "fields", "groups", "memberships", "roles", "searches", "sign_in_providers", "templates"];

thread_local! {
    /// The statements that were run on this thread, each once: a test has a thread of its own.
    static RUN: RefCell<BTreeSet<String>> = const { RefCell::new(BTreeSet::new()) };
}

/// Notes statements and nothing else.
struct Statements;

impl<S: Subscriber> Layer<S> for Statements {
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        if metadata.target() == STATEMENTS { Interest::always() } else { Interest::never() }
    }

    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        metadata.target() == STATEMENTS
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut Noting);
    }
}

struct Noting;

impl Visit for Noting {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "sql" {
            RUN.with_borrow_mut(|run| run.insert(format!("{value:?}")));
        }
    }
}

/// A place in a list, as a page before would have named it.
fn after(key: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(key.to_string())
}

/// Reads everything there is to read, first pages and later ones.
async fn read_all(scene: &Scene) {
    let (server, id) = (&scene.desk.server, Uuid::max());
    for operation in operations() {
        if operation.1 == Method::Get {
            for caller in [&scene.oda, &scene.lars, &scene.vera, &scene.account] {
                scene.call(operation).by(caller).send(server).await;
            }
        }
    }
    let (timed, named) = (after(&json!([i64::MAX, id])), after(&json!(["", Uuid::nil()])));
    let (last, group, department) = (after(&json!(id)), scene.desk.sales_group, scene.desk.sales);
    let organization = format!("organizations/{}", scene.organization);
    let lists = [
        format!("tickets?scope=mine&after={timed}"),
        format!("tickets?scope=queue&after={timed}"),
        format!("tickets?scope=all&after={timed}"),
        format!("tickets?scope=all&group={group}&status=active&after={timed}"),
        format!("tickets?scope=all&tag=vip&after={timed}"),
        format!("tickets?set_aside=spam&after={timed}"),
        format!("tickets?set_aside=deleted&after={timed}"),
        format!("tickets?set_aside=merged&after={timed}"),
        "tickets/tags?words=v".to_owned(),
        format!("chats?scope=ended&after={timed}"),
        format!("chats?scope=ended&department={department}"),
        format!("chats?scope=mine_ended&after={timed}"),
        format!("people?after={named}"),
        format!("people?kind=employee&after={named}"),
        format!("people?kind=customer&query=v&after={named}"),
        "people?query=v%40e".to_owned(),
        format!("asks?after={last}"),
        "tickets?words=v".to_owned(),
        format!("tickets?words=ve%20xam&after={}", after(&json!(2_000))),
        format!("organizations?query=e&after={named}"),
        format!("{organization}/tickets?after={last}"),
        format!("{organization}/chats?after={last}"),
        format!("history?subject=department&id={department}&after={last}"),
        format!("history/settings?from=2026-01-01&to=2027-01-01&query=s&after={timed}"),
    ];
    for list in lists {
        for caller in [&scene.oda, &scene.lars] {
            let answer = Raw::new("GET", format!("/api/v1/{list}")).by(caller).send(server).await;
            // What was done to settings is not an agent's to read.
            let manages = !list.starts_with("history/settings") || std::ptr::eq(caller, &scene.oda);
            assert_eq!(answer.status, if manages { 200 } else { 403 }, "{list}: {}", answer.text);
        }
    }
}

async fn rows(database: &DatabaseConnection, kind: DbBackend, sql: String) -> Vec<sea_orm::QueryResult> {
    let failed = format!("could not be explained: {sql}");
    database.query_all_raw(Statement::from_string(kind, sql)).await.expect(&failed)
}

/// What SQLite would read whole for a statement.
async fn scans_of_sqlite(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    let mut steps = Vec::new();
    for row in rows(database, DbBackend::Sqlite, format!("EXPLAIN QUERY PLAN {sql}")).await {
        steps.push(row.try_get::<String>("", "detail").unwrap());
    }
    // A page may walk an index from its beginning, when that is the order asked for.
    let page = sql.contains("LIMIT") && !steps.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY"));
    steps.retain(|step| {
        let whole = step.strip_prefix("SCAN ").unwrap_or(SMALL[0]);
        let table = whole.split(' ').next().unwrap();
        // What stands in parentheses has steps of its own.
        let inner = whole.starts_with("CONSTANT") || sql.contains(&format!(") AS {table}"));
        // Words are looked up in their own index, in the order of its numbers.
        let by_words = whole.contains("VIRTUAL TABLE INDEX") && whole.contains(":M");
        !(inner || SMALL.contains(&table) || page && (whole.contains("USING") || by_words))
    });
    steps
}

/// What PostgreSQL would read whole for a statement, if reading whole tables were as dear as it is for large ones.
async fn scans_of_postgres(database: &DatabaseConnection, sql: &str) -> Vec<String> {
    let values = (1..).take_while(|n| sql.contains(&format!("${n}"))).count();
    database.execute_unprepared(&format!("PREPARE asked AS {sql}")).await.expect(sql);
    let given = if values == 0 { String::new() } else { format!("({})", vec!["NULL"; values].join(", ")) };
    let plan = rows(database, DbBackend::Postgres, format!("EXPLAIN (FORMAT JSON) EXECUTE asked{given}")).await;
    database.execute_unprepared("DEALLOCATE asked").await.unwrap();
    let plan: Value = plan[0].try_get("", "QUERY PLAN").unwrap();
    let mut scans = Vec::new();
    walk(&plan[0]["Plan"], sql.contains("LIMIT"), &mut scans);
    scans
}

fn walk(node: &Value, page: bool, scans: &mut Vec<String>) {
    let (kind, table) = (node["Node Type"].as_str().unwrap(), node["Relation Name"].as_str().unwrap_or_default());
    let page = page && kind != "Sort";
    let whole = match kind {
        "Seq Scan" => true,
        "Index Scan" | "Index Only Scan" => node["Index Cond"].is_null() && !(page && node["Filter"].is_null()),
        _ => false,
    };
    if whole && !SMALL.contains(&table) {
        scans.push(format!("{kind} of {table}: {}", node["Filter"]));
    }
    for inner in node["Plans"].as_array().into_iter().flatten() {
        walk(inner, page, scans);
    }
}

#[rstest]
#[tokio::test]
async fn no_list_reads_a_table_whole(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    // The other test of this process may have been faster.
    let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Statements));
    RUN.take();
    read_all(&scene).await;
    let run = RUN.take();
    // A list of nobody is asked for as what is never so.
    let nobody = |sql: &str| sql.contains("WHERE ? = ?") || sql.contains("WHERE $1 = $2");
    let selects: Vec<&String> = run.iter().filter(|sql| sql.starts_with("SELECT") && !nobody(sql)).collect();
    assert!(selects.len() > 60, "only {} statements were heard", selects.len());
    let database = match backend {
        Backend::Sqlite => scene.desk.server.app.db().migrating().clone(),
        Backend::Postgres => {
            let mut one = ConnectOptions::new(scene.desk.server.app.config().database_url.expose_secret());
            one.max_connections(1);
            let database = Database::connect(one).await.unwrap();
            for dear in ["enable_seqscan", "enable_bitmapscan", "enable_sort"] {
                database.execute_unprepared(&format!("SET {dear} = off")).await.unwrap();
            }
            database.execute_unprepared("SET plan_cache_mode = force_generic_plan").await.unwrap();
            database
        }
    };
    let mut wrong = Vec::new();
    for sql in selects {
        let scans = match backend {
            Backend::Sqlite => scans_of_sqlite(&database, sql).await,
            Backend::Postgres => scans_of_postgres(&database, sql).await,
        };
        if !scans.is_empty() {
            wrong.push(format!("{scans:?} for {sql}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
