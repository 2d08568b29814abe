//! What the portal counts of itself, for Prometheus.
//!
//! **Labels are routes, never addresses**: no number, queue or call stands in a label.

use std::fmt;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use opkald_queries::TableSize;
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
    data_age_seconds: Gauge,
    query_memory_bytes: Gauge,
    query_memory_limit_bytes: Gauge,
    unrated_uses: Gauge,
    tables: Tables,
}

/// How large each table is.
#[derive(Default)]
struct Tables {
    version: Family<TableLabels, Gauge>,
    files: Family<TableLabels, Gauge>,
    size_bytes: Family<TableLabels, Gauge>,
    log_depth: Family<TableLabels, Gauge>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TableLabels {
    table: &'static str,
}

impl Tables {
    fn register(&self, registry: &mut Registry) {
        let registry = registry.sub_registry_with_prefix("table");
        registry.register("version", "Version that queries see", self.version.clone());
        registry.register("files", "Live data files", self.files.clone());
        registry.register_with_unit("size", "Size of the live data files", Unit::Bytes, self.size_bytes.clone());
        registry.register(
            "log_depth",
            "Entries of the log since its last checkpoint, which whoever opens the table reads one by one",
            self.log_depth.clone(),
        );
    }

    fn set(&self, sizes: &[TableSize]) {
        for size in sizes {
            let labels = TableLabels { table: size.name };
            self.version.get_or_create(&labels).set(size.version);
            self.files.get_or_create(&labels).set(whole(size.files));
            self.size_bytes.get_or_create(&labels).set(i64::try_from(size.bytes).unwrap_or(i64::MAX));
            self.log_depth.get_or_create(&labels).set(size.log_depth);
        }
    }
}

/// What the portal looks up when it is asked for its counters.
#[derive(Debug)]
pub(crate) struct Looked {
    pub(crate) data_age_seconds: Option<i64>,
    pub(crate) tables: Vec<TableSize>,
    /// What statements hold in memory, and what they may.
    pub(crate) query_memory_bytes: (usize, usize),
    /// Uses of the last 31 days that nothing prices.
    pub(crate) unrated_uses: i64,
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

impl Metrics {
    /// Registers them all beside those of the registry.
    pub(crate) fn new(mut registry: Registry) -> Self {
        let requests = Family::<RequestLabels, Counter>::default();
        let latency = Family::<RouteLabels, Histogram>::new_with_constructor(|| Histogram::new(LATENCY_EDGES));
        let data_age_seconds = Gauge::default();
        let (query_memory_bytes, query_memory_limit_bytes) = (Gauge::default(), Gauge::default());
        let tables = Tables::default();
        tables.register(&mut registry);
        registry.register("http_requests", "Requests answered, by route and status", requests.clone());
        registry.register_with_unit(
            "http_latency",
            "How long an answer took, by route",
            Unit::Seconds,
            latency.clone(),
        );
        registry.register_with_unit(
            "data_age",
            "How long ago the last of what is in reached the source; -1 without data",
            Unit::Seconds,
            data_age_seconds.clone(),
        );
        registry.register_with_unit(
            "query_memory",
            "What statements hold in memory",
            Unit::Bytes,
            query_memory_bytes.clone(),
        );
        registry.register_with_unit(
            "query_memory_limit",
            "What statements may hold in memory; beyond it they go over the disk",
            Unit::Bytes,
            query_memory_limit_bytes.clone(),
        );
        let unrated_uses = Gauge::default();
        registry.register(
            "unrated_uses",
            "Uses of the last 31 days that no rate matches, and that are charged nothing",
            unrated_uses.clone(),
        );
        Self {
            registry,
            requests,
            latency,
            data_age_seconds,
            query_memory_bytes,
            query_memory_limit_bytes,
            unrated_uses,
            tables,
        }
    }

    /// Writes everything out as text.
    pub(crate) fn write(&self, looked: &Looked) -> Result<String, fmt::Error> {
        self.data_age_seconds.set(looked.data_age_seconds.unwrap_or(-1));
        self.query_memory_bytes.set(whole(looked.query_memory_bytes.0));
        self.query_memory_limit_bytes.set(whole(looked.query_memory_bytes.1));
        self.unrated_uses.set(looked.unrated_uses);
        self.tables.set(&looked.tables);
        written(&self.registry)
    }
}

/// A registry's counters in the text format of Prometheus.
pub(crate) fn written(registry: &Registry) -> Result<String, fmt::Error> {
    let mut text = String::new();
    encode(&mut text, registry)?;
    Ok(text)
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
