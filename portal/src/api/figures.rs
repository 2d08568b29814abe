//! The figures of tables, as JSON bears them: counts, sums, and the ratios made of them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::data::call_stats::CallCounts;
use crate::queue_counts::{EDGES_SECONDS, QueueCounts};
use crate::service_level::ServiceLevel;
use crate::signed::Signed;

/// The figures of queue visits. A ratio of nothing is null.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QueueFigures {
    joined: i64,
    answered: i64,
    abandoned: i64,
    short_abandoned: i64,
    timeout: i64,
    overflow: i64,
    key: i64,
    empty: i64,
    full: i64,
    closed: i64,
    transferred: i64,
    waiting: i64,
    in_time: i64,
    waited: i64,
    wait_seconds_answered: f64,
    wait_seconds_all: f64,
    max_wait_seconds: Option<f64>,
    talk_seconds: f64,
    wrapup_seconds: f64,
    peak_waiting: i64,
    peak_waiting_at: Option<String>,
    peak_talking: i64,
    peak_talking_at: Option<String>,
    answered_rate: Option<f64>,
    abandon_rate: Option<f64>,
    asa_seconds: Option<f64>,
    awt_seconds: Option<f64>,
    att_seconds: Option<f64>,
    aht_seconds: Option<f64>,
    service_level: Option<f64>,
    wait_histogram: Vec<WaitBucket>,
}

/// One bucket of the wait histogram, `[from, to)`.
#[derive(Debug, Serialize, ToSchema)]
struct WaitBucket {
    from_seconds: u32,
    to_seconds: Option<u32>,
    answered: i64,
    abandoned: i64,
}

impl QueueFigures {
    pub(super) fn new(signed: &Signed, counts: &QueueCounts, level: ServiceLevel) -> Self {
        Self {
            joined: counts.joined,
            answered: counts.answered,
            abandoned: counts.abandoned,
            short_abandoned: counts.short_abandoned,
            timeout: counts.timeout,
            overflow: counts.overflow,
            key: counts.key,
            empty: counts.empty,
            full: counts.full,
            closed: counts.closed,
            transferred: counts.transferred,
            waiting: counts.waiting,
            in_time: counts.in_time,
            waited: counts.waited,
            wait_seconds_answered: counts.wait_seconds_answered,
            wait_seconds_all: counts.wait_seconds_all,
            max_wait_seconds: counts.max_wait_seconds,
            talk_seconds: counts.talk_seconds,
            wrapup_seconds: counts.wrapup_seconds,
            peak_waiting: counts.waiting_peak.most,
            peak_waiting_at: counts.waiting_peak.at.map(|at| signed.stamp(at)),
            peak_talking: counts.talking_peak.most,
            peak_talking_at: counts.talking_peak.at.map(|at| signed.stamp(at)),
            answered_rate: counts.answered_rate(),
            abandon_rate: counts.abandon_rate(),
            asa_seconds: counts.asa_seconds(),
            awt_seconds: counts.awt_seconds(),
            att_seconds: counts.att_seconds(),
            aht_seconds: counts.aht_seconds(),
            service_level: level.of(counts),
            wait_histogram: wait_histogram(counts),
        }
    }
}

fn wait_histogram(counts: &QueueCounts) -> Vec<WaitBucket> {
    let buckets = EDGES_SECONDS.iter().enumerate().map(|(index, from)| WaitBucket {
        from_seconds: *from,
        to_seconds: EDGES_SECONDS.get(index + 1).copied(),
        answered: counts.answered_waits[index],
        abandoned: counts.abandoned_waits[index],
    });
    buckets.collect()
}

/// The figures of calls. An average of nothing is null.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallFigures {
    calls: i64,
    inbound: i64,
    outbound: i64,
    internal: i64,
    answered: i64,
    missed: i64,
    talk_seconds: f64,
    avg_talk_seconds: Option<f64>,
    peak: i64,
    peak_at: Option<String>,
    erlangs: f64,
}

impl CallFigures {
    pub(super) fn new(signed: &Signed, counts: &CallCounts, seconds: f64) -> Self {
        Self {
            calls: counts.calls,
            inbound: counts.inbound,
            outbound: counts.outbound,
            internal: counts.internal,
            answered: counts.answered,
            missed: counts.missed,
            talk_seconds: counts.talk_seconds,
            avg_talk_seconds: counts.average_talk_seconds(),
            peak: counts.peak.most,
            peak_at: counts.peak.at.map(|at| signed.stamp(at)),
            erlangs: counts.erlangs(seconds),
        }
    }
}

/// A bucket's figures with its bounds.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Bucketed<T> {
    pub(super) start: String,
    pub(super) end: String,
    #[serde(flatten)]
    pub(super) figures: T,
}
