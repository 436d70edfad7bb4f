//! Is it alive, is it ready, how is it doing.

use axum::{Router, extract::State, http::StatusCode, routing::get};
use sea_orm::ConnectionTrait;

use super::{App, telemetry};

/// `/healthz`: the process answers. `/readyz`: the database does, too. `/metrics`: figures for Prometheus.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(async || telemetry::figures()))
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.db().read().execute_unprepared("SELECT 1").await {
        Ok(_) => (StatusCode::OK, "ready\n"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
