//! What is wrong with a file.

use std::cell::{Cell, RefCell};
use std::fmt;

/// A fault of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FileFault {
    /// In which line, counted from 1.
    pub line: usize,
    /// Under which key; empty where the file as a whole cannot be read.
    pub key: String,
    /// What is wrong, and what to do about it.
    pub what: String,
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.key.is_empty() {
            write!(f, ", `{}`", self.key)?;
        }
        write!(f, ": {}", self.what)
    }
}

/// The faults of one file, as they are found.
#[derive(Debug)]
pub(super) struct Faults {
    found: RefCell<Vec<FileFault>>,
    /// How many of them leave something unread that other things rest on.
    grave: Cell<usize>,
    /// Where each line but the first begins.
    starts: Vec<usize>,
}

impl Faults {
    pub(super) fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { found: RefCell::default(), grave: Cell::new(0), starts: ends.map(|(at, _)| at + 1).collect() }
    }

    /// The line that a byte of the text stands in.
    pub(super) fn line_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte) + 1
    }

    pub(super) fn at(&self, line: usize, key: &str, what: impl Into<String>) {
        self.grave.set(self.grave.get() + 1);
        self.found.borrow_mut().push(FileFault { line, key: key.to_owned(), what: what.into() });
    }

    /// How many were found so far that leave something unread which other things rest on.
    pub(super) fn grave(&self) -> usize {
        self.grave.get()
    }

    /// Reads something that nothing else rests on.
    pub(super) fn aside<T>(&self, read: impl FnOnce() -> T) -> T {
        let before = self.grave.get();
        let what = read();
        self.grave.set(before);
        what
    }

    /// All of them, by line.
    pub(super) fn all(self) -> Vec<FileFault> {
        let mut found = self.found.into_inner();
        found.sort();
        found.dedup();
        found
    }
}
