//! Follows the log of events beside the refresh, which is busy for long when there is much to do.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use opkald_storage::lake::{Changes, FileEntry, Lake, Table, data_until};
use tokio::sync::Mutex;

use crate::refresh::decisive;
use crate::scan::LakeTable;
use crate::snapshot::as_of;
use crate::{Error, Result};

/// Beyond so many entries of the log, as after the service stood still for an hour, nobody waits for them to be read: the
/// refresh reads them anyway.
const MOST_ENTRIES: i64 = 1000;

/// The newest events, and which of them the statistics do not stand for.
#[derive(Debug)]
pub(super) struct News {
    /// Version of the table of events.
    pub(super) version: i64,
    /// All of them.
    pub(super) events: Arc<LakeTable>,
    /// The files with what came or went after the statistics; none where everything must be taken as changed.
    pub(super) changed: Option<Vec<FileEntry>>,
    /// Up to when open calls and sessions count.
    pub(super) now: DateTime<Utc>,
    /// Up to when all that reached the sources is in.
    pub(super) data_until: Option<DateTime<Utc>>,
    /// When the end of the log was seen.
    pub(super) seen_at: DateTime<Utc>,
}

/// Follows the log from the version that statistics stand for.
#[derive(Debug)]
pub(super) struct Newest {
    lake: Lake,
    /// It is looked at so often at the most, however many ask.
    every: Duration,
    followed: Mutex<Followed>,
}

#[derive(Debug)]
struct Followed {
    table: Table,
    /// What changed up to the table's version; none before it is known.
    changes: Option<Changes>,
    since: i64,
    looked_at: Option<Instant>,
    news: Option<Arc<News>>,
}

impl Newest {
    /// Tells what comes after the version `since`.
    pub(super) fn new(lake: Lake, table: Table, since: i64, every: Duration) -> Self {
        let changes = (table.version() == since).then(Changes::default);
        Self { lake, every, followed: Mutex::new(Followed { table, changes, since, looked_at: None, news: None }) }
    }

    /// What there is now, or was when it was last seen.
    pub(super) async fn news(&self) -> Result<Arc<News>> {
        let mut followed = self.followed.lock().await;
        let is_recent = followed.looked_at.is_some_and(|at| at.elapsed() < self.every);
        if let Some(news) = followed.news.as_ref().filter(|_| is_recent) {
            return Ok(Arc::clone(news));
        }
        // Also one that fails is a look: a store in trouble is not asked by each request.
        followed.looked_at = Some(Instant::now());
        let news = Arc::new(followed.look(&self.lake).await?);
        followed.news = Some(Arc::clone(&news));
        Ok(news)
    }
}

impl Followed {
    async fn look(&mut self, lake: &Lake) -> Result<News> {
        // First what ingests told, then what they had stored when they told it.
        let (seen_at, beats) = (Utc::now(), lake.beats().await?);
        let changes = match &mut self.changes {
            Some(changes) => changes,
            none if self.table.version() - self.since <= MOST_ENTRIES => {
                none.insert(self.table.changed_since(self.since).await?)
            }
            none => none.insert(Changes::all()),
        };
        // Where entries were removed meanwhile the state is taken anew, and everything is noted as changed.
        match self.table.update_and_note(changes).await {
            Ok(()) | Err(opkald_storage::Error::LeftBehind { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let changed = decisive(changes);
        let committed_at = self.table.committed_at().await?;
        let events = LakeTable::new(&self.table, self.table.files().cloned().collect());
        let events = events.map_err(|error| Error::statement("events", error))?;
        Ok(News {
            version: self.table.version(),
            events: Arc::new(events),
            changed,
            now: as_of(&self.table, committed_at),
            data_until: data_until(&beats, committed_at),
            seen_at,
        })
    }
}
