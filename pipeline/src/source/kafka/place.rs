//! Where a partition is begun, and when it must not be.

use std::fmt;

use xxhash_rust::xxh3::Xxh3;

use crate::source::Resume;
use crate::source::mark::position_of;

/// Where a partition is begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Offset of the first message to ask for.
    pub(super) from: i64,
    /// The last message before the first new one, by which the partition is known again; none where there is none.
    pub(super) witness: Option<Witness>,
}

/// The last message that was stored: its offset, and the mark of the position after it.
///
/// A topic that was deleted and made anew has the same name and, after a while, the same offsets. It does not have the
/// same messages at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Witness {
    pub(super) offset: i64,
    pub(super) mark: i64,
}

/// Why a partition must not be read on: whoever did would skip what is missing without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misplaced {
    /// It begins after what was read: the brokers dropped what lies between.
    Dropped { stored: i64, low: i64 },
    /// It ends before what was read.
    Shorter { stored: i64, high: i64 },
    /// At the last offset that was read, another message stands.
    Other { offset: i64 },
}

impl fmt::Display for Misplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dropped { stored, low } => write!(
                f,
                "begins at offset {low}, but was read to {stored} only: the brokers dropped what lies between; \
                 read it under another group to go on without"
            ),
            Self::Shorter { stored, high } => write!(
                f,
                "ends at offset {high}, but was read to {stored}: the topic was made anew; read it under another group"
            ),
            Self::Other { offset } => write!(
                f,
                "has another message at offset {offset} than the one that was stored: the topic was made anew; read it \
                 under another group"
            ),
        }
    }
}

impl Place {
    /// Finds the place from what the table knows and from the partition's first offset and the one after its last.
    pub(super) fn find(stored: Resume, low: i64, high: i64) -> Result<Self, Misplaced> {
        match stored.position {
            None => Ok(Self { from: low, witness: None }),
            Some(stored) if stored < low => Err(Misplaced::Dropped { stored, low }),
            Some(stored) if stored > high => Err(Misplaced::Shorter { stored, high }),
            Some(position) => {
                // Between it and the position may lie what is no message: the ends of transactions, and what they gave up.
                let witness = stored.mark.map(|mark| Witness { offset: position_of(mark) - 1, mark });
                let witness = witness.filter(|witness| (low..position).contains(&witness.offset));
                Ok(Self { from: witness.map_or(position, |witness| witness.offset), witness })
            }
        }
    }
}

/// Hash of a message.
pub(super) fn hash(timestamp_ms: Option<i64>, key: &[u8], payload: &[u8]) -> u64 {
    let mut hash = Xxh3::new();
    hash.update(&timestamp_ms.unwrap_or(-1).to_le_bytes());
    hash.update(&key.len().to_le_bytes());
    hash.update(key);
    hash.update(payload);
    hash.digest()
}

#[cfg(test)]
mod tests;
