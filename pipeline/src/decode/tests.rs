#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::Arc;

use super::*;
use crate::source::{Lane, Record, Resume};

const GOOD: &str = r#"{"id":"1","type":"agent.left","time":"2026-01-02T00:00:02Z","customer":"9","agent":"a"}"#;

#[test]
fn messages_are_told_apart_by_their_ends() {
    let data = [GOOD.as_bytes(), b"", b"x\ny", GOOD.as_bytes()].concat();
    let ends = [GOOD.len(), GOOD.len(), GOOD.len() + 3, data.len()];
    let messages = ends.into_iter().zip(40..).map(|(end, position)| Record { end, position }).collect();
    let lane = Arc::new(Lane::new("source".into(), None, Resume::default()));
    let chunk = Chunk { lane, data, framing: Framing::Messages(messages), next: 44, mark: None };
    let mut buffer = Buffer::default();
    assert!(take(&chunk, Format::Events, i64::MAX, &mut buffer));
    assert_eq!((buffer.read, buffer.columns.rows()), (4, 2));
    let dead: Vec<_> = buffer.dead_letters.iter().map(|letter| (letter.position, letter.raw.as_slice())).collect();
    assert_eq!(dead, [(41, &b""[..]), (42, b"x\ny")]);
}
