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
    /// Mark of the last.
    mark: Option<i64>,
}

impl Batch {
    /// Adds a message and tells what it takes in bytes.
    pub(super) fn add(&mut self, message: &BorrowedMessage<'_>) -> usize {
        let payload = message.payload().unwrap_or_default();
        self.data.extend_from_slice(payload);
        self.messages.push(Record { end: self.data.len(), position: message.offset() });
        self.mark = mark_of(message);
        payload.len() + size_of::<Record>()
    }

    /// What waits, as a chunk of a lane; none if nothing does.
    pub(super) fn into_chunk(self, lane: &Arc<Lane>) -> Option<Chunk> {
        let next = self.messages.last()?.position + 1;
        let (lane, framing) = (Arc::clone(lane), Framing::Messages(self.messages));
        Some(Chunk { lane, data: self.data, framing, next, mark: self.mark })
    }
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
