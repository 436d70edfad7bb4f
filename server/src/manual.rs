//! The API's manual as a page: every operation with what it takes and answers, from the OpenAPI document.

use std::fmt::Write;

use serde_json::Value;
use utoipa::openapi::OpenApi;

const STYLE: &str = include_str!("manual.css");

/// Writes the page. It needs no script.
pub fn page(document: &OpenApi, nonce: &str) -> String {
    let document = serde_json::to_value(document).unwrap_or_default();
    let mut html = String::with_capacity(128 * 1024);
    let title = text(&document["info"]["title"]);
    let _ = write!(
        html,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} API</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style nonce=\"{nonce}\">{STYLE}</style>\
         </head><body><main><h1>{title} API</h1>"
    );
    for line in document["info"]["description"].as_str().unwrap_or_default().split("\n- ").map(str::trim) {
        let _ = write!(html, "<p>{}</p>", escape(line.trim_start_matches("- ")));
    }
    html.push_str("<p><a href=\"/api/v1/openapi.json\">openapi.json</a></p>");
    let mut tags: Vec<(String, String)> = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let tag = operation["tags"][0].as_str().unwrap_or_default().to_owned();
            let section = write_operation(path, method, operation);
            match tags.iter_mut().find(|(name, _)| *name == tag) {
                Some((_, sections)) => sections.push_str(&section),
                None => tags.push((tag, section)),
            }
        }
    }
    for (tag, sections) in tags {
        let _ = write!(html, "<section><h2>{}</h2>{sections}</section>", escape(&tag));
    }
    html.push_str("<section><h2>Schemas</h2>");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let _ = write!(
            html,
            "<details id=\"{0}\"><summary>{0}</summary><pre>{1}</pre></details>",
            escape(name),
            escape(&serde_json::to_string_pretty(schema).unwrap_or_default())
        );
    }
    html.push_str("</section></main></body></html>");
    html
}

fn write_operation(path: &str, method: &str, operation: &Value) -> String {
    let mut html = String::new();
    let _ = write!(
        html,
        "<article id=\"{}\"><h3><b>{}</b> <code>{}</code></h3><p>{}</p>",
        text(&operation["operationId"]),
        escape(&method.to_uppercase()),
        escape(path),
        text(&operation["summary"])
    );
    if operation["description"].is_string() {
        let _ = write!(html, "<p>{}</p>", text(&operation["description"]));
    }
    let parameters: Vec<&Value> = operation["parameters"].as_array().into_iter().flatten().collect();
    if !parameters.is_empty() {
        html.push_str("<ul>");
        for parameter in parameters {
            let required = if parameter["required"] == true { "" } else { ", optional" };
            let _ = write!(
                html,
                "<li><code>{}</code> in {}{required}</li>",
                text(&parameter["name"]),
                text(&parameter["in"])
            );
        }
        html.push_str("</ul>");
    }
    let takes = &operation["requestBody"]["content"]["application/json"]["schema"];
    let answers = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    for (word, schema) in [("Takes", takes), ("Answers", answers)] {
        if let Some(name) = named(schema) {
            let _ = write!(html, "<p>{word} <a href=\"#{0}\">{0}</a></p>", escape(&name));
        }
    }
    html.push_str("</article>");
    html
}

/// The name of a schema, or of the rows of a page of it.
fn named(schema: &Value) -> Option<String> {
    let reference = schema["$ref"].as_str().or_else(|| schema["properties"]["items"]["items"]["$ref"].as_str())?;
    reference.rsplit('/').next().map(str::to_owned)
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
