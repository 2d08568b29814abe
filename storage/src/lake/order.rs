//! The order of the rows of a file of a table that is not by day.

use std::collections::{HashMap, HashSet};

use arrow::array::{ArrayRef, AsArray, RecordBatch, UInt32Array};
use arrow::compute::take_record_batch;
use arrow::datatypes::TimestampMicrosecondType;
use arrow::error::ArrowError;
use arrow::row::{RowConverter, SortField};

use super::definition::{CUSTOMER, TableDefinition};

/// Columns after customer and instant that take part in the order: the rest of the key of nearly every row.
const FOLLOWING_KEYS: usize = 2;

/// The rows sorted by (`customer`, instant), and what tells them apart.
pub(super) fn sorted(definition: &TableDefinition, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    take_record_batch(batch, &order(definition, batch)?)
}

/// The order of the rows: by customer, instant, and the columns that follow.
///
/// Customers are few and repeat, so they are compared by rank, and texts only where customer and instant are the same.
fn order(definition: &TableDefinition, batch: &RecordBatch) -> Result<UInt32Array, ArrowError> {
    let column = |name: &str| {
        let missing = || ArrowError::SchemaError(format!("there is no column {name}"));
        batch.column_by_name(name).ok_or_else(missing)
    };
    let customers = column(CUSTOMER)?.as_string::<i32>();
    let instants = column(definition.instant)?.as_primitive::<TimestampMicrosecondType>();
    let lead = [CUSTOMER, definition.instant];
    let rest = definition.schema.fields().iter().map(|field| field.name().as_str());
    let rest: Vec<ArrayRef> = rest
        .filter(|name| !lead.contains(name))
        .take(FOLLOWING_KEYS)
        .map(|name| column(name).cloned())
        .collect::<Result<_, _>>()?;
    let fields = rest.iter().map(|key| SortField::new(key.data_type().clone())).collect();
    let rest = RowConverter::new(fields)?.convert_columns(&rest)?;
    // Told apart before they are sorted: there are as many as rows otherwise.
    let mut distinct: Vec<&str> = customers.iter().flatten().collect::<HashSet<_>>().into_iter().collect();
    distinct.sort_unstable();
    let ranks: HashMap<&str, u32> = distinct.into_iter().zip(0_u32..).collect();
    let mut keys = Vec::with_capacity(batch.num_rows());
    let mut last: Option<(&str, u32)> = None;
    for (row, (customer, instant)) in (0_u32..).zip(customers.iter().zip(instants)) {
        let customer = customer.unwrap_or_default();
        let rank = match last.filter(|(name, _)| *name == customer) {
            Some((_, rank)) => rank,
            None => ranks.get(customer).copied().unwrap_or_default(),
        };
        last = Some((customer, rank));
        keys.push((rank, instant, row));
    }
    keys.sort_unstable_by(|a, b| {
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| rest.row(a.2 as usize).cmp(&rest.row(b.2 as usize)))
    });
    Ok(keys.into_iter().map(|(_, _, row)| row).collect())
}
