//! How a network's delivery differs from what happened: copies, delays, and neighbours that change places.

use super::clock::{HOUR, MINUTE, Micros, SECOND};
use super::rng::Rng;

/// The shares of events that something happens to on their way.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disorder {
    /// Delivered a second time, later, byte for byte.
    pub doubled: f64,
    /// Delivered minutes to hours late, a few a whole day.
    pub late: f64,
    /// Delivered up to two seconds late, and so out of order with what happened beside it.
    pub shuffled: f64,
}

impl Disorder {
    /// Everything once and in order.
    #[must_use]
    pub fn none() -> Self {
        Self { doubled: 0.0, late: 0.0, shuffled: 0.0 }
    }

    /// What a real network does on an ordinary day.
    #[must_use]
    pub fn ordinary() -> Self {
        Self { doubled: 0.01, late: 0.01, shuffled: 0.15 }
    }

    /// When an event arrives, and when its copy does if it has one.
    pub(crate) fn delivery(&self, time: Micros, rng: &mut Rng) -> (Micros, Option<Micros>) {
        let fate = rng.unit();
        let arrives = if fate < self.late {
            time + lateness(rng)
        } else if fate < self.late + self.shuffled {
            time + rng.between(0, 2 * SECOND)
        } else {
            time
        };
        let copy = (self.doubled > 0.0 && rng.chance(self.doubled)).then(|| arrives + copy_delay(rng));
        (arrives, copy)
    }

    pub(crate) fn is_none(&self) -> bool {
        *self == Self::none()
    }
}

impl Default for Disorder {
    fn default() -> Self {
        Self::ordinary()
    }
}

fn lateness(rng: &mut Rng) -> Micros {
    if rng.chance(0.05) { rng.between(12 * HOUR, 26 * HOUR) } else { rng.between(MINUTE, 4 * HOUR) }
}

fn copy_delay(rng: &mut Rng) -> Micros {
    if rng.chance(0.1) { rng.between(HOUR, 20 * HOUR) } else { rng.between(0, 3 * MINUTE) }
}
