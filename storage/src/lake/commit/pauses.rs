//! How long to wait before something is tried again: longer each time, and never as long as anybody else.

use std::time::Duration;

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

/// Pauses that grow twofold up to a longest, each shortened by chance so that writers do not meet again and again.
#[derive(Debug)]
pub(super) struct Pauses {
    rng: SmallRng,
    next: Duration,
    longest: Duration,
}

impl Pauses {
    /// The chance comes from the mark of a commit, which is nobody else's.
    pub(super) fn new(mark: Uuid, first: Duration, longest: Duration) -> Self {
        let (seed, _) = mark.as_u64_pair();
        Self { rng: SmallRng::seed_from_u64(seed), next: first, longest }
    }

    pub(super) fn next(&mut self) -> Duration {
        let pause = self.next.mul_f64(self.rng.random_range(0.25..1.0));
        self.next = (self.next * 2).min(self.longest);
        pause
    }
}
