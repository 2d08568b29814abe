//! What an ingest counts of itself, for Prometheus.
//!
//! **Labels are sources and partitions, never what events say**: no number and no customer stands in a label.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use chrono::{DateTime, Utc};
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// Upper edges of the commits' histogram, in seconds: a folder takes milliseconds, an object store tenths.
const COMMIT_EDGES: [f64; 11] = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 30.0];

/// The counters of an ingest. Clones count together.
#[derive(Debug, Clone)]
pub struct IngestMetrics {
    pub(crate) records: Counter,
    pub(crate) read_bytes: Counter,
    pub(crate) events: Counter,
    pub(crate) duplicates: Counter,
    pub(crate) refused: Counter,
    pub(crate) stopped: Gauge,
    pub(crate) budget_bytes: Gauge,
    commits: Family<CommitLabels, Counter>,
    commit_seconds: Histogram,
    lag: Family<SourceLabels, Gauge>,
    data_until: Gauge<f64, AtomicU64>,
}

/// How a commit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelValue)]
pub(crate) enum Ended {
    /// It is in the log.
    Landed,
    /// Somebody else had stored the same.
    LostRace,
    /// Others added events meanwhile, which had to be looked at first.
    Overtaken,
    /// The store could not tell for long.
    Failed,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CommitLabels {
    outcome: Ended,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct SourceLabels {
    source: String,
}

impl Default for IngestMetrics {
    fn default() -> Self {
        // An increase is seen only of what stood there before.
        let commits = Family::<CommitLabels, Counter>::default();
        for outcome in [Ended::Landed, Ended::LostRace, Ended::Overtaken, Ended::Failed] {
            drop(commits.get_or_create(&CommitLabels { outcome }));
        }
        Self {
            records: Counter::default(),
            read_bytes: Counter::default(),
            events: Counter::default(),
            duplicates: Counter::default(),
            refused: Counter::default(),
            stopped: Gauge::default(),
            budget_bytes: Gauge::default(),
            commits,
            commit_seconds: Histogram::new(COMMIT_EDGES),
            lag: Family::default(),
            data_until: Gauge::default(),
        }
    }
}

impl IngestMetrics {
    /// Lets a registry write them out, under the prefix `ingest`.
    pub fn register(&self, registry: &mut Registry) {
        let registry = registry.sub_registry_with_prefix("ingest");
        registry.register("records", "Records read", self.records.clone());
        registry.register_with_unit("read", "What was read", Unit::Bytes, self.read_bytes.clone());
        registry.register("events", "Events stored", self.events.clone());
        registry.register("duplicates", "Events that were stored before", self.duplicates.clone());
        registry.register("refused", "Records stored as dead letters", self.refused.clone());
        registry.register("commits", "Commits tried, by how they ended", self.commits.clone());
        registry.register_with_unit(
            "commit",
            "How long a commit took that landed",
            Unit::Seconds,
            self.commit_seconds.clone(),
        );
        registry.register("lag_records", "Records of a partition that are not stored yet", self.lag.clone());
        registry.register(
            "stopped_partitions",
            "Partitions that are ours and not read: too much was refused, it is not what was stored, or it has no leader",
            self.stopped.clone(),
        );
        registry.register_with_unit(
            "data_until_timestamp",
            "Up to when all that came to the partitions is stored, in seconds since the epoch; 0 while it is not known",
            Unit::Seconds,
            self.data_until.clone(),
        );
        registry.register_with_unit(
            "memory_budget",
            "What the ingest may hold in memory",
            Unit::Bytes,
            self.budget_bytes.clone(),
        );
    }

    pub(crate) fn committed(&self, outcome: Ended, took: Duration) {
        self.commits.get_or_create(&CommitLabels { outcome }).inc();
        if outcome == Ended::Landed {
            self.commit_seconds.observe(took.as_secs_f64());
        }
    }

    /// Notes how the partitions stand, by their sources' names; those that are not named are not ours any more. Beside it,
    /// how many of them are not read, and up to when all is stored.
    pub(crate) fn stand(
        &self,
        lags: impl IntoIterator<Item = (String, i64)>,
        stopped: usize,
        until: Option<DateTime<Utc>>,
    ) {
        self.lag.clear();
        for (source, lag) in lags {
            self.lag.get_or_create(&SourceLabels { source }).set(lag);
        }
        self.stopped.set(i64::try_from(stopped).unwrap_or(i64::MAX));
        self.data_until.set(until.map_or(0, |until| until.timestamp_micros()) as f64 / 1e6);
    }
}

#[cfg(test)]
mod tests;
