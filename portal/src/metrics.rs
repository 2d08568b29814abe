//! What the portal counts of itself, for Prometheus.
//!
//! **Labels are routes, never addresses**: no number, queue or call stands in a label.

use std::fmt;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::state::AppState;

/// Upper edges of the latency histogram, in seconds: the goal is 20 ms, so they are fine around it.
const LATENCY_EDGES: [f64; 12] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RouteLabels {
    route: String,
}

/// The counters, and the registry that writes them out.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    latency: Family<RouteLabels, Histogram>,
    events_version: Gauge,
    data_age_seconds: Gauge,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    /// Registers them all.
    pub(crate) fn new() -> Self {
        let requests = Family::<RequestLabels, Counter>::default();
        let latency = Family::<RouteLabels, Histogram>::new_with_constructor(|| Histogram::new(LATENCY_EDGES));
        let events_version = Gauge::default();
        let data_age_seconds = Gauge::default();
        let mut registry = Registry::with_prefix("opkald");
        registry.register("http_requests", "Requests answered, by route and status", requests.clone());
        registry.register_with_unit(
            "http_latency",
            "How long an answer took, by route",
            Unit::Seconds,
            latency.clone(),
        );
        registry.register("events_version", "Version of the events table that queries see", events_version.clone());
        registry.register_with_unit(
            "data_age",
            "How long ago the last of what is in reached the source; -1 without data",
            Unit::Seconds,
            data_age_seconds.clone(),
        );
        Self { registry, requests, latency, events_version, data_age_seconds }
    }

    /// Writes everything out as text.
    pub(crate) fn write(&self, events_version: i64, data_age_seconds: Option<i64>) -> Result<String, fmt::Error> {
        self.events_version.set(events_version);
        self.data_age_seconds.set(data_age_seconds.unwrap_or(-1));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Counts and times one request.
pub(crate) async fn observe(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().as_str().to_owned();
    let matched = request.extensions().get::<MatchedPath>();
    let route = matched.map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let response = next.run(request).await;
    let seconds = began.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    tracing::debug!(%method, %route, status, seconds, "answered");
    state.metrics.latency.get_or_create(&RouteLabels { route: route.clone() }).observe(seconds);
    state.metrics.requests.get_or_create(&RequestLabels { method, route, status }).inc();
    response
}
