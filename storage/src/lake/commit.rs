//! The one way into a table's log: the entry that makes the table, and every one after it.

mod create;
mod land;
mod pauses;
mod verdict;

use std::time::Duration;

use chrono::TimeDelta;
use uuid::Uuid;

pub(super) use self::create::create;
use self::pauses::Pauses;
use super::action::{Add, CommitInfo, Entry, Remove, Txn};
use super::encode::partition;
use super::{FileEntry, NewFile, Table};
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

impl Progress {
    /// What an entry tells of it: the application, and the positions that were read, the first and the one after the last.
    fn positions(&self) -> (String, (Option<i64>, i64)) {
        (self.app.clone(), (self.expected, self.next))
    }
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
    /// Whether the files that enter hold just the rows of those that leave, so that no reader needs to look at them
    /// again.
    pub rows_stay: bool,
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
    /// Somebody else moved one of our applications, or removed a file that we remove, or a file that was to enter is too old.
    /// Nothing was changed: drop the work and start again from the stored progress.
    LostRace,
    /// Others added these files meanwhile. Nothing was changed: look at them, then commit again.
    Overtaken {
        /// Data files that came in.
        added: Vec<FileEntry>,
    },
}

/// Attempts to find a free version before the commit is given up; each lost one means that another writer's landed.
const ATTEMPTS: usize = 100;

/// How old a file may be that enters. One that enters no table goes after days, and so must not enter any more: whoever put
/// it may have stood still since. See `maintain::Limits::file_grace`, which must leave the entry time to be put.
const ENTERS_WITHIN: TimeDelta = TimeDelta::days(3);

/// The first pause after a lost attempt, and the longest. The first is about as long as a put to a folder takes.
const PAUSES: [Duration; 2] = [Duration::from_millis(5), Duration::from_secs(1)];

impl Table {
    /// Commits: all of it, or nothing.
    ///
    /// The entry is put under the next version's name on the condition that there is none yet. Any answer but a clear
    /// yes is settled by reading that entry again: it bears a mark of ours, or somebody else's. Where neither answer
    /// tells, both are asked for again for half a minute.
    ///
    /// # Errors
    /// [`Error::LeftBehind`] when the process stood still for so long that the log was cut before it: nothing was changed.
    /// [`Error::Backwards`] when a progress would fall; [`Error::Store`] when the store can neither take the entry nor
    /// tell whether it has.
    pub async fn commit(&mut self, commit: Commit) -> Result<Outcome> {
        self.commit_as(commit, self.timer.mark()).await
    }

    /// Commits under a mark, which must be nobody else's.
    pub(super) async fn commit_as(&mut self, commit: Commit, mark: Uuid) -> Result<Outcome> {
        let mut overtaken = self.update().await?;
        let mut pauses = Pauses::new(mark, PAUSES[0], PAUSES[1]);
        for _ in 0..ATTEMPTS {
            if !self.still_holds(&commit).await? {
                return Ok(Outcome::LostRace);
            }
            if commit.unless_overtaken && !overtaken.is_empty() {
                return Ok(Outcome::Overtaken { added: overtaken });
            }
            let entry = self.make_entry(&commit, mark).await?;
            let version = self.version + 1;
            let refuse = |why| Error::Log { table: self.definition.name.to_owned(), version, why };
            let bytes = entry.to_bytes().map_err(refuse)?;
            if self.entries().land(self.timer.as_ref(), self.looked, version, bytes, mark).await? {
                if self.looked.is_old(self.timer.as_ref()) {
                    // The put took so long that the name may have been free because its entry was removed.
                    self.look_again().await?;
                }
                self.apply(&entry);
                self.checkpoint_when_due();
                return Ok(Outcome::Landed { version: self.version });
            }
            self.timer.sleep(pauses.next()).await;
            overtaken.extend(self.update().await?);
        }
        Ok(Outcome::LostRace)
    }

    /// Whether the commit still fits the state: nobody moved its applications or took its files, and those that it brings are
    /// there for certain.
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
        let oldest = (self.timer.utc() - ENTERS_WITHIN).timestamp_millis();
        let is_young = |file: &NewFile| file.put_at_millis() > oldest;
        Ok(commit.add.iter().all(is_young) && commit.remove.iter().all(|file| self.files.contains_key(&file.path)))
    }

    async fn make_entry(&self, commit: &Commit, mark: Uuid) -> Result<Entry> {
        let now = self.timer.utc().timestamp_millis();
        // Only what came from a source says that it has been read so far: laying rows anew, dropping and replaying do not.
        let is_from_source = !commit.progress.is_empty() && !commit.rows_stay;
        let rows_until = if is_from_source { None } else { self.committed_at().await? };
        let remove = |file: &FileEntry| Remove {
            path: file.path.clone(),
            deletion_timestamp: Some(now),
            data_change: !commit.rows_stay,
            extended_file_metadata: true,
            partition_values: Some(partition(&self.definition, file.day)),
            size: i64::try_from(file.size).ok(),
        };
        let txn =
            |progress: &Progress| Txn { app_id: progress.app.clone(), version: progress.next, last_updated: Some(now) };
        let note =
            |(app, number): &(String, i64)| Txn { app_id: app.clone(), version: *number, last_updated: Some(now) };
        let add = |file: &NewFile| Add { data_change: !commit.rows_stay, ..file.add.clone() };
        Ok(Entry {
            info: CommitInfo {
                timestamp: now,
                operation: commit.operation.to_owned(),
                commit_mark: Some(mark.to_string()),
                positions: commit.progress.iter().map(Progress::positions).collect(),
                engine_info: Some(engine_info()),
                rows_until: rows_until.map(|until| until.timestamp_millis()),
            },
            txns: commit.progress.iter().map(txn).chain(commit.notes.iter().map(note)).collect(),
            adds: commit.add.iter().map(add).collect(),
            removes: commit.remove.iter().map(remove).collect(),
        })
    }
}

/// Who writes, as every entry tells it.
fn engine_info() -> String {
    concat!("opkald/", env!("CARGO_PKG_VERSION")).to_owned()
}
