//! Which visits are asked for: by time, outcome, wait, and by what an agent had to do with them.

use std::ops::Range;

use opkald_queries::Params;

use crate::error::PortalError;
use crate::period::Window;
use crate::queue_counts::QueueCounts;
use crate::week::Week;
use crate::wrong::Wrong;

/// What of an agent a list can count, by the names of the agents' figures.
pub(crate) const COUNTED: [&str; 4] = ["offers", "missed_offers", "answered", "transfers_in"];

/// Outcomes that the wait histogram counts as abandoned: the short ones are in its bars.
pub(crate) const ABANDONED_ALL: &str = "abandoned,short_abandoned";

/// Which visits are asked for. An empty text means any.
#[derive(Debug, Clone)]
pub(crate) struct VisitFilter {
    /// The queue that they joined.
    pub(crate) queue: String,
    /// When they joined it.
    pub(crate) window: Window,
    /// How they ended: one outcome, or several with commas.
    pub(crate) outcome: String,
    /// Who took them; or whose part is counted.
    pub(crate) agent: String,
    /// What of the agent, or of all agents, is counted.
    pub(crate) counted: String,
    /// Answered or left within so many seconds.
    pub(crate) within_seconds: Option<u32>,
    /// Waited at least, and less than, so many seconds.
    pub(crate) wait: Option<Wait>,
    /// In which hours of the week they joined.
    pub(crate) week: Week,
}

/// A stretch of waits in seconds, half-open, as the histogram's bars have them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wait {
    low: u32,
    high: Option<u32>,
}

impl Wait {
    /// From so many seconds to less than so many, or to any.
    pub(crate) fn new(low: u32, high: Option<u32>) -> Self {
        Self { low, high }
    }

    /// Reads the parameter `wait`: `5-10`, or `600-`.
    pub(crate) fn parse(text: Option<&str>) -> Result<Option<Self>, PortalError> {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
        let read = || {
            let (low, high) = text.split_once('-')?;
            let low = low.trim().parse().ok()?;
            let high = if high.trim().is_empty() { None } else { Some(high.trim().parse().ok()?) };
            high.is_none_or(|high| low < high).then_some(Self { low, high })
        };
        match read() {
            Some(wait) => Ok(Some(wait)),
            None => Err(PortalError::parameter("wait", Wrong::NoSpan(text.to_owned()))),
        }
    }

    /// As it stands in an address.
    pub(crate) fn value(&self) -> String {
        let high = self.high.map(|high| high.to_string()).unwrap_or_default();
        format!("{}-{high}", self.low)
    }

    /// As a reader sees it.
    pub(crate) fn label(&self) -> String {
        match self.high {
            Some(high) => format!("{}–{high}\u{a0}s", self.low),
            None => format!("{}+\u{a0}s", self.low),
        }
    }

    fn bounds(&self) -> Range<i64> {
        i64::from(self.low)..self.high.map_or(-1, i64::from)
    }
}

impl VisitFilter {
    /// Checks the parameters that name a value out of a few.
    pub(crate) fn checked(self) -> Result<Self, PortalError> {
        let names = QueueCounts::default().outcomes().map(|(name, _)| name);
        if !self.outcome.is_empty() && !self.outcome.split(',').all(|outcome| names.contains(&outcome)) {
            return Err(PortalError::parameter("outcome", Wrong::none_of(&self.outcome, &names)));
        }
        if !self.counted.is_empty() && !COUNTED.contains(&self.counted.as_str()) {
            return Err(PortalError::parameter("counted", Wrong::none_of(&self.counted, &COUNTED)));
        }
        Ok(self)
    }

    /// Whether what is counted is an agent's part in the visits, not the visits.
    pub(crate) fn counts_agents(&self) -> bool {
        !self.counted.is_empty()
    }

    /// The values of the statements' placeholders.
    pub(crate) fn params(&self) -> Params {
        let outcomes = if self.outcome.is_empty() { String::new() } else { format!(",{},", self.outcome) };
        let wait = self.wait.as_ref().map_or(-1..-1, Wait::bounds);
        let params = self
            .week
            .params(Params::new())
            .text("queue", &self.queue)
            .instant("from", self.window.from)
            .instant("to", self.window.to)
            .text("outcomes", outcomes)
            .text("agent", &self.agent)
            .int("within", self.within_seconds.map_or(-1, i64::from))
            .int("wait_from", wait.start)
            .int("wait_below", wait.end);
        if self.counts_agents() { params.text("counted", &self.counted) } else { params }
    }
}

#[cfg(test)]
mod tests;
