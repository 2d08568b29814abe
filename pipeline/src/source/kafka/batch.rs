//! Messages of one partition that wait to be sent with others.

use std::sync::Arc;

use opkald_events::{KEPT_BYTES, MAX_LINE_BYTES};
use rdkafka::message::{BorrowedMessage, Message as _};

use super::place::hash;
use crate::source::mark::mark;
use crate::source::{Chunk, Framing, Lane, Record};

/// Some messages, in their order.
#[derive(Debug, Default)]
pub(super) struct Batch {
    data: Vec<u8>,
    messages: Vec<Record>,
    /// Of the last: when it came, and its key. With its content they make its mark, which only the last one needs.
    timestamp_ms: Option<i64>,
    key: Vec<u8>,
}

impl Batch {
    /// Adds a message and tells what it takes in bytes.
    pub(super) fn add(&mut self, message: &BorrowedMessage<'_>) -> usize {
        let payload = message.payload().unwrap_or_default();
        self.data.extend_from_slice(payload);
        self.messages.push(Record { end: self.data.len(), position: message.offset() });
        self.timestamp_ms = message.timestamp().to_millis();
        self.key.clear();
        self.key.extend_from_slice(message.key().unwrap_or_default());
        payload.len() + size_of::<Record>()
    }

    /// What waits, as a chunk of a lane; none if nothing does.
    pub(super) fn into_chunk(self, lane: &Arc<Lane>) -> Option<Chunk> {
        let next = self.messages.last()?.position + 1;
        let begin = self.messages.iter().rev().nth(1).map_or(0, |before| before.end);
        let mark = mark(next, hash(self.timestamp_ms, &self.key, &self.data[begin..]));
        let (lane, framing) = (Arc::clone(lane), Framing::Messages(self.messages));
        Some(Chunk { lane, data: self.data, framing, next, mark })
    }
}

/// A chunk of no messages: what lies before the position is nothing that is read.
pub(super) fn nothing(lane: &Arc<Lane>, next: i64, mark: Option<i64>) -> Chunk {
    Chunk { lane: Arc::clone(lane), data: Vec::new(), framing: Framing::Messages(Vec::new()), next, mark }
}

/// Whether a message is longer than any event may be: then it goes by itself, and only its beginning.
pub(super) fn is_oversize(message: &BorrowedMessage<'_>) -> bool {
    message.payload_len() > MAX_LINE_BYTES
}

/// A chunk of the beginning of a message that is too long.
pub(super) fn oversize(message: &BorrowedMessage<'_>, lane: &Arc<Lane>) -> Chunk {
    let payload = message.payload().unwrap_or_default();
    let framing = Framing::Oversize { position: message.offset(), length: payload.len() as u64 };
    let data = payload[..payload.len().min(KEPT_BYTES)].to_vec();
    Chunk { lane: Arc::clone(lane), data, framing, next: message.offset() + 1, mark: mark_of(message) }
}

/// The mark of the position after a message.
pub(super) fn mark_of(message: &BorrowedMessage<'_>) -> Option<i64> {
    let (key, payload) = (message.key().unwrap_or_default(), message.payload().unwrap_or_default());
    mark(message.offset() + 1, hash(message.timestamp().to_millis(), key, payload))
}
