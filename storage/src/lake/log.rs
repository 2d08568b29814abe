//! The length of a table's log: what an opening table has to read, and what nobody needs any more.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use deltalake_core::protocol::checkpoints::cleanup_expired_logs_for;
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use serde::Deserialize;

use super::entries::Entries;
use super::table::delta;
use super::{Lake, Table, Timer};
use crate::{Error, Result};

/// No entry is removed that is younger: by then everybody who looked for its version has either used the name or looked
/// again, see [`Look`].
const LEAST_AGE: Duration = Duration::from_secs(3600);

/// How long a look at the end of the log is good for.
const LOOK_HOLDS: Duration = Duration::from_secs(600);

/// When the end of the log was seen last.
///
/// A version whose name is free is the next one, unless its entry was removed long ago: a process that stood still for
/// hours would write in the past, where nobody reads. So a free name is trusted only shortly after a look that was.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look(Duration, DateTime<Utc>);

impl Look {
    pub(super) fn now(timer: &dyn Timer) -> Self {
        Self(timer.now(), timer.utc())
    }

    /// As if it were long ago.
    #[cfg(test)]
    pub(super) fn age(&mut self) {
        self.1 -= 2 * LOOK_HOLDS;
    }

    /// How long ago it is, by clock or calendar: one stands still while the machine sleeps, the other may be set. After a
    /// calendar that was set back nobody knows, and it is taken to be ages.
    pub(super) fn passed(self, timer: &dyn Timer) -> Duration {
        let by_calendar = (timer.utc() - self.1).to_std().unwrap_or(Duration::MAX);
        timer.now().saturating_sub(self.0).max(by_calendar)
    }

    pub(super) fn is_old(self, timer: &dyn Timer) -> bool {
        self.passed(timer) > LOOK_HOLDS
    }
}

/// Whether a log went on after a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WentOn {
    No,
    /// Entry by entry.
    Yes,
    /// Entries between the version and the log's end are gone.
    Cut,
}

/// The hint that stands beside the log.
#[derive(Debug, Deserialize)]
struct LastCheckpoint {
    version: i64,
}

async fn hint(store: &dyn ObjectStore, path: &Path) -> object_store::Result<Option<i64>> {
    let read = async { store.get(path).await?.bytes().await };
    match read.await {
        Ok(bytes) => Ok(serde_json::from_slice::<LastCheckpoint>(&bytes).ok().map(|last| last.version)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(source) => Err(source),
    }
}

impl Lake {
    /// Version of a table's last checkpoint, without opening the table; none where there is no such table, no checkpoint,
    /// or nothing that can be understood.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the store cannot be asked.
    pub async fn last_checkpoint(&self, table: &str) -> Result<Option<i64>> {
        let path = Path::from(format!("{table}/_delta_log/_last_checkpoint"));
        hint(&self.store, &path).await.map_err(|source| Error::Store { table: table.to_owned(), source })
    }
}

impl Table {
    /// Version of the last checkpoint, by the hint that stands beside the log; none where there is no hint, or it cannot
    /// be understood.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the store cannot be asked.
    pub async fn last_checkpoint(&self) -> Result<Option<i64>> {
        let hint = hint(&self.store, &Path::from("_delta_log/_last_checkpoint")).await;
        hint.map_err(|source| self.store_error(source))
    }

    /// Looks whether the log has gone on after the version that the state stands at, and the entries that lead there were
    /// removed; then takes the state anew.
    ///
    /// # Errors
    /// [`Error::LeftBehind`] when it has: what was worked out from the old state counts for nothing.
    pub(super) async fn look_again(&mut self) -> Result<()> {
        let looked = Look::now(self.timer.as_ref());
        if self.went_on().await? == WentOn::Cut {
            self.reload().await?;
            return Err(Error::LeftBehind { table: self.definition.name.to_owned() });
        }
        self.looked = looked;
        Ok(())
    }

    /// What the log holds after the version that the state stands at. The log itself is asked, since the hint beside it may
    /// tell of an older checkpoint than the one that it was cut by: whoever wrote that may have been killed before the hint.
    pub(super) async fn went_on(&self) -> Result<WentOn> {
        let (mut entries, mut newest) = (BTreeSet::new(), None);
        let after = Entries::path(self.version);
        let mut listed = self.store.list_with_offset(Some(&Path::from("_delta_log")), &after);
        while let Some(object) = listed.try_next().await.map_err(|source| self.store_error(source))? {
            let name = object.location.filename().unwrap_or_default();
            let Some((version, kind)) = name.split_once('.') else { continue };
            let Ok(version) = version.parse::<i64>() else { continue };
            newest = newest.max(Some(version));
            entries.extend((kind == "json").then_some(version));
        }
        let Some(newest) = newest else { return Ok(WentOn::No) };
        Ok(if entries.into_iter().eq(self.version + 1..=newest) { WentOn::Yes } else { WentOn::Cut })
    }

    /// Version of the oldest entry that is still there.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the log cannot be listed.
    pub(super) async fn oldest_entry(&self) -> Result<i64> {
        let mut oldest = self.version;
        let mut entries = self.store.list(Some(&Path::from("_delta_log")));
        while let Some(entry) = entries.try_next().await.map_err(|source| self.store_error(source))? {
            let version = entry.location.filename().and_then(|name| name.strip_suffix(".json")?.parse::<i64>().ok());
            oldest = version.map_or(oldest, |version| version.min(oldest));
        }
        Ok(oldest)
    }

    /// Removes entries and checkpoints that are older than `keep` or more than `entries` behind, as far as they lie before
    /// a checkpoint that is kept and before the version that somebody still `needs`; tells how many.
    ///
    /// # Errors
    /// [`crate::Error::Delta`] when the log cannot be listed or a file not be removed; what was removed stays so.
    pub(super) async fn prune_log(
        &self,
        now: DateTime<Utc>,
        keep: Duration,
        entries: i64,
        needs: i64,
    ) -> Result<usize> {
        let behind = self.remove_before(needs.min(self.version - entries), now - LEAST_AGE).await?;
        Ok(behind + self.remove_before(needs.min(self.version), now - keep).await?)
    }

    async fn remove_before(&self, version: i64, cutoff: DateTime<Utc>) -> Result<usize> {
        let Some(version) = u64::try_from(version).ok().filter(|version| *version > 0) else { return Ok(0) };
        let log = self.log_store();
        let removed = cleanup_expired_logs_for(version, log.as_ref(), cutoff.timestamp_millis(), None);
        removed.await.map_err(|error| delta(&self.definition, error))
    }
}
