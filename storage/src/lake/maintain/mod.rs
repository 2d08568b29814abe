//! Maintenance: keeps tables quick to open and to read, however many commits went into them.
//!
//! It runs beside writers and other maintainers. What it commits brings no rows and takes none, so that an ingest never
//! has to give way to it; where two maintainers take the same files, the second loses and drops its work.

mod compact;
mod heads;
mod limits;
mod merge;
mod output;
mod plan;
mod retain;
mod tally;
mod vacuum;

use std::collections::HashMap;
use std::time::Instant;

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::watch;

use super::{Lake, Table, TableDefinition};
use crate::Result;
use compact::Compaction;
pub use limits::Limits;
use merge::Merged;
use plan::Plan;

/// Memory that a merge takes beside what it reads: the row group and the parts of an upload that are being written.
const WRITING_BYTES: usize = 64 * 1024 * 1024;

/// How a lake is maintained.
#[derive(Debug, Clone)]
pub struct MaintenanceOptions {
    /// Whole UTC days of events that are kept before today; 0 keeps all.
    pub keep_days: u32,
    /// What a merge may hold in memory, in bytes; two files are merged in any case.
    pub memory_bytes: usize,
    /// Whether nothing is done, but told.
    pub is_dry_run: bool,
    /// How much gathers, and how long it stays, before it is taken away.
    pub limits: Limits,
}

impl Default for MaintenanceOptions {
    fn default() -> Self {
        Self { keep_days: 0, memory_bytes: 256 << 20, is_dry_run: false, limits: Limits::default() }
    }
}

/// What was done for a table, or what would be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Maintained {
    /// The table.
    pub table: &'static str,
    /// Live files afterwards.
    pub live_files: u64,
    /// Files that were laid anew.
    pub files_merged: u64,
    /// Files that they became.
    pub files_written: u64,
    /// Their rows.
    pub rows_merged: u64,
    /// Their bytes before.
    pub bytes_read: u64,
    /// Their bytes after.
    pub bytes_written: u64,
    /// Rows among them that were stored twice, and are so no more.
    pub doubles_dropped: u64,
    /// Merges that were dropped, since another maintainer had taken their files.
    pub lost: u64,
    /// Days that were older than they are to be kept.
    pub days_dropped: u64,
    /// Rows of these days, and dead letters as old.
    pub rows_dropped: u64,
    /// Files that nobody needs any more, deleted.
    pub files_vacuumed: u64,
    /// Their bytes.
    pub bytes_vacuumed: u64,
    /// Version of the checkpoint that was made.
    pub checkpoint: Option<i64>,
    /// Entries and checkpoints that were removed from the log.
    pub log_files_removed: u64,
    /// Commits since the last checkpoint that an opening table has to read.
    pub log_depth: u64,
    /// How long it took.
    pub ms: u64,
}

impl Maintained {
    fn count_read(&mut self, plan: &Plan) {
        let files = || plan.runs.iter().flatten();
        self.files_merged += files().count() as u64;
        self.rows_merged += files().map(|file| file.rows).sum::<u64>();
        self.bytes_read += files().map(|file| file.size).sum::<u64>();
    }

    fn count_written(&mut self, merged: &Merged) {
        self.files_written += merged.files.len() as u64;
        self.bytes_written += merged.files.iter().map(super::NewFile::size).sum::<u64>();
        self.doubles_dropped += merged.doubles;
    }

    /// Whether anything was done.
    pub fn is_something(&self) -> bool {
        let files = self.files_merged + self.days_dropped + self.rows_dropped + self.files_vacuumed;
        files + self.log_files_removed > 0 || self.checkpoint.is_some()
    }
}

/// The tables of a lake under maintenance.
#[derive(Debug)]
pub struct Maintenance {
    tables: Vec<Table>,
    options: MaintenanceOptions,
    listed_at: Option<DateTime<Utc>>,
    /// The version at which each table's log was last cut to its length.
    cut_at: HashMap<&'static str, i64>,
}

impl Maintenance {
    /// Opens the tables. One that others are computed from is followed by these: each tells, under the name of the table
    /// that it is computed from, the version that it stands for.
    ///
    /// # Errors
    /// When a table cannot be opened.
    pub async fn open(lake: &Lake, definitions: &[TableDefinition], options: MaintenanceOptions) -> Result<Self> {
        let mut tables = Vec::new();
        for definition in definitions {
            tables.push(lake.table(definition).await?);
        }
        Ok(Self { tables, options, listed_at: None, cut_at: HashMap::new() })
    }

    /// Does all that there is to do at an instant, a table after the other, and tells what; ends early when it is to stop.
    /// A table that fails does not keep the others from their turn; its error comes at the end.
    ///
    /// # Errors
    /// When a table cannot be read or written, or rows would get lost; what was committed stays good, and the next pass
    /// tries the rest again.
    pub async fn run(&mut self, now: DateTime<Utc>, stop: &watch::Receiver<bool>) -> Result<Vec<Maintained>> {
        let lists = self.listed_at.is_none_or(|at| now - at >= self.options.limits.list_every);
        let (mut all, mut failed) = (Vec::new(), None);
        for at in 0..self.tables.len() {
            match self.table(at, now, lists, stop).await {
                Ok(done) => all.push(done),
                Err(error) => drop(failed.get_or_insert(error)),
            }
            if *stop.borrow() {
                break;
            }
        }
        if lists && !*stop.borrow() && failed.is_none() {
            self.listed_at = Some(now);
        }
        failed.map_or(Ok(all), Err)
    }

    async fn table(
        &mut self,
        at: usize,
        now: DateTime<Utc>,
        lists: bool,
        stop: &watch::Receiver<bool>,
    ) -> Result<Maintained> {
        let started = Instant::now();
        let name = self.tables[at].definition.name;
        let mut done = Maintained { table: name, ..Maintained::default() };
        self.tables[at].update().await?;
        let rows = self.options.rows(&mut self.tables[at], now, stop, &mut done).await;
        self.checkpoint(at, &mut done).await?;
        let limits = self.options.limits;
        let since_cut = self.tables[at].version - self.cut_at.get(name).copied().unwrap_or_default();
        let is_long = since_cut > limits.log_entries / 2;
        if (lists || is_long) && !self.options.is_dry_run {
            let needs = self.needed_of(at).await?.unwrap_or(i64::MAX);
            let table = &self.tables[at];
            done.log_files_removed = table.prune_log(now, limits.log_kept, limits.log_entries, needs).await? as u64;
            self.cut_at.insert(name, table.version);
        }
        let table = &mut self.tables[at];
        if lists {
            vacuum::vacuum(table, now, limits.file_grace, self.options.is_dry_run, &mut done).await?;
        }
        rows?;
        done.live_files = table.files().count() as u64;
        done.ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Ok(done)
    }

    async fn checkpoint(&self, at: usize, done: &mut Maintained) -> Result<()> {
        let table = &self.tables[at];
        let mut depth = table.version - table.last_checkpoint().await?.unwrap_or_default();
        if depth >= self.options.limits.checkpoint_commits {
            done.checkpoint = Some(table.version);
            if !self.options.is_dry_run {
                table.checkpoint().await?;
                depth = 0;
            }
        }
        done.log_depth = u64::try_from(depth).unwrap_or_default();
        Ok(())
    }

    /// The least version of a table that one computed from it still has to look behind.
    async fn needed_of(&self, at: usize) -> Result<Option<i64>> {
        let mut needed = None;
        for table in &self.tables {
            if let Some(version) = table.progress(self.tables[at].definition.name).await? {
                needed = Some(needed.map_or(version, |needed: i64| needed.min(version)));
            }
        }
        Ok(needed)
    }
}

impl MaintenanceOptions {
    /// What concerns the data files.
    async fn rows(
        &self,
        table: &mut Table,
        now: DateTime<Utc>,
        stop: &watch::Receiver<bool>,
        done: &mut Maintained,
    ) -> Result<()> {
        if table.definition.identity.is_empty() {
            return Ok(());
        }
        let memory_bytes = self.memory_bytes.saturating_sub(WRITING_BYTES);
        let compaction = Compaction { now, memory_bytes, stop };
        let first = retain::first_kept(now, self.keep_days);
        if self.is_dry_run {
            if let Some(first) = first {
                retain::look(&retain::old(table, first), done);
            }
            compaction.look(table, done);
            return Ok(());
        }
        if let Some(first) = first {
            retain::drop_days(table, first, done).await?;
            retain::drop_dead_letters(table, first, stop, done).await?;
        }
        compaction.run(table, done).await
    }
}

#[cfg(test)]
mod tests;
