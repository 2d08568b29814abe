//! Reads query results by column name.
//!
//! **A column that is missing or of another kind is an error that names it**, never a silent zero.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type, TimeUnit, TimestampMicrosecondType};
use arrow::error::ArrowError;
use chrono::{DateTime, Utc};

use crate::error::PortalError;

/// Says which column could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RowError {
    /// The query and its reader disagree on the names.
    #[error("the query's result has no column {0:?}")]
    Missing(String),
    /// The query and its reader disagree on the types.
    #[error("the column {0:?} is not of the type that is read")]
    Kind(String),
    /// A value is null where none may be.
    #[error("the column {0:?} is null where a value must be")]
    Null(String),
    /// A column could not be brought to one of the types that are read.
    #[error("a column could not be read: {0}")]
    Cast(#[from] ArrowError),
}

impl From<RowError> for PortalError {
    fn from(error: RowError) -> Self {
        Self::failed(error)
    }
}

/// A query's result, with its columns brought to the few types that are read here.
#[derive(Debug, Default)]
pub(crate) struct Rows(Vec<RecordBatch>);

impl Rows {
    /// Takes a result; texts, whole numbers, decimals and times each become one type.
    pub(crate) fn new(batches: &[RecordBatch]) -> Result<Self, RowError> {
        batches.iter().map(normalise).collect::<Result<_, _>>().map(Self)
    }

    /// The rows, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.0.iter().flat_map(|batch| (0..batch.num_rows()).map(move |index| Row { batch, index }))
    }

    /// Reads every row.
    pub(crate) fn map<T>(&self, read: impl Fn(&Row<'_>) -> Result<T, RowError>) -> Result<Vec<T>, RowError> {
        self.iter().map(|row| read(&row)).collect()
    }
}

fn normalise(batch: &RecordBatch) -> Result<RecordBatch, RowError> {
    let schema = batch.schema();
    let columns = schema.fields().iter().zip(batch.columns()).map(|(field, column)| {
        let wanted = match field.data_type() {
            DataType::Utf8View | DataType::LargeUtf8 | DataType::Dictionary(..) | DataType::Decimal128(..) => {
                DataType::Utf8
            }
            DataType::Int8
            | DataType::Int16
            | DataType::Int32
            | DataType::UInt8
            | DataType::UInt16
            | DataType::UInt32
            | DataType::UInt64 => DataType::Int64,
            DataType::Float32 => DataType::Float64,
            DataType::Timestamp(..) => DataType::Timestamp(TimeUnit::Microsecond, Some(Arc::from("UTC"))),
            other => other.clone(),
        };
        let column: ArrayRef = if *field.data_type() == wanted { Arc::clone(column) } else { cast(column, &wanted)? };
        Ok::<_, RowError>((field.name().clone(), column))
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    let nullable = columns.into_iter().map(|(name, column)| (name, column, true));
    Ok(RecordBatch::try_from_iter_with_nullable(nullable)?)
}

/// One row of a result.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    batch: &'a RecordBatch,
    index: usize,
}

impl<'a> Row<'a> {
    fn column(&self, name: &str) -> Result<Option<&'a ArrayRef>, RowError> {
        let column = self.batch.column_by_name(name).ok_or_else(|| RowError::Missing(name.to_owned()))?;
        Ok((!column.is_null(self.index)).then_some(column))
    }

    /// A text, or null.
    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, RowError> {
        let Some(column) = self.column(name)? else { return Ok(None) };
        let texts = column.as_string_opt::<i32>().ok_or_else(|| RowError::Kind(name.to_owned()))?;
        Ok(Some(texts.value(self.index).to_owned()))
    }

    /// A text that is never null.
    pub(crate) fn key(&self, name: &str) -> Result<String, RowError> {
        self.text(name)?.ok_or_else(|| RowError::Null(name.to_owned()))
    }

    /// A whole number, or null.
    pub(crate) fn whole(&self, name: &str) -> Result<Option<i64>, RowError> {
        let Some(column) = self.column(name)? else { return Ok(None) };
        let numbers = column.as_primitive_opt::<Int64Type>().ok_or_else(|| RowError::Kind(name.to_owned()))?;
        Ok(Some(numbers.value(self.index)))
    }

    /// A count: null counts nothing.
    pub(crate) fn count(&self, name: &str) -> Result<i64, RowError> {
        Ok(self.whole(name)?.unwrap_or_default())
    }

    /// A figure, or null.
    pub(crate) fn figure(&self, name: &str) -> Result<Option<f64>, RowError> {
        let Some(column) = self.column(name)? else { return Ok(None) };
        if let Some(whole) = column.as_primitive_opt::<Int64Type>() {
            return Ok(Some(whole.value(self.index) as f64));
        }
        let figures = column.as_primitive_opt::<Float64Type>().ok_or_else(|| RowError::Kind(name.to_owned()))?;
        Ok(Some(figures.value(self.index)))
    }

    /// A sum: null adds nothing.
    pub(crate) fn sum(&self, name: &str) -> Result<f64, RowError> {
        Ok(self.figure(name)?.unwrap_or_default())
    }

    /// An instant, or null.
    pub(crate) fn instant(&self, name: &str) -> Result<Option<DateTime<Utc>>, RowError> {
        let Some(column) = self.column(name)? else { return Ok(None) };
        let instants =
            column.as_primitive_opt::<TimestampMicrosecondType>().ok_or_else(|| RowError::Kind(name.to_owned()))?;
        Ok(DateTime::from_timestamp_micros(instants.value(self.index)))
    }

    /// An instant that is never null.
    pub(crate) fn moment(&self, name: &str) -> Result<DateTime<Utc>, RowError> {
        self.instant(name)?.ok_or_else(|| RowError::Null(name.to_owned()))
    }
}
