//! The right answers, from what the simulation knows and not from the events that it wrote.
//!
//! **Naive on purpose**: loops over objects, every bucket's edges sorted anew; nothing here is shared with the statistics that it judges.
//!
//! Where the contract leaves a choice, this is the one taken:
//! - a visit's numbers for its agents count in the bucket in which the visit joined; logged-in and paused time is split over buckets;
//!   wrap-up counts in the bucket of its begin;
//! - a visit's talk is its first conversation; the second agent's talk is that agent's alone, who had no offer of it;
//! - `left_at` stands only on visits that left unanswered, `ended_by` (the first conversation's end) only on those that were completed;
//! - a visit *waited* unless it still waits or the queue refused it (`full`, `closed`, `empty` at the instant of joining);
//! - an open visit waits or talks until now, at most until 24 h after its join; an open leg is closed at its last event after 24 h;
//! - a call or leg has been answered as soon as it has, also while it lasts; its talk counts when it is over;
//! - an hour is a row of `call_*` when a call started in it or a conversation overlaps it, of `queue_*` when a visit joined in it, waits or talks through it,
//!   or a wrap-up began in it, of `agent_*` when a visit that rang the agent or was given to it joined in it, a wrap-up began in it, or the agent was logged in during it;
//! - a lost caller is recovered by a *later call*: one that starts after the visit was lost (an overflow answered elsewhere in the same call recovers nothing);
//!   recovery is possible at any time and goes before expiry; an attempt counts when it starts after the last loss.

mod agents;
mod buckets;
mod callbacks;
mod calls;
mod history;
mod queues;
mod rows;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;

pub use rows::{
    AgentRow, AgentSessionRow, Bucket, CallBucketRow, CallRow, CallbackRow, QueueRow, QueueVisitRow, Truth,
};

use super::clock::Grain;
use super::plan::Plan;
use history::History;

const GRAINS: [Grain; 3] = [Grain::Hour, Grain::Day, Grain::Month];

/// Computes the truth of all customers.
pub(super) fn compute(plan: &Plan) -> Truth {
    let as_of = history::as_of(plan);
    let mut truth = Truth { as_of, ..Truth::default() };
    for customer in plan.sample_customers() {
        add_customer(&mut truth, &History::new(plan, customer, as_of));
    }
    truth
}

/// Writes the truth customer by customer, so that only one customer's history is in memory.
pub(super) fn write(plan: &Plan, folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let as_of = history::as_of(plan);
    let mut files = Files::create(folder)?;
    for customer in plan.sample_customers() {
        let mut truth = Truth::default();
        add_customer(&mut truth, &History::new(plan, customer, as_of));
        files.append(&truth)?;
    }
    files.finish()
}

fn add_customer(truth: &mut Truth, history: &History) {
    truth.calls.extend(calls::rows(history));
    truth.queue_visits.extend(queues::visit_rows(history));
    truth.agent_sessions.extend(agents::session_rows(history));
    truth.callbacks.extend(callbacks::rows(history));
    for (place, grain) in GRAINS.into_iter().enumerate() {
        truth.queue_buckets[place].extend(queues::bucket_rows(history, grain));
        truth.agent_buckets[place].extend(agents::bucket_rows(history, grain));
        truth.call_buckets[place].extend(calls::bucket_rows(history, grain));
    }
}

const NAMES: [&str; 13] = [
    "calls",
    "queue_visits",
    "agent_sessions",
    "callbacks",
    "queue_hours",
    "queue_days",
    "queue_months",
    "agent_hours",
    "agent_days",
    "agent_months",
    "call_hours",
    "call_days",
    "call_months",
];

/// One open file a view.
struct Files(Vec<BufWriter<File>>);

impl Files {
    fn create(folder: &Path) -> io::Result<Self> {
        let open = |name| File::create(folder.join(format!("{name}.ndjson"))).map(BufWriter::new);
        NAMES.into_iter().map(open).collect::<io::Result<_>>().map(Self)
    }

    fn append(&mut self, truth: &Truth) -> io::Result<()> {
        self.lines(0, &truth.calls)?;
        self.lines(1, &truth.queue_visits)?;
        self.lines(2, &truth.agent_sessions)?;
        self.lines(3, &truth.callbacks)?;
        for place in 0..GRAINS.len() {
            self.lines(4 + place, &truth.queue_buckets[place])?;
            self.lines(7 + place, &truth.agent_buckets[place])?;
            self.lines(10 + place, &truth.call_buckets[place])?;
        }
        Ok(())
    }

    fn lines<T: Serialize>(&mut self, file: usize, rows: &[T]) -> io::Result<()> {
        let Some(out) = self.0.get_mut(file) else { return Ok(()) };
        for row in rows {
            serde_json::to_writer(&mut *out, row)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.0.iter_mut().try_for_each(Write::flush)
    }
}
