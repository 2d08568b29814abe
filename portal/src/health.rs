//! Whether the process lives, whether it can answer, and what it has done.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use opkald_queries::Scope;
use serde_json::json;

use crate::error::PortalError;
use crate::metrics::Looked;
use crate::state::AppState;

/// The text format of Prometheus.
pub(crate) const TEXT_FORMAT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// The process lives.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// A snapshot of the tables is loaded, the views lie over it, and the tables were looked at not long ago.
pub(crate) async fn readyz(State(state): State<AppState>) -> Response {
    let fresh = state
        .engine
        .followed_at()
        .await
        .is_some_and(|at| ((state.now)() - at).to_std().unwrap_or_default() <= state.options.stale_after);
    let ready = fresh && state.engine.session(Scope::Operator).await.is_ok();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = json!({
        "ready": ready,
        "events_version": state.engine.events_version(),
        "data_until": state.engine.data_until(),
    });
    (status, Json(body)).into_response()
}

/// Counters in the text format of Prometheus.
pub(crate) async fn metrics(State(state): State<AppState>) -> Result<Response, PortalError> {
    let age = state.engine.data_until().map(|until| ((state.now)() - until).num_seconds().max(0));
    let tables = state.engine.tables().await.map_err(PortalError::failed)?;
    let query_memory_bytes = state.engine.memory_bytes();
    let unrated_uses = state.engine.unrated_lately().await.map_err(PortalError::failed)?;
    let looked = Looked { data_age_seconds: age, tables, query_memory_bytes, unrated_uses };
    let text = state.metrics.write(&looked).map_err(PortalError::failed)?;
    Ok(([(CONTENT_TYPE, TEXT_FORMAT)], text).into_response())
}
