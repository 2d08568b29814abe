//! Whether the brokers are heard of, and when somebody must be told that they are not.

use std::time::{Duration, Instant};

/// How long nothing may be heard while a topic is followed before that is told: brokers are restarted, and come again.
const SILENCE: Duration = Duration::from_secs(60);

/// When the brokers were heard of last.
#[derive(Debug)]
pub(super) struct Hearing {
    last: Instant,
    /// Since when they are asked in vain. While the store is away nobody asks, and nothing is heard either.
    vain: Option<Instant>,
    /// Whether their silence was told.
    is_told: bool,
}

impl Hearing {
    pub(super) fn new(now: Instant) -> Self {
        Self { last: now, vain: None, is_told: false }
    }

    /// How long nothing was heard.
    pub(super) fn silence(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.last)
    }

    /// Notes that a broker was heard of; tells whether that is the end of a silence that was told.
    pub(super) fn hears(&mut self, now: Instant) -> bool {
        (self.last, self.vain) = (now, None);
        std::mem::take(&mut self.is_told)
    }

    /// Notes that a broker was asked in vain; tells whether it is time to say so, which it is once a silence.
    pub(super) fn asked_in_vain(&mut self, now: Instant) -> bool {
        let since = *self.vain.get_or_insert(now);
        let is_time = !self.is_told && now.saturating_duration_since(since) >= SILENCE;
        self.is_told |= is_time;
        is_time
    }
}

#[cfg(test)]
mod tests;
