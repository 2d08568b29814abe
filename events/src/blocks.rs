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
    /// Room for what is read at once.
    block: Vec<u8>,
    /// Read, but not handed out yet: the beginning of a line, and after one that was too long, lines.
    pending: Vec<u8>,
    /// Bytes of it in which no line ends.
    searched: usize,
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
        let (block, pending) = (vec![0; BLOCK_BYTES], Vec::new());
        Self { reader, block, pending, searched: 0, position: 0, hash: Xxh3::new(), oversize: None }
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
        while left > 0 {
            let wanted = left.min(BLOCK_BYTES);
            let count = read(&mut self.reader, &mut self.block[..wanted])?;
            if count == 0 {
                return Ok(false);
            }
            self.hash.update(&self.block[..count]);
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
            if let Some(block) = self.cut() {
                return Ok(block);
            }
            let count = read(&mut self.reader, &mut self.block)?;
            if count == 0 {
                return Ok(Block::End);
            }
            self.pending.extend_from_slice(&self.block[..count]);
        }
    }

    /// Cuts a block out of what was read.
    fn cut(&mut self) -> Option<Block> {
        if self.oversize.is_some() {
            return self.cut_oversize();
        }
        let fresh = &self.pending[self.searched..];
        let Some(first) = fresh.iter().position(|byte| *byte == b'\n') else {
            self.searched = self.pending.len();
            return if self.searched > MAX_LINE_BYTES { self.begin_oversize() } else { None };
        };
        if self.searched + first > MAX_LINE_BYTES {
            return self.begin_oversize();
        }
        let last = fresh.iter().rposition(|byte| *byte == b'\n').unwrap_or(first);
        let rest = self.pending.split_off(self.searched + last + 1);
        let lines = std::mem::replace(&mut self.pending, rest);
        self.searched = self.pending.len();
        self.advance(&lines);
        Some(Block::Lines(lines))
    }

    fn begin_oversize(&mut self) -> Option<Block> {
        self.oversize = Some((Vec::new(), 0));
        self.cut_oversize()
    }

    /// Goes on through a line that is too long; keeps its beginning only.
    fn cut_oversize(&mut self) -> Option<Block> {
        let end = self.pending.iter().position(|byte| *byte == b'\n');
        let rest = self.pending.split_off(end.map_or(self.pending.len(), |end| end + 1));
        let part = std::mem::replace(&mut self.pending, rest);
        self.searched = 0;
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
        self.searched = 0;
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

/// Reads once; a signal that comes between is no reason not to.
fn read(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

#[cfg(test)]
mod tests;
