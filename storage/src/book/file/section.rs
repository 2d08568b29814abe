//! A table of a file, asked for one key after the other.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::faults::Faults;

/// A table that knows which of its keys were asked for. Whatever does not fit is told, and left out.
#[derive(Debug)]
pub(super) struct Section<'a> {
    faults: &'a Faults,
    table: &'a DeTable<'a>,
    path: String,
    /// In which line it begins.
    pub(super) line: usize,
    asked: RefCell<BTreeSet<String>>,
}

/// A value and where it stands.
struct Found<'a> {
    value: &'a DeValue<'a>,
    key: String,
    line: usize,
}

impl<'a> Section<'a> {
    /// The file itself.
    pub(super) fn root(faults: &'a Faults, table: &'a DeTable<'a>) -> Self {
        Self { faults, table, path: String::new(), line: 1, asked: RefCell::default() }
    }

    /// Something that must be there and can be read as a `T`.
    pub(super) fn needs<T: FromStr<Err: Display>>(&self, key: &str, such_as: &str) -> Option<T> {
        if self.find(key).is_none() {
            self.tell(key, format!("it is missing: give it, such as {such_as}"));
            return None;
        }
        self.has(key)
    }

    /// A text that must be there and not be empty.
    pub(super) fn needs_text(&self, key: &str, such_as: &str) -> Option<String> {
        let text: String = self.needs(key, such_as)?;
        if text.trim().is_empty() {
            self.tell(key, format!("it is empty: give it, such as {such_as}"));
            return None;
        }
        Some(text)
    }

    /// Something that may be there and can be read as a `T`. A number is read from its digits, never from a float.
    pub(super) fn has<T: FromStr<Err: Display>>(&self, key: &str) -> Option<T> {
        let found = self.find(key)?;
        self.read(&found)
    }

    /// A text that may be there.
    pub(super) fn text(&self, key: &str) -> String {
        self.has(key).unwrap_or_default()
    }

    /// A yes or no, where nothing means no.
    pub(super) fn flag(&self, key: &str) -> bool {
        let Some(found) = self.find(key) else { return false };
        found.value.as_bool().unwrap_or_else(|| {
            self.faults.at(found.line, &found.key, "this must be true or false");
            false
        })
    }

    /// A list, each of whose values can be read as a `T`.
    pub(super) fn list<T: FromStr<Err: Display>>(&self, key: &str) -> Vec<T> {
        let Some(found) = self.find(key) else { return Vec::new() };
        let Some(values) = found.value.as_array() else {
            self.faults.at(found.line, &found.key, "this must be a list, in brackets");
            return Vec::new();
        };
        let each = |value: &'a Spanned<DeValue<'a>>| {
            let line = self.faults.line_of(value.span().start);
            self.read(&Found { value: value.get_ref(), key: found.key.clone(), line })
        };
        values.iter().filter_map(each).collect()
    }

    /// The tables under a key.
    pub(super) fn sections(&self, key: &str) -> Vec<Section<'a>> {
        let Some(found) = self.find(key) else { return Vec::new() };
        let Some(values) = found.value.as_array() else {
            self.faults.at(found.line, &found.key, format!("this must be a list of tables: write [[{}]]", found.key));
            return Vec::new();
        };
        let each = |value: &'a Spanned<DeValue<'a>>| {
            let line = self.faults.line_of(value.span().start);
            let Some(table) = value.get_ref().as_table() else {
                self.faults.at(line, &found.key, "this must be a table");
                return None;
            };
            let (faults, path) = (self.faults, found.key.clone());
            Some(Section { faults, table, path, line, asked: RefCell::default() })
        };
        values.iter().filter_map(each).collect()
    }

    /// Tells a fault of one of its keys.
    pub(super) fn tell(&self, key: &str, what: impl Into<String>) {
        self.faults.at(self.line_of(key), &self.named(key), what);
    }

    /// Takes keys for known that nobody can ask for, since what decides about them could not be read.
    pub(super) fn leave(&self, keys: &[&str]) {
        self.asked.borrow_mut().extend(keys.iter().map(|key| (*key).to_owned()));
    }

    /// How many faults the file has so far that leave something unread which other things rest on.
    pub(super) fn faults(&self) -> usize {
        self.faults.grave()
    }

    /// Reads something that nothing else rests on: whatever is wrong with it, the rest is checked all the same.
    pub(super) fn aside<T>(&self, read: impl FnOnce(&Self) -> T) -> T {
        self.faults.aside(|| read(self))
    }

    /// Whether a key is there.
    pub(super) fn is_there(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The line of one of its keys, or its own.
    pub(super) fn line_of(&self, key: &str) -> usize {
        let entry = self.table.get_key_value(key);
        entry.map_or(self.line, |(key, _)| self.faults.line_of(key.span().start))
    }

    /// Tells of keys that nobody asked for: a slip of the pen must not pass for a setting.
    pub(super) fn end(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table {
            let name: &str = key.get_ref();
            if !asked.contains(name) {
                let known: Vec<&str> = asked.iter().map(String::as_str).collect();
                let what = format!("there is no such key here: use one of {}", known.join(", "));
                self.aside(|section| section.tell(name, what));
            }
        }
    }

    fn named(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn find(&self, key: &str) -> Option<Found<'a>> {
        self.asked.borrow_mut().insert(key.to_owned());
        let value = self.table.get(key)?;
        Some(Found { value: value.get_ref(), key: self.named(key), line: self.line_of(key) })
    }

    fn read<T: FromStr<Err: Display>>(&self, found: &Found<'_>) -> Option<T> {
        let text = match found.value {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(digits) if digits.radix() == 10 => digits.as_str().to_owned(),
            DeValue::Float(digits) => digits.as_str().to_owned(),
            DeValue::Datetime(time) => time.to_string(),
            _ => {
                self.faults.at(found.line, &found.key, "this must be one value, such as a text or a number");
                return None;
            }
        };
        match text.parse() {
            Ok(read) => Some(read),
            Err(error) => {
                self.faults.at(found.line, &found.key, error.to_string());
                None
            }
        }
    }
}
