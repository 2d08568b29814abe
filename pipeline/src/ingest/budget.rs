//! The bound of memory: what each part may take, added up.

use std::fmt;

use super::FlushPolicy;
use crate::dedup::{GROWING_BYTES, SETS_BYTES};
use crate::source::{BLOCK_BYTES, KAFKA_QUEUED_BYTES, MAX_LINE_BYTES, QUEUE_CHUNKS, Source, ZSTD_WINDOW_BYTES};

/// Bytes that a Parquet writer and the store hold beside the rows: dictionaries, pages of a row group, the file itself.
const ENCODING_BYTES: usize = 48 * 1024 * 1024;

/// Bytes of the program itself, its threads, and the table's state.
const PROGRAM_BYTES: usize = 48 * 1024 * 1024;

/// What each part may take in memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The program, its threads, the table's state.
    pub program: usize,
    /// Chunks between the sources and the loop.
    pub queue: usize,
    /// Blocks that sources are reading, and the windows of what they decompress.
    pub reading: usize,
    /// What the Kafka client holds.
    pub kafka: usize,
    /// Decoded events, with the room to grow.
    pub columns: usize,
    /// Their sorted copy.
    pub sorted: usize,
    /// Files in the making.
    pub encoding: usize,
    /// Fingerprints of what is stored.
    pub fingerprints: usize,
}

impl Budget {
    /// The bound for some sources.
    pub(super) fn new(sources: &[Source], flush: FlushPolicy) -> Self {
        let kafkas = sources.iter().filter(|source| matches!(source, Source::Kafka(_))).count();
        Self {
            program: PROGRAM_BYTES,
            queue: QUEUE_CHUNKS * MAX_LINE_BYTES,
            reading: MAX_LINE_BYTES + 3 * BLOCK_BYTES + ZSTD_WINDOW_BYTES,
            kafka: kafkas * KAFKA_QUEUED_BYTES,
            // A vector that grows has up to twice the room that it needs.
            columns: 2 * flush.bytes,
            sorted: flush.bytes,
            encoding: ENCODING_BYTES,
            fingerprints: SETS_BYTES + GROWING_BYTES,
        }
    }

    /// All of it.
    pub fn total(&self) -> usize {
        self.parts().iter().map(|(_, bytes)| bytes).sum()
    }

    fn parts(&self) -> [(&'static str, usize); 8] {
        [
            ("program", self.program),
            ("queue", self.queue),
            ("reading", self.reading),
            ("Kafka", self.kafka),
            ("columns", self.columns),
            ("sorting", self.sorted),
            ("encoding", self.encoding),
            ("fingerprints", self.fingerprints),
        ]
    }
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} MiB", self.total().div_ceil(1 << 20))?;
        let mut separator = " = ";
        for (name, bytes) in self.parts().into_iter().filter(|(_, bytes)| *bytes > 0) {
            write!(f, "{separator}{name} {}", bytes.div_ceil(1 << 20))?;
            separator = " + ";
        }
        Ok(())
    }
}
