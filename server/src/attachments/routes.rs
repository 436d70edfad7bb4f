//! Files over HTTP: by links that were given to whoever asks. Nothing that comes from here runs.

use std::collections::HashMap;

use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use uuid::Uuid;

use super::{Links, Part, links, rules, sanitised, store, tables::attachments::Model};
use crate::{
    people::{self, Customer},
    platform::{Answered, App, Failure, words},
};

/// The policy of a file: it is saved, and does nothing wherever it is opened.
const SAVED: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'");

/// The policy of a mail's HTML in its frame, with remote pictures or without.
const FRAMED: HeaderValue = HeaderValue::from_static(
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
     style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
);
const FRAMED_REMOTE: HeaderValue = HeaderValue::from_static(
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; \
     style-src 'unsafe-inline'; img-src 'self' https:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
);

/// Serves files.
pub fn routes() -> Router<App> {
    Router::new().route("/files/{file}", get(file))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    until: i64,
    #[serde(default)]
    seal: String,
    #[serde(default)]
    images: String,
}

async fn file(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    customer: Option<Customer>,
) -> Response {
    match answer(&app, &id, &asked, &headers, customer).await {
        Ok(response) => response,
        Err(failure) => failure.into_response(),
    }
}

async fn answer(
    app: &App,
    id: &str,
    asked: &Asked,
    headers: &HeaderMap,
    customer: Option<Customer>,
) -> Answered<Response> {
    let id: Uuid = id.parse().map_err(|_| Failure::not_found())?;
    // Agents and customers may be signed in in the same browser.
    let agent = people::signed(app, headers, true, "/api/v1/tickets").await.ok();
    let agent = agent.filter(|agent| !agent.lacks_second_factor).map(|agent| agent.account.id);
    let accounts = agent.into_iter().chain(customer.map(|customer| customer.account.id));
    let whose = accounts.into_iter().find(|account| links::opens(app, *account, id, asked.until, &asked.seal));
    let whose = whose.ok_or_else(Failure::not_found)?;
    let row = store::file(app.db().read(), id).await?.ok_or_else(Failure::not_found)?;
    let content = app.files().read(&row.digest).await.map_err(|error| {
        tracing::error!(%error, "a file is not where it was kept");
        Failure::not_found()
    })?;
    let mut response = match words::from_text(&row.part)? {
        Part::Html => framed(app, whose, &row, content, asked.images == "shown").await?,
        Part::File | Part::Inline => saved(&row, content),
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(response)
}

/// A file to save. Pictures say what they are, so that pages of ours can show them; nothing else does.
fn saved(row: &Model, content: bytes::Bytes) -> Response {
    let kind = HeaderValue::from_static(rules::picture(&content).unwrap_or("application/octet-stream"));
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, kind);
    let name = HeaderValue::from_str(&rules::disposition(&row.name));
    headers.insert(header::CONTENT_DISPOSITION, name.unwrap_or(HeaderValue::from_static("attachment")));
    headers.insert(header::CONTENT_SECURITY_POLICY, SAVED);
    response
}

/// A mail's HTML, made harmless, for its frame.
async fn framed(app: &App, whose: Uuid, row: &Model, content: bytes::Bytes, remote: bool) -> Answered<Response> {
    let links = Links::of(app, whose);
    let mut pictures = HashMap::new();
    if let Some(item) = row.item {
        let beside = store::of_item(app.db().read(), item).await?.into_iter();
        pictures.extend(beside.filter_map(|one| one.content_id.map(|name| (name, links.to(one.id)))));
    }
    let page =
        tokio::task::spawn_blocking(move || sanitised::page(&String::from_utf8_lossy(&content), pictures, remote));
    let page = page.await.map_err(|error| {
        tracing::error!(%error, "HTML that cannot be shown");
        Failure::not_found()
    })?;
    let mut response = page.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, if remote { FRAMED_REMOTE } else { FRAMED });
    Ok(response)
}
