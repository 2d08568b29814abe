//! The parts of the way by themselves, for benchmarks: what decoding alone costs, and what encoding is given.

use std::sync::Arc;

use arrow::array::RecordBatch;
use chrono::NaiveDate;
use opkald_events::{Buffer, DayRows, Format};

use crate::Result;
use crate::clock::Clock;
use crate::decode::take;
use crate::source::{Chunk, Framing, Lane, Resume};

/// Events in columns, not sorted yet.
#[derive(Debug)]
pub struct Decoded(Buffer);

/// Decodes lines of events, as the loop does.
pub fn decode(lines: Vec<u8>) -> Decoded {
    let lane = Arc::new(Lane::new("measure".into(), None, Resume::default()));
    let chunk = Chunk { lane, data: lines, framing: Framing::Lines { start: 0 }, next: 0, mark: None };
    let mut buffer = Buffer::default();
    take(&chunk, Format::Events, Clock::system().micros(), &mut buffer);
    Decoded(buffer)
}

impl Decoded {
    /// Number of events.
    pub fn events(&self) -> usize {
        self.0.columns.rows()
    }

    /// Number of lines that were refused.
    pub fn dead_letters(&self) -> usize {
        self.0.dead_letters.len()
    }

    /// The events of each day, sorted as a file has them.
    ///
    /// # Errors
    /// When the columns do not fit together, which is a fault of this program.
    pub fn into_batches(self) -> Result<Vec<(NaiveDate, RecordBatch)>> {
        let sealed = self.0.columns.seal();
        let batch = |day: DayRows| Ok((day.day, sealed.batch(&day.rows)?));
        sealed.days().into_iter().map(batch).collect()
    }
}
