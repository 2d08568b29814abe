#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
//! Files of a few rows, read back. Another reader of workbooks reads what the portal makes, in `tests/oracle`.

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType};
use chrono::{DateTime, Utc};
use opkald_storage::money::Amount;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::comma::guarded;
use crate::{Column, Error, Format, Kind, List, Value, Words, Writer};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn list(columns: Vec<Column>) -> List {
    List {
        title: "Opkald: [alle]".into(),
        columns,
        zone: chrono_tz::Europe::Copenhagen,
        facts: vec![("Kunde".into(), "=1+1".into())],
        meanings: Vec::new(),
        words: Words { front: "Overblik", rows: "Rækker", total: "I alt", zone: "Tidszone" },
    }
}

fn calls() -> List {
    list(vec![
        Column::new("at", "Begyndte", Kind::Instant),
        Column::new("from", "Fra", Kind::Text),
        Column::new("outcome", "Ud\u{ad}fald", Kind::Text),
        Column::new("legs", "Ben", Kind::Whole).summed(),
        Column::new("talk_seconds", "Samtale", Kind::Seconds).summed(),
        Column::new("price", "Pris", Kind::Money).summed(),
        Column::new("currency", "Valuta", Kind::Text),
    ])
}

fn rows() -> Vec<Vec<Value>> {
    vec![
        vec![
            at("2025-10-26T00:30:00.250Z").into(),
            "+4588303080".into(),
            Value::Named { name: "answered".into(), word: "Besvaret".into() },
            2.into(),
            90.5.into(),
            Amount::from_ten_thousandths(9_100).into(),
            "DKK".into(),
        ],
        vec![
            at("2025-10-26T01:30:00Z").into(),
            "a \"quoted\", name\nover two lines".into(),
            Value::None,
            Value::None,
            Value::None,
            Amount::from_ten_thousandths(-5).into(),
            "EUR".into(),
        ],
    ]
}

fn file(format: Format, list: List, rows: &[Vec<Value>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = Writer::begin(format, list, &mut bytes).unwrap();
    for row in rows {
        writer.row(row).unwrap();
    }
    writer.end().unwrap();
    bytes
}

#[test]
fn csv_has_the_names_of_the_api_and_the_readers_clock() {
    let text = String::from_utf8(file(Format::Csv, calls(), &rows())).unwrap();
    let expected = "at,from,outcome,legs,talk_seconds,price,currency\r\n\
        2025-10-26T02:30:00.250+02:00,+4588303080,answered,2,90.5,0.9100,DKK\r\n\
        2025-10-26T02:30:00+01:00,\"a \"\"quoted\"\", name\nover two lines\",,,,-0.0005,EUR\r\n";
    assert_eq!(text, expected);
    let empty = String::from_utf8(file(Format::Csv, calls(), &[])).unwrap();
    assert_eq!(empty, "at,from,outcome,legs,talk_seconds,price,currency\r\n");
}

#[test]
fn a_text_in_csv_is_no_formula() {
    for (text, written) in [
        ("=1+1", "'=1+1"),
        ("+4512345678", "+4512345678"),
        ("+1-1", "'+1-1"),
        ("+", "'+"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("anonymous", "anonymous"),
        ("", ""),
    ] {
        assert_eq!(guarded(text), written);
    }
}

#[test]
fn parquet_has_types() {
    let bytes = file(Format::Parquet, calls(), &rows());
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap().build().unwrap();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    let [batch] = &batches[..] else { panic!("{} batches", batches.len()) };
    let column = |name: &str| batch.column_by_name(name).unwrap();
    assert_eq!(column("at").as_primitive::<TimestampMicrosecondType>().value(0), 1_761_438_600_250_000);
    assert_eq!(column("outcome").as_string::<i32>().iter().collect::<Vec<_>>(), [Some("answered"), None]);
    assert_eq!(column("legs").as_primitive::<Int64Type>().iter().collect::<Vec<_>>(), [Some(2), None]);
    assert_eq!(column("talk_seconds").as_primitive::<Float64Type>().iter().collect::<Vec<_>>(), [Some(90.5), None]);
    assert_eq!(column("price").as_primitive::<Decimal128Type>().values().to_vec(), [9_100, -5]);
}

#[test]
fn a_row_that_does_not_fit_names_the_column() {
    for format in Format::ALL {
        let mut writer = Writer::begin(format, list(vec![Column::new("n", "N", Kind::Whole)]), Vec::new()).unwrap();
        assert!(matches!(writer.row(&["text".into()]), Err(Error::Misfit("n"))));
        assert!(matches!(writer.row(&[]), Err(Error::Misfit("n"))));
    }
}

#[test]
fn a_workbook_goes_on_in_another_sheet_where_one_is_full() {
    let numbers = list(vec![Column::new("n", "N", Kind::Whole)]);
    let mut bytes = Vec::new();
    let mut writer = Writer::begin(Format::Xlsx, numbers, &mut bytes).unwrap();
    for number in 0..1_048_576 {
        writer.row(&[number.into()]).unwrap();
    }
    writer.end().unwrap();
    // The front, and two of rows: their names stand in clear in the archive.
    let has = |name: &str| bytes.windows(name.len()).any(|bytes| bytes == name.as_bytes());
    assert!(has("xl/worksheets/sheet3.xml") && !has("xl/worksheets/sheet4.xml"));
}
