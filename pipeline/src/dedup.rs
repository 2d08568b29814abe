//! Telling what is stored already, in bounded memory.
//!
//! For each day that events come for, the fingerprints of its stored events are held, read from the day's files when
//! the day is first touched and forgotten when another day needs the room. Files that another writer adds are seen as
//! files that were not read yet. A day too big to be held is asked anew each time instead.
//!
//! **A fingerprint is in a day's set if it is in a file that the set covers, or in the flush at hand.**

mod stored;

use chrono::NaiveDate;
use hashbrown::{DefaultHashBuilder, HashMap, HashSet};
use opkald_events::{Customer, Fingerprint};
use opkald_storage::lake::{FileEntry, Relaid, Table};

use crate::Result;

/// Bytes that the sets may take together. Growing one takes its size once more for a moment.
pub(crate) const SETS_BYTES: usize = 40 * 1024 * 1024;
pub(crate) const GROWING_BYTES: usize = 16 * 1024 * 1024;

/// Most bytes that a fingerprint takes in a set: just after it grew.
const ENTRY_BYTES: usize = 40;

type Set = HashSet<Fingerprint, DefaultHashBuilder>;

/// Bytes of a set that has grown to so many entries: its table is a power of two, an eighth of it free, with a byte beside
/// each place.
fn set_bytes(entries: usize) -> usize {
    let places = (entries.saturating_mul(8) / 7).next_power_of_two().max(4);
    places.saturating_mul(size_of::<Fingerprint>() + 1) + 32
}

/// The fingerprints of a day's stored events.
#[derive(Debug, Default)]
struct Day {
    set: Set,
    /// Paths of the files whose fingerprints are in it.
    covered: HashSet<String>,
    used: u64,
}

/// What is stored, as far as it is known.
#[derive(Debug)]
pub(crate) struct Dedup {
    days: HashMap<Option<NaiveDate>, Day>,
    bytes: usize,
    clock: u64,
}

/// The rows of one partition that are about to be stored.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    /// Their day; none for dead letters.
    pub(crate) day: Option<NaiveDate>,
    /// Their numbers, in the order of their coming.
    pub(crate) rows: Vec<u32>,
    /// Their least and greatest customer; none where that tells nothing.
    pub(crate) customers: Option<(Customer, Customer)>,
}

impl Rows {
    /// Whether a file may hold one of them.
    fn may_be_in(&self, file: &FileEntry) -> bool {
        if file.day != self.day {
            return false;
        }
        match (&self.customers, &file.customers) {
            (Some((least, greatest)), Some((first, last))) => {
                greatest.as_str() >= first.as_str() && least.as_str() <= last.as_str()
            }
            _ => true,
        }
    }
}

impl Dedup {
    /// Knows nothing yet; holds sets of at most so many bytes.
    pub(crate) fn new(bytes: usize) -> Self {
        Self { days: HashMap::new(), bytes, clock: 0 }
    }

    /// Forgets everything, as after work that was not committed.
    pub(crate) fn clear(&mut self) {
        self.days.clear();
    }

    /// Keeps of `rows` those that are neither stored nor twice among themselves; tells how many it dropped.
    pub(crate) async fn keep_new(
        &mut self,
        table: &Table,
        rows: &mut Rows,
        fingerprints: &[Fingerprint],
    ) -> Result<u64> {
        let files: Vec<&FileEntry> = table.files().filter(|file| rows.may_be_in(file)).collect();
        let known = self.days.get(&rows.day);
        let is_unread = |file: &&&FileEntry| known.is_none_or(|day| !day.covered.contains(&file.path));
        let unread: u64 = files.iter().filter(is_unread).map(|file| file.rows).sum();
        let held = known.map_or(0, |day| day.set.len());
        let most = usize::try_from(unread).unwrap_or(usize::MAX).saturating_add(held).saturating_add(rows.rows.len());
        if most.saturating_mul(ENTRY_BYTES) > self.bytes {
            self.days.remove(&rows.day);
            self.make_room(rows.day, set_bytes(rows.rows.len()));
            return ask(table, &files, rows, fingerprints).await;
        }
        self.make_room(rows.day, set_bytes(most));
        self.clock += 1;
        let day = self.days.entry(rows.day).or_default();
        day.used = self.clock;
        for file in files {
            if let hashbrown::hash_set::Entry::Vacant(vacant) = day.covered.entry(file.path.clone()) {
                stored::each(table, file, |fingerprint| {
                    day.set.insert(fingerprint);
                })
                .await?;
                vacant.insert();
            }
        }
        let before = rows.rows.len();
        rows.rows.retain(|row| day.set.insert(fingerprints[*row as usize]));
        Ok((before - rows.rows.len()) as u64)
    }

    /// Drops of `rows` those that others have stored meanwhile in `added`; tells how many.
    pub(crate) async fn drop_stored(
        &self,
        table: &Table,
        added: &[FileEntry],
        rows: &mut Rows,
        fingerprints: &[Fingerprint],
    ) -> Result<u64> {
        let files: Vec<&FileEntry> = added.iter().filter(|file| rows.may_be_in(file)).collect();
        if files.is_empty() {
            return Ok(0);
        }
        ask(table, &files, rows, fingerprints).await
    }

    /// Notes that the rows just kept of a day are in this file now.
    pub(crate) fn cover(&mut self, day: Option<NaiveDate>, path: &str) {
        if let Some(day) = self.days.get_mut(&day) {
            day.covered.insert(path.to_owned());
        }
    }

    /// Notes files that were laid anew: whoever had read all that was there has read what is there now.
    pub(crate) fn follow(&mut self, relaid: &[Relaid]) {
        for relaid in relaid {
            let Some(day) = relaid.into.first().and_then(|file| self.days.get_mut(&file.day)) else { continue };
            let had_read = relaid.from.iter().filter(|path| day.covered.remove(*path)).count();
            if had_read == relaid.from.len() {
                day.covered.extend(relaid.into.iter().map(|file| file.path.clone()));
            }
        }
    }

    /// Bytes that the sets take.
    #[cfg(test)]
    fn held_bytes(&self) -> usize {
        self.days.values().map(|day| day.set.allocation_size()).sum()
    }

    /// Forgets the days that were not used for longest, until there is room for a set of so many bytes beside the others. The
    /// day at hand stays: it is what the set will be.
    fn make_room(&mut self, at_hand: Option<NaiveDate>, bytes: usize) {
        loop {
            let others = || self.days.iter().filter(|(day, _)| **day != at_hand);
            let held: usize = others().map(|(_, day)| day.set.allocation_size()).sum();
            if held + bytes <= self.bytes {
                return;
            }
            let Some(oldest) = others().min_by_key(|(_, day)| day.used).map(|(day, _)| *day) else { return };
            self.days.remove(&oldest);
        }
    }
}

/// Keeps of `rows` those that are in none of the files and not twice among themselves, without a set of what is stored.
async fn ask(table: &Table, files: &[&FileEntry], rows: &mut Rows, fingerprints: &[Fingerprint]) -> Result<u64> {
    let before = rows.rows.len();
    let mut wanted: Set = rows.rows.iter().map(|row| fingerprints[*row as usize]).collect();
    for file in files {
        stored::each(table, file, |fingerprint| {
            wanted.remove(&fingerprint);
        })
        .await?;
    }
    rows.rows.retain(|row| wanted.remove(&fingerprints[*row as usize]));
    Ok((before - rows.rows.len()) as u64)
}

#[cfg(test)]
mod tests;
