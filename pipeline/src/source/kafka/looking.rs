//! Looking, every few seconds, where the ends of the partitions are.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Utc;
use rdkafka::consumer::Consumer;
use rdkafka::error::KafkaError;

use super::Stop;
use super::connect::complaint;
use super::reading::Reading;
use crate::source::queue::{Looked, Message};

/// How often the end of each partition is looked for.
pub(super) const LOOKS: Duration = Duration::from_secs(2);

/// How long a broker may take to tell an end.
pub(super) const LOOK_PATIENCE: Duration = Duration::from_millis(500);

impl Reading {
    /// Looks where the end of the next partition is, one after the other, each once in a while: so it is known how far behind
    /// it is, and up to when all of it is here even while nothing comes.
    pub(super) fn look(&mut self) -> Result<(), Stop> {
        if self.once || !self.outbox.is_empty() || Instant::now() < self.look_at {
            return Ok(());
        }
        let (consumer, topic) = (&self.connected.consumer, &self.connected.source.topic);
        let Some(number) = self.ours_after(self.looked_at).or_else(|| self.ours_after(-1)) else {
            // Who has no partition wants to know no less whether there is a broker.
            let answered = consumer.fetch_metadata(Some(topic), LOOK_PATIENCE);
            self.looked(answered.map(drop), 1);
            return Ok(());
        };
        self.looked_at = number;
        let at_micros = Utc::now().timestamp_micros();
        let bounds = consumer.fetch_watermarks(topic, number, LOOK_PATIENCE);
        let Some((low, end)) = self.looked(bounds, self.partitions.len() + self.held.len()) else { return Ok(()) };
        if let Some(held) = self.held.remove(&number) {
            return self.look_at_held(number, held, low, end);
        }
        let Some(partition) = self.partitions.get(&number) else { return Ok(()) };
        let lane = Arc::clone(&partition.lane);
        // A producer's clock that runs ahead says nothing of what came by now.
        let came_micros = partition.came_micros.filter(|came| *came <= at_micros);
        let until_micros = if partition.next >= end { Some(at_micros) } else { came_micros };
        self.gather();
        self.outbox.push(Message::Looked(Looked { lane, begin: low, end, until_micros, is_held: false }));
        Ok(())
    }

    /// Notes what a look came to, and when the next is due, so that each of so many is looked at in time.
    fn looked<T>(&mut self, found: Result<T, KafkaError>, count: usize) -> Option<T> {
        match found {
            Ok(found) => {
                self.look_at = Instant::now() + LOOKS / u32::try_from(count).unwrap_or(u32::MAX).max(1);
                self.hears();
                Some(found)
            }
            Err(error) => {
                // It is asked again the next time. Meanwhile the others are read: looks must not take all of the time.
                self.look_at = Instant::now() + LOOKS;
                if self.hearing.asked_in_vain(Instant::now()) {
                    let why = complaint(&self.connected.consumer, &error);
                    tracing::warn!(source = %self.connected.name, "no broker was heard of for a minute {why}; it is tried again");
                }
                None
            }
        }
    }

    /// Notes that a broker was heard of.
    pub(super) fn hears(&mut self) {
        if self.hearing.hears(Instant::now()) {
            tracing::info!(source = %self.connected.name, "the brokers are heard of again");
        }
    }

    /// The partition of ours that comes after a number.
    fn ours_after(&self, number: i32) -> Option<i32> {
        let read = self.partitions.range(number + 1..).next().map(|(number, _)| *number);
        let held = self.held.range(number + 1..).next().map(|(number, _)| *number);
        read.into_iter().chain(held).min()
    }
}
