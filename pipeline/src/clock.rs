//! The clock, given from outside so that a test need not wait.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};

/// Tells what time it is.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Arc::new(Utc::now))
    }

    /// A clock that stands.
    pub fn standing(at: DateTime<Utc>) -> Self {
        Self(Arc::new(move || at))
    }

    /// A clock that a test turns.
    #[cfg(test)]
    pub(crate) fn turned(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Now, in µs since the epoch.
    pub(crate) fn micros(&self) -> i64 {
        (self.0)().timestamp_micros()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", (self.0)())
    }
}
