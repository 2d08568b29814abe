//! A file of which some rows are replaced is the file that would have been written with these rows at once.

use std::collections::BTreeSet;
use std::iter::once;

use arrow::array::AsArray;
use arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use bytes::Bytes;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;

use super::*;
use crate::lake::encode::properties;
use crate::lake::order::sorted;

/// A row: whose it is, when, and what tells it apart.
type Row = (u8, i64, i64);

/// Instants of the rows are before this.
const END: i64 = 40;

fn by_no_day() -> TableDefinition {
    TableDefinition { by_day: false, ..definition() }
}

fn name(customer: u8) -> String {
    // Of several lengths, so that the order is that of texts.
    format!("{}{customer}", "1".repeat(usize::from(customer) % 3))
}

fn to_batch(rows: &[Row]) -> RecordBatch {
    let customers: ArrayRef = Arc::new(StringArray::from_iter_values(rows.iter().map(|row| name(row.0))));
    let times = TimestampMicrosecondArray::from_iter_values(rows.iter().map(|row| row.1));
    let values: ArrayRef = Arc::new(Int64Array::from_iter_values(rows.iter().map(|row| row.2)));
    RecordBatch::try_new(by_no_day().schema, vec![customers, Arc::new(times.with_timezone("UTC")), values]).unwrap()
}

/// The rows as a file with row groups of so many.
fn file(rows: &[Row], group_rows: usize) -> Bytes {
    let rows = sorted(&by_no_day(), &to_batch(rows)).unwrap();
    let properties = properties(&by_no_day(), None).unwrap().into_builder();
    let properties = properties.set_max_row_group_row_count(Some(group_rows)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), rows.schema(), Some(properties)).unwrap();
    writer.write(&rows).unwrap();
    writer.into_inner().unwrap().into()
}

/// The rows of a file, in their order.
fn rows_of(file: Bytes) -> Vec<(String, i64, i64)> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    let mut rows = Vec::new();
    for batch in reader {
        rows.extend(told(&batch.unwrap()));
    }
    rows
}

fn told(batch: &RecordBatch) -> Vec<(String, i64, i64)> {
    let customers = batch.column(0).as_string::<i32>().iter().flatten().map(str::to_owned);
    let times = batch.column(1).as_primitive::<TimestampMicrosecondType>().values().to_vec();
    let values = batch.column(2).as_primitive::<Int64Type>().values().to_vec();
    customers.zip(times).zip(values).map(|((customer, at), value)| (customer, at, value)).collect()
}

fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec((0..12_u8, 0..END, 0..1_000_i64), 0..most)
}

proptest! {
    #[test]
    fn property_an_amended_file_is_as_if_written_at_once(
        before in rows(200),
        group_rows in 1..30_usize,
        leaving in prop::collection::btree_set(0..14_u8, 0..4),
        (from, to) in (0..END, 0..=END),
        new in rows(30),
    ) {
        prop_assume!(!before.is_empty());
        let definition = by_no_day();
        let customers: BTreeSet<String> = leaving.iter().copied().map(name).collect();
        let share = Share { customers, spans: once(from..to).collect() };
        let leaves = |row: &Row| leaving.contains(&row.0) && (from..to).contains(&row.1);
        let mut wanted: Vec<Row> = before.iter().filter(|row| !leaves(row)).copied().collect();
        let leaving_rows = before.len() - wanted.len();
        wanted.extend(&new);
        let amended = Encoded::amended(&definition, &file(&before, group_rows), &share, &to_batch(&new)).unwrap();
        match amended {
            Amended::Same => prop_assert!(leaving_rows == 0 && new.is_empty()),
            Amended::Empty => prop_assert!(wanted.is_empty()),
            Amended::File(encoded) => {
                let at_once = sorted(&definition, &to_batch(&wanted)).unwrap();
                let as_told = Encoded::new(&definition, None, &at_once).unwrap().add.stats;
                prop_assert_eq!(&encoded.add.stats, &as_told);
                prop_assert_eq!(rows_of(encoded.bytes.clone()), told(&at_once));
                // And again: what was copied can be amended and copied as what was written.
                let share = Share { spans: once(0..END).collect(), ..share };
                let left: Vec<Row> = wanted.iter().filter(|row| !leaving.contains(&row.0)).copied().collect();
                match Encoded::amended(&definition, &encoded.bytes, &share, &to_batch(&[])).unwrap() {
                    Amended::Same => prop_assert_eq!(left.len(), wanted.len()),
                    Amended::Empty => prop_assert!(left.is_empty()),
                    Amended::File(again) => {
                        let at_once = sorted(&definition, &to_batch(&left)).unwrap();
                        prop_assert_eq!(rows_of(again.bytes), told(&at_once));
                    }
                }
            }
        }
    }
}
