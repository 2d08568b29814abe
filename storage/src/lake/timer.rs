//! How time passes for a lake: by the system's clocks, or by ones that a test turns.

use std::fmt;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A clock that tells how much time has gone by and can be waited on, and a calendar.
#[async_trait]
pub trait Timer: fmt::Debug + Send + Sync {
    /// Time since some fixed moment.
    fn now(&self) -> Duration;

    /// What the calendar says. It may be set forward and back, and goes on while the machine sleeps.
    fn utc(&self) -> DateTime<Utc> {
        Utc::now()
    }

    /// Waits.
    async fn sleep(&self, pause: Duration);

    /// A mark that nobody else has, by which a commit is known again. How long pauses are comes from it, so that who turns
    /// the clock also has a say in the marks.
    fn mark(&self) -> Uuid {
        Uuid::new_v4()
    }
}

/// The system's clock.
#[derive(Debug)]
pub(super) struct SystemTimer(Instant);

impl SystemTimer {
    pub(super) fn new() -> Self {
        Self(Instant::now())
    }
}

#[async_trait]
impl Timer for SystemTimer {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    async fn sleep(&self, pause: Duration) {
        tokio::time::sleep(pause).await;
    }
}
