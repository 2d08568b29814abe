#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
//! Maintenance on a real folder: rows stay, files do not.

mod beside;
mod log;
mod merge;
mod plan;
mod properties;
mod retain;
mod vacuum;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use arrow::array::{AsArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use tokio::sync::watch;

use super::super::tests::{changed, definition};
use super::super::{Commit, Encoded, Lake, NewFile, Outcome, Table};
use super::*;

/// A row: customer, microsecond of the day, number.
type Row = (u8, i64, i64);

async fn lake() -> (tempfile::TempDir, Lake) {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path().to_str().unwrap()).await.unwrap();
    (folder, lake)
}

fn day() -> NaiveDate {
    "2026-10-25".parse().unwrap()
}

/// An instant so many days after midnight of the day.
fn after(days: u64) -> DateTime<Utc> {
    (day() + Days::new(days)).and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(3)
}

fn never() -> watch::Receiver<bool> {
    watch::channel(false).1
}

fn batch(mut rows: Vec<Row>) -> RecordBatch {
    rows.sort_by_key(|row| (row.0.to_string(), row.1));
    let midnight = day().and_time(NaiveTime::MIN).and_utc().timestamp_micros();
    let customers = StringArray::from_iter_values(rows.iter().map(|row| row.0.to_string()));
    let times = TimestampMicrosecondArray::from_iter_values(rows.iter().map(|row| midnight + row.1));
    let values = Int64Array::from_iter_values(rows.iter().map(|row| row.2));
    let columns: Vec<arrow::array::ArrayRef> =
        vec![Arc::new(customers), Arc::new(times.with_timezone("UTC")), Arc::new(values)];
    RecordBatch::try_new(definition().schema, columns).unwrap()
}

async fn put(table: &Table, rows: Vec<Row>) -> NewFile {
    table.put(Encoded::new(&definition(), Some(day()), &batch(rows)).unwrap()).await.unwrap()
}

async fn store(table: &mut Table, rows: Vec<Row>) {
    let add = vec![put(table, rows).await];
    let landed = table.commit(Commit { add, unless_overtaken: true, ..Commit::default() }).await.unwrap();
    assert!(matches!(landed, Outcome::Landed { .. }), "{landed:?}");
}

async fn maintain(lake: &Lake, now: DateTime<Utc>) -> Maintained {
    let options = MaintenanceOptions::default();
    maintain_with(lake, now, options).await
}

async fn maintain_with(lake: &Lake, now: DateTime<Utc>, options: MaintenanceOptions) -> Maintained {
    let mut maintenance = Maintenance::open(lake, &[definition()], options).await.unwrap();
    maintenance.run(now, &never()).await.unwrap().remove(0)
}

/// All rows of a table and how often each is there, read without the code under test; every file is looked at.
async fn rows(lake: &Lake) -> BTreeMap<Row, u32> {
    let table = lake.table(&definition()).await.unwrap();
    let midnight = day().and_time(NaiveTime::MIN).and_utc().timestamp_micros();
    let mut found = BTreeMap::new();
    for file in table.files() {
        let path = lake.root().to_file_path().unwrap().join("things").join(&file.path);
        let open = std::fs::File::open(path).unwrap();
        let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(open).unwrap();
        let mut count = 0;
        for group in reader.metadata().row_groups() {
            let order: Vec<_> = group.sorting_columns().unwrap().iter().map(|column| column.column_idx).collect();
            assert_eq!(order, [0, 1]);
            assert!(group.num_rows() <= 128 * 1024);
        }
        let mut before: Option<(String, i64)> = None;
        for batch in reader.build().unwrap().map(Result::unwrap) {
            let customers = batch.column(0).as_string::<i32>();
            let times = batch.column(1).as_primitive::<TimestampMicrosecondType>();
            let values = batch.column(2).as_primitive::<Int64Type>();
            for row in 0..batch.num_rows() {
                let key = (customers.value(row).to_owned(), times.value(row));
                assert!(before.as_ref().is_none_or(|before| *before <= key), "{} is not sorted", file.path);
                let (least, greatest) = file.customers.as_ref().unwrap();
                assert!(*least <= key.0 && key.0 <= *greatest);
                let (first, last) = file.instants.unwrap();
                assert!(first <= key.1 && key.1 <= last);
                let row = (key.0.parse().unwrap(), key.1 - midnight, values.value(row));
                *found.entry(row).or_default() += 1;
                before = Some(key);
                count += 1;
            }
        }
        assert_eq!(count, file.rows);
    }
    found
}

fn counted(rows: impl IntoIterator<Item = Row>) -> BTreeMap<Row, u32> {
    let mut counted = BTreeMap::new();
    for row in rows {
        *counted.entry(row).or_default() += 1;
    }
    counted
}

/// Data files in the folder of the table.
fn stored(lake: &Lake) -> usize {
    let folder = lake.root().to_file_path().unwrap().join("things").join(format!("day={}", day()));
    std::fs::read_dir(folder).map_or(0, |files| files.count())
}
