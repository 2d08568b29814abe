#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::io::{self, Read};

use proptest::prelude::*;

use super::*;

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
        let block = reading.next_block().unwrap();
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

#[test]
fn lines_after_one_that_is_too_long_are_lines() {
    let long = vec![b'x'; MAX_LINE_BYTES + 5];
    // The second of two that are too long comes without its end, and all of it at once or little by little.
    let data = [&long, &b"\na\nb\n"[..], &long].concat();
    for drip in [1 << 12, BLOCK_BYTES] {
        let oversize = |data: &[u8]| Block::Oversize { kept: data[..KEPT_BYTES].to_vec(), length: data.len() as u64 };
        let kinds: Vec<_> = blocks(&data, drip).into_iter().map(|(block, _)| block).collect();
        assert_eq!(kinds, [oversize(&long), Block::Lines(b"a\nb\n".to_vec()), oversize(&long)]);
    }
}

/// Is interrupted before each byte.
struct Interrupted<'a>(&'a [u8], bool);

impl Read for Interrupted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.1 = !self.1;
        if self.1 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let wanted = buffer.len().min(1);
        self.0.read(&mut buffer[..wanted])
    }
}

#[test]
fn a_signal_is_no_end() {
    let mut reading = Blocks::new(Interrupted(b"a\nb\n", false));
    assert!(reading.skip(2).unwrap());
    assert_eq!(reading.next_block().unwrap(), Block::Lines(b"b\n".to_vec()));
    assert_eq!(reading.next_block().unwrap(), Block::End);
}

proptest! {
    #[test]
    fn blocks_are_whole_lines_in_their_order(lines in prop::collection::vec("[a-z]{0,20}", 0..50), drip in 1_usize..40, end in any::<bool>()) {
        let mut data = lines.join("\n").into_bytes();
        if end { data.push(b'\n'); }
        let all = blocks(&data, drip);
        let mut joined = Vec::new();
        for (at, (block, position)) in all.iter().enumerate() {
            let Block::Lines(bytes) = block else { panic!("too long") };
            joined.extend_from_slice(bytes);
            prop_assert_eq!(joined.len() as i64, *position);
            prop_assert!(bytes.ends_with(b"\n") || at + 1 == all.len());
        }
        prop_assert_eq!(joined, data);
    }

    #[test]
    fn what_was_read_is_known_again(data in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..200, drip in 1_usize..50) {
        let cut = cut.min(data.len());
        let mut whole = Blocks::new(Drips(&data, 7));
        prop_assert!(whole.skip(cut as i64).unwrap());
        let mut again = Blocks::new(Drips(&data[..cut], drip));
        prop_assert!(again.skip(cut as i64).unwrap());
        prop_assert_eq!((whole.position(), whole.digest()), (again.position(), again.digest()));
        prop_assert!(!again.skip(1).unwrap());
    }
}
