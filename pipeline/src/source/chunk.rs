//! What a source sends: raw records, with their place.

use std::sync::Arc;

/// One thing whose position is committed by itself: a file, a partition of a topic.
#[derive(Debug)]
pub(crate) struct Lane {
    /// Name of the source, as dead letters bear it.
    pub(crate) source: Arc<str>,
    /// Name of the application whose progress the position is; none if nothing can be resumed.
    pub(crate) app: Option<String>,
    /// Where it was resumed.
    pub(crate) resumed: Resume,
    /// Where a position is told once it is committed, if somebody wants to know.
    pub(crate) acknowledge: Option<Acknowledge>,
}

impl Lane {
    /// Whether nobody stands beside it who sees what is refused: it comes from a producer, not from a file that a person
    /// named.
    pub(crate) fn is_watched(&self) -> bool {
        self.acknowledge.is_some()
    }

    /// A lane that nobody is told about.
    pub(crate) fn new(source: Arc<str>, app: Option<String>, resumed: Resume) -> Self {
        Self { source, app, resumed, acknowledge: None }
    }
}

/// The way back to a source.
#[derive(Debug, Clone)]
pub(crate) struct Acknowledge {
    pub(crate) partition: i32,
    pub(crate) told: std::sync::mpsc::Sender<Acknowledged>,
}

/// A position that is committed to the table.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Acknowledged {
    pub(crate) partition: i32,
    pub(crate) next: i64,
}

/// What the table knows of a lane.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Resume {
    /// Position of the next record to read.
    pub(crate) position: Option<i64>,
    /// Mark of the content before that position.
    pub(crate) mark: Option<i64>,
}

/// Records of one lane, in their order.
#[derive(Debug)]
pub(crate) struct Chunk {
    pub(crate) lane: Arc<Lane>,
    pub(crate) data: Vec<u8>,
    pub(crate) framing: Framing,
    /// Position after the chunk.
    pub(crate) next: i64,
    /// Mark of everything before that position, where the lane has content that may be replaced.
    pub(crate) mark: Option<i64>,
}

/// How records lie in a chunk.
#[derive(Debug)]
pub(crate) enum Framing {
    /// Lines, the first at this position; the last may lack its end, and then never gets it.
    Lines { start: i64 },
    /// The last line of a file that may be written still: it lacks its end, and may lack more.
    Unfinished { start: i64 },
    /// Messages: where each ends in the data, and its position.
    Messages(Vec<Record>),
    /// The beginning of one record that is too long.
    Oversize { position: i64, length: u64 },
}

/// A message's place in a chunk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Record {
    pub(crate) end: usize,
    pub(crate) position: i64,
}
