//! How long bringing the statistics up takes, and whether it falls behind.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Statistics that are brought up within this are as good as the newest events.
const SLOW: Duration = Duration::from_secs(1);

/// The last time that the statistics were brought up, and the one that is under way.
#[derive(Debug, Default)]
pub(super) struct Pace(Mutex<Laps>);

#[derive(Debug, Default)]
struct Laps {
    last_took: Duration,
    began_at: Option<Instant>,
}

/// Goes on while the statistics are brought up; one that is given up counts up to then.
#[derive(Debug)]
pub(super) struct Lap<'a>(&'a Pace);

impl Pace {
    /// Begins to bring them up.
    pub(super) fn lap(&self) -> Lap<'_> {
        self.laps().began_at = Some(Instant::now());
        Lap(self)
    }

    /// Whether the statistics fall behind the events further than a reader should see.
    pub(super) fn is_slow(&self) -> bool {
        self.was_slow() || self.laps().began_at.is_some_and(|began_at| began_at.elapsed() > SLOW)
    }

    /// Whether they did the last time.
    pub(super) fn was_slow(&self) -> bool {
        self.laps().last_took > SLOW
    }

    fn laps(&self) -> MutexGuard<'_, Laps> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lap<'_> {
    fn drop(&mut self) {
        let mut laps = self.0.laps();
        laps.last_took = laps.began_at.take().map_or(Duration::ZERO, |began_at| began_at.elapsed());
    }
}
