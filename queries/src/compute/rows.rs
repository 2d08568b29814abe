//! What a statement gave.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::{cast, concat, filter_record_batch, not};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::error::ArrowError;
use datafusion::datasource::MemTable;
use datafusion::error::DataFusionError;
use opkald_storage::lake::TableDefinition;

/// Rows in batches as the engine gave them.
#[derive(Debug)]
pub(crate) struct Rows {
    /// The columns, should there be no batch to tell.
    pub(crate) planned: SchemaRef,
    /// The rows.
    pub(crate) batches: Vec<RecordBatch>,
}

impl From<RecordBatch> for Rows {
    fn from(batch: RecordBatch) -> Self {
        Self { planned: batch.schema(), batches: vec![batch] }
    }
}

impl Rows {
    pub(super) fn count(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }

    /// The rows where a column is not true, and those where it is.
    pub(super) fn split(&self, by: &str) -> Result<(Self, Self), DataFusionError> {
        let (mut others, mut those) = (Vec::new(), Vec::new());
        for batch in &self.batches {
            let told = column(batch, by)?.as_boolean();
            let is: BooleanArray = told.iter().map(|is| Some(is.unwrap_or(false))).collect();
            others.push(filter_record_batch(batch, &not(&is)?)?);
            those.push(filter_record_batch(batch, &is)?);
        }
        let rows = |mut batches: Vec<RecordBatch>| {
            batches.retain(|batch| batch.num_rows() > 0);
            Self { planned: Arc::clone(&self.planned), batches }
        };
        Ok((rows(others), rows(those)))
    }

    /// A table in memory of at most so many parts.
    pub(super) fn into_table(self, parts: usize) -> Result<MemTable, DataFusionError> {
        // What runs may differ from what was planned in how text is laid out.
        let schema = self.batches.first().map_or(self.planned, RecordBatch::schema);
        let batches = self.batches.into_iter().map(compact).collect::<Result<Vec<_>, _>>()?;
        let share = batches.len().div_ceil(parts).max(1);
        let mut parts: Vec<_> = batches.chunks(share).map(<[RecordBatch]>::to_vec).collect();
        if parts.is_empty() {
            parts.push(Vec::new());
        }
        MemTable::try_new(schema, parts)
    }

    /// The columns of the table, in its order and its types, in one batch.
    pub(super) fn conform(&self, definition: &TableDefinition) -> Result<RecordBatch, ArrowError> {
        let columns = definition.schema.fields().iter().map(|field| {
            let parts = self.batches.iter().map(|batch| cast(column(batch, field.name())?, field.data_type()));
            let parts = parts.collect::<Result<Vec<ArrayRef>, _>>()?;
            let parts: Vec<_> = parts.iter().map(AsRef::as_ref).collect();
            if parts.is_empty() {
                return Ok(datafusion::arrow::array::new_empty_array(field.data_type()));
            }
            concat(&parts)
        });
        RecordBatch::try_new(Arc::clone(&definition.schema), columns.collect::<Result<_, _>>()?)
    }
}

/// A column that a statement gives.
pub(crate) fn column<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef, ArrowError> {
    batch.column_by_name(name).ok_or_else(|| ArrowError::SchemaError(format!("no column {name} came out")))
}

/// The same rows with no more text beside them than they hold. A view of text keeps alive the whole buffer that it points
/// into, and the engine counts that buffer for every batch that does: a sort of few rows then gives up for want of memory.
fn compact(batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns = batch.columns().iter().map(|column| match column.as_string_view_opt() {
        Some(views) => Arc::new(views.gc()) as ArrayRef,
        None => Arc::clone(column),
    });
    RecordBatch::try_new(batch.schema(), columns.collect())
}
