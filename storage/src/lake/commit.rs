//! The one way into a table's log: the entry that makes the table, and every one after it.

use chrono::Utc;
use deltalake_core::logstore::LogStoreRef;
use deltalake_core::operations::create::CreateBuilder;
use deltalake_core::protocol::SaveMode;
use object_store::{PutMode, PutOptions, PutPayload};
use uuid::Uuid;

use super::action::{CommitInfo, Entry, Remove, Txn};
use super::encode::partition;
use super::table::delta;
use super::version::{columns, partitions};
use super::{FileEntry, NewFile, Table, TableDefinition};
use crate::{Error, Result};

/// How far an application comes by a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Name of the application: a partition of a topic, a file, a job.
    pub app: String,
    /// Progress that the commit was worked out from; none if it is the first.
    pub expected: Option<i64>,
    /// Progress after the commit: the next position to read.
    pub next: i64,
}

/// What enters and leaves a table at once.
#[derive(Debug, Default)]
pub struct Commit {
    /// Files that enter.
    pub add: Vec<NewFile>,
    /// Files that leave.
    pub remove: Vec<FileEntry>,
    /// Progress that is told in the same breath.
    pub progress: Vec<Progress>,
    /// Numbers to be told beside it, which may rise and fall and are expected to be nothing.
    pub notes: Vec<(String, i64)>,
    /// What did it, for who reads the log.
    pub operation: &'static str,
    /// Whether data that another writer adds meanwhile calls the commit off, so that its rows can be looked at first.
    pub unless_overtaken: bool,
}

/// How a commit ended. An error of the store is neither: then the log was asked, and it could not tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the log.
    Landed {
        /// Version it made.
        version: i64,
    },
    /// Somebody else moved one of our applications, or removed a file that we remove. Nothing was changed: drop the
    /// work and start again from the stored progress.
    LostRace,
    /// Others added these files meanwhile. Nothing was changed: look at them, then commit again.
    Overtaken {
        /// Data files that came in.
        added: Vec<FileEntry>,
    },
}

/// Attempts to find a free version before the commit is given up; each lost one means that another writer's landed.
const ATTEMPTS: usize = 100;

impl Table {
    /// Commits: all of it, or nothing.
    ///
    /// The entry is put under the next version's name on the condition that there is none yet. Any answer but a clear
    /// yes means "unknown" and is settled by reading that entry again: it bears a mark of ours, or somebody else's.
    ///
    /// # Errors
    /// [`Error::Backwards`] when a progress would fall; [`Error::Store`] when the store can neither take the entry nor
    /// tell whether it has.
    pub async fn commit(&mut self, commit: Commit) -> Result<Outcome> {
        let mut overtaken = self.update().await?;
        let mark = Uuid::new_v4().to_string();
        for _ in 0..ATTEMPTS {
            if !self.still_holds(&commit).await? {
                return Ok(Outcome::LostRace);
            }
            if commit.unless_overtaken && !overtaken.is_empty() {
                return Ok(Outcome::Overtaken { added: overtaken });
            }
            let entry = self.make_entry(&commit, &mark);
            if self.put_entry(&entry, &mark).await? {
                self.apply(&entry);
                self.checkpoint_when_due();
                return Ok(Outcome::Landed { version: self.version });
            }
            overtaken.extend(self.update().await?);
        }
        Ok(Outcome::LostRace)
    }

    /// Whether the commit still fits the state: nobody moved its applications or took its files.
    async fn still_holds(&self, commit: &Commit) -> Result<bool> {
        for progress in &commit.progress {
            let stored = self.progress(&progress.app).await?;
            if stored != progress.expected {
                return Ok(false);
            }
            if let Some(stored) = stored.filter(|stored| *stored > progress.next) {
                let (table, app) = (self.definition.name.to_owned(), progress.app.clone());
                return Err(Error::Backwards { table, app, stored, next: progress.next });
            }
        }
        Ok(commit.remove.iter().all(|file| self.files.contains_key(&file.path)))
    }

    fn make_entry(&self, commit: &Commit, mark: &str) -> Entry {
        let now = Utc::now().timestamp_millis();
        let remove = |file: &FileEntry| Remove {
            path: file.path.clone(),
            deletion_timestamp: Some(now),
            data_change: true,
            extended_file_metadata: true,
            partition_values: Some(partition(&self.definition, file.day)),
            size: i64::try_from(file.size).ok(),
        };
        let txn =
            |progress: &Progress| Txn { app_id: progress.app.clone(), version: progress.next, last_updated: Some(now) };
        let note =
            |(app, number): &(String, i64)| Txn { app_id: app.clone(), version: *number, last_updated: Some(now) };
        Entry {
            info: CommitInfo {
                timestamp: now,
                operation: commit.operation.to_owned(),
                commit_mark: Some(mark.to_owned()),
                engine_info: Some(concat!("opkald/", env!("CARGO_PKG_VERSION")).to_owned()),
            },
            txns: commit.progress.iter().map(txn).chain(commit.notes.iter().map(note)).collect(),
            adds: commit.add.iter().map(|file| file.add.clone()).collect(),
            removes: commit.remove.iter().map(remove).collect(),
        }
    }

    /// Puts the entry as the next version; false when the version is somebody else's.
    async fn put_entry(&self, entry: &Entry, mark: &str) -> Result<bool> {
        let version = self.version + 1;
        let refuse = |why| Error::Log { table: self.definition.name.to_owned(), version, why };
        let payload = PutPayload::from(entry.to_bytes().map_err(refuse)?);
        let options = PutOptions::from(PutMode::Create);
        let put = self.store.put_opts(&Self::entry_path(version), payload, options).await;
        let Err(error) = put else { return Ok(true) };
        match self.entry(version).await? {
            Some(there) => Ok(there.info.commit_mark.as_deref() == Some(mark)),
            None => Err(self.store_error(error)),
        }
    }
}

/// Makes a table where there is none: its first entry, which says what it is.
///
/// # Errors
/// [`Error::Delta`] when the log can neither be written nor found.
pub(super) async fn create(definition: &TableDefinition, log: &LogStoreRef) -> Result<()> {
    let fail = |error| delta(definition, error);
    let columns = columns(definition).map_err(fail)?;
    let create = CreateBuilder::new()
        .with_log_store(log.clone())
        .with_table_name(definition.name)
        .with_columns(columns)
        .with_partition_columns(partitions(definition))
        .with_save_mode(SaveMode::Ignore);
    let created = create.await;
    let Err(error) = created else { return Ok(()) };
    // Two processes may start at once: whoever comes second finds the table.
    match log.is_delta_table_location().await {
        Ok(true) => Ok(()),
        _ => Err(fail(error)),
    }
}
