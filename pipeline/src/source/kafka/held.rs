//! Partitions that are ours and are not read.
//!
//! They must not vanish: what comes to them is missing, so their lag is told, and up to when the data are whole stands still.

use std::sync::Arc;

use super::reading::Reading;
use crate::source::Lane;
use crate::source::queue::{Looked, Message};

impl Reading {
    /// Holds a partition without reading it, and tells so at once, with the end that is known of it.
    pub(super) fn hold(&mut self, partition: i32, lane: Arc<Lane>, end: i64) {
        self.outbox.push(Message::Looked(Looked { lane: Arc::clone(&lane), end, until_micros: None, is_held: true }));
        self.held.insert(partition, lane);
    }
}
