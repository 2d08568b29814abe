//! Cutting a stream of bytes into blocks of whole lines.

use std::fmt;
use std::io::{self, Read};

use xxhash_rust::xxh3::Xxh3;

use crate::decode::KEPT_BYTES;

/// Bytes that are read at once.
pub const BLOCK_BYTES: usize = 256 * 1024;

/// Longest line that can be an event.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;

/// What came next out of a stream.
#[derive(Debug, PartialEq, Eq)]
pub enum Block {
    /// Whole lines.
    Lines(Vec<u8>),
    /// A line that is too long: its beginning, and its length.
    Oversize {
        /// As much of it as is kept.
        kept: Vec<u8>,
        /// Its bytes, without its end.
        length: u64,
    },
    /// Nothing more, for now at least.
    End,
}

/// A stream of lines, with the position after the last block that was handed out.
pub struct Blocks<R> {
    reader: R,
    /// Read, but not handed out yet: the beginning of a line.
    pending: Vec<u8>,
    position: i64,
    hash: Xxh3,
    /// A line that is too long, as far as it was read.
    oversize: Option<(Vec<u8>, u64)>,
}

impl<R> fmt::Debug for Blocks<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Blocks({} bytes, {} more begun)", self.position, self.pending.len())
    }
}

impl<R: Read> Blocks<R> {
    /// A stream at its beginning.
    pub fn new(reader: R) -> Self {
        Self { reader, pending: Vec::new(), position: 0, hash: Xxh3::new(), oversize: None }
    }

    /// Position after the last block.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// Position after the last byte that was read, of which some may wait for the end of their line.
    pub fn reached(&self) -> i64 {
        let oversize = self.oversize.as_ref().map_or(0, |(_, length)| *length);
        let held = i64::try_from(oversize).unwrap_or(i64::MAX).saturating_add_unsigned(self.pending.len() as u64);
        self.position.saturating_add(held)
    }

    /// Hash of all content before the position.
    pub fn digest(&self) -> u64 {
        self.hash.digest()
    }

    /// Passes over bytes that were read before; false when the stream ends before them.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn skip(&mut self, bytes: i64) -> io::Result<bool> {
        let mut left = usize::try_from(bytes).unwrap_or(usize::MAX);
        let mut buffer = vec![0; BLOCK_BYTES];
        while left > 0 {
            let wanted = left.min(BLOCK_BYTES);
            let count = self.reader.read(&mut buffer[..wanted])?;
            if count == 0 {
                return Ok(false);
            }
            self.hash.update(&buffer[..count]);
            left -= count;
        }
        self.position += bytes;
        Ok(true)
    }

    /// The next block. Returns as soon as there is a whole line, so that a slow stream is not held up.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn next_block(&mut self) -> io::Result<Block> {
        loop {
            let before = self.pending.len();
            self.pending.resize(before + BLOCK_BYTES, 0);
            let read = self.reader.read(&mut self.pending[before..]);
            let count = *read.as_ref().unwrap_or(&0);
            self.pending.truncate(before + count);
            match read {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
                Ok(0) => return Ok(Block::End),
                Ok(_) => {}
            }
            if let Some(block) = self.cut(before) {
                return Ok(block);
            }
        }
    }

    /// Cuts a block out of what was read, of which the bytes from `fresh` on are new.
    fn cut(&mut self, fresh: usize) -> Option<Block> {
        if self.oversize.is_some() {
            return self.cut_oversize();
        }
        if let Some(last) = self.pending[fresh..].iter().rposition(|byte| *byte == b'\n') {
            let first = self.pending[fresh..].iter().position(|byte| *byte == b'\n').unwrap_or(last);
            if fresh + first > MAX_LINE_BYTES {
                self.oversize = Some((Vec::new(), 0));
                return self.cut_oversize();
            }
            let rest = self.pending.split_off(fresh + last + 1);
            let lines = std::mem::replace(&mut self.pending, rest);
            self.advance(&lines);
            return Some(Block::Lines(lines));
        }
        if self.pending.len() > MAX_LINE_BYTES {
            self.oversize = Some((Vec::new(), 0));
            return self.cut_oversize();
        }
        None
    }

    /// Goes on through a line that is too long; keeps its beginning only.
    fn cut_oversize(&mut self) -> Option<Block> {
        let end = self.pending.iter().position(|byte| *byte == b'\n');
        let rest = self.pending.split_off(end.map_or(self.pending.len(), |end| end + 1));
        let part = std::mem::replace(&mut self.pending, rest);
        let text = &part[..end.unwrap_or(part.len())];
        let (mut kept, length) = self.oversize.take().unwrap_or_default();
        let room = KEPT_BYTES.saturating_sub(kept.len()).min(text.len());
        kept.extend_from_slice(&text[..room]);
        let length = length + text.len() as u64;
        // The position stays before the line until its end is there: `skip` begins lines, never amid one.
        self.hash.update(&part);
        if end.is_none() {
            self.oversize = Some((kept, length));
            return None;
        }
        self.position += i64::try_from(length).unwrap_or(i64::MAX) + 1;
        Some(Block::Oversize { kept, length })
    }

    /// The last line, which lacks its end.
    pub fn rest(&mut self) -> Block {
        if let Some((kept, length)) = self.oversize.take() {
            self.position += i64::try_from(length).unwrap_or(i64::MAX);
            return Block::Oversize { kept, length };
        }
        let rest = std::mem::take(&mut self.pending);
        if rest.is_empty() {
            return Block::End;
        }
        self.advance(&rest);
        Block::Lines(rest)
    }

    fn advance(&mut self, bytes: &[u8]) {
        self.hash.update(bytes);
        self.position += i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    }
}

#[cfg(test)]
mod tests;
