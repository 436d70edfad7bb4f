//! Everything that is served, on one page.

use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, predicate::SizeAbove},
};
use utoipa::openapi::OpenApi;

use crate::{
    asks, attachments, chat, departments, email, fields, organizations, pages, people,
    platform::{App, Failure, api::Api, assets, headers, health, pictures, telemetry},
    portal, realtime, reports, routing, setup, tickets,
};

/// From how many bytes on an answer of the API is compressed. What is smaller, and all that could hold a secret beside
/// what somebody else wrote, is sent as it is.
const LARGE: u16 = 32 * 1024;

/// The API: one slice after the other.
pub fn api() -> Api {
    Api::default()
        .with(setup::routes)
        .with(people::routes)
        .with(departments::routes)
        .with(fields::routes)
        .with(routing::routes::routes)
        .with(asks::routes)
        .with(tickets::routes)
        .with(chat::routes)
        .with(organizations::routes)
        .with(portal::routes)
        .with(email::routes)
        .with(reports::routes)
}

/// The API and all that is no operation of it: pages, assets, the live connection, health.
pub fn all(app: &App, api: Router<App>) -> Router {
    let api = api
        .route("/api/v1/openapi.json", get(document))
        // Long lists say the same words again and again: a company of five hundred is a tenth of what it was.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(SizeAbove::new(LARGE)))
        .layer(middleware::from_fn_with_state(app.clone(), headers::same_site));
    let everything = Router::new()
        .merge(api)
        .merge(realtime::routes())
        .merge(pages::routes())
        .merge(people::oidc::pages::routes())
        .merge(pictures::routes())
        .merge(attachments::routes())
        .merge(assets::routes())
        .merge(health::routes())
        .method_not_allowed_fallback(wrong_method)
        .fallback(nothing_here);
    let everything = portal::pages(app, everything);
    everything
        .layer(DefaultBodyLimit::max(crate::platform::api::BODY_BYTES))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| broke().into_response()))
        .layer(middleware::from_fn(headers::secure))
        .layer(middleware::from_fn(telemetry::observe))
        .with_state(app.clone())
}

async fn document(State(app): State<App>) -> Response {
    match app.lent::<OpenApi>() {
        Some(document) => Json(document).into_response(),
        None => Failure::not_found().into_response(),
    }
}

async fn nothing_here() -> Failure {
    Failure::not_found()
}

async fn wrong_method() -> Failure {
    Failure::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", "This cannot be done here.")
}

fn broke() -> Failure {
    Failure::new(StatusCode::INTERNAL_SERVER_ERROR, "fault", "Something broke on our side. Nothing was half done.")
}
