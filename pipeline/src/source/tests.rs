#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod properties;
mod unbroken;

use std::io::{self, Read};

use super::blocks::{Block, Blocks};
use super::*;

#[test]
fn a_source_is_a_file_standard_input_or_a_topic() {
    assert_eq!("-".parse::<Source>().unwrap(), Source::Stdin);
    assert_eq!("a/b.ndjson".parse::<Source>().unwrap(), Source::File("a/b.ndjson".into()));
    assert_eq!("file:///a/b".parse::<Source>().unwrap(), Source::File("/a/b".into()));
    let text = "kafka://one:9092,two:9093/calls?group=opkald";
    let kafka: Source = text.parse().unwrap();
    assert_eq!(kafka.to_string(), text);
    let Source::Kafka(kafka) = kafka else { panic!("no topic") };
    assert_eq!(
        (kafka.brokers.as_str(), kafka.topic.as_str(), kafka.group.as_str()),
        ("one:9092,two:9093", "calls", "opkald")
    );
}

#[test]
fn a_source_that_is_none_says_why() {
    for (text, why) in [
        ("", "it is empty"),
        ("http://x/y", "the scheme http is not known"),
        ("kafka://one:9092", "it names no topic"),
        ("kafka://one/calls?group=g", "\"one\" is not host:port"),
        ("kafka://one:9092/?group=g", "\"\" is no name of a topic"),
        ("kafka://one:9092/calls", "it names no group"),
        ("kafka://one:9092/calls?group=", "\"\" is no name of a group"),
        ("kafka://one:9092/calls?gruop=g", "the setting \"gruop=g\" is not known"),
    ] {
        let error = text.parse::<Source>().unwrap_err().to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
}

/// Gives a few bytes at a time.
struct Drips<'a>(&'a [u8], usize);

impl Read for Drips<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.1.min(buffer.len()).min(self.0.len());
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

/// Every block with the position after it, the rest included.
fn blocks(data: &[u8], drip: usize) -> Vec<(Block, i64)> {
    let mut reading = Blocks::new(Drips(data, drip));
    let mut all = Vec::new();
    loop {
        let block = reading.next().unwrap();
        if block == Block::End {
            break;
        }
        all.push((block, reading.position()));
    }
    let rest = reading.rest();
    if rest != Block::End {
        all.push((rest, reading.position()));
    }
    all
}

#[test]
fn a_line_that_is_too_long_is_passed_over() {
    let long = vec![b'x'; MAX_LINE_BYTES + 5];
    let data = [b"a\n", long.as_slice(), b"\nb\nc"].concat();
    for drip in [1 << 12, BLOCK_BYTES, 3 * BLOCK_BYTES] {
        let blocks = blocks(&data, drip);
        let oversize = blocks.iter().find_map(|(block, at)| match block {
            Block::Oversize { kept, length } => Some((kept.len(), *length, *at)),
            _ => None,
        });
        assert_eq!(oversize, Some((KEPT_BYTES, long.len() as u64, 2 + long.len() as i64 + 1)));
        let lines: Vec<u8> = blocks
            .iter()
            .filter_map(|(block, _)| match block {
                Block::Lines(lines) => Some(lines.clone()),
                _ => None,
            })
            .collect::<Vec<_>>()
            .concat();
        assert_eq!(lines, b"a\nb\nc");
        assert_eq!(blocks.last().unwrap().1, data.len() as i64);
    }
    let mut endless = blocks(&long, 1 << 16);
    assert_eq!(endless.len(), 1);
    assert_eq!(endless.pop().unwrap().1, long.len() as i64);
}
