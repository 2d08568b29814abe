//! Going over the whole log: every source's positions follow on from one commit to the next.

use std::collections::HashMap;

use futures::{StreamExt, TryStreamExt, stream};

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
        let versions = self.oldest_entry().await?..=self.version;
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
}
