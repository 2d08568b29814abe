//! Which agents took a queue's calls.

use std::collections::BTreeMap;

use opkald_queries::Params;

use crate::error::PortalError;
use crate::period::Period;
use crate::queue_counts::ratio;
use crate::rows::{Row, RowError};
use crate::signed::Signed;

/// One agent's part in a queue over a period.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct AgentCounts {
    pub(crate) offers: i64,
    pub(crate) missed_offers: i64,
    pub(crate) answered_offers: i64,
    pub(crate) answered: i64,
    pub(crate) transfers_in: i64,
    pub(crate) ring_seconds: f64,
    pub(crate) wait_seconds: f64,
    pub(crate) talk_seconds: f64,
    pub(crate) wrapup_seconds: f64,
    /// Presence that names this queue, and presence that names none and so means all.
    pub(crate) logged_in_seconds: f64,
    pub(crate) paused_seconds: f64,
}

impl AgentCounts {
    fn read(row: &Row<'_>) -> Result<Self, RowError> {
        Ok(Self {
            offers: row.count("offers")?,
            missed_offers: row.count("missed_offers")?,
            answered_offers: row.count("answered_offers")?,
            answered: row.count("answered")?,
            transfers_in: row.count("transfers_in")?,
            ring_seconds: row.sum("ring_seconds")?,
            wait_seconds: row.sum("wait_seconds")?,
            talk_seconds: row.sum("talk_seconds")?,
            wrapup_seconds: row.sum("wrapup_seconds")?,
            logged_in_seconds: row.sum("logged_in_seconds")?,
            paused_seconds: row.sum("paused_seconds")?,
        })
    }

    /// Adds another stretch, or another agent.
    pub(crate) fn add(&mut self, other: &Self) {
        self.offers += other.offers;
        self.missed_offers += other.missed_offers;
        self.answered_offers += other.answered_offers;
        self.answered += other.answered;
        self.transfers_in += other.transfers_in;
        self.ring_seconds += other.ring_seconds;
        self.wait_seconds += other.wait_seconds;
        self.talk_seconds += other.talk_seconds;
        self.wrapup_seconds += other.wrapup_seconds;
        self.logged_in_seconds += other.logged_in_seconds;
        self.paused_seconds += other.paused_seconds;
    }

    /// Answered offers / offers.
    pub(crate) fn answer_rate(&self) -> Option<f64> {
        ratio(self.answered_offers as f64, self.offers)
    }

    /// The average talk of the visits it answered or got by transfer.
    pub(crate) fn average_talk_seconds(&self) -> Option<f64> {
        ratio(self.talk_seconds, self.answered + self.transfers_in)
    }

    /// How long it rang, on the average, at the offers that it took.
    pub(crate) fn average_ring_seconds(&self) -> Option<f64> {
        ratio(self.ring_seconds, self.answered_offers)
    }

    /// (talk + wrap-up) / (logged in − paused).
    pub(crate) fn occupancy(&self) -> Option<f64> {
        let at_work = self.logged_in_seconds - self.paused_seconds;
        (at_work > 0.0).then(|| (self.talk_seconds + self.wrapup_seconds) / at_work)
    }

    /// How long the callers it answered had waited, on the average.
    pub(crate) fn average_wait_seconds(&self) -> Option<f64> {
        ratio(self.wait_seconds, self.answered)
    }
}

/// Asks for a queue's agents, by name. An agent who is merely logged in, without naming the queue, is not among them.
pub(crate) async fn of_queue(
    signed: &Signed,
    queue: &str,
    period: &Period,
) -> Result<BTreeMap<String, AgentCounts>, PortalError> {
    let params = Params::new().text("queue", queue).instant("from", period.window.from).instant("to", period.window.to);
    let params = period.week.params(params);
    let rows = signed.ask(include_str!("../sql/agent_hours.sql"), params).await?;
    let rows = rows.map(|row| Ok((row.key("agent")?, row.text("queue")?, AgentCounts::read(row)?)))?;
    let (named, everywhere): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, queue, _)| queue.is_some());
    let mut agents: BTreeMap<String, AgentCounts> = BTreeMap::new();
    for (agent, _, counts) in named {
        agents.entry(agent).or_default().add(&counts);
    }
    for (agent, _, presence) in everywhere {
        let Some(counts) = agents.get_mut(&agent) else { continue };
        counts.logged_in_seconds += presence.logged_in_seconds;
        counts.paused_seconds += presence.paused_seconds;
        counts.wrapup_seconds += presence.wrapup_seconds;
    }
    Ok(agents)
}
