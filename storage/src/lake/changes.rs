//! What entries of a log did to the rows: which files hold those that came, and which only lie elsewhere now.

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

/// The live files that hold the rows that came in some entries.
#[derive(Debug, Default)]
pub(super) struct Changes {
    files: BTreeMap<String, FileEntry>,
}

impl Changes {
    /// Follows the next entry. Rows that are laid anew are followed to the files that they lie in now.
    pub(super) fn follow(&mut self, definition: &TableDefinition, entry: &Entry) {
        let gone = entry.removes.iter().filter(|remove| self.files.remove(&remove.path).is_some());
        let has_moved = gone.count() > 0;
        for add in entry.adds.iter().filter(|add| add.data_change || has_moved) {
            self.files.insert(add.path.clone(), FileEntry::of_add(definition, add));
        }
    }

    /// The files, in the order of their paths.
    pub(super) fn into_files(self) -> Vec<FileEntry> {
        self.files.into_values().collect()
    }
}
