//! Follows the log of events beside the refresh, which is busy for long when there is much to do.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use opkald_storage::lake::{Changes, FileEntry, Lake, Table, data_until};
use tokio::sync::Mutex;

use crate::scan::LakeTable;
use crate::snapshot::as_of;
use crate::{Error, Result};

/// The log is looked at so often at the most, however many ask.
const EVERY: Duration = Duration::from_millis(250);

/// The newest events, and which of them the statistics do not stand for.
#[derive(Debug)]
pub(super) struct News {
    /// Version of the table of events.
    pub(super) version: i64,
    /// All of them.
    pub(super) events: Arc<LakeTable>,
    /// The files that hold what came after the statistics; none where everything must be taken as changed.
    pub(super) added: Option<Vec<FileEntry>>,
    /// Up to when open calls and sessions count.
    pub(super) now: DateTime<Utc>,
    /// Up to when all that reached the sources is in.
    pub(super) data_until: Option<DateTime<Utc>>,
}

/// Follows the log.
#[derive(Debug)]
pub(super) struct Newest {
    lake: Lake,
    followed: Mutex<Followed>,
}

#[derive(Debug)]
struct Followed {
    table: Table,
    /// What came after this version.
    since: i64,
    changes: Changes,
    looked_at: Option<Instant>,
    news: Option<Arc<News>>,
}

impl Newest {
    pub(super) fn new(lake: Lake, table: Table) -> Self {
        let since = table.version();
        let changes = Changes::default();
        Self { lake, followed: Mutex::new(Followed { table, since, changes, looked_at: None, news: None }) }
    }

    /// What came after a version; none where nothing did.
    pub(super) async fn beyond(&self, version: i64) -> Result<Option<Arc<News>>> {
        let mut followed = self.followed.lock().await;
        let is_recent = followed.looked_at.is_some_and(|at| at.elapsed() < EVERY);
        if !is_recent || followed.since != version {
            followed.look(&self.lake, version).await?;
        }
        Ok(followed.news.clone().filter(|news| news.version > version))
    }
}

impl Followed {
    async fn look(&mut self, lake: &Lake, since: i64) -> Result<()> {
        // First what ingests told, then what they had stored when they told it.
        let beats = lake.beats().await?;
        // Where entries were removed meanwhile the state is taken anew, and everything is noted as changed.
        match self.table.update_and_note(&mut self.changes).await {
            Ok(()) | Err(opkald_storage::Error::LeftBehind { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        if self.since != since {
            // What was told of another version counts for nothing, should the rest of this fail.
            self.news = None;
            self.changes = self.table.changed_since(since).await?;
            self.since = since;
        }
        let committed_at = self.table.committed_at().await?;
        let events = LakeTable::new(&self.table, self.table.files().cloned().collect());
        let events = events.map_err(|error| Error::statement("events", error))?;
        let added = self.changes.files().map(|files| files.filter(|file| file.day.is_some()).cloned().collect());
        self.news = Some(Arc::new(News {
            version: self.table.version(),
            events: Arc::new(events),
            added,
            now: as_of(&self.table, committed_at),
            data_until: data_until(&beats, committed_at),
        }));
        self.looked_at = Some(Instant::now());
        Ok(())
    }
}
