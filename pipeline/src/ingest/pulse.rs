//! Telling, every few seconds, up to when all that came to the sources is stored.

use std::time::Duration;

use chrono::{DateTime, Utc};
use opkald_storage::lake::{Beat, Lake};
use uuid::Uuid;

use super::lanes::Lanes;

/// How often it is told.
const EVERY: Duration = Duration::from_secs(2);

/// What this ingest has told.
#[derive(Debug)]
pub(super) struct Pulse {
    ingest: Uuid,
    /// When it did so last, by the timer of the lake.
    told: Option<Duration>,
}

impl Pulse {
    pub(super) fn new() -> Self {
        Self { ingest: Uuid::new_v4(), told: None }
    }

    /// Tells it, if it is time and if it is known. A store that does not take it is asked again the next time: nothing is
    /// lost, but the data look older than they are.
    pub(super) async fn beat(&mut self, lake: &Lake, lanes: &Lanes) {
        let now = lake.timer().now();
        if self.told.is_some_and(|told| now < told + EVERY) {
            return;
        }
        let Some(until) = lanes.until_micros().and_then(DateTime::from_timestamp_micros) else { return };
        match lake.tell(self.ingest, Beat { until, at: Utc::now() }).await {
            Ok(()) => self.told = Some(now),
            Err(error) => tracing::debug!(%error, "up to when the data are whole could not be told"),
        }
    }

    /// Takes it back, since from now on nothing is known any more.
    pub(super) async fn end(&self, lake: &Lake) {
        if self.told.is_some()
            && let Err(error) = lake.retract(self.ingest).await
        {
            tracing::debug!(%error, "up to when the data are whole could not be taken back");
        }
    }
}
