//! The tables of statistics: their names, columns, and what they are made from.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema};
use opkald_storage::events::instant;
use opkald_storage::lake::TableDefinition;

use crate::prices::AMOUNT;

/// The tables that are computed from the events. Each tells, under the name of the table of events, the version of it
/// that it stands for.
pub fn tables() -> Vec<TableDefinition> {
    Statistic::ALL.iter().map(|statistic| statistic.definition()).collect()
}

/// Least waits in seconds of the buckets of the wait histogram; each goes to the next, the last has no end.
pub(crate) const WAIT_EDGES_SECONDS: [u32; 13] = [0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600];

/// A table of statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Statistic {
    Calls,
    QueueVisits,
    VisitAgents,
    AgentSessions,
    MobileUsage,
    Recordings,
    CallHours,
    QueueHours,
    AgentHours,
    UsageDays,
}

impl Statistic {
    /// All of them, those that others are computed from first.
    pub(crate) const ALL: [Self; 10] = [
        Self::Calls,
        Self::QueueVisits,
        Self::VisitAgents,
        Self::AgentSessions,
        Self::MobileUsage,
        Self::Recordings,
        Self::CallHours,
        Self::QueueHours,
        Self::AgentHours,
        Self::UsageDays,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::QueueVisits => "queue_visits",
            Self::VisitAgents => "visit_agents",
            Self::AgentSessions => "agent_sessions",
            Self::CallHours => "call_hours",
            Self::QueueHours => "queue_hours",
            Self::AgentHours => "agent_hours",
            Self::MobileUsage => "mobile_usage",
            Self::Recordings => "recordings",
            Self::UsageDays => "usage_days",
        }
    }

    /// The statement that computes it.
    pub(crate) fn sql(self) -> &'static str {
        match self {
            Self::Calls => include_str!("../sql/compute/calls.sql"),
            Self::QueueVisits => include_str!("../sql/compute/queue_visits.sql"),
            Self::VisitAgents => include_str!("../sql/compute/visit_agents.sql"),
            Self::AgentSessions => include_str!("../sql/compute/agent_sessions.sql"),
            Self::CallHours => include_str!("../sql/compute/call_hours.sql"),
            Self::QueueHours => include_str!("../sql/compute/queue_hours.sql"),
            Self::AgentHours => include_str!("../sql/compute/agent_hours.sql"),
            Self::MobileUsage => include_str!("../sql/compute/mobile_usage.sql"),
            Self::Recordings => include_str!("../sql/compute/recordings.sql"),
            Self::UsageDays => include_str!("../sql/compute/usage_days.sql"),
        }
    }

    /// The table, in the order of columns that its statement gives.
    pub(crate) fn definition(self) -> TableDefinition {
        let (instant, columns) = match self {
            Self::Calls => ("started_at", calls()),
            Self::QueueVisits => ("joined_at", queue_visits()),
            Self::VisitAgents => ("joined_at", visit_agents()),
            // What goes on lies at the end of time, so that it is found with what is newest.
            Self::AgentSessions => ("until_at", agent_sessions()),
            Self::CallHours => ("hour", call_hours()),
            Self::QueueHours => ("hour", queue_hours()),
            Self::AgentHours => ("hour", agent_hours()),
            Self::MobileUsage => ("at", mobile_usage()),
            Self::Recordings => ("at", recordings()),
            Self::UsageDays => ("day", usage_days()),
        };
        let schema = Arc::new(Schema::new(columns));
        let distinct = &["call", "from_number", "to_number", "id"];
        TableDefinition { name: self.name(), schema, instant, by_day: false, distinct, identity: &[] }
    }
}

fn texts<const N: usize>(names: [&str; N]) -> Vec<Field> {
    names.map(|name| Field::new(name, DataType::Utf8, true)).into()
}

fn longs<const N: usize>(names: [&str; N]) -> Vec<Field> {
    names.map(|name| Field::new(name, DataType::Int64, true)).into()
}

fn instants<const N: usize>(names: [&str; N]) -> Vec<Field> {
    names.map(|name| Field::new(name, instant(), true)).into()
}

fn ints<const N: usize>(names: [&str; N]) -> Vec<Field> {
    names.map(|name| Field::new(name, DataType::Int32, true)).into()
}

fn calls() -> Vec<Field> {
    [
        texts(["customer"]),
        instants(["started_at"]),
        texts(["call"]),
        ints(["leg"]),
        texts(["line", "line_kind", "direction", "from_number", "to_number"]),
        instants(["answered_at", "ended_at"]),
        longs(["ring_us", "talk_us"]),
        texts(["outcome", "forwarded_to", "transferred_to", "forwarded_from", "why_listed", "queue", "agent"]),
        texts(["country"]),
        vec![Field::new("price", AMOUNT, true)],
        texts(["currency", "recording", "rated_by"]),
    ]
    .concat()
}

fn queue_visits() -> Vec<Field> {
    [
        texts(["customer"]),
        instants(["joined_at"]),
        texts(["call", "queue"]),
        ints(["visit"]),
        texts(["from_number"]),
        instants(["answered_at", "left_at", "completed_at"]),
        longs(["wait_us", "talk_us"]),
        texts(["agent"]),
        longs(["offers"]),
        texts(["outcome", "ended_by"]),
        ints(["position"]),
        vec![Field::new("in_time", DataType::Boolean, true)],
    ]
    .concat()
}

fn visit_agents() -> Vec<Field> {
    [
        texts(["customer"]),
        instants(["joined_at"]),
        texts(["call", "queue"]),
        ints(["visit"]),
        texts(["agent"]),
        longs([
            "offers",
            "missed_offers",
            "answered_offers",
            "answered",
            "transfers_in",
            "ring_us",
            "wait_us",
            "talk_us",
        ]),
    ]
    .concat()
}

fn agent_sessions() -> Vec<Field> {
    [
        texts(["customer"]),
        instants(["began_at"]),
        texts(["agent", "queue", "state"]),
        instants(["ended_at"]),
        texts(["reason"]),
        vec![Field::new("is_told", DataType::Boolean, true)],
        instants(["until_at"]),
    ]
    .concat()
}

fn mobile_usage() -> Vec<Field> {
    [
        texts(["customer"]),
        instants(["at"]),
        texts(["id", "line", "kind", "to_number"]),
        longs(["bytes"]),
        texts(["country"]),
        vec![Field::new("price", AMOUNT, true)],
        texts(["currency", "rated_by"]),
    ]
    .concat()
}

fn recordings() -> Vec<Field> {
    [
        texts(["customer"]),
        instants(["at"]),
        texts(["id", "call"]),
        ints(["leg"]),
        texts(["line"]),
        instants(["began_at"]),
        longs(["duration_ms", "bytes"]),
        texts(["object"]),
    ]
    .concat()
}

fn usage_days() -> Vec<Field> {
    [
        texts(["customer"]),
        instants(["day"]),
        texts(["line", "kind", "currency"]),
        longs(["uses", "quantity"]),
        vec![Field::new("amount", DataType::Decimal128(20, 4), true)],
        longs(["unrated", "mark"]),
    ]
    .concat()
}

fn call_hours() -> Vec<Field> {
    [
        texts(["customer"]),
        instants(["hour"]),
        texts(["line"]),
        longs(["calls", "inbound", "outbound", "internal", "answered", "missed", "talk_us", "peak"]),
        instants(["peak_at"]),
        longs(["load_us"]),
    ]
    .concat()
}

fn queue_hours() -> Vec<Field> {
    let waits = |kind: &str| -> Vec<Field> {
        let name = |edge| format!("{kind}_wait_{edge}");
        WAIT_EDGES_SECONDS.map(|edge| Field::new(name(edge), DataType::Int64, true)).into()
    };
    [
        texts(["customer"]),
        instants(["hour"]),
        texts(["queue"]),
        longs(["joined", "answered", "abandoned", "short_abandoned", "timeout", "overflow", "key", "empty", "full"]),
        longs(["closed", "transferred", "waiting", "in_time", "wait_us_answered", "wait_us_all", "waited"]),
        longs(["max_wait_us", "talk_us", "wrapup_us", "peak_waiting"]),
        instants(["peak_waiting_at"]),
        longs(["peak_talking"]),
        instants(["peak_talking_at"]),
        waits("answered"),
        waits("abandoned"),
    ]
    .concat()
}

fn agent_hours() -> Vec<Field> {
    [
        texts(["customer"]),
        instants(["hour"]),
        texts(["agent", "queue"]),
        longs(["offers", "missed_offers", "answered_offers", "answered", "transfers_in", "ring_us", "wait_us"]),
        longs(["talk_us", "logged_in_us", "paused_us", "wrapup_us"]),
    ]
    .concat()
}
