//! Dead letters, tried again.
//!
//! What is understood now becomes events, and leaves the dead letters in the same commit: a crash in between leaves both
//! as they were. An event that was stored meanwhile, from a source that was read again or by another replay, is found by
//! its fingerprint as any other.

use std::collections::HashSet;

use futures::TryStreamExt;
use opkald_events::{Buffer, DeadLetters, Format, again};
use opkald_storage::lake::{FileEntry, Lake};
use serde::Serialize;

use super::flush::{Change, Content};
use super::run::Ingest;
use super::{IngestOptions, Plan};
use crate::Result;
use crate::clock::Clock;
use crate::dead_letters::letters;

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
pub async fn replay(lake: Lake, clock: Clock) -> Result<Replayed> {
    let options = IngestOptions { clock, ..IngestOptions::once(lake, Vec::new()) };
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
    /// changed the file meanwhile; what it became is among the table's files.
    async fn replay_file(&mut self, file: &FileEntry) -> Result<Option<(Replayed, Vec<String>)>> {
        let mut buffer = Buffer::default();
        let mut left = DeadLetters::default();
        let mut done = Replayed::default();
        let mut letters = letters(&self.table, file).await?;
        while let Some(some) = letters.try_next().await? {
            for letter in some {
                done.tried += 1;
                if !again(&letter, self.options.clock.micros(), &mut buffer) {
                    left.push(letter);
                }
            }
        }
        done.left = left.len() as u64;
        if done.left == done.tried {
            return Ok(Some((done, Vec::new())));
        }
        let content = Content::new(buffer.columns.seal(), left);
        self.table.update().await?;
        let mut parts = content.parts();
        for part in parts.iter_mut().filter(|part| part.rows.day.is_some()) {
            let fingerprints = content.fingerprints(part.rows.day);
            done.duplicates += self.dedup.keep_new(&self.table, &mut part.rows, fingerprints).await?;
        }
        let before: HashSet<String> = self.dead().map(|file| file.path.clone()).collect();
        let change = Change { remove: vec![file.clone()], ..Change::default() };
        let Some(late) = self.store(&content, &mut parts, change).await? else {
            self.dedup.clear();
            self.table.update().await?;
            return Ok(None);
        };
        done.duplicates += late;
        done.stored = parts.iter().filter(|part| part.rows.day.is_some()).map(|part| part.rows.rows.len() as u64).sum();
        let rest = self.dead().filter(|file| !before.contains(&file.path)).map(|file| file.path.clone()).collect();
        Ok(Some((done, rest)))
    }
}
