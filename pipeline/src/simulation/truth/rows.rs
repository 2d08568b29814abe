//! The rows of the truth, with the columns of the views.
//!
//! Times are RFC 3339 in UTC, a bucket's start with its zone's offset; seconds are sums of whole microseconds, divided once.

use chrono_tz::Tz;
use serde::Serialize;

use crate::simulation::clock::{Grain, Micros, rfc3339};

/// Everything that is right about a world.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Truth {
    /// The time of the latest event; open things last until then.
    pub as_of: Micros,
    /// One row a leg.
    pub calls: Vec<CallRow>,
    /// One row a visit.
    pub queue_visits: Vec<QueueVisitRow>,
    /// One row a stretch of presence.
    pub agent_sessions: Vec<AgentSessionRow>,
    /// One row a lost number.
    pub callbacks: Vec<CallbackRow>,
    /// Hours, days, months.
    pub queue_buckets: [Vec<QueueRow>; 3],
    /// Hours, days, months.
    pub agent_buckets: [Vec<AgentRow>; 3],
    /// Hours, days, months.
    pub call_buckets: [Vec<CallBucketRow>; 3],
}

/// A bucket's start, under the name of its length.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Bucket {
    /// Start of the hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hour: Option<String>,
    /// Start of the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// Start of the month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<String>,
}

impl Bucket {
    pub(super) fn new(grain: Grain, zone: Tz, start: Micros) -> Self {
        let text = Some(rfc3339(zone, start));
        match grain {
            Grain::Hour => Self { hour: text, ..Self::default() },
            Grain::Day => Self { day: text, ..Self::default() },
            Grain::Month => Self { month: text, ..Self::default() },
        }
    }
}

/// A leg, as in `calls`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the columns of the view, which the surface describes")]
pub struct CallRow {
    pub customer: String,
    pub call: String,
    pub leg: i32,
    pub line: String,
    pub line_kind: &'static str,
    pub direction: &'static str,
    pub from_number: String,
    pub to_number: String,
    pub started_at: String,
    pub answered_at: Option<String>,
    pub ended_at: Option<String>,
    pub ring_seconds: Option<f64>,
    pub talk_seconds: Option<f64>,
    pub outcome: &'static str,
    pub forwarded_to: Option<String>,
    pub transferred_to: Option<String>,
    pub country: Option<&'static str>,
    pub price: Option<String>,
    pub currency: Option<&'static str>,
    pub recording: Option<String>,
}

/// A visit, as in `queue_visits`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the columns of the view, which the surface describes")]
pub struct QueueVisitRow {
    pub customer: String,
    pub call: String,
    pub queue: String,
    pub visit: u32,
    pub from_number: String,
    pub joined_at: String,
    pub answered_at: Option<String>,
    pub left_at: Option<String>,
    pub completed_at: Option<String>,
    pub wait_seconds: Option<f64>,
    pub talk_seconds: Option<f64>,
    pub agent: Option<String>,
    pub offers: u64,
    pub outcome: &'static str,
    pub ended_by: Option<&'static str>,
    pub position: u32,
}

/// A stretch of presence, as in `agent_sessions`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the columns of the view, which the surface describes")]
pub struct AgentSessionRow {
    pub customer: String,
    pub agent: String,
    pub queue: Option<String>,
    pub state: &'static str,
    pub began_at: String,
    pub ended_at: Option<String>,
    pub reason: Option<&'static str>,
}

/// A lost number, as in `callbacks`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the columns of the view, which the surface describes")]
pub struct CallbackRow {
    pub customer: String,
    pub queue: String,
    pub number: String,
    pub first_lost_at: String,
    pub last_lost_at: String,
    pub times_lost: u64,
    /// How many of `times_lost` were short abandons.
    pub times_short: u64,
    pub state: &'static str,
    /// When the recovering call was answered.
    pub resolved_at: Option<String>,
}

/// A queue's bucket, as in `queue_hours`, `queue_days`, `queue_months`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the columns of the view, which the surface describes")]
pub struct QueueRow {
    pub customer: String,
    #[serde(flatten)]
    pub bucket: Bucket,
    pub queue: String,
    pub joined: u64,
    pub answered: u64,
    pub abandoned: u64,
    pub short_abandoned: u64,
    pub timeout: u64,
    pub overflow: u64,
    pub key: u64,
    pub empty: u64,
    pub full: u64,
    pub closed: u64,
    pub transferred: u64,
    pub waiting: u64,
    pub in_time: u64,
    pub wait_seconds_answered: f64,
    pub wait_seconds_all: f64,
    pub waited: u64,
    pub max_wait_seconds: Option<f64>,
    pub talk_seconds: f64,
    pub wrapup_seconds: f64,
    pub peak_waiting: u64,
    pub peak_talking: u64,
    pub answered_rate: Option<f64>,
    pub abandon_rate: Option<f64>,
    pub asa_seconds: Option<f64>,
    pub awt_seconds: Option<f64>,
    pub att_seconds: Option<f64>,
    pub aht_seconds: Option<f64>,
    pub service_level: Option<f64>,
}

/// An agent's bucket, as in `agent_hours`, `agent_days`, `agent_months`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the columns of the view, which the surface describes")]
pub struct AgentRow {
    pub customer: String,
    #[serde(flatten)]
    pub bucket: Bucket,
    pub agent: String,
    pub queue: Option<String>,
    pub offers: u64,
    pub missed_offers: u64,
    pub answered: u64,
    pub ring_seconds: f64,
    pub wait_seconds: f64,
    pub talk_seconds: f64,
    pub wrapup_seconds: f64,
    pub logged_in_seconds: f64,
    pub paused_seconds: f64,
}

/// A line's bucket, or the whole solution's, as in `call_hours`, `call_days`, `call_months`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs, reason = "the columns of the view, which the surface describes")]
pub struct CallBucketRow {
    pub customer: String,
    #[serde(flatten)]
    pub bucket: Bucket,
    pub line: Option<String>,
    pub calls: u64,
    pub inbound: u64,
    pub outbound: u64,
    pub internal: u64,
    pub answered: u64,
    pub missed: u64,
    pub talk_seconds: f64,
    pub avg_talk_seconds: Option<f64>,
    pub peak: u64,
    pub peak_at: Option<String>,
    pub erlangs: f64,
}

/// Microseconds as seconds.
pub(super) fn seconds(span: Micros) -> f64 {
    span as f64 / 1e6
}

/// A quotient, or no data.
pub(super) fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// An instant in UTC.
pub(super) fn instant(at: Micros) -> String {
    crate::simulation::clock::utc(at).to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}
