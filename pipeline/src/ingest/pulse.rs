//! Telling, every few seconds, up to when all that came to the sources is stored.

use std::time::Duration;

use chrono::{DateTime, Utc};
use opkald_storage::lake::{Beat, Lake, Table, data_until};
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
    /// What it told last; before that, while a partition is held unread, what was known before it.
    stands: Option<DateTime<Utc>>,
    /// Whether a partition was held unread when it was told last.
    is_held: bool,
}

impl Pulse {
    pub(super) fn new() -> Self {
        Self { ingest: Uuid::new_v4(), told: None, stands: None, is_held: false }
    }

    /// Notes that a partition is held unread. What it lacks came after what was told last, or, where this ingest has told
    /// nothing yet, after what others told and what was stored by then: of a partition that was never read here no more is
    /// known.
    pub(super) async fn hold(&mut self, lake: &Lake, table: &Table) {
        self.is_held = true;
        if self.stands.is_some() {
            return;
        }
        let known = async { Ok::<_, opkald_storage::Error>((lake.beats().await?, table.committed_at().await?)) };
        match known.await {
            Ok((beats, committed_at)) => self.stands = Some(data_until(&beats, committed_at).unwrap_or_else(Utc::now)),
            Err(error) => tracing::debug!(%error, "up to when the data were whole is asked for again"),
        }
    }

    /// Up to when all that came to the sources is stored, if it is known. While a partition is held unread it stands still:
    /// nobody must be told that all is there.
    pub(super) fn until(&self, lanes: &Lanes) -> Option<DateTime<Utc>> {
        if lanes.held() > 0 {
            return self.stands;
        }
        lanes.until_micros().and_then(DateTime::from_timestamp_micros)
    }

    /// Tells it, if it is time and if it is known. A store that does not take it is asked again the next time: nothing is
    /// lost, but the data look older than they are.
    pub(super) async fn beat(&mut self, lake: &Lake, lanes: &Lanes) {
        let now = lake.timer().now();
        if self.told.is_some_and(|told| now < told + EVERY) {
            return;
        }
        let Some(until) = self.until(lanes) else { return };
        match lake.tell(self.ingest, Beat { until, at: Utc::now() }).await {
            Ok(()) => (self.told, self.stands, self.is_held) = (Some(now), Some(until), lanes.held() > 0),
            Err(error) => tracing::debug!(%error, "up to when the data are whole could not be told"),
        }
    }

    /// Takes it back, since from now on nothing is known any more; unless a partition was held unread: whoever is started
    /// next has it from there.
    pub(super) async fn end(&self, lake: &Lake) {
        if self.told.is_some()
            && !self.is_held
            && let Err(error) = lake.retract(self.ingest).await
        {
            tracing::debug!(%error, "up to when the data are whole could not be taken back");
        }
    }
}
