//! From a sorted batch to the bytes of a data file, and what the log tells of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field};
use arrow::error::ArrowError;
use bytes::Bytes;
use chrono::NaiveDate;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::schema::types::ColumnPath;

use super::action::Add;
use super::bounds::Bounds;
use super::definition::{CUSTOMER, DAY, TableDefinition};
use super::order::sorted;
use super::read::LETTERS;
use crate::{Error, Result};

/// Rows in a row group: few enough that one customer's rows are a small part of what is read.
pub(super) const ROW_GROUP_ROWS: usize = 128 * 1024;

/// Rows in a page of raw events: they are read by the day, and for everybody.
const EVENT_PAGE_ROWS: usize = 4 * 1024;

/// Rows in a page of another table: what is read at the least for one customer.
const PAGE_ROWS: usize = 2 * 1024;

/// A data file in memory, not yet in the store.
#[derive(Debug)]
pub struct Encoded {
    pub(crate) bytes: Bytes,
    pub(crate) add: Add,
}

impl Encoded {
    /// Encodes rows that are sorted by (`customer`, instant). In a table by day they belong to one `day`, or to none.
    /// Needs the processor only.
    ///
    /// # Errors
    /// [`Error::Parquet`] when the batch does not have the table's columns.
    pub fn new(definition: &TableDefinition, day: Option<NaiveDate>, batch: &RecordBatch) -> Result<Self> {
        let parquet = |source| Error::Parquet { table: definition.name.to_owned(), source };
        let properties = properties(definition, day).map_err(parquet)?;
        let buffer = Vec::with_capacity(batch.get_array_memory_size() / 8);
        let mut writer = ArrowWriter::try_new(buffer, batch.schema(), Some(properties)).map_err(parquet)?;
        writer.write(batch).map_err(parquet)?;
        let bytes = Bytes::from(writer.into_inner().map_err(parquet)?);
        let mut bounds = Bounds::default();
        bounds.take(definition, batch);
        Ok(Self::with_bounds(definition, day, bytes, &bounds))
    }

    /// Encodes rows of a table that is not by day, in whatever order they come. Needs the processor only.
    ///
    /// # Errors
    /// [`Error::Parquet`] when the batch does not have the table's columns.
    pub fn sorted(definition: &TableDefinition, batch: &RecordBatch) -> Result<Self> {
        let parquet = |source: ArrowError| Error::Parquet { table: definition.name.to_owned(), source: source.into() };
        Self::new(definition, None, &sorted(definition, batch).map_err(parquet)?)
    }

    pub(super) fn with_bounds(
        definition: &TableDefinition,
        day: Option<NaiveDate>,
        bytes: Bytes,
        bounds: &Bounds,
    ) -> Self {
        let add = Add {
            path: path(definition, day, Origin::Rows),
            partition_values: partition(definition, day),
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            // Known when it is put.
            modification_time: 0,
            data_change: true,
            stats: Some(bounds.to_stats(definition)),
        };
        Self { bytes, add }
    }

    /// Size of the file in bytes.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// What the log says of the partition of a file.
pub(super) fn partition(definition: &TableDefinition, day: Option<NaiveDate>) -> BTreeMap<String, Option<String>> {
    let day = definition.by_day.then(|| (DAY.to_owned(), day.map(|day| day.to_string())));
    day.into_iter().collect()
}

/// What the name of a file begins with whose day was laid down in whole, after its end.
pub(super) const CLOSED: &str = "closed-";

/// How the rows of a file came together, which its name tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// They came in, or were merged with some others.
    Rows,
    /// All rows that a day had when it was closed.
    ClosedDay,
}

/// A new name, in a folder of the day as readers of Hive partitions expect it.
pub(super) fn path(definition: &TableDefinition, day: Option<NaiveDate>, origin: Origin) -> String {
    let mark = if origin == Origin::ClosedDay { CLOSED } else { "" };
    let name = format!("{mark}{}", uuid::Uuid::now_v7());
    if !definition.by_day {
        return format!("{name}.parquet");
    }
    let folder = day.map_or_else(|| "__HIVE_DEFAULT_PARTITION__".to_owned(), |day| day.to_string());
    format!("{DAY}={folder}/{name}.parquet")
}

/// How a file of a table is written.
pub(super) fn properties(
    definition: &TableDefinition,
    day: Option<NaiveDate>,
) -> parquet::errors::Result<WriterProperties> {
    let column = |name: &str| ColumnPath::from(name);
    let key = [CUSTOMER, definition.instant];
    let position = |name: &str| definition.schema.index_of(name).ok().and_then(|at| i32::try_from(at).ok());
    let order = key.iter().filter_map(|name| position(name)).map(|column_idx| SortingColumn {
        column_idx,
        descending: false,
        nulls_first: true,
    });
    // A page's size is looked at between batches.
    let page_rows = match definition.by_day {
        true if definition.has_letters(day) => LETTERS,
        true => EVENT_PAGE_ROWS,
        false => PAGE_ROWS,
    };
    let mut properties: WriterPropertiesBuilder = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_data_page_row_count_limit(page_rows)
        .set_write_batch_size(page_rows)
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_sorting_columns(Some(order.collect()));
    // Microseconds hardly repeat: their dictionary would be as long as the column, and read for every page of it.
    let microseconds =
        |field: &&Arc<Field>| matches!(field.data_type(), DataType::Timestamp(..)) || field.name().ends_with("_us");
    for field in definition.schema.fields().iter().filter(microseconds) {
        properties = properties
            .set_column_dictionary_enabled(column(field.name()), false)
            .set_column_encoding(column(field.name()), Encoding::DELTA_BINARY_PACKED);
    }
    for name in key {
        properties = properties.set_column_statistics_enabled(column(name), EnabledStatistics::Page);
    }
    for name in definition.distinct {
        properties = properties
            .set_column_dictionary_enabled(column(name), false)
            .set_column_statistics_enabled(column(name), EnabledStatistics::None);
    }
    Ok(properties.build())
}
