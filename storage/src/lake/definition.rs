//! What a table is.

use arrow::datatypes::SchemaRef;
use chrono::NaiveDate;

/// Name of the column that a table may be partitioned by: the UTC date.
pub(crate) const DAY: &str = "day";

/// Name of the column that says whose row it is.
pub(crate) const CUSTOMER: &str = "customer";

/// A table: its name, its columns, and the instant that its rows are ordered by within a customer.
///
/// Every file is sorted by (`customer`, instant).
#[derive(Debug, Clone)]
pub struct TableDefinition {
    /// Folder below the lake, and name in SQL.
    pub name: &'static str,
    /// Columns of a data file; `day` is not among them.
    pub schema: SchemaRef,
    /// Column of the instant at which a row lies in time.
    pub instant: &'static str,
    /// Whether the table is partitioned by `day`, the UTC date of the instant. Otherwise a file may span any days.
    pub by_day: bool,
    /// Columns whose values hardly repeat, so that a dictionary would only cost.
    pub distinct: &'static [&'static str],
    /// Columns that are all the same in two rows only if these are the same record, stored twice. A table without is
    /// not compacted.
    pub identity: &'static [&'static str],
}

impl TableDefinition {
    /// Whether files of a day, or of none, hold dead letters: rows that may be long.
    pub(super) fn has_letters(&self, day: Option<NaiveDate>) -> bool {
        self.by_day && day.is_none()
    }
}
