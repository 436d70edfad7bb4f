//! Sources that answer what a test wants: servers elsewhere and databases, and what is typed to break them (classes 33
//! to 35).

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use contract::{
    FieldId,
    fields::{FieldType, GetChatFields, ItemKind, TemplateLine},
    searches::{NewSearchSecret, SearchDetails, SearchOutcome, SearchResult, SearchSource, SetSearchSecret},
};
use rstest::rstest;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use server::platform::Config;

use super::{
    field, given,
    searches::{change, chat, details, make, shown, try_out},
    template,
};
use crate::{
    refusals::{is, why},
    scene::plain,
    support::{Backend, Desk, database},
};

const SECRET: &str = "Bearer tulip";

/// Somebody's server, which counts its calls.
async fn device_server() -> (u16, Arc<AtomicU32>) {
    async fn device(State(calls): State<Arc<AtomicU32>>, Path(serial): Path<String>, headers: HeaderMap) -> Response {
        calls.fetch_add(1, Ordering::SeqCst);
        if headers.get("x-key").is_none_or(|key| key != SECRET) {
            return StatusCode::UNAUTHORIZED.into_response();
        }
        let json = |text: &str| ([(header::CONTENT_TYPE, "application/json")], text.to_owned()).into_response();
        match &*serial {
            "A-1" => {
                json(r#"{"data":[{"product":"Lamp","owner":{"name":"Ann"},"tags":["a","b"]},{"product":"Desk"}]}"#)
            }
            "none" => json(r#"{"data":[]}"#),
            "missing" => json("{}"),
            "null" => json(r#"{"data":null}"#),
            "text" => json(r#"{"data":"Lamp"}"#),
            "page" => "<html>".into_response(),
            "deep" => json(&"[".repeat(100_000)),
            "long" => json(&format!(r#"{{"data":"{}"}}"#, "x".repeat(600_000))),
            "slow" => {
                tokio::time::sleep(Duration::from_secs(20)).await;
                json("{}")
            }
            "elsewhere" => (StatusCode::FOUND, [(header::LOCATION, "/devices/A-1")]).into_response(),
            "broken" => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            odd if odd.starts_with("a/../") => json(&serde_json::json!({ "data": { "product": odd } }).to_string()),
            _ => StatusCode::NOT_FOUND.into_response(),
        }
    }
    let calls = Arc::<AtomicU32>::default();
    let router = Router::new().route("/devices/{serial}", get(device)).with_state(calls.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (port, calls)
}

/// Fields for a number, shown to customers, and for a product and an owner, which are not.
async fn asked(desk: &Desk) -> [FieldId; 3] {
    let serial = field(desk, "Serial", FieldType::Line).await;
    let product = field(desk, "Product", FieldType::Line).await;
    let owner = field(desk, "Owner", FieldType::Line).await;
    let lines = [TemplateLine { shown: true, ..plain(serial) }, plain(product), plain(owner)];
    template(desk, ItemKind::Chat, &lines).await;
    [serial, product, owner]
}

fn inside(config: &mut Config) {
    config.inside_hosts = vec!["127.0.0.1".into()];
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_33_a_server_is_asked(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let (port, calls) = device_server().await;
    let desk = Desk::with(backend, inside).await;
    let lars = desk.agent_in("Lars", desk.sales_group, 9).await;
    desk.connect(lars.id).await;
    let [serial, product, owner] = asked(&desk).await;
    let source = SearchSource::Http {
        url: format!("http://127.0.0.1:{port}/devices/{{serial}}"),
        header: "X-Key".into(),
        at: "/data".into(),
    };
    let mut body = details(("serial", serial), ("product", product), source);
    body.results.push(SearchResult { from: "/owner/name".into(), field: owner });
    (body.timeout_ms, body.cache_seconds) = (700, 60);
    let search = make(&desk, body.clone()).await.id;
    let outcome = async |text: &str| try_out(&desk, search, "serial", text).await.outcome;
    assert_eq!(outcome("A-1").await, SearchOutcome::Unreadable, "without the secret");
    let secret = NewSearchSecret { secret: SECRET.into() };
    desk.admin.call(SetSearchSecret { search, version: 1, body: secret }).await.unwrap();
    let tried = try_out(&desk, search, "serial", "A-1").await;
    let fills: Vec<&str> = tried.fills.iter().map(|fill| &*fill.text).collect();
    assert_eq!((tried.outcome, fills), (SearchOutcome::Found, vec!["Lamp", "Ann"]));
    for (text, told) in [
        ("none", SearchOutcome::NoMatch),
        ("missing", SearchOutcome::NoMatch),
        ("null", SearchOutcome::NoMatch),
        ("unknown", SearchOutcome::NoMatch),
        ("..", SearchOutcome::NoMatch),
        ("text", SearchOutcome::Unreadable),
        ("page", SearchOutcome::Unreadable),
        ("deep", SearchOutcome::Unreadable),
        ("broken", SearchOutcome::Unreadable),
        ("elsewhere", SearchOutcome::Unreadable),
        ("long", SearchOutcome::Unreachable),
        ("slow", SearchOutcome::Late),
    ] {
        let began = Instant::now();
        assert_eq!(outcome(text).await, told, "{text}");
        assert!(began.elapsed() < Duration::from_secs(5), "{text}");
    }
    // What leads elsewhere in an address is a part of it.
    let odd = "a/../../admin?x=1#y&z=%2e";
    let tried = try_out(&desk, search, "serial", odd).await;
    assert_eq!(tried.fills[0].text, odd);

    // What was found is not asked for again, for a minute.
    let begin = async |text: &str| desk.visitor().await.0.call(chat(&desk, vec![given(serial, text)])).await;
    let before = calls.load(Ordering::SeqCst);
    for _ in 0..2 {
        let chat = begin("A-1").await.unwrap().id;
        let fields = lars.api.call(GetChatFields { chat, body: () }).await.unwrap();
        assert_eq!(shown(&fields), "Owner: Ann; Product: Lamp; Serial: A-1");
    }
    assert_eq!(calls.load(Ordering::SeqCst), before + 1);
    desk.clock.advance(60_000);
    desk.connect(lars.id).await;
    begin("A-1").await.unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), before + 2);
    // That nothing was found, or nobody answered, is not remembered; where it must be found, the form is refused.
    begin("slow").await.unwrap();
    begin("unknown").await.unwrap();
    // Where customers may not write, nobody is asked for them.
    let before = calls.load(Ordering::SeqCst);
    let mut hidden = chat(&desk, vec![given(serial, "A-2")]);
    hidden.body.department = desk.reservations;
    assert_eq!(why(desk.visitor().await.0.call(hidden).await), is(404, "not_found"));
    assert_eq!(calls.load(Ordering::SeqCst), before);
    let before = calls.load(Ordering::SeqCst);
    change(&desk, search, SearchDetails { required: true, ..body }).await;
    let at = |code: &str| is(422, &format!("values.{serial} {code}"));
    assert_eq!(why(begin("slow").await), at("not_checked"));
    assert_eq!(why(begin("broken").await), at("not_checked"));
    assert_eq!(why(begin("unknown").await), at("no_match"));
    assert_eq!(why(begin("unknown").await), at("no_match"));
    assert_eq!(calls.load(Ordering::SeqCst), before + 4);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_33_what_stands_inside_is_not_asked(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let (port, calls) = device_server().await;
    let desk = Desk::on(backend).await;
    let [serial, product, _] = asked(&desk).await;
    // A name passes when it is set: what it stands for is looked at when it is called.
    let url = format!("https://localhost:{port}/devices/{{serial}}");
    let source = SearchSource::Http { url, header: String::new(), at: String::new() };
    let search = make(&desk, details(("serial", serial), ("product", product), source)).await.id;
    assert_eq!(try_out(&desk, search, "serial", "A-1").await.outcome, SearchOutcome::Forbidden);
    assert_eq!(calls.load(Ordering::SeqCst), 0);
}

/// A database with devices in it, beside our own.
async fn devices(backend: Backend, folder: &tempfile::TempDir) -> (DatabaseConnection, String) {
    let url = database(backend, folder).await;
    let create = if backend == Backend::Sqlite { format!("{url}?mode=rwc") } else { url.clone() };
    let db = Database::connect(create).await.unwrap();
    for sql in [
        "CREATE TABLE devices (serial TEXT, product TEXT, price NUMERIC, sold BOOLEAN, number INTEGER)",
        "INSERT INTO devices VALUES ('A-1', 'Lamp', 12.5, TRUE, 7)",
        "INSERT INTO devices VALUES ('A-2', NULL, NULL, FALSE, 8)",
    ] {
        db.execute_unprepared(sql).await.unwrap();
    }
    (db, url)
}

async fn many(db: &DatabaseConnection) -> i64 {
    let sql = Statement::from_string(db.get_database_backend(), "SELECT COUNT(*) AS many FROM devices");
    db.query_one_raw(sql).await.unwrap().unwrap().try_get("", "many").unwrap()
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn class_35_a_database_is_asked_and_never_changed(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let folder = tempfile::tempdir().unwrap();
    let (db, url) = devices(backend, &folder).await;
    let desk = Desk::with(backend, |config| {
        config.lookup_databases = vec![format!("devices={url}").into(), format!("gone={url}_not_there").into()];
    })
    .await;
    let lars = desk.agent_in("Lars", desk.sales_group, 9).await;
    desk.connect(lars.id).await;
    let [serial, product, owner] = asked(&desk).await;
    let source = |sql: &str| SearchSource::Sql { database: "devices".into(), statement: sql.into() };
    let plain = "SELECT product, price, sold, number FROM devices WHERE serial = :serial -- the device";
    let mut body = details(("serial", serial), ("product", product), source(plain));
    body.results.push(SearchResult { from: "price".into(), field: owner });
    body.timeout_ms = 1_500;
    let search = make(&desk, body.clone()).await.id;
    let tried = try_out(&desk, search, "serial", "A-1").await;
    assert_eq!(tried.outcome, SearchOutcome::Found, "{tried:?}");
    let mut record: Vec<String> = tried.record.iter().map(|cell| format!("{} {}", cell.name, cell.text)).collect();
    record.sort();
    let sold = if backend == Backend::Sqlite { "sold 1" } else { "sold yes" };
    assert_eq!(record, ["number 7", "price 12.5", "product Lamp", sold]);
    assert_eq!(try_out(&desk, search, "serial", "A-2").await.fills[0].text, "", "NULL says nothing");

    // What is typed is bound.
    for typed in ["A-3", "A-1' OR '1'='1", "'; DROP TABLE devices; --", "$1", "?1", ":serial", "\\", "A-1\u{1f}"] {
        assert_eq!(try_out(&desk, search, "serial", typed).await.outcome, SearchOutcome::NoMatch, "{typed}");
    }
    let begin = async |text: &str| desk.visitor().await.0.call(chat(&desk, vec![given(serial, text)])).await;
    let begun = begin("A-1").await.unwrap().id;
    let fields = lars.api.call(GetChatFields { chat: begun, body: () }).await.unwrap();
    assert_eq!(shown(&fields), "Owner: 12.5; Product: Lamp; Serial: A-1");

    // A statement is one, and reads.
    let refused = async |sql: &str| {
        let body = SearchDetails { source: source(sql), ..body.clone() };
        why(desk.admin.call(contract::searches::CreateSearchTemplate { body }).await)
    };
    for sql in [
        "DELETE FROM devices WHERE serial = :serial",
        "SELECT 1; DELETE FROM devices",
        "SELECT 1) AS a; DELETE FROM devices; SELECT * FROM (SELECT 1",
        "SELECT ':serial",
        "ATTACH 'other.sqlite' AS other",
        "COPY devices TO '/tmp/devices'",
    ] {
        assert_eq!(refused(sql).await, is(422, "source.statement malformed"), "{sql}");
    }
    assert_eq!(refused("SELECT :number").await, is(422, "source.statement unknown"));
    // What passes for one that reads, does not write.
    let mut sly = vec![
        "WITH gone AS (DELETE FROM devices RETURNING serial) SELECT serial AS product FROM gone WHERE serial = :serial",
        "SELECT nothing FROM devices WHERE serial = :serial",
    ];
    if backend == Backend::Postgres {
        let function = "CREATE FUNCTION forget() RETURNS TEXT LANGUAGE sql AS 'DELETE FROM devices; SELECT ''x'''";
        db.execute_unprepared(function).await.unwrap();
        sly.push("SELECT forget() AS product WHERE :serial <> ''");
    }
    for sql in sly {
        change(&desk, search, SearchDetails { source: source(sql), ..body.clone() }).await;
        let tried = try_out(&desk, search, "serial", "A-1").await;
        assert_eq!(tried.outcome, SearchOutcome::Unreadable, "{sql}: {tried:?}");
        assert!(tried.detail.is_some_and(|detail| !detail.is_empty()), "{sql}");
    }
    assert_eq!(many(&db).await, 2);

    // Nor does it take longer than it may.
    let endless = match backend {
        Backend::Sqlite => {
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) AS product FROM n \
             WHERE :serial <> ''"
        }
        Backend::Postgres => "SELECT pg_sleep(30)::text AS product WHERE :serial <> ''",
    };
    change(&desk, search, SearchDetails { source: source(endless), required: true, ..body.clone() }).await;
    let began = Instant::now();
    assert_eq!(try_out(&desk, search, "serial", "A-1").await.outcome, SearchOutcome::Late);
    assert_eq!(why(begin("A-1").await), is(422, &format!("values.{serial} not_checked")));
    assert!(began.elapsed() < Duration::from_secs(10));
    let gone = SearchSource::Sql { database: "gone".into(), statement: "SELECT 1 AS product".into() };
    change(&desk, search, SearchDetails { source: gone, ..body }).await;
    let tried = try_out(&desk, search, "serial", "A-1").await;
    assert!(matches!(tried.outcome, SearchOutcome::Unreachable | SearchOutcome::Unreadable), "{tried:?}");
}
