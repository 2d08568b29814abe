//! A queue at this instant: who waits, who talks, which agents are there.

use chrono::{DateTime, TimeDelta, Utc};
use opkald_queries::Params;

use crate::error::PortalError;
use crate::rows::{Row, RowError};
use crate::signed::Signed;

/// Nobody waits or talks longer: who is still without an end then will have none, since its event was lost.
pub(crate) const LONGEST_OPEN: TimeDelta = TimeDelta::hours(24);

/// A call that waits in the queue, or one that an agent has taken from it.
#[derive(Debug, Clone)]
pub(crate) struct OpenVisit {
    pub(crate) queue: String,
    pub(crate) call: String,
    pub(crate) from_number: Option<String>,
    pub(crate) joined_at: DateTime<Utc>,
    /// Absent while it waits.
    pub(crate) answered_at: Option<DateTime<Utc>>,
    /// Who took it.
    pub(crate) agent: Option<String>,
    /// The place in the queue on joining, where the source tells it.
    pub(crate) position: Option<i64>,
}

impl OpenVisit {
    fn read(row: &Row<'_>) -> Result<Self, RowError> {
        Ok(Self {
            queue: row.key("queue")?,
            call: row.key("call")?,
            from_number: row.text("from_number")?,
            joined_at: row.moment("joined_at")?,
            answered_at: row.instant("answered_at")?,
            agent: row.text("agent")?,
            position: row.whole("position")?,
        })
    }
}

/// An agent who is logged in.
#[derive(Debug, Clone)]
pub(crate) struct PresentAgent {
    pub(crate) agent: String,
    /// The queue that the presence names; absent where it is for all.
    pub(crate) queue: Option<String>,
    /// `ready` or `paused`.
    pub(crate) state: String,
    /// Since when it is in that state.
    pub(crate) since: DateTime<Utc>,
    /// Why it is paused, where it was told.
    pub(crate) reason: Option<String>,
}

impl PresentAgent {
    fn read(row: &Row<'_>) -> Result<Self, RowError> {
        Ok(Self {
            agent: row.key("agent")?,
            queue: row.text("queue")?,
            state: row.key("state")?,
            since: row.moment("began_at")?,
            reason: row.text("reason")?,
        })
    }
}

/// What goes on in a queue.
#[derive(Debug)]
pub(crate) struct Live {
    /// Who waits, the longest first.
    pub(crate) waiting: Vec<OpenVisit>,
    /// Who talks, in the order in which they joined.
    pub(crate) talking: Vec<OpenVisit>,
    /// Who is there, by name, each once.
    pub(crate) agents: Vec<PresentAgent>,
}

/// What goes on in several queues.
#[derive(Debug)]
pub(crate) struct Everywhere {
    visits: Vec<OpenVisit>,
    agents: Vec<PresentAgent>,
}

impl Everywhere {
    /// Asks for what goes on in all queues at the instant of the request.
    pub(crate) async fn load(signed: &Signed) -> Result<Self, PortalError> {
        Self::of(signed, "").await
    }

    async fn of(signed: &Signed, queue: &str) -> Result<Self, PortalError> {
        let now = Params::new().text("queue", queue).instant("now", signed.now);
        let visits =
            signed.ask(include_str!("../sql/live_visits.sql"), now.clone().instant("since", signed.now - LONGEST_OPEN));
        let agents = signed.ask(include_str!("../sql/live_agents.sql"), now);
        let (visits, agents) = tokio::try_join!(visits, agents)?;
        Ok(Self { visits: visits.map(OpenVisit::read)?, agents: agents.map(PresentAgent::read)? })
    }

    /// What goes on in one of them.
    pub(crate) fn in_queue(&self, queue: &str) -> Live {
        let visits = self.visits.iter().filter(|visit| visit.queue == queue).cloned();
        let (talking, waiting) = visits.partition(|visit| visit.answered_at.is_some());
        let is_here = |agent: &&PresentAgent| agent.queue.as_deref().is_none_or(|of| of == queue);
        let mut agents: Vec<PresentAgent> = self.agents.iter().filter(is_here).cloned().collect();
        // Presence that names the queue says more than presence in all of them, and stands first.
        agents.dedup_by(|later, first| later.agent == first.agent);
        Live { waiting, talking, agents }
    }

    /// Whether an agent talks, in whichever queue.
    pub(crate) fn is_talking(&self, agent: &str) -> bool {
        let mut talking = self.visits.iter().filter(|visit| visit.answered_at.is_some());
        talking.any(|visit| visit.agent.as_deref() == Some(agent))
    }
}

impl Live {
    /// Asks for what goes on in a queue at the instant of the request.
    pub(crate) async fn load(signed: &Signed, queue: &str) -> Result<Self, PortalError> {
        Ok(Everywhere::of(signed, queue).await?.in_queue(queue))
    }
}
