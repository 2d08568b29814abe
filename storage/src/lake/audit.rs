//! Going over the whole log: every source's positions follow on from one commit to the next.

use std::collections::HashMap;

use futures::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;

use super::Table;
use crate::Result;

/// Entries that are asked for at once.
const AT_ONCE: usize = 16;

/// A commit that does not begin where the one before it ended, or that goes backwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Application whose progress it is.
    pub app: String,
    /// Version of the entry that tells so.
    pub version: i64,
    /// Progress after the commit before it.
    pub stood_at: Option<i64>,
    /// Progress that the commit was worked out from.
    pub from: Option<i64>,
    /// Progress that it made.
    pub to: i64,
}

impl Table {
    /// Commits whose progress does not follow on from the one before, from the first entry that is there; none if every
    /// position was stored once. Notes may rise and fall, and are not looked at.
    ///
    /// # Errors
    /// [`crate::Error::Store`] or [`crate::Error::Log`] when an entry cannot be read.
    pub async fn audit_progress(&self) -> Result<Vec<Break>> {
        let mut stand: HashMap<String, i64> = HashMap::new();
        let mut breaks = Vec::new();
        let versions = self.first_entry().await?.unwrap_or(self.version + 1)..=self.version;
        let mut entries = stream::iter(versions)
            .map(async |version| self.entry(version).await.map(|entry| (version, entry)))
            .buffered(AT_ONCE);
        while let Some((version, entry)) = entries.try_next().await? {
            let Some(entry) = entry else {
                // The log is being cleaned up from its beginning: what follows is the first that is there.
                stand.clear();
                continue;
            };
            let tells_positions = !entry.info.positions.is_empty();
            for (app, (from, to)) in entry.info.positions {
                let stood_at = stand.insert(app.clone(), to);
                if stood_at.is_some() && stood_at != from || from.is_some_and(|from| to < from) {
                    breaks.push(Break { app, version, stood_at, from, to });
                }
            }
            if !tells_positions {
                // Written before entries told where a commit began.
                stand.extend(entry.txns.into_iter().map(|txn| (txn.app_id, txn.version)));
            }
        }
        Ok(breaks)
    }

    /// Version of the first entry that is there.
    async fn first_entry(&self) -> Result<Option<i64>> {
        let log = Path::from("_delta_log");
        let names = self.store.list(Some(&log)).map_ok(|meta| meta.location.filename().map(str::to_owned));
        let versions = names.try_filter_map(async |name| Ok(name.as_deref().and_then(version_of)));
        let first = versions.try_fold(None, async |first: Option<i64>, version| {
            Ok(Some(first.map_or(version, |first| first.min(version))))
        });
        first.await.map_err(|source| self.store_error(source))
    }
}

/// The version that an entry's file name tells.
fn version_of(name: &str) -> Option<i64> {
    name.strip_suffix(".json").filter(|digits| digits.len() == 20)?.parse().ok()
}
