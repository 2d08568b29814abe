//! All queues at this instant, as a wallboard shows them.

use chrono::{DateTime, Utc};
use opkald_storage::book::Queue;

use super::live::Everywhere;
use super::names;
use super::queues::totals;
use crate::error::PortalError;
use crate::period::Period;
use crate::queue_counts::QueueCounts;
use crate::signed::Signed;
use crate::state::AppState;

/// One queue.
#[derive(Debug)]
pub(crate) struct WallQueue {
    /// Its name and settings.
    pub(crate) queue: Queue,
    /// How many wait.
    pub(crate) waiting: usize,
    /// Since when the one waits who waits longest.
    pub(crate) waiting_since: Option<DateTime<Utc>>,
    /// How many talk.
    pub(crate) talking: usize,
    /// Agents who could take a call.
    pub(crate) ready: usize,
    /// Agents who are logged in and talk, of this queue or another.
    pub(crate) busy: usize,
    /// Agents who are logged in and paused.
    pub(crate) paused: usize,
    /// How the day has been so far.
    pub(crate) today: QueueCounts,
}

impl WallQueue {
    /// How long the one has waited who waits longest; none while nobody does. The source's clock may be ahead of ours.
    pub(crate) fn longest_wait_seconds(&self, now: DateTime<Utc>) -> Option<f64> {
        self.waiting_since.map(|since| (now - since).as_seconds_f64().max(0.0))
    }

    /// Whether somebody waits longer than the queue's service level allows.
    pub(crate) fn is_late(&self, now: DateTime<Utc>) -> bool {
        let limit = f64::from(self.queue.service_level_seconds);
        self.longest_wait_seconds(now).is_some_and(|seconds| seconds > limit)
    }
}

/// All queues of the customer, by name.
pub(crate) async fn load(signed: &Signed, state: &AppState) -> Result<Vec<WallQueue>, PortalError> {
    let today = Period::today(signed.zone, signed.now)?;
    let counts = totals(signed, &today);
    let (everywhere, mut counts, queues) =
        tokio::try_join!(Everywhere::load(signed), counts, names::queues(signed, state))?;
    let one = |queue: Queue| {
        let live = everywhere.in_queue(&queue.id);
        let talks = |agent: &str| everywhere.is_talking(agent);
        let ready = live.agents.iter().filter(|agent| agent.state == "ready");
        let busy = ready.clone().filter(|agent| talks(&agent.agent)).count();
        WallQueue {
            waiting: live.waiting.len(),
            waiting_since: live.waiting.iter().map(|visit| visit.joined_at).min(),
            talking: live.talking.len(),
            ready: ready.count() - busy,
            busy,
            paused: live.agents.iter().filter(|agent| agent.state == "paused").count(),
            today: counts.remove(&queue.id).unwrap_or_default(),
            queue,
        }
    };
    Ok(queues.into_iter().map(one).collect())
}
