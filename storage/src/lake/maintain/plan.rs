//! Which files of a day are laid anew together.
//!
//! *While the day is open*, files of a like size are merged as soon as there are eight of them, so that each row is
//! written again once a tier. *When it is over*, all of them become one sorted sequence of large files. *What comes
//! later* is merged by size like in an open day, until it is an eighth of the day: then the day is laid down once more.

use std::collections::BTreeMap;

use super::super::FileEntry;
use super::super::encode::{CLOSED, ROW_GROUP_ROWS};
use super::super::read::{LETTERS, WHOLE_BYTES};
use super::merge::INPUT_ROWS;

/// Files of a tier that are left as they are.
const TIER_FILES: usize = 8;

/// How many times as many rows the files of the next tier have. Bytes would not do: many small files take much more than
/// the one that they become.
const TIER_FACTOR: u64 = 8;

/// A file of this size is not touched again before its day is over.
const LARGE_BYTES: u64 = 64 * 1024 * 1024;

/// The share of a closed day's bytes, as a divisor, at which what came later is worth laying the day down once more.
const LATE_SHARE: u64 = 8;

/// Most runs that are read at once, however small.
const MOST_RUNS: usize = 128;

/// Bytes that an event takes at the most, about, once it is decoded, and a dead letter.
const DECODED_ROW_BYTES: u64 = 512;
const DECODED_LETTER_BYTES: u64 = 64 * 1024;

/// Bytes that an open file takes whatever its size: its columns' decoders.
const OPEN_BYTES: u64 = 1024 * 1024;

/// Files to be laid anew together.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// Sorted runs: the files of one follow each other without overlap.
    pub(super) runs: Vec<Vec<FileEntry>>,
    /// Whether they are all that the day has, and it is over.
    pub(super) closes: bool,
}

/// What to do next for the files of one day, or for those without; none if nothing is worth it.
pub(super) fn plan(files: &[FileEntry], is_over: bool, memory_bytes: usize) -> Option<Plan> {
    let (closed, others): (Vec<_>, Vec<_>) = files.iter().cloned().partition(is_closed);
    let bytes = |files: &[FileEntry]| files.iter().map(|file| file.size).sum::<u64>();
    let never_closed = closed.is_empty() && others.len() > 1;
    let much_came_later = !closed.is_empty() && !others.is_empty() && bytes(&others) * LATE_SHARE >= bytes(&closed);
    if is_over && (never_closed || much_came_later) {
        return Some(whole(files.to_vec(), memory_bytes));
    }
    tiered(others, memory_bytes)
}

/// All files as one sequence. Where they do not fit into memory at once, the smaller ones come first.
fn whole(files: Vec<FileEntry>, memory_bytes: usize) -> Plan {
    let mut runs = runs(files);
    let all = runs.len();
    runs.sort_by_key(|run| run.iter().map(|file| file.size).sum::<u64>());
    let runs = within(runs, memory_bytes);
    Plan { closes: runs.len() == all, runs }
}

fn tiered(files: Vec<FileEntry>, memory_bytes: usize) -> Option<Plan> {
    let mut tiers: BTreeMap<u32, Vec<FileEntry>> = BTreeMap::new();
    for file in files.into_iter().filter(|file| file.size < LARGE_BYTES) {
        tiers.entry(tier(file.rows)).or_default().push(file);
    }
    let full = tiers.into_values().find(|files| files.len() >= TIER_FILES)?;
    let runs = within(full.into_iter().map(|file| vec![file]).collect(), memory_bytes);
    Some(Plan { runs, closes: false })
}

fn tier(rows: u64) -> u32 {
    rows.checked_ilog(TIER_FACTOR).unwrap_or_default()
}

pub(super) fn is_closed(file: &FileEntry) -> bool {
    file.path.rsplit('/').next().is_some_and(|name| name.starts_with(CLOSED))
}

/// As many of the first runs as fit into memory at once, and two in any case.
fn within(runs: Vec<Vec<FileEntry>>, memory_bytes: usize) -> Vec<Vec<FileEntry>> {
    let mut room = memory_bytes as u64;
    let fits = |(at, run): &(usize, Vec<FileEntry>)| {
        let needs = run.iter().map(held_bytes).max().unwrap_or_default();
        let fits = *at < 2 || (needs <= room && *at < MOST_RUNS);
        room = room.saturating_sub(needs);
        fits
    };
    runs.into_iter().enumerate().take_while(fits).map(|(_, run)| run).collect()
}

/// Bytes that reading a file takes: a row group as it lies in the store, and what is decoded of it.
pub(super) fn held_bytes(file: &FileEntry) -> u64 {
    let group_rows = ROW_GROUP_ROWS as u64;
    let group = if file.size <= WHOLE_BYTES || file.rows <= group_rows {
        file.size
    } else {
        u64::try_from(u128::from(file.size) * u128::from(group_rows) / u128::from(file.rows)).unwrap_or(file.size)
    };
    let (rows, bytes) = match file.day {
        Some(_) => (INPUT_ROWS, DECODED_ROW_BYTES),
        None => (LETTERS, DECODED_LETTER_BYTES),
    };
    OPEN_BYTES + group + file.rows.min(2 * rows as u64) * bytes
}

/// Files as few runs as there can be, in each of which every file begins after the customers of the one before.
fn runs(mut files: Vec<FileEntry>) -> Vec<Vec<FileEntry>> {
    // Without customers nothing tells what follows what.
    files.sort_by(|a, b| (&a.customers, &a.path).cmp(&(&b.customers, &b.path)));
    let mut runs: Vec<Vec<FileEntry>> = Vec::new();
    for file in files {
        let follows = |run: &&mut Vec<FileEntry>| {
            let end = run.last().and_then(|last| last.customers.as_ref());
            end.zip(file.customers.as_ref()).is_some_and(|((_, end), (begin, _))| end < begin)
        };
        match runs.iter_mut().find(follows) {
            Some(run) => run.push(file),
            None => runs.push(vec![file]),
        }
    }
    runs
}
