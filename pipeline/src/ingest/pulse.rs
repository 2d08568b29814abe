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
    /// How many that were held have gone elsewhere, and when the last one was seen to, by the timer of the lake.
    gone: (u64, Option<Duration>),
}

/// How long it stands still after a partition that was held went elsewhere: whoever has it now looks at what was told of it,
/// and takes so long at the most until then.
const HANDED_OVER: Duration = Duration::from_secs(60);

impl Pulse {
    pub(super) fn new() -> Self {
        Self { ingest: Uuid::new_v4(), told: None, stands: None, is_held: false, gone: (0, None) }
    }

    /// Notes that a partition is held unread. What it lacks came after what was told last here, or by whoever held it before;
    /// where nobody has told anything, after what was stored by then.
    pub(super) async fn hold(&mut self, lake: &Lake, table: &Table) {
        if self.is_held && self.stands.is_some() {
            return;
        }
        let known = async { Ok::<_, opkald_storage::Error>((lake.beats().await?, table.committed_at().await?)) };
        match known.await {
            Ok((beats, committed_at)) => {
                let told = beats.iter().map(|beat| beat.until).chain(self.stands).min();
                self.stands = told.or(data_until(&beats, committed_at)).or(Some(Utc::now()));
                self.is_held = true;
            }
            Err(error) => tracing::debug!(%error, "up to when the data were whole is asked for again"),
        }
    }

    /// Whether one that was held went elsewhere just now.
    fn hands_over(&self, lake: &Lake) -> bool {
        self.gone.1.is_some_and(|gone| lake.timer().now() < gone + HANDED_OVER)
    }

    /// Up to when all that came to the sources is stored, if it is known. While a partition is held unread it stands still:
    /// nobody must be told that all is there.
    pub(super) fn until(&self, lake: &Lake, lanes: &Lanes) -> Option<DateTime<Utc>> {
        if lanes.held() > 0 || self.hands_over(lake) {
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
        if lanes.gone_held() > self.gone.0 {
            self.gone = (lanes.gone_held(), Some(now));
        }
        let Some(until) = self.until(lake, lanes) else { return };
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
            && !self.hands_over(lake)
            && let Err(error) = lake.retract(self.ingest).await
        {
            tracing::debug!(%error, "up to when the data are whole could not be taken back");
        }
    }
}

#[cfg(test)]
mod tests;
