//! What entries of a log did to the rows: which files hold those that came, which held those that went, and which only
//! lie elsewhere now.

use std::collections::BTreeMap;

use super::action::Entry;
use super::{FileEntry, TableDefinition};

/// Files whose rows were laid anew, as a compaction does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relaid {
    /// Paths of the files that left.
    pub from: Vec<String>,
    /// The files that hold their rows now, and no others.
    pub into: Vec<FileEntry>,
}

/// What changed in a table by some entries of its log.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    files: BTreeMap<String, FileEntry>,
    gone: BTreeMap<String, FileEntry>,
    is_all: bool,
}

impl Changes {
    /// Everything must be taken as changed.
    pub fn all() -> Self {
        Self { is_all: true, ..Self::default() }
    }

    /// The live files that hold the rows that came in, in the order of their paths. Where such a row was laid anew since,
    /// it is the file that holds it now, with others beside it; laying rows anew alone changes nothing.
    ///
    /// None means that everything must be taken as changed: entries are missing, or rows went that cannot be looked at any
    /// more.
    pub fn files(&self) -> Option<impl Iterator<Item = &FileEntry>> {
        (!self.is_all).then(|| self.files.values())
    }

    /// The files of days whose rows went, as retention drops them: what went can decide about other days than its own, as
    /// an agent's presence does. They lie in the store until the next vacuum, which leaves them there for days. Of such a
    /// file no more is known than its day and its size. Rows without a day decide about nothing.
    pub fn gone(&self) -> impl Iterator<Item = &FileEntry> {
        self.gone.values()
    }

    /// Follows the next entry. Rows that are laid anew are followed to the files that they lie in now.
    pub(super) fn follow(&mut self, definition: &TableDefinition, entry: &Entry) {
        for remove in entry.removes.iter().filter(|remove| remove.data_change && !remove.is_without_day()) {
            match FileEntry::of_remove(definition, remove) {
                Some(file) => {
                    self.gone.insert(file.path.clone(), file);
                }
                None => self.is_all = true,
            }
        }
        let gone = entry.removes.iter().filter(|remove| self.files.remove(&remove.path).is_some());
        let has_moved = gone.count() > 0;
        for add in entry.adds.iter().filter(|add| add.data_change || has_moved) {
            self.files.insert(add.path.clone(), FileEntry::of_add(definition, add));
        }
    }

    /// The files that came in and are live, whatever went beside.
    pub(super) fn into_came(self) -> Vec<FileEntry> {
        self.files.into_values().collect()
    }
}
