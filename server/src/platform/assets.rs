//! The built front ends: in the binary (`--features embed`), or from a folder.
//!
//! Files under `/assets` carry a hash in their names and are cached for ever; they are sent as brotli or gzip, which
//! were made at build time. Those of the last releases are served, too, for tabs opened before an update. Pages and the
//! loader are cached for minutes at most.

use std::{borrow::Cow, path::PathBuf};

use axum::{
    Router,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use super::{App, error::Failure, releases};

#[cfg(feature = "embed")]
#[derive(rust_embed::RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../dist"]
struct Embedded;

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const MINUTES: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// Where the last releases' files are, in the data folder.
const RELEASES: &str = "releases";

/// A built file, or a compressed form of it.
pub fn read(app: &App, path: &str) -> Option<Cow<'static, [u8]>> {
    if !is_honest(path) {
        return None;
    }
    if let Some(folder) = &app.config().assets {
        let path: PathBuf = folder.join(path);
        return std::fs::read(path).ok().map(Cow::Owned);
    }
    embedded(path)
}

/// The same, of the last releases.
fn read_earlier(app: &App, path: &str) -> Option<Cow<'static, [u8]>> {
    if !is_honest(path) {
        return None;
    }
    releases::read(&app.config().data.join(RELEASES), path).map(Cow::Owned)
}

/// Segments are checked one by one: nothing leaves the folder.
fn is_honest(path: &str) -> bool {
    path.split('/').all(|part| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
    })
}

/// Keeps the front ends in the binary for tabs that are still open after the next update.
///
/// # Errors
/// When the data folder cannot be written.
pub fn keep(app: &App) -> std::io::Result<()> {
    let files = if app.config().assets.is_none() { all_embedded() } else { Vec::new() };
    if files.is_empty() {
        return Ok(());
    }
    releases::keep(&app.config().data.join(RELEASES), &files, app.clock().now())
}

/// Every embedded file with a hash in its name.
#[cfg(feature = "embed")]
fn all_embedded() -> Vec<releases::File<'static>> {
    let names = Embedded::iter().filter(|name| {
        let in_bundle = name.split_once('/').is_some_and(|(bundle, _)| bundle != "public");
        in_bundle && !name.contains(".html")
    });
    names.filter_map(|name| Embedded::get(&name).map(|file| (name, file.data))).collect()
}

#[cfg(not(feature = "embed"))]
fn all_embedded() -> Vec<releases::File<'static>> {
    Vec::new()
}

#[cfg(feature = "embed")]
fn embedded(path: &str) -> Option<Cow<'static, [u8]>> {
    Embedded::get(path).map(|file| file.data)
}

#[cfg(not(feature = "embed"))]
fn embedded(_path: &str) -> Option<Cow<'static, [u8]>> {
    None
}

/// `/assets/…`, the loader and the small public files.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/assets/{*path}", get(asset))
        .route("/widget.js", get(loader))
        .route("/favicon.ico", get(favicon))
        .route("/favicon.svg", get(favicon))
        .route("/icons/{file}", get(icon))
        .route("/sounds/{file}", get(sound))
}

async fn asset(State(app): State<App>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    file(|path| read(&app, path).or_else(|| read_earlier(&app, path)), &path, &headers, FOR_EVER)
}

async fn loader(State(app): State<App>, headers: HeaderMap) -> Response {
    let mut response = public(&app, "widget.js", &headers);
    // Customers' sites load it: it is the one file of ours that belongs to every origin.
    response.headers_mut().insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

async fn favicon(State(app): State<App>, headers: HeaderMap) -> Response {
    public(&app, "favicon.svg", &headers)
}

async fn icon(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    public(&app, &format!("icons/{name}"), &headers)
}

async fn sound(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    public(&app, &format!("sounds/{name}"), &headers)
}

fn public(app: &App, name: &str, headers: &HeaderMap) -> Response {
    file(|path| read(app, path), &format!("public/{name}"), headers, MINUTES)
}

fn file(
    read: impl Fn(&str) -> Option<Cow<'static, [u8]>>,
    path: &str,
    headers: &HeaderMap,
    cache: HeaderValue,
) -> Response {
    let accepts = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let packed = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(name, _)| accepts.split(',').any(|part| part.split(';').next().unwrap_or_default().trim() == *name))
        .find_map(|(name, suffix)| read(&format!("{path}{suffix}")).map(|bytes| (Some(name), bytes)));
    let Some((encoding, bytes)) = packed.or_else(|| read(path).map(|bytes| (None, bytes))) else {
        return Failure::not_found().into_response();
    };
    let mut response = (StatusCode::OK, bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(path)));
    headers.insert(header::CACHE_CONTROL, cache);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "json" => "application/json",
        "wav" => "audio/wav",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        _ => "application/octet-stream",
    }
}
