#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::source::{Lane, Record, Resume};
use arrow::array::AsArray;
use arrow::datatypes::Int64Type;

const GOOD: &str = r#"{"id":"1","type":"agent.left","time":"2026-01-02T00:00:02Z","customer":"9","agent":"a"}"#;

fn take(data: &[u8], framing: Framing) -> Buffer {
    let lane = Arc::new(Lane::new("source".into(), None, Resume::default()));
    let chunk = Chunk { lane, data: data.to_vec(), framing, next: 0, mark: None };
    let mut buffer = Buffer::new();
    Decoder { format: Format::Events, now_micros: i64::MAX }.chunk(&chunk, &mut buffer);
    buffer
}

/// Position and reason of each dead letter.
fn dead(buffer: &Buffer) -> Vec<(i64, String)> {
    let rows: Vec<u32> = (0..buffer.dead_letters.len() as u32).collect();
    let batch = buffer.dead_letters.batch(&rows).unwrap();
    let positions = batch.column_by_name("source_position").unwrap().as_primitive::<Int64Type>();
    let whys = batch.column_by_name("why").unwrap().as_string::<i32>();
    positions.values().iter().zip(whys.iter()).map(|(at, why)| (*at, why.unwrap().to_owned())).collect()
}

#[test]
fn every_line_is_an_event_a_dead_letter_or_blank() {
    let text = format!("{GOOD}\r\n\n  \t\r\nnot json\n{GOOD}");
    let buffer = take(text.as_bytes(), Framing::Lines { start: 100 });
    assert_eq!((buffer.read, buffer.columns.rows(), buffer.dead_letters.len()), (3, 2, 1));
    let expected = 100 + GOOD.len() as i64 + 2 + 1 + 5;
    assert_eq!(dead(&buffer)[0].0, expected);
}

#[test]
fn bytes_that_are_no_text_spoil_only_their_line() {
    let mut data = GOOD.as_bytes().to_vec();
    data.extend_from_slice(b"\n{\"id\":\"\xff\"}\n");
    data.extend_from_slice(GOOD.as_bytes());
    let buffer = take(&data, Framing::Lines { start: 0 });
    assert_eq!((buffer.read, buffer.columns.rows()), (3, 2));
    assert_eq!(dead(&buffer), [(GOOD.len() as i64 + 1, "The line is not UTF-8 from its byte 7 on.".to_owned())]);
}

#[test]
fn messages_are_told_apart_by_their_ends() {
    let data = [GOOD.as_bytes(), b"", b"x\ny", GOOD.as_bytes()].concat();
    let ends = [GOOD.len(), GOOD.len(), GOOD.len() + 3, data.len()];
    let messages = ends.into_iter().zip(40..).map(|(end, position)| Record { end, position }).collect();
    let buffer = take(&data, Framing::Messages(messages));
    assert_eq!((buffer.read, buffer.columns.rows()), (4, 2));
    let dead = dead(&buffer);
    assert_eq!(dead[0], (41, "The message is empty.".to_owned()));
    assert_eq!(dead[1].0, 42);
}

#[test]
fn a_blank_message_is_a_dead_letter_as_a_blank_line_is_not() {
    let messages = vec![Record { end: 3, position: 7 }];
    assert_eq!(dead(&take(b" \r\n", Framing::Messages(messages))), [(7, "The message is empty.".to_owned())]);
    assert_eq!(take(b" \r\n", Framing::Lines { start: 7 }).read, 0);
}

#[test]
fn a_refused_line_keeps_at_most_its_first_64_kib() {
    let long = format!("{{\"id\":\"{}\"}}", "x".repeat(100_000));
    let buffer = take(long.as_bytes(), Framing::Lines { start: 0 });
    assert!(dead(&buffer)[0].1.ends_with("; of its 100009 bytes the first 65536 are kept."), "{:?}", dead(&buffer));
    let cut = take(&[b'x'; 64 * 1024], Framing::Oversize { position: 7, length: 2_000_000 });
    assert_eq!(dead(&cut), [(7, "The line has 2000000 bytes, more than 1 MiB; the first 65536 are kept.".to_owned())]);
}
