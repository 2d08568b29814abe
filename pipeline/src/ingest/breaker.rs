//! When refusals are too many to be single faults.
//!
//! A producer that changed its form would fill the dead letters with everything it sends, unseen until somebody misses
//! it. So a partition is stopped before that, and the others go on.

use super::lanes::Lanes;

/// Refusals that are never too many, however few records there were: a slow partition may have had a bad minute.
const LEAST_REFUSED: u64 = 1_000;

/// Records after which the counting begins anew.
const WINDOW_RECORDS: u64 = 2_000;

/// How many records there were, and how many of them were refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) read: u64,
    pub(super) refused: u64,
}

impl Share {
    pub(super) fn add(&mut self, other: Self) {
        self.read += other.read;
        self.refused += other.refused;
    }

    /// Whether more than so many percent were refused, and they are many.
    pub(super) fn exceeds(self, percent: u8) -> bool {
        self.refused >= LEAST_REFUSED && self.refused * 100 > self.read * u64::from(percent)
    }

    /// Forgets what was, once it is enough to have been judged by.
    pub(super) fn begin_anew(&mut self) {
        if self.read >= WINDOW_RECORDS {
            *self = Self::default();
        }
    }
}

/// A partition that must be stopped: nothing of what was read since the last commit is stored.
#[derive(Debug)]
pub(super) struct Flood {
    /// Application whose progress its position is.
    pub(super) app: Option<String>,
    /// What is wrong, and the remedy.
    pub(super) sentence: String,
}

impl Flood {
    /// Looks for a partition whose last records were refused by more than so many percent.
    pub(super) fn find(lanes: &Lanes, percent: u8) -> Option<Self> {
        let (lane, Share { read, refused }) = lanes.flooded(percent)?;
        let sentence = format!(
            "{}: {refused} of the last {read} records are no events, so those of them that are not stored yet are not; mend \
             who sends them (`opkald dead-letters list` shows those that were), or raise ingest.max_refused_percent to keep \
             them as dead letters, then start again",
            lane.source
        );
        Some(Self { app: lane.app.clone(), sentence })
    }
}

#[cfg(test)]
mod tests;
