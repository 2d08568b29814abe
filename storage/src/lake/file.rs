//! A data file of a table, as the log tells it.

use chrono::NaiveDate;
use serde_json::Value;

use super::action::{Add, Remove};
use super::definition::{CUSTOMER, DAY, TableDefinition};
use crate::CustomerNumber;

/// A live data file, with what the log knows of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Path below the table's folder.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// Number of rows.
    pub rows: u64,
    /// UTC date of its rows in a table by day; none for dead letters, and in other tables.
    pub day: Option<NaiveDate>,
    /// Least and greatest customer, where there is one.
    pub customers: Option<(String, String)>,
    /// First and last instant in µs since the epoch, where there is one.
    pub instants: Option<(i64, i64)>,
}

/// A data file that lies in the store and is in no log yet.
#[derive(Debug, Clone)]
pub struct NewFile {
    pub(crate) add: Add,
}

impl NewFile {
    /// When it was put, by the calendar of who did, in ms since the epoch.
    pub(crate) fn put_at_millis(&self) -> i64 {
        self.add.modification_time
    }

    /// Path below the table's folder, under which it is live once it is committed.
    pub fn path(&self) -> &str {
        &self.add.path
    }

    /// Size in bytes.
    pub fn size(&self) -> u64 {
        u64::try_from(self.add.size).unwrap_or_default()
    }
}

impl FileEntry {
    /// Whether there may be rows of a customer.
    pub fn may_hold(&self, customer: &CustomerNumber) -> bool {
        let customer = customer.as_str();
        self.customers
            .as_ref()
            .is_none_or(|(least, greatest)| least.as_str() <= customer && customer <= greatest.as_str())
    }

    /// UTC dates of the first and the last row; none where no row has an instant.
    pub fn dates(&self) -> Option<(NaiveDate, NaiveDate)> {
        let date = |us| chrono::DateTime::from_timestamp_micros(us).map(|time| time.date_naive());
        self.instants.and_then(|(first, last)| Some((date(first)?, date(last)?)))
    }

    pub(crate) fn new(
        definition: &TableDefinition,
        path: String,
        size: u64,
        day: Option<&str>,
        stats: Option<&str>,
    ) -> Self {
        let stats: Value = stats.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let bound = |side: &str, column: &str| stats[side][column].as_str().map(str::to_owned);
        let instant = |side: &str| {
            bound(side, definition.instant)
                .and_then(|text| chrono::DateTime::parse_from_rfc3339(&text).ok())
                .map(|time| time.timestamp_micros())
        };
        Self {
            path,
            size,
            rows: stats["numRecords"].as_u64().unwrap_or_default(),
            day: day.and_then(|text| text.parse().ok()),
            customers: bound("minValues", CUSTOMER).zip(bound("maxValues", CUSTOMER)),
            instants: instant("minValues").zip(instant("maxValues")),
        }
    }

    pub(crate) fn of_add(definition: &TableDefinition, add: &Add) -> Self {
        let day = add.partition_values.get(DAY).and_then(Option::as_deref);
        let size = u64::try_from(add.size).unwrap_or_default();
        Self::new(definition, add.path.clone(), size, day, add.stats.as_deref())
    }

    /// A file that left, in a table by day; none where its writer did not tell its day and its size.
    pub(crate) fn of_remove(definition: &TableDefinition, remove: &Remove) -> Option<Self> {
        let day = remove.partition_values.as_ref()?.get(DAY)?.as_deref()?;
        let size = u64::try_from(remove.size?).ok()?;
        Some(Self::new(definition, remove.path.clone(), size, Some(day), None)).filter(|file| file.day.is_some())
    }
}
