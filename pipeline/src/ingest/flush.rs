//! One flush: doubles out, a file for each day, one commit.

use std::sync::Arc;
use std::time::Instant;

use chrono::NaiveDate;
use opkald_events::{Buffer, DayRows, DeadLetters, Fingerprint, Sealed};
use opkald_storage::events;
use opkald_storage::lake::{Commit, Encoded, FileEntry, NewFile, Outcome, Progress};

use super::lanes::Lanes;
use super::run::{Flushed, Ingest};
use crate::Result;
use crate::dedup::Rows;
use crate::metrics::Ended;

/// The rows of one day, or the dead letters, and the file they are in once it is made.
pub(super) struct Part {
    pub(super) rows: Rows,
    pub(super) file: Option<NewFile>,
}

/// What a flush stores, shared with the threads that encode it.
#[derive(Clone)]
pub(super) struct Content {
    events: Arc<Sealed>,
    dead_letters: Arc<DeadLetters>,
    dead_fingerprints: Arc<Vec<Fingerprint>>,
}

impl Content {
    pub(super) fn new(events: Sealed, dead_letters: DeadLetters) -> Self {
        let dead_fingerprints = Arc::new(dead_letters.fingerprints());
        Self { events: Arc::new(events), dead_letters: Arc::new(dead_letters), dead_fingerprints }
    }

    pub(super) fn fingerprints(&self, day: Option<NaiveDate>) -> &[Fingerprint] {
        if day.is_some() { self.events.fingerprints() } else { &self.dead_fingerprints }
    }

    pub(super) fn parts(&self) -> Vec<Part> {
        let day = |day: DayRows| {
            let customers = self.events.customers_of(&day.rows);
            Part { rows: Rows { day: Some(day.day), rows: day.rows, customers }, file: None }
        };
        let mut parts: Vec<Part> = self.events.days().into_iter().map(day).collect();
        if !self.dead_letters.is_empty() {
            let rows = (0..self.dead_letters.len() as u32).collect();
            parts.push(Part { rows: Rows { day: None, rows, customers: None }, file: None });
        }
        parts
    }

    fn encode(&self, day: Option<NaiveDate>, rows: &[u32]) -> Result<Encoded> {
        let batch = match day {
            Some(_) => self.events.batch(rows)?,
            None => self.dead_letters.batch(rows)?,
        };
        Ok(Encoded::new(&events::definition(), day, &batch)?)
    }
}

/// What is counted of a flush once it has landed.
#[derive(Debug, Clone, Copy)]
struct Counts {
    read: u64,
    unknown_fields: u64,
    ignored: u64,
}

impl Ingest {
    /// Stores what was read, and how far that is; empties the buffer.
    pub(super) async fn flush(&mut self, buffer: &mut Buffer, lanes: &mut Lanes) -> Result<Flushed> {
        let Buffer { columns, dead_letters, read, unknown_fields, ignored } = std::mem::take(buffer);
        let counts = Counts { read, unknown_fields, ignored };
        let progress = lanes.progress();
        if progress.is_empty() && columns.rows() == 0 && dead_letters.is_empty() {
            buffer.columns = columns;
            self.count(counts, &[], 0);
            lanes.still();
            return Ok(Flushed::Landed);
        }
        let content = Content::new(columns.seal(), dead_letters);
        if is_left_behind(self.table.update().await)? {
            return Ok(Flushed::LostRace);
        }
        self.dedup.follow(&self.table.take_relaid());
        let mut parts = content.parts();
        let mut duplicates = 0;
        for part in &mut parts {
            let fingerprints = content.fingerprints(part.rows.day);
            duplicates += self.dedup.keep_new(&self.table, &mut part.rows, fingerprints).await?;
        }
        let Some(late) = self.store(&content, &mut parts, progress).await? else {
            return Ok(Flushed::LostRace);
        };
        lanes.landed();
        self.count(counts, &parts, duplicates + late);
        if let Some(sealed) = Arc::into_inner(content.events) {
            // The budget has twice a flush for them.
            *buffer = Buffer::with(sealed.reopen(2 * self.options.flush.bytes));
        }
        Ok(Flushed::Landed)
    }

    /// Commits the parts and how far the sources have come; tells how many rows others have stored meanwhile, or none if
    /// somebody else was there first and nothing was changed.
    async fn store(&mut self, content: &Content, parts: &mut [Part], progress: Vec<Progress>) -> Result<Option<u64>> {
        let mut duplicates = 0;
        loop {
            self.encode(content, parts).await?;
            let commit = Commit {
                add: parts.iter().filter_map(|part| part.file.clone()).collect(),
                progress: progress.clone(),
                operation: "ingest",
                unless_overtaken: true,
                ..Commit::default()
            };
            if commit.add.is_empty() && commit.progress.is_empty() {
                // All of it was stored before, and no source has come further: a last line that is read once more.
                return Ok(Some(duplicates));
            }
            match self.land(commit).await? {
                Outcome::LostRace => return Ok(None),
                Outcome::Overtaken { added } => duplicates += self.give_way(content, parts, &added).await?,
                Outcome::Landed { .. } => {
                    for part in &*parts {
                        if let Some(file) = &part.file {
                            self.dedup.cover(part.rows.day, file.path());
                        }
                    }
                    return Ok(Some(duplicates));
                }
            }
        }
    }

    /// Commits, and counts how that ended.
    pub(super) async fn land(&mut self, commit: Commit) -> Result<Outcome> {
        let began = Instant::now();
        let answer = self.table.commit(commit).await;
        self.options.metrics.committed(ended(&answer), began.elapsed());
        match answer {
            Err(opkald_storage::Error::LeftBehind { .. }) => Ok(Outcome::LostRace),
            outcome => Ok(outcome?),
        }
    }

    /// Drops the rows that others have stored meanwhile; what is left of a file with such rows is to be made again.
    async fn give_way(&self, content: &Content, parts: &mut [Part], added: &[FileEntry]) -> Result<u64> {
        let mut duplicates = 0;
        for part in parts {
            let fingerprints = content.fingerprints(part.rows.day);
            let dropped = self.dedup.drop_stored(&self.table, added, &mut part.rows, fingerprints).await?;
            if dropped > 0 {
                part.file = None;
                duplicates += dropped;
            }
        }
        Ok(duplicates)
    }

    fn count(&mut self, counts: Counts, parts: &[Part], duplicates: u64) {
        for part in parts {
            let rows = part.rows.rows.len() as u64;
            match part.rows.day {
                Some(_) => self.summary.stored += rows,
                None => self.summary.dead_letters += rows,
            }
        }
        let metrics = &self.options.metrics;
        for part in parts {
            let counter = if part.rows.day.is_some() { &metrics.events } else { &metrics.refused };
            counter.inc_by(part.rows.rows.len() as u64);
        }
        metrics.duplicates.inc_by(duplicates);
        metrics.records.inc_by(counts.read);
        self.summary.duplicates += duplicates;
        self.summary.read += counts.read;
        self.summary.unknown_fields += counts.unknown_fields;
        self.summary.ignored += counts.ignored;
    }

    /// Makes the files that are not made yet, one at a time: each has its sorted copy in memory.
    pub(super) async fn encode(&self, content: &Content, parts: &mut [Part]) -> Result<()> {
        for part in parts {
            if part.file.is_some() || part.rows.rows.is_empty() {
                continue;
            }
            let (content, day, rows) = (content.clone(), part.rows.day, part.rows.rows.clone());
            let encoded = self.encoder.run(move || content.encode(day, &rows)).await??;
            part.file = Some(self.table.put(encoded).await?);
        }
        Ok(())
    }
}

/// How a commit ended, for who counts.
fn ended(answer: &opkald_storage::Result<Outcome>) -> Ended {
    match answer {
        Ok(Outcome::Landed { .. }) => Ended::Landed,
        Ok(Outcome::LostRace) | Err(opkald_storage::Error::LeftBehind { .. }) => Ended::LostRace,
        Ok(Outcome::Overtaken { .. }) => Ended::Overtaken,
        Err(_) => Ended::Failed,
    }
}

/// Whether this process stood still for so long that the log was cut before it; then the table was loaded anew, and what
/// was worked out before counts for nothing.
pub(super) fn is_left_behind<T>(updated: opkald_storage::Result<T>) -> Result<bool> {
    match updated {
        Ok(_) => Ok(false),
        Err(opkald_storage::Error::LeftBehind { .. }) => Ok(true),
        Err(error) => Err(error.into()),
    }
}
