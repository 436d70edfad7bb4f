//! Bad input on every operation: a clear refusal in the problem format that names the field, and never a fault.

use contract::Method;
use rstest::rstest;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    scene::{Answer, Caller, Raw, Scene, operations},
    support::Backend,
};

type Operation = (&'static str, Method, &'static str);

/// Who may do most with an operation.
fn caller<'a>(scene: &'a Scene, operation: &Operation) -> &'a Caller {
    let (name, _, path) = operation;
    let settings = [
        "brands",
        "departments",
        "fields",
        "groups",
        "history/settings",
        "mails",
        "people",
        "reports",
        "roles",
        "search-templates",
        "setup",
        "sign-in-providers",
        "templates",
    ];
    if path.starts_with("/api/v1/widget") {
        &scene.vera
    } else if path.starts_with("/api/v1/portal") {
        &scene.account
    } else if settings.iter().any(|area| path.starts_with(&format!("/api/v1/{area}"))) && *name != "GetCompany" {
        &scene.oda
    } else {
        &scene.lars
    }
}

/// Those that would end what the others need.
const ENDS: &[&str] = &[
    "EndSession",
    "ForgetVisitor",
    "DeleteOrganization",
    "DeleteTicket",
    "RemoveRule",
    "RemoveMember",
    "SetPassword",
    "RemoveAvatar",
    "RemoveOwnAvatar",
    "EndOwnSession",
    "RevokeToken",
    "SettleAsk",
    "RemovePasskey",
    "ChangeEmail",
    "ChangePassword",
    "DeleteProvider",
    "ChangeCustomerPassword",
    "SignOutCustomer",
    "EndCustomerSession",
    "ResetSecondFactor",
    "RevokeSession",
    "RevokeSessions",
];

fn raw<'a>(scene: &Scene, operation: &Operation) -> Raw<'a> {
    let target = format!("{}{}", scene.path(operation.2, false), scene.query(operation.0));
    Raw::new(operation.1.as_str(), target).with("if-match", "\"1\"").by(caller(scene, operation))
}

/// What is wrong with an answer to something that is wrong.
fn judge(what: &str, operation: &Operation, answer: &Answer, allowed: &[u16], wrong: &mut Vec<String>) {
    let problem = answer.json();
    let told = answer.header("content-type") == "application/problem+json"
        && problem["status"] == answer.status
        && problem["code"].as_str().is_some_and(|code| !code.is_empty());
    if !allowed.contains(&answer.status) || !told {
        wrong.push(format!("{} {what}: {} {}", operation.0, answer.status, answer.text));
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_read_is_refused_by_name(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let mut wrong = Vec::new();
    for operation in operations() {
        if operation.1.in_query() {
            continue;
        }
        let takes = scene.body(operation.0);
        for text in ["{", "[1,", "nul", "{} {}", "\u{0}", "\u{feff}{}", "{\"a\":\"\\ud800\"}", "{\"\\udc00\":1}"] {
            let answer = raw(&scene, &operation).text("application/json", text).send(&scene.desk.server).await;
            judge(&format!("takes {text:?}"), &operation, &answer, &[400, 422], &mut wrong);
        }
        let most = match operation.0 {
            // A table is a file; a mail has files in it.
            "SetSearchTable" => 7_100_000,
            "TakeInMail" => 64_000_000,
            "AddTicketFile" | "AddOwnTicketFile" | "AddMessageFile" => 40_000_000,
            _ => 512 * 1024,
        };
        let huge = format!("{{\"text\":\"{}\"}}", "x".repeat(most));
        let answer = raw(&scene, &operation).text("application/json", huge).send(&scene.desk.server).await;
        judge(&format!("takes more than {most} bytes"), &operation, &answer, &[413], &mut wrong);
        let Some(body) = takes else { continue };
        for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json", ""] {
            let answer = raw(&scene, &operation).text(kind, body.to_string()).send(&scene.desk.server).await;
            judge(&format!("takes {kind:?}"), &operation, &answer, &[415], &mut wrong);
        }
        let answer = raw(&scene, &operation).send(&scene.desk.server).await;
        judge("takes nothing", &operation, &answer, &[415], &mut wrong);
        for value in [json!([]), json!(null), json!(7), json!("text"), json!([[]])] {
            let answer = raw(&scene, &operation).json(&value).send(&scene.desk.server).await;
            judge(&format!("takes {value}"), &operation, &answer, &[422], &mut wrong);
        }
        fields(&scene, &operation, &body, &mut wrong).await;
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

/// An unknown field, and each known one of another type: the answer names it.
async fn fields(scene: &Scene, operation: &Operation, body: &Value, wrong: &mut Vec<String>) {
    let mut more = body.clone();
    for name in ["role", "verified", "created_at", "__proto__"] {
        more[name] = json!("administrator");
        let answer = raw(scene, operation).json(&more).send(&scene.desk.server).await;
        judge(&format!("takes {name}"), operation, &answer, &[422], wrong);
        if answer.fields() != [name] {
            wrong.push(format!("{} does not name {name}: {}", operation.0, answer.text));
        }
        more.as_object_mut().unwrap().remove(name);
    }
    for name in body.as_object().unwrap().keys() {
        for value in [json!({ "a": 1 }), json!([1]), json!(-1.5), json!({ "$gt": "" })] {
            let mut other = body.clone();
            other[name] = value.clone();
            let answer = raw(scene, operation).json(&other).send(&scene.desk.server).await;
            judge(&format!("takes {name}: {value}"), operation, &answer, &[422], wrong);
            if !answer.fields().iter().any(|field| field.starts_with(name.as_str())) {
                wrong.push(format!("{} does not name {name} for {value}: {}", operation.0, answer.text));
            }
        }
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_found(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let mut wrong = Vec::new();
    for operation in operations() {
        let (name, method, path) = operation;
        for other in ["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE"] {
            let known = operations().iter().any(|known| known.2 == path && known.1.as_str() == other);
            if !known {
                let raw = Raw::new(other, scene.path(path, false)).by(caller(&scene, &operation));
                judge(other, &operation, &raw.send(&scene.desk.server).await, &[405], &mut wrong);
            }
        }
        if !path.contains('{') {
            continue;
        }
        let mut targets = vec![scene.path(path, true)];
        for id in ["not-an-id", "00000000-0000-0000-0000-000000000000", "%00", "..%2f..%2fetc", "'%20or%201=1--"] {
            targets.push(
                path.split('/').map(|part| if part.starts_with('{') { id } else { part }).collect::<Vec<_>>().join("/"),
            );
        }
        // The id that a message will have is its writer's own: any is one.
        let own =
            |target: &String| name == "AddMessageFile" && target.split('/').any(|part| Uuid::parse_str(part).is_ok());
        targets.retain(|target| !own(target));
        for target in targets {
            let target = format!("{target}{}", scene.query(name));
            let raw = Raw::new(method.as_str(), &target).with("if-match", "\"1\"").by(caller(&scene, &operation));
            let raw = match scene.body(name) {
                Some(body) => raw.json(&body),
                None => raw,
            };
            judge(&target, &operation, &raw.send(&scene.desk.server).await, &[404], &mut wrong);
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

/// Texts that somebody may send, and that must not break anything.
fn hostile() -> Vec<String> {
    vec![
        String::new(),
        " ".into(),
        "a\u{0}b".into(),
        "\u{202e}gpj.exe".into(),
        "<img src=x onerror=alert(1)>".into(),
        "<svg onload=alert(1)><script>alert(1)</script>".into(),
        "javascript:alert(1)".into(),
        "\r\nBcc: all@example.org".into(),
        "👩‍👩‍👧‍👦🏳️‍🌈é".into(),
        "\u{200b}\u{feff}".into(),
        "'; DROP TABLE chats; --".into(),
        "\" OR * NEAR(".into(),
        "{{7*7}}${7*7}%s%n".into(),
        "=cmd|'/c calc'!A1".into(),
        "../../etc/passwd".into(),
        "x".repeat(5_000),
        "é".repeat(5_000),
        "99999999999999999999".into(),
    ]
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_breaks_nothing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let mut wrong = Vec::new();
    for operation in operations() {
        let Some(body) = scene.body(operation.0) else { continue };
        if ENDS.contains(&operation.0) || operation.0.starts_with("Archive") {
            continue;
        }
        for (name, value) in body.as_object().unwrap() {
            let inner = value.as_object().map(|fields| fields.keys().cloned().collect::<Vec<_>>());
            for text in hostile() {
                let mut other = body.clone();
                match &inner {
                    Some(keys) => keys.iter().for_each(|key| {
                        if other[name][key].is_string() {
                            other[name][key] = json!(text);
                        }
                    }),
                    None if value.is_string() => other[name] = json!(text),
                    None => continue,
                }
                let answer = raw(&scene, &operation).json(&other).send(&scene.desk.server).await;
                if answer.status >= 500 {
                    wrong.push(format!("{} {name} {text:.40?}: {} {}", operation.0, answer.status, answer.text));
                }
                if answer.status == 422 && !answer.fields().iter().any(|field| field.starts_with(name.as_str())) {
                    wrong.push(format!("{} {name} {text:.40?} not named: {}", operation.0, answer.text));
                }
                if answer.status < 300 && (answer.text.contains('\u{0}') || answer.text.contains("\\u0000")) {
                    wrong.push(format!("{} {name} keeps a NUL", operation.0));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

/// Where a page ended, as ours are written, with what no database of ours holds: `["\u0000", <an id>]`.
const NUL_KEY: &str = "WyJcdTAwMDAiLCIwMDAwMDAwMC0wMDAwLTAwMDAtMDAwMC0wMDAwMDAwMDAwMDAiXQ";

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn queries_are_read_as_strictly(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let mut wrong = Vec::new();
    for operation in operations() {
        if !operation.1.in_query() || ENDS.contains(&operation.0) || operation.0 == "CheckOut" {
            continue;
        }
        let path = scene.path(operation.2, false);
        for query in ["?role=administrator", "?sort=id", "?after[]=1&%00=1"] {
            let joined = match scene.query(operation.0) {
                before if before.is_empty() => query.to_owned(),
                before => format!("{before}&{}", &query[1..]),
            };
            let raw = Raw::new(operation.1.as_str(), format!("{path}{joined}")).by(caller(&scene, &operation));
            let answer = raw.send(&scene.desk.server).await;
            judge(&joined, &operation, &answer, &[422], &mut wrong);
            if answer.status == 422 && answer.fields().is_empty() {
                wrong.push(format!("{} {joined} not named: {}", operation.0, answer.text));
            }
        }
        for value in [NUL_KEY, "%00", "%ff%fe", "'", "%F0%9F%98%80", "AAAA", "%22%20OR%20*", &"x".repeat(600)] {
            for field in ["after", "query", "limit", "scope", "status", "group", "subject", "id", "brand", "public"] {
                let joined = match scene.query(operation.0) {
                    before if before.is_empty() || before.contains(field) => format!("?{field}={value}"),
                    before => format!("{before}&{field}={value}"),
                };
                let raw = Raw::new(operation.1.as_str(), format!("{path}{joined}")).by(caller(&scene, &operation));
                let answer = raw.send(&scene.desk.server).await;
                if answer.status >= 500 {
                    wrong.push(format!("{} {joined:.60}: {} {}", operation.0, answer.status, answer.text));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}
