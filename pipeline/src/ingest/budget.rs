//! The bound of memory: what each part may take, added up.

use std::fmt;

use opkald_events::{BLOCK_BYTES, MAX_LINE_BYTES};

use super::FlushPolicy;
use crate::dedup::{GROWING_BYTES, SETS_BYTES};
use crate::source::{KAFKA_QUEUED_BYTES, QUEUE_CHUNKS, Source, WITNESS_BYTES, ZSTD_WINDOW_BYTES};

/// Bytes that a Parquet writer and the store hold beside the rows: dictionaries, pages of a row group, the file itself.
const ENCODING_BYTES: usize = 48 * 1024 * 1024;

/// Bytes that were given back, and that the allocator holds on to for a while: measured, since nobody promises any.
const SLACK_BYTES: usize = 64 * 1024 * 1024;

/// Bytes of the program itself, its threads, and the table's state.
const PROGRAM_BYTES: usize = 48 * 1024 * 1024;

/// What each part may take in memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// The program, its threads, the table's state.
    pub program: usize,
    /// What the allocator holds on to.
    pub slack: usize,
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

/// Bytes that all of it may take.
const BOUND_BYTES: usize = 400 * 1024 * 1024;

/// Least bytes of a flush: however many the sources are, files must not become too small.
const LEAST_FLUSH_BYTES: usize = 4 * 1024 * 1024;

impl Budget {
    /// The bound for some sources; many of them leave less for a flush, which is lowered to what fits.
    pub(super) fn fit(sources: &[Source], once: bool, flush: &mut FlushPolicy) -> Self {
        let count = |is_one: &dyn Fn(&Source) -> bool| sources.iter().filter(|source| is_one(source)).count();
        let is_zstd = |source: &Source| matches!(source, Source::File(path) if path.extension().is_some_and(|suffix| suffix == "zst"));
        let files = count(&|source| !matches!(source, Source::Kafka(_)));
        // Files are read one after the other, unless they are followed.
        let readers = if once { files.min(2) } else { files };
        let mut budget = Self {
            program: PROGRAM_BYTES,
            slack: SLACK_BYTES,
            queue: QUEUE_CHUNKS * (MAX_LINE_BYTES + BLOCK_BYTES),
            reading: readers * (MAX_LINE_BYTES + 3 * BLOCK_BYTES + 2 * WITNESS_BYTES)
                + ZSTD_WINDOW_BYTES * count(&is_zstd).min(1),
            kafka: count(&|source| matches!(source, Source::Kafka(_))) * KAFKA_QUEUED_BYTES,
            columns: 0,
            sorted: 0,
            encoding: ENCODING_BYTES,
            fingerprints: SETS_BYTES + GROWING_BYTES,
        };
        let room = BOUND_BYTES.saturating_sub(budget.total()) / 3;
        flush.bytes = flush.bytes.min(room).max(LEAST_FLUSH_BYTES.min(flush.bytes));
        // A vector that grows has up to twice the room that it needs.
        budget.columns = 2 * flush.bytes;
        budget.sorted = flush.bytes;
        budget
    }

    /// All of it.
    pub fn total(&self) -> usize {
        self.parts().iter().map(|(_, bytes)| bytes).sum()
    }

    fn parts(&self) -> [(&'static str, usize); 9] {
        [
            ("program", self.program),
            ("slack", self.slack),
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

#[cfg(test)]
mod tests;
