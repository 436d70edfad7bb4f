//! What the server tells its operator: logs by `tracing`, figures for Prometheus.

use std::{
    sync::OnceLock,
    time::{Duration, Instant},
};

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

static FIGURES: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts logging to standard error.
pub fn start_logging(filter: &str, json: bool) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if json { logs.json().try_init() } else { logs.try_init() };
    if let Err(error) = started {
        tracing::debug!(%error, "logging was started before");
    }
}

/// Starts counting; a second call changes nothing.
pub fn start_figures() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_ok() {
        let _ = FIGURES.set(handle);
    }
}

/// Sums up what was measured, now and then. Without it every measurement is kept until somebody asks for the figures,
/// and where nobody does, for ever.
pub async fn sum_up() {
    loop {
        tokio::time::sleep(Duration::from_secs(5)).await;
        if let Some(figures) = FIGURES.get() {
            figures.run_upkeep();
        }
    }
}

/// The figures as Prometheus reads them.
pub fn figures() -> String {
    FIGURES.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Counts and times a request, by the path as declared and never by the path as asked for.
pub async fn observe(request: Request, next: Next) -> Response {
    let path = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let method = request.method().as_str().to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    let labels = [("method", method), ("path", path), ("status", status)];
    metrics::histogram!("frontdesk_http_seconds", &labels).record(started.elapsed().as_secs_f64());
    response
}
