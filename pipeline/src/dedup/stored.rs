//! The fingerprints of what a file holds.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use opkald_storage::lake::{FileEntry, Table};

use crate::Result;
use crate::columns::Fingerprint;
use crate::event::Customer;

/// Tells the fingerprint of every row of a file.
pub(super) async fn each(table: &Table, file: &FileEntry, tell: impl FnMut(Fingerprint)) -> Result<()> {
    if file.day.is_some() {
        let batches = table.read(file, &["customer", "id"]).await?;
        events(&batches, tell);
    } else {
        let batches = table.read(file, &["raw", "source", "source_position"]).await?;
        dead_letters(&batches, tell);
    }
    Ok(())
}

fn events(batches: &[RecordBatch], mut tell: impl FnMut(Fingerprint)) {
    for batch in batches {
        let text = |name: &str| batch.column_by_name(name).and_then(|column| column.as_string_opt::<i32>());
        let (Some(customers), Some(ids)) = (text("customer"), text("id")) else { continue };
        for (customer, id) in customers.iter().zip(ids.iter()) {
            if let (Some(customer), Some(id)) = (customer.and_then(Customer::parse), id) {
                tell(Fingerprint::of_event(&customer, id));
            }
        }
    }
}

fn dead_letters(batches: &[RecordBatch], mut tell: impl FnMut(Fingerprint)) {
    for batch in batches {
        let raws = batch.column_by_name("raw").and_then(|column| column.as_binary_opt::<i32>());
        let sources = batch.column_by_name("source").and_then(|column| column.as_string_opt::<i32>());
        let positions =
            batch.column_by_name("source_position").and_then(|column| column.as_primitive_opt::<Int64Type>());
        let (Some(raws), Some(sources), Some(positions)) = (raws, sources, positions) else { continue };
        for row in 0..batch.num_rows() {
            if raws.is_valid(row) && sources.is_valid(row) && positions.is_valid(row) {
                let (source, position, raw) = (sources.value(row), positions.value(row), raws.value(row));
                tell(Fingerprint::of_dead_letter(source, position, raw));
            }
        }
    }
}
