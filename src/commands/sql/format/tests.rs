#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::Write;
use std::sync::Arc;

use arrow::array::{ArrayRef, Decimal128Array, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::{SqlFormat, write};

fn answer() -> RecordBatch {
    let at = TimestampMicrosecondArray::from(vec![Some(1_792_886_400_500_000), None]);
    let price = Decimal128Array::from(vec![Some(12_345), None]).with_precision_and_scale(14, 4).unwrap();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("name", Arc::new(StringArray::from(vec![Some("a,b"), None]))),
        ("at", Arc::new(at.with_timezone("Europe/Copenhagen"))),
        ("seconds", Arc::new(Float64Array::from(vec![Some(1.5), None]))),
        ("price", Arc::new(price)),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true))).unwrap()
}

fn written(format: SqlFormat, batches: &[RecordBatch]) -> Vec<u8> {
    let mut out = Vec::new();
    write(format, &answer().schema(), batches, &mut out).unwrap();
    out
}

fn text(format: SqlFormat, batches: &[RecordBatch]) -> String {
    String::from_utf8(written(format, batches)).unwrap()
}

#[test]
fn json_is_one_object_a_line_with_instants_in_utc() {
    assert_eq!(
        text(SqlFormat::Json, &[answer()]),
        "{\"name\":\"a,b\",\"at\":\"2026-10-25T00:00:00.500Z\",\"seconds\":1.5,\"price\":1.2345}\n\
         {\"name\":null,\"at\":null,\"seconds\":null,\"price\":null}\n"
    );
    assert_eq!(text(SqlFormat::Json, &[]), "");
}

#[test]
fn csv_has_one_header_even_without_rows() {
    let header = "name,at,seconds,price\n";
    assert_eq!(text(SqlFormat::Csv, &[]), header);
    let rows = text(SqlFormat::Csv, &[answer(), answer()]);
    assert_eq!(rows.matches(header).count(), 1);
    assert!(rows.contains("\"a,b\",2026-10-25T00:00:00.500Z,1.5,1.2345\n"), "{rows}");
}

#[test]
fn a_table_shows_its_columns_even_without_rows() {
    assert!(text(SqlFormat::Table, &[]).contains("| name | at | seconds | price |"));
    assert!(text(SqlFormat::Table, &[answer()]).contains("2026-10-25T00:00:00.500Z"));
}

#[test]
fn parquet_can_be_read_again() {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(&written(SqlFormat::Parquet, &[answer()])).unwrap();
    let mut reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap().build().unwrap();
    assert_eq!(reader.next().unwrap().unwrap().num_rows(), 2);
}
