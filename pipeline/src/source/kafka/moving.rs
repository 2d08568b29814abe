//! Taking partitions that the group gives, and giving back those that it takes.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::time::{Duration, Instant};

use rdkafka::consumer::Consumer;
use rdkafka::{Offset, TopicPartitionList};

use super::group::{Move, answer};
use super::held::Held;
use super::place::Place;
use super::reading::{Partition, Reading};
use super::{PATIENCE, Stop};
use crate::source::queue::{Message, Settle};
use crate::source::{Acknowledge, Lane, Resume};

/// How long the bounds of partitions are asked for that are read to their ends: a leader may just be changing.
const FINDING: Duration = Duration::from_secs(60);

/// How long a broker may take to tell the bounds of one that is followed, before the others are begun without it.
const ASKING: Duration = Duration::from_secs(2);

/// A partition's first offset, and the one after its last.
type Bounds = (i64, i64);

/// A move that waits until what was read before it is stored.
#[derive(Debug)]
pub(super) struct Moving {
    pub(super) asked: Move,
    /// Where the stored positions come from.
    told: Receiver<Vec<Resume>>,
    /// The positions, once they are told.
    stored: Option<Vec<Resume>>,
    since: Instant,
}

impl Reading {
    /// Begins the next move, or goes on with the one at hand; never waits.
    pub(super) fn moves(&mut self) -> Result<(), Stop> {
        if let Some(moving) = self.moving.take() {
            self.moving = self.go_on(moving)?;
        }
        if self.moving.is_none()
            && let Some(asked) = self.connected.consumer.context().next_move()
        {
            self.moving = Some(self.begin(asked));
        }
        Ok(())
    }

    /// Has everything stored that was read, and for partitions that come asks where they stand.
    pub(super) fn begin(&mut self, asked: Move) -> Moving {
        self.gather();
        let (Move::Come(partitions) | Move::Go(partitions)) = &asked;
        // What the client has fetched of those that go is another member's. And one that comes may have been ours before:
        // were it read on meanwhile, it would be read twice from where it is told to stand.
        partitions.iter().for_each(|partition| self.forget(*partition));
        let apps = match &asked {
            Move::Come(partitions) => partitions.iter().map(|partition| self.connected.app(*partition)).collect(),
            Move::Go(_) => Vec::new(),
        };
        tracing::debug!(source = %self.connected.name, ?asked, "partitions move");
        let (answer, told) = sync_channel(1);
        self.outbox.push(Message::Settle(Settle { apps, answer }));
        Moving { asked, told, stored: None, since: Instant::now() }
    }

    fn go_on(&mut self, mut moving: Moving) -> Result<Option<Moving>, Stop> {
        if moving.stored.is_none() {
            match moving.told.try_recv() {
                Ok(stored) => moving.stored = Some(stored),
                Err(TryRecvError::Disconnected) => return Err(Stop::Gone),
                Err(TryRecvError::Empty) => {}
            }
        }
        match (&moving.asked, &moving.stored) {
            (Move::Come(_), None) => Ok(Some(moving)),
            (Move::Come(partitions), Some(stored)) => {
                let taken = self.take_over(partitions, stored, moving.since.elapsed() >= FINDING)?;
                Ok(if taken { None } else { Some(moving) })
            }
            (Move::Go(_), None) if moving.since.elapsed() < self.connected.drain => Ok(Some(moving)),
            (Move::Go(partitions), stored) => {
                if stored.is_none() {
                    tracing::warn!(
                        source = %self.connected.name, ?partitions,
                        "what was read of partitions was not stored in time: they go to another member, who reads it again"
                    );
                }
                // The group's offsets can be told only as long as the partitions are ours.
                self.acknowledge();
                self.answer(false, &self.list(partitions.iter().map(|partition| (*partition, Offset::Invalid)))?)?;
                Ok(None)
            }
        }
    }

    /// Reads partitions from where the table says; false if a broker does not tell their bounds now, and all are waited for.
    fn take_over(&mut self, partitions: &[i32], stored: &[Resume], is_last_try: bool) -> Result<bool, Stop> {
        let Some(bounds) = self.bounds(partitions, is_last_try)? else { return Ok(false) };
        let mut starts = Vec::with_capacity(partitions.len());
        let mut held = Vec::new();
        for ((partition, stored), bounds) in partitions.iter().zip(stored).zip(bounds) {
            let lane = self.lane(*partition, *stored);
            let Some((low, high)) = bounds else {
                starts.push((*partition, Offset::End));
                let end = stored.position.unwrap_or_default();
                held.push((*partition, Held { lane, waits: Some(*stored) }, (end, end)));
                continue;
            };
            let place = match Place::find(*stored, low, high) {
                Ok(place) => Some(place).filter(|_| !self.is_stopped(*partition)),
                Err(misplaced) => {
                    self.misplaced(*partition, &misplaced)?;
                    None
                }
            };
            match place {
                Some(place) => {
                    starts.push((*partition, Offset::Offset(place.from)));
                    let partition_read = self.partition(lane, place, high);
                    self.partitions.insert(*partition, partition_read);
                }
                None => {
                    starts.push((*partition, Offset::Offset(high)));
                    held.push((*partition, Held { lane, waits: None }, (low, high)));
                }
            }
        }
        self.answer(true, &self.list(starts)?)?;
        if !held.is_empty() {
            // They are ours, and stay where they are.
            let list = self.list(held.iter().map(|(partition, ..)| (*partition, Offset::Invalid)))?;
            self.connected.consumer.pause(&list).map_err(|error| self.failed(error.to_string()))?;
        }
        for (partition, one, bounds) in held {
            self.hold(partition, one, bounds);
        }
        if self.is_paused {
            self.pause()?;
        }
        Ok(true)
    }

    /// The bounds of partitions; none for one whose broker does not tell, or for all, where the ends of all are wanted.
    fn bounds(&self, partitions: &[i32], is_last_try: bool) -> Result<Option<Vec<Option<Bounds>>>, Stop> {
        let began = Instant::now();
        let mut bounds = Vec::with_capacity(partitions.len());
        for partition in partitions {
            // While partitions are asked for in vain, the others are not read, and the group waits.
            let patience = if self.once { PATIENCE } else { ASKING.min(PATIENCE.saturating_sub(began.elapsed())) };
            if patience.is_zero() {
                bounds.push(None);
                continue;
            }
            match self.connected.consumer.fetch_watermarks(&self.connected.source.topic, *partition, patience) {
                Ok(found) => bounds.push(Some(found)),
                Err(error) if !self.once => {
                    let place = self.connected.place(*partition);
                    tracing::warn!(
                        source = %self.connected.name, %error,
                        "{place} does not tell its bounds: it is not read until it does, and asked again every few seconds"
                    );
                    bounds.push(None);
                }
                Err(error) if is_last_try => {
                    let place = self.connected.place(*partition);
                    return Err(self.failed(format!("{place} does not tell its bounds: {error}")));
                }
                Err(_) => return Ok(None),
            }
        }
        Ok(Some(bounds))
    }

    fn lane(&self, partition: i32, resumed: Resume) -> Arc<Lane> {
        Arc::new(Lane {
            source: format!("kafka:{}:{partition}", self.connected.source.topic).into(),
            app: Some(self.connected.app(partition)),
            resumed,
            acknowledge: Some(Acknowledge { partition, told: self.told.clone() }),
        })
    }

    pub(super) fn partition(&self, lane: Arc<Lane>, place: Place, high: i64) -> Partition {
        let until = self.once.then_some(high);
        let resumed = lane.resumed;
        let next = resumed.position.unwrap_or(place.from);
        Partition {
            lane,
            witness: place.witness,
            until,
            is_open: until != Some(place.from),
            next,
            mark: resumed.mark,
            came_micros: None,
        }
    }

    /// Gives every open question of the group its answer, so that it can be left.
    pub(super) fn leave(&mut self) {
        if self.once {
            return;
        }
        let group = self.connected.consumer.context();
        group.leave();
        let mut open: Vec<Move> = self.moving.take().map(|moving| moving.asked).into_iter().collect();
        open.extend(std::iter::from_fn(|| group.next_move()));
        for asked in open {
            let (comes, Move::Come(partitions) | Move::Go(partitions)) = (matches!(asked, Move::Come(_)), &asked);
            let offsets = partitions.iter().map(|partition| (*partition, Offset::Invalid));
            // Who leaves has nothing to lose: what fails here is settled by the group's own time-out.
            if let Ok(list) = self.list(offsets) {
                let _ = answer(&self.connected.consumer, comes, &list);
            }
        }
    }

    fn answer(&self, comes: bool, list: &TopicPartitionList) -> Result<(), Stop> {
        let consumer = &self.connected.consumer;
        if self.once {
            return consumer.assign(list).map_err(|error| self.failed(error.to_string()));
        }
        if let Err(error) = answer(consumer, comes, list) {
            // The group may have given the partitions to others meanwhile; that is told by a move of its own.
            tracing::warn!(source = %self.connected.name, %error, "partitions could not be taken or given as the group asked");
        }
        Ok(())
    }

    /// Partitions of the topic, each with an offset.
    pub(super) fn list(&self, offsets: impl IntoIterator<Item = (i32, Offset)>) -> Result<TopicPartitionList, Stop> {
        self.connected.list(offsets).map_err(|error| self.failed(error.to_string()))
    }
}
