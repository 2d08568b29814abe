#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int32Type, Int64Type, TimestampMicrosecondType};

use super::*;
use crate::event::read;

fn columns(lines: &[&str]) -> Columns {
    let mut columns = Columns::default();
    for line in lines {
        let mut draft = Draft::default();
        read(line, &mut draft).unwrap();
        draft.check(i64::MAX).unwrap();
        columns.push(&draft);
    }
    columns
}

const LINES: &[&str] = &[
    r#"{"id":"1","type":"usage.data","time":"2026-01-02T00:00:02Z","customer":"9","line":"l","bytes":7,"price":"1.5","currency":"DKK"}"#,
    r#"{"id":"2","type":"queue.joined","time":"2026-01-02T00:00:01Z","customer":"10","call":"c","queue":"q","from":"anonymous","position":3}"#,
    r#"{"id":"3","type":"call.started","time":"2026-01-01T23:59:59.999999Z","customer":"9","call":"c","leg":2,"direction":"outbound","from":"1","to":"2","line":"l","line_kind":"mobile"}"#,
    r#"{"id":"4","type":"agent.paused","time":"2026-01-02T00:00:01Z","customer":"10","agent":"a","reason":""}"#,
];

#[test]
fn a_batch_holds_one_day_sorted_by_customer_and_time() {
    let sealed = columns(LINES).seal();
    let days = sealed.days();
    let dates: Vec<String> = days.iter().map(|day| day.day.to_string()).collect();
    assert_eq!(dates, ["2026-01-01", "2026-01-02"]);
    assert_eq!(
        sealed.customers_of(&days[1].rows).map(|(a, b)| (a.as_str().to_owned(), b.as_str().to_owned())).unwrap(),
        ("10".to_owned(), "9".to_owned())
    );

    let batch = sealed.batch(&days[1].rows).unwrap();
    let text = |name: &str| -> Vec<Option<String>> {
        let column = batch.column_by_name(name).unwrap().as_string::<i32>();
        column.iter().map(|text| text.map(str::to_owned)).collect()
    };
    let some = |texts: [&str; 3]| texts.map(|text| Some(text.to_owned())).to_vec();
    assert_eq!(text("id"), some(["2", "4", "1"]));
    assert_eq!(text("customer"), some(["10", "10", "9"]));
    assert_eq!(text("type"), some(["queue.joined", "agent.paused", "usage.data"]));
    assert_eq!(text("reason"), [None, Some(String::new()), None]);
    assert_eq!(text("direction"), [None, None, None]);
    let times = batch.column_by_name("time").unwrap().as_primitive::<TimestampMicrosecondType>();
    assert!(times.values().windows(2).all(|pair| pair[0] <= pair[1]));
    let legs = batch.column_by_name("leg").unwrap().as_primitive::<Int32Type>();
    assert_eq!(legs.iter().collect::<Vec<_>>(), [Some(0), None, None]);
    let bytes = batch.column_by_name("bytes").unwrap().as_primitive::<Int64Type>();
    assert_eq!(bytes.iter().collect::<Vec<_>>(), [None, None, Some(7)]);
    let prices = batch.column_by_name("price").unwrap().as_primitive::<Decimal128Type>();
    assert_eq!(prices.iter().collect::<Vec<_>>(), [None, None, Some(1_500_000)]);
    assert_eq!(batch.column_by_name("raw").unwrap().null_count(), 3);

    let first = sealed.batch(&days[0].rows).unwrap();
    let word = |name: &str| first.column_by_name(name).unwrap().as_string::<i32>().value(0).to_owned();
    assert_eq!((word("direction"), word("line_kind")), ("outbound".to_owned(), "mobile".to_owned()));
}

#[test]
fn columns_without_rows_make_no_days() {
    assert!(Columns::default().seal().days().is_empty());
}

#[test]
fn dead_letters_keep_their_bytes() {
    let mut letters = DeadLetters::default();
    for position in [5, 0] {
        letters.push(DeadLetter {
            raw: vec![0xff, 1],
            why: "because".to_owned(),
            source: "s".into(),
            position,
            received_micros: 1,
            customer: None,
        });
    }
    let batch = letters.batch(&[0, 1]).unwrap();
    let positions = batch.column_by_name("source_position").unwrap().as_primitive::<Int64Type>();
    assert_eq!(positions.values(), &[0, 5]);
    assert_eq!(batch.column_by_name("raw").unwrap().as_binary::<i32>().value(0), [0xff, 1]);
    let fingerprints = letters.fingerprints();
    assert_ne!(fingerprints[0], fingerprints[1]);
}
