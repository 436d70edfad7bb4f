//! The OpenAPI document is what integrators rely on: its shape is kept, it is complete, and what it says is served.

use rstest::rstest;
use serde_json::Value;

use crate::{
    scene::{Raw, Scene, operations},
    support::Backend,
};

fn document() -> Value {
    serde_json::to_value(server::routes::api().finish().1).unwrap()
}

fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(to)) = fields.get("$ref") {
                found.push(to.clone());
            }
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn the_document_changes_only_on_purpose() {
    let text = serde_json::to_string_pretty(&document()).unwrap();
    insta::assert_snapshot!("openapi", text);
}

#[test]
fn every_reference_leads_somewhere() {
    let document = document();
    let mut all = Vec::new();
    references(&document, &mut all);
    assert!(!all.is_empty());
    let lost: Vec<&String> =
        all.iter().filter(|to| to.strip_prefix('#').and_then(|path| document.pointer(path)).is_none()).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn every_operation_is_documented() {
    let document = document();
    let mut ids = Vec::new();
    for (name, method, path) in operations() {
        let found = &document["paths"][path][method.as_str().to_lowercase()];
        assert_eq!(found["operationId"], name, "{} {path}", method.as_str());
        let said = [&found["summary"], &found["description"]];
        assert!(said.iter().any(|text| text.as_str().is_some_and(|text| !text.is_empty())), "{name} is not described");
        assert!(found["responses"].as_object().is_some_and(|answers| !answers.is_empty()), "{name} has no answers");
        ids.push(name);
    }
    let paths = document["paths"].as_object().unwrap();
    let documented: usize = paths.values().map(|path| path.as_object().unwrap().len()).sum();
    assert_eq!(documented, ids.len(), "the document holds what is not served");
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn every_operation_is_served(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let scene = Scene::on(backend).await;
    let served = Raw::new("GET", "/api/v1/openapi.json").send(&scene.desk.server).await;
    assert_eq!((served.status, served.json() == document()), (200, true));
    for operation in operations() {
        let answer = scene.call(operation).send(&scene.desk.server).await;
        // Nobody may do most of it. But what is not there at all answers `not_found`, and a wrong method 405.
        let there = answer.status != 405 && (answer.status != 404 || operation.0 == "RunSetup");
        assert!(there, "{} {}: {} {}", operation.1.as_str(), operation.2, answer.status, answer.text);
    }
}
