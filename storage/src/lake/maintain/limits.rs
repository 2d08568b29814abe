//! How much gathers, and how long it stays, before it is taken away.

use std::time::Duration;

use chrono::TimeDelta;

/// When what nobody seems to need is taken away. Whoever reads or writes beside the maintenance relies on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Commits after which a checkpoint is made: what an opening table has to read entry by entry at the most.
    pub checkpoint_commits: i64,
    /// How long a file stays after it left its table, and one that never came in: the longest that a reader stays with a
    /// version, and a rebuild between its first upload and its commit, with days to spare.
    pub file_grace: Duration,
    /// How long the log tells what came when. Those of its entries that our own tables still have to look at stay in any
    /// case; readers that follow from further behind compute everything anew.
    pub log_kept: Duration,
    /// How many of its entries are kept at the most: opening a table in a folder lists all of them. None goes before it is
    /// an hour old.
    pub log_entries: i64,
    /// How often folders are listed, for the vacuum and for old entries of the log.
    pub list_every: TimeDelta,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            checkpoint_commits: 100,
            file_grace: Duration::from_secs(7 * 86_400),
            log_kept: Duration::from_secs(7 * 86_400),
            log_entries: 5_000,
            list_every: TimeDelta::hours(6),
        }
    }
}
