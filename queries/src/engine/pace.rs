//! How long bringing the statistics up takes, and whether it falls behind.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The last time that the statistics were brought up, or were not, and the one that is under way.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<Laps>);

#[derive(Debug, Default)]
struct Laps {
    last_took: Duration,
    has_failed: bool,
    began_at: Option<Instant>,
}

/// Goes on while the statistics are brought up; one that is dropped before it landed has failed.
#[derive(Debug)]
pub(super) struct Lap<'a> {
    pace: &'a Pace,
    has_landed: bool,
}

impl Pace {
    /// Begins to bring them up.
    pub(super) fn lap(&self) -> Lap<'_> {
        self.laps().began_at = Some(Instant::now());
        Lap { pace: self, has_landed: false }
    }

    /// Whether the statistics fall behind the events further than a reader should see.
    pub(super) fn is_slower_than(&self, slow: Duration) -> bool {
        self.was_slower_than(slow) || self.laps().began_at.is_some_and(|began_at| began_at.elapsed() > slow)
    }

    /// Whether they did the last time: one that fails brings nothing up, however fast it does.
    pub(super) fn was_slower_than(&self, slow: Duration) -> bool {
        let laps = self.laps();
        laps.has_failed || laps.last_took > slow
    }

    /// Whether they could not be brought up the last time.
    pub(super) fn has_failed(&self) -> bool {
        self.laps().has_failed
    }

    fn laps(&self) -> MutexGuard<'_, Laps> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lap<'_> {
    /// They are brought up.
    pub(super) fn landed(mut self) {
        self.has_landed = true;
    }
}

impl Drop for Lap<'_> {
    fn drop(&mut self) {
        let mut laps = self.pace.laps();
        laps.last_took = laps.began_at.take().map_or(Duration::ZERO, |began_at| began_at.elapsed());
        laps.has_failed = !self.has_landed;
    }
}

#[cfg(test)]
mod tests;
