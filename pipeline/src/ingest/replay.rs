//! Dead letters, tried again.
//!
//! What is understood now becomes events, and leaves the dead letters in the same commit: a crash in between leaves both
//! as they were. An event that was stored meanwhile, from a source that was read again or by another replay, is found by
//! its fingerprint as any other. The files are laid down as they fill, so that a flush of it is in memory at a time.

use std::collections::HashSet;
use std::mem::take;

use futures::TryStreamExt;
use futures::future::BoxFuture;
use opkald_events::{Buffer, DeadLetters, Fingerprint, Format, again};
use opkald_storage::lake::{Commit, FileEntry, Lake, NewFile, Outcome, Table};
use serde::Serialize;

use super::flush::{Content, Part};
use super::run::Ingest;
use super::{IngestOptions, Plan};
use crate::Result;
use crate::clock::Clock;
use crate::dead_letters::letters;
use crate::dedup::Rows;

/// The numbers of a replay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Replayed {
    /// Dead letters that were tried.
    pub tried: u64,
    /// Events that were stored.
    pub stored: u64,
    /// Events that were stored before.
    pub duplicates: u64,
    /// Dead letters that stay, since they are still no events.
    pub left: u64,
}

/// Tries every dead letter of a lake again, as the program and the clock are now; each becomes an event once, or stays.
///
/// # Errors
/// [`crate::Error::Lake`] for the lake. What was committed stands.
pub fn replay(lake: Lake, clock: Clock) -> BoxFuture<'static, Result<Replayed>> {
    // Boxed for the same reason as an ingest.
    Box::pin(replay_with(IngestOptions { clock, ..IngestOptions::once(lake, Vec::new()) }))
}

pub(super) async fn replay_with(options: IngestOptions) -> Result<Replayed> {
    let plan = Plan { format: Format::Events, app_prefix: String::new() };
    let mut ingest = Ingest::open(options, plan).await?;
    let mut done = Replayed::default();
    let mut tried = HashSet::new();
    // A file is done once: what stays of it lies in a new one, which need not be tried again.
    loop {
        let next = ingest.dead().find(|file| !tried.contains(&file.path)).cloned();
        let Some(file) = next else { return Ok(done) };
        if let Some((file_done, rest)) = ingest.replay_file(&file).await? {
            done.add(file_done);
            tried.extend(rest);
        }
        tried.insert(file.path);
    }
}

/// What was tried of a file, and lies in files that are not committed.
#[derive(Debug, Default)]
struct Tried {
    done: Replayed,
    parts: Vec<Laid>,
    /// The events among it.
    events: HashSet<Fingerprint>,
}

/// Rows of one day, or dead letters, in a file.
#[derive(Debug)]
struct Laid {
    rows: Rows,
    /// Of each row.
    fingerprints: Vec<Fingerprint>,
    file: NewFile,
}

impl Laid {
    fn path(&self) -> String {
        self.file.path().to_owned()
    }
}

impl Replayed {
    fn add(&mut self, other: Self) {
        self.tried += other.tried;
        self.stored += other.stored;
        self.duplicates += other.duplicates;
        self.left += other.left;
    }
}

impl Ingest {
    fn dead(&self) -> impl Iterator<Item = &FileEntry> {
        self.table.files().filter(|file| file.day.is_none())
    }

    /// Tries the dead letters of one file, and tells the paths of the files that hold what stays. None if somebody else
    /// changed the file meanwhile, or stored one of the events; what it became is among the table's files.
    async fn replay_file(&mut self, file: &FileEntry) -> Result<Option<(Replayed, Vec<String>)>> {
        let now = self.options.clock.micros();
        if let Some(left) = all_that_stay(&self.table, file, now).await? {
            return Ok(Some((Replayed { tried: left, left, ..Replayed::default() }, Vec::new())));
        }
        // From here on the table is not followed before the commit, which tells what others added since.
        self.table.update().await?;
        let mut tried = Tried::default();
        let (mut buffer, mut left) = (Buffer::default(), DeadLetters::default());
        let mut letters = letters(&self.table, file).await?;
        while let Some(some) = letters.try_next().await? {
            for letter in some {
                tried.done.tried += 1;
                if !again(&letter, now, &mut buffer) {
                    left.push(letter);
                }
                if buffer.bytes() + left.bytes() >= self.options.flush.bytes {
                    self.lay(take(&mut buffer), take(&mut left), &mut tried).await?;
                }
            }
        }
        self.lay(buffer, left, &mut tried).await?;
        let rest = tried.parts.iter().filter(|part| part.rows.day.is_none()).map(Laid::path).collect();
        if self.swap(file, &tried.parts).await? {
            return Ok(Some((tried.done, rest)));
        }
        self.dedup.clear();
        self.table.update().await?;
        Ok(None)
    }

    /// Lays what was tried into files, of which nobody sees anything yet.
    async fn lay(&mut self, buffer: Buffer, left: DeadLetters, tried: &mut Tried) -> Result<()> {
        tried.done.left += left.len() as u64;
        let content = Content::new(buffer.columns.seal(), left);
        let mut parts = content.parts();
        for Part { rows, .. } in parts.iter_mut().filter(|part| part.rows.day.is_some()) {
            let fingerprints = content.fingerprints(rows.day);
            tried.done.duplicates += self.dedup.keep_new(&self.table, rows, fingerprints).await?;
            // What was laid before may be forgotten by now: it is in no file that is stored.
            let kept = rows.rows.len();
            rows.rows.retain(|row| tried.events.insert(fingerprints[*row as usize]));
            tried.done.duplicates += (kept - rows.rows.len()) as u64;
            tried.done.stored += rows.rows.len() as u64;
        }
        self.encode(&content, &mut parts).await?;
        for Part { rows: Rows { day, rows, customers }, file } in parts {
            let Some(file) = file else { continue };
            let all = content.fingerprints(day);
            let fingerprints: Vec<Fingerprint> = rows.iter().map(|row| all[*row as usize]).collect();
            let rows = Rows { day, rows: (0..fingerprints.len() as u32).collect(), customers };
            tried.parts.push(Laid { rows, fingerprints, file });
        }
        Ok(())
    }

    /// Commits the parts in place of the file that they came from; false, and nothing changed, where that is gone, or others
    /// have stored one of the events meanwhile.
    async fn swap(&mut self, file: &FileEntry, parts: &[Laid]) -> Result<bool> {
        loop {
            let commit = Commit {
                add: parts.iter().map(|part| part.file.clone()).collect(),
                remove: vec![file.clone()],
                operation: "replay",
                unless_overtaken: true,
                ..Commit::default()
            };
            match self.land(commit).await? {
                Outcome::LostRace => return Ok(false),
                Outcome::Overtaken { added } => {
                    for Laid { rows, fingerprints, .. } in parts {
                        let mut rows = rows.clone();
                        if self.dedup.drop_stored(&self.table, &added, &mut rows, fingerprints).await? > 0 {
                            return Ok(false);
                        }
                    }
                }
                Outcome::Landed { .. } => {
                    for part in parts {
                        self.dedup.cover(part.rows.day, part.file.path());
                    }
                    return Ok(true);
                }
            }
        }
    }
}

/// How many letters a file has, where none of them is an event by now, as mostly: then nothing need be laid down.
async fn all_that_stay(table: &Table, file: &FileEntry, now_micros: i64) -> Result<Option<u64>> {
    let mut left = 0;
    let mut letters = letters(table, file).await?;
    while let Some(some) = letters.try_next().await? {
        let mut buffer = Buffer::default();
        if some.iter().any(|letter| again(letter, now_micros, &mut buffer)) {
            return Ok(None);
        }
        left += some.len() as u64;
    }
    Ok(Some(left))
}
