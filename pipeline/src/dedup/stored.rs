//! The fingerprints of what a file holds.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use futures::TryStreamExt;
use opkald_events::{Customer, Fingerprint};
use opkald_storage::lake::{FileEntry, Table};

use crate::Result;

/// Tells the fingerprint of every row of a file, which may be larger than what is held in memory of it.
pub(super) async fn each(table: &Table, file: &FileEntry, mut tell: impl FnMut(Fingerprint)) -> Result<()> {
    let is_event = file.day.is_some();
    let columns: &[&str] = if is_event { &["customer", "id"] } else { &["raw", "source", "source_position"] };
    let mut batches = table.batches(file, columns).await?;
    while let Some(batch) = batches.try_next().await? {
        if is_event {
            events(&batch, &mut tell);
        } else {
            dead_letters(&batch, &mut tell);
        }
    }
    Ok(())
}

fn events(batch: &RecordBatch, tell: &mut impl FnMut(Fingerprint)) {
    let text = |name: &str| batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
    let (Some(customers), Some(ids)) = (text("customer"), text("id")) else { return };
    for (customer, id) in customers.iter().zip(ids.iter()) {
        if let (Some(customer), Some(id)) = (customer.and_then(Customer::parse), id) {
            tell(Fingerprint::of_event(&customer, id));
        }
    }
}

fn dead_letters(batch: &RecordBatch, tell: &mut impl FnMut(Fingerprint)) {
    let raws = batch.column_by_name("raw").and_then(|column| column.as_binary_opt::<i32>());
    let sources = batch.column_by_name("source").and_then(|column| column.as_string_opt::<i32>());
    let positions = batch.column_by_name("source_position").and_then(|column| column.as_primitive_opt::<Int64Type>());
    let (Some(raws), Some(sources), Some(positions)) = (raws, sources, positions) else { return };
    for row in 0..batch.num_rows() {
        if raws.is_valid(row) && sources.is_valid(row) && positions.is_valid(row) {
            let (source, position, raw) = (sources.value(row), positions.value(row), raws.value(row));
            tell(Fingerprint::of_dead_letter(source, position, raw));
        }
    }
}
