//! Partitions that are ours and are not read.
//!
//! They must not vanish: what comes to them is missing, so their lag is told, and up to when the data are whole stands still.

use std::sync::Arc;

use rdkafka::Offset;
use rdkafka::consumer::Consumer;

use super::place::Place;
use super::reading::Reading;
use super::{PATIENCE, Stop};
use crate::source::queue::{Looked, Message};
use crate::source::{Lane, Resume};

/// A partition that is held.
#[derive(Debug)]
pub(super) struct Held {
    pub(super) lane: Arc<Lane>,
    /// Where it stands, if it is begun as soon as a broker tells its bounds; none where only a person can mend it.
    pub(super) waits: Option<Resume>,
}

impl Reading {
    /// Holds a partition without reading it, and tells so at once, with the bounds that are known of it.
    pub(super) fn hold(&mut self, partition: i32, held: Held, bounds: (i64, i64)) {
        self.tell(&held.lane, bounds, true);
        self.held.insert(partition, held);
    }

    /// Begins a partition that waited for this, or goes on holding it; its bounds are known now.
    pub(super) fn look_at_held(&mut self, number: i32, held: Held, low: i64, high: i64) -> Result<(), Stop> {
        let Some(stored) = held.waits.filter(|_| !self.is_stopped(number)) else {
            self.hold(number, Held { waits: None, ..held }, (low, high));
            return Ok(());
        };
        match Place::find(stored, low, high) {
            Err(misplaced) => {
                self.misplaced(number, &misplaced)?;
                self.hold(number, Held { waits: None, ..held }, (low, high));
            }
            Ok(place) if self.goes_to(number, place.from) => {
                tracing::info!(source = %self.connected.name, partition = number, "the partition has a leader, and is read");
                self.tell(&held.lane, (low, high), false);
                let partition = self.partition(held.lane, place, high);
                self.partitions.insert(number, partition);
                self.pause()?;
            }
            Ok(_) => self.hold(number, held, (low, high)),
        }
        Ok(())
    }

    /// Lets the client go to an offset of a partition; false if it cannot yet.
    fn goes_to(&self, partition: i32, from: i64) -> bool {
        let topic = &self.connected.source.topic;
        let gone = self.connected.consumer.seek(topic, partition, Offset::Offset(from), PATIENCE);
        if let Err(error) = &gone {
            tracing::debug!(source = %self.connected.name, partition, %error, "the partition cannot be begun yet");
        }
        gone.is_ok()
    }

    fn tell(&mut self, lane: &Arc<Lane>, (begin, end): (i64, i64), is_held: bool) {
        self.outbox.push(Message::Looked(Looked { lane: Arc::clone(lane), begin, end, until_micros: None, is_held }));
    }
}
