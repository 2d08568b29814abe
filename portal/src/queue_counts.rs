//! What is counted of queue visits in a stretch of time: additive figures, and the ratios made of them when read.
//!
//! **A total is the sum of its rows**: it is made by [`QueueCounts::add`], and its ratios from its own sums.

use chrono::{DateTime, Utc};

use crate::rows::{Row, RowError};

/// The lower edges of the wait histogram's buckets, in seconds.
pub(crate) const EDGES_SECONDS: [u32; 13] = [0, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600];

/// The additive figures of queue visits, and the longest and highest of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct QueueCounts {
    pub(crate) joined: i64,
    pub(crate) answered: i64,
    pub(crate) abandoned: i64,
    pub(crate) short_abandoned: i64,
    pub(crate) timeout: i64,
    pub(crate) overflow: i64,
    pub(crate) key: i64,
    pub(crate) empty: i64,
    pub(crate) full: i64,
    pub(crate) closed: i64,
    pub(crate) transferred: i64,
    pub(crate) waiting: i64,
    pub(crate) in_time: i64,
    pub(crate) waited: i64,
    pub(crate) wait_seconds_answered: f64,
    pub(crate) wait_seconds_all: f64,
    pub(crate) talk_seconds: f64,
    pub(crate) wrapup_seconds: f64,
    pub(crate) max_wait_seconds: Option<f64>,
    pub(crate) waiting_peak: Peak,
    pub(crate) talking_peak: Peak,
    pub(crate) answered_waits: [i64; EDGES_SECONDS.len()],
    pub(crate) abandoned_waits: [i64; EDGES_SECONDS.len()],
    /// What a service level is made of.
    pub(crate) within: Within,
}

/// The visits that were over within the limit of a service level, the limit itself included.
///
/// What is stored tells only `answered`, and only for the queue's own limit; all else is counted on demand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Within {
    /// Answered in time.
    pub(crate) answered: i64,
    /// Abandoned in time, the short ones too.
    pub(crate) abandoned: i64,
}

/// The most at one instant, and the first instant of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Peak {
    pub(crate) most: i64,
    pub(crate) at: Option<DateTime<Utc>>,
}

impl Peak {
    /// The higher of two; the earlier where they are equal.
    pub(crate) fn max(self, other: Self) -> Self {
        let other_is_first = match (self.at, other.at) {
            (Some(own), Some(others)) => others < own,
            (own, _) => own.is_none(),
        };
        if other.most > self.most || (other.most == self.most && other_is_first) { other } else { self }
    }
}

impl Within {
    /// Adds another stretch of time.
    pub(crate) fn add(&mut self, other: Self) {
        self.answered += other.answered;
        self.abandoned += other.abandoned;
    }
}

impl QueueCounts {
    /// Reads one row of `queue_hours`, `queue_days` or `queue_months`.
    pub(crate) fn read(row: &Row<'_>) -> Result<Self, RowError> {
        let in_time = row.count("in_time")?;
        Ok(Self {
            joined: row.count("joined")?,
            answered: row.count("answered")?,
            abandoned: row.count("abandoned")?,
            short_abandoned: row.count("short_abandoned")?,
            timeout: row.count("timeout")?,
            overflow: row.count("overflow")?,
            key: row.count("key")?,
            empty: row.count("empty")?,
            full: row.count("full")?,
            closed: row.count("closed")?,
            transferred: row.count("transferred")?,
            waiting: row.count("waiting")?,
            in_time,
            waited: row.count("waited")?,
            wait_seconds_answered: row.sum("wait_seconds_answered")?,
            wait_seconds_all: row.sum("wait_seconds_all")?,
            talk_seconds: row.sum("talk_seconds")?,
            wrapup_seconds: row.sum("wrapup_seconds")?,
            max_wait_seconds: row.figure("max_wait_seconds")?,
            waiting_peak: Peak { most: row.count("peak_waiting")?, at: row.instant("peak_waiting_at")? },
            talking_peak: Peak { most: row.count("peak_talking")?, at: row.instant("peak_talking_at")? },
            answered_waits: waits(row, "answered_wait")?,
            abandoned_waits: waits(row, "abandoned_wait")?,
            within: Within { answered: in_time, abandoned: 0 },
        })
    }

    /// Adds another stretch of time, or another queue.
    ///
    /// The peaks become the highest of both, which for two queues is not the peak of both together.
    pub(crate) fn add(&mut self, other: &Self) {
        self.joined += other.joined;
        self.answered += other.answered;
        self.abandoned += other.abandoned;
        self.short_abandoned += other.short_abandoned;
        self.timeout += other.timeout;
        self.overflow += other.overflow;
        self.key += other.key;
        self.empty += other.empty;
        self.full += other.full;
        self.closed += other.closed;
        self.transferred += other.transferred;
        self.waiting += other.waiting;
        self.in_time += other.in_time;
        self.waited += other.waited;
        self.wait_seconds_answered += other.wait_seconds_answered;
        self.wait_seconds_all += other.wait_seconds_all;
        self.talk_seconds += other.talk_seconds;
        self.wrapup_seconds += other.wrapup_seconds;
        self.max_wait_seconds = match (self.max_wait_seconds, other.max_wait_seconds) {
            (Some(own), Some(others)) => Some(own.max(others)),
            (own, others) => own.or(others),
        };
        self.waiting_peak = self.waiting_peak.max(other.waiting_peak);
        self.talking_peak = self.talking_peak.max(other.talking_peak);
        for index in 0..EDGES_SECONDS.len() {
            self.answered_waits[index] += other.answered_waits[index];
            self.abandoned_waits[index] += other.abandoned_waits[index];
        }
        self.within.add(other.within);
    }

    /// answered / (joined − closed).
    pub(crate) fn answered_rate(&self) -> Option<f64> {
        ratio(self.answered as f64, self.joined - self.closed)
    }

    /// abandoned / (answered + abandoned), short ones in neither.
    pub(crate) fn abandon_rate(&self) -> Option<f64> {
        ratio(self.abandoned as f64, self.answered + self.abandoned)
    }

    /// The average wait of those who were answered.
    pub(crate) fn asa_seconds(&self) -> Option<f64> {
        ratio(self.wait_seconds_answered, self.answered)
    }

    /// The average wait of all who waited.
    pub(crate) fn awt_seconds(&self) -> Option<f64> {
        ratio(self.wait_seconds_all, self.waited)
    }

    /// The average talk.
    pub(crate) fn att_seconds(&self) -> Option<f64> {
        ratio(self.talk_seconds, self.answered)
    }

    /// The average talk with the work after it.
    pub(crate) fn aht_seconds(&self) -> Option<f64> {
        ratio(self.talk_seconds + self.wrapup_seconds, self.answered)
    }

    /// Each way a visit can end or be, with how many did; they add up to `joined`.
    pub(crate) fn outcomes(&self) -> [(&'static str, i64); 11] {
        [
            ("answered", self.answered),
            ("abandoned", self.abandoned),
            ("short_abandoned", self.short_abandoned),
            ("timeout", self.timeout),
            ("overflow", self.overflow),
            ("key", self.key),
            ("empty", self.empty),
            ("full", self.full),
            ("closed", self.closed),
            ("transferred", self.transferred),
            ("waiting", self.waiting),
        ]
    }
}

fn waits(row: &Row<'_>, column: &str) -> Result<[i64; EDGES_SECONDS.len()], RowError> {
    let mut counts = [0; EDGES_SECONDS.len()];
    for (low, count) in EDGES_SECONDS.iter().zip(&mut counts) {
        *count = row.count(&format!("{column}_{low}"))?;
    }
    Ok(counts)
}

/// A part of a whole, or no data where the whole is nothing.
pub(crate) fn ratio(part: f64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part / whole as f64)
}

#[cfg(test)]
mod tests;
