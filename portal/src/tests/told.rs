//! Events of the customer that the tests look at, for the tests that need some of their own.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::given::CUSTOMER;

/// Lines of events, as a source sends them.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) lines: String,
    count: usize,
}

impl Told {
    /// Tells one event; `more` are its fields beside those that every event has.
    pub(super) fn event(&mut self, kind: &str, at: DateTime<Utc>, more: Value) {
        self.count += 1;
        let mut event = json!({ "id": format!("t{}", self.count), "type": kind, "time": at, "customer": CUSTOMER });
        for (name, value) in more.as_object().unwrap() {
            event[name] = value.clone();
        }
        self.lines += &format!("{event}\n");
    }

    /// A call comes into a queue.
    pub(super) fn joined(&mut self, call: &str, queue: &str, from: &str, at: DateTime<Utc>) {
        self.event("queue.joined", at, json!({ "call": call, "queue": queue, "from": from, "position": 1 }));
    }

    /// An agent takes it.
    pub(super) fn answered(&mut self, call: &str, queue: &str, agent: &str, at: DateTime<Utc>) {
        self.event("queue.answered", at, json!({ "call": call, "queue": queue, "agent": agent }));
    }

    /// The conversation ends.
    pub(super) fn completed(&mut self, call: &str, queue: &str, agent: &str, at: DateTime<Utc>) {
        let more = json!({ "call": call, "queue": queue, "agent": agent, "reason": "caller" });
        self.event("queue.completed", at, more);
    }

    /// It leaves the queue unanswered.
    pub(super) fn left(&mut self, call: &str, queue: &str, reason: &str, at: DateTime<Utc>) {
        self.event("queue.left", at, json!({ "call": call, "queue": queue, "reason": reason }));
    }
}

/// So many seconds after an instant.
pub(super) fn after(at: DateTime<Utc>, seconds: i64) -> DateTime<Utc> {
    at + TimeDelta::seconds(seconds)
}
