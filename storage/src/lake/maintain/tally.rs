//! Whether rows are the same before and after: their number, and a sum of hashes that knows no order.

use std::collections::HashSet;

use arrow::array::{ArrayRef, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::Schema;
use arrow::error::ArrowError;
use arrow::row::{RowConverter, SortField};
use xxhash_rust::xxh3::xxh3_128;

use super::super::TableDefinition;
use super::super::definition::CUSTOMER;

/// A number of rows, and the sum of what identifies each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) rows: u64,
    sum: u128,
}

impl Tally {
    pub(super) fn take(&mut self, hashes: &[u128]) {
        self.rows += hashes.len() as u64;
        self.sum = hashes.iter().fold(self.sum, |sum, hash| sum.wrapping_add(*hash));
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self { rows: self.rows + other.rows, sum: self.sum.wrapping_add(other.sum) }
    }
}

/// Hashes what identifies a row.
#[derive(Debug)]
pub(super) struct Identities {
    columns: Vec<usize>,
    converter: RowConverter,
}

impl Identities {
    pub(super) fn new(definition: &TableDefinition) -> Result<Self, ArrowError> {
        let schema: &Schema = &definition.schema;
        let columns = definition.identity.iter().map(|name| schema.index_of(name)).collect::<Result<Vec<_>, _>>()?;
        let fields = columns.iter().map(|at| SortField::new(schema.field(*at).data_type().clone())).collect();
        Ok(Self { columns, converter: RowConverter::new(fields)? })
    }

    pub(super) fn hashes(&self, batch: &RecordBatch) -> Result<Vec<u128>, ArrowError> {
        let columns: Vec<ArrayRef> = self.columns.iter().map(|at| ArrayRef::clone(batch.column(*at))).collect();
        let rows = self.converter.convert_columns(&columns)?;
        Ok(rows.iter().map(|row| xxh3_128(row.as_ref())).collect())
    }
}

/// Finds rows that are stored twice. They come by customer, so the rows of one customer are all that is remembered.
#[derive(Debug, Default)]
pub(super) struct Doubles {
    seen: HashSet<u128>,
    customer: Option<String>,
}

impl Doubles {
    /// Drops rows that came before; gives the others with their hashes, and counts what was dropped.
    pub(super) fn drop_from(
        &mut self,
        batch: RecordBatch,
        hashes: Vec<u128>,
        dropped: &mut Tally,
    ) -> Result<(RecordBatch, Vec<u128>), ArrowError> {
        let customers = batch.column_by_name(CUSTOMER).and_then(|column| super::super::bounds::texts(column));
        let mut keep = Vec::with_capacity(hashes.len());
        for (row, hash) in hashes.iter().enumerate() {
            let customer = customers.filter(|texts| arrow::array::Array::is_valid(texts, row)).map(|t| t.value(row));
            if self.customer.as_deref() != customer {
                self.seen.clear();
                self.customer = customer.map(str::to_owned);
            }
            keep.push(self.seen.insert(*hash));
        }
        if keep.iter().all(|keep| *keep) {
            return Ok((batch, hashes));
        }
        let (kept, gone): (Vec<_>, Vec<_>) = hashes.into_iter().zip(&keep).partition(|(_, keep)| **keep);
        let hashes_of = |pairs: Vec<(u128, &bool)>| pairs.into_iter().map(|(hash, _)| hash).collect::<Vec<_>>();
        dropped.take(&hashes_of(gone));
        let kept = hashes_of(kept);
        Ok((filter_record_batch(&batch, &BooleanArray::from(keep))?, kept))
    }
}
