//! The loop that reads a topic.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender as Teller};
use std::time::{Duration, Instant};

use opkald_events::BLOCK_BYTES;
use rdkafka::Offset;
use rdkafka::consumer::{CommitMode, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::Message as _;

use super::batch::{Batch, is_oversize, mark_of, nothing, oversize};
use super::connect::Connected;
use super::group::Move;
use super::hearing::Hearing;
use super::held::Held;
use super::looking::LOOKS;
use super::moving::Moving;
use super::outbox::Outbox;
use super::place::{Misplaced, Witness};
use super::{LINGER, PATIENCE, Stop};
use crate::source::queue::{Gone, Message};
use crate::source::{Acknowledged, Chunk, KafkaSource, Lane, Sender};

/// Messages that are taken before the rest of the loop has its turn: some ms of work.
const TURN: usize = 1024;

/// A partition that is ours.
#[derive(Debug)]
pub(super) struct Partition {
    pub(super) lane: Arc<Lane>,
    /// The message that must come first, if any does at its offset.
    pub(super) witness: Option<Witness>,
    /// Offset to end before; none to go on for ever.
    pub(super) until: Option<i64>,
    /// Whether there is more to come.
    pub(super) is_open: bool,
    /// Offset after the last message that was taken, and after what follows it and is no message.
    pub(super) next: i64,
    /// Mark of the last message that was gathered.
    pub(super) mark: Option<i64>,
    /// When the last message came to the topic, in µs since the epoch, by who sent it or by the broker.
    pub(super) came_micros: Option<i64>,
}

/// What a look for a message came to.
enum Polled {
    Nothing,
    Message,
    /// A partition has no more messages for now, or none that are asked for; all before this offset are taken.
    End(i32, Option<i64>),
    /// A message that is too long for a batch.
    Oversize(i32, Chunk),
    /// A partition that is not the one which was stored.
    Misplaced(i32, Misplaced),
    Failed(KafkaError),
}

pub(super) struct Reading {
    pub(super) sender: Sender,
    pub(super) connected: Connected,
    /// Whether to end at the end of what is there now.
    pub(super) once: bool,
    /// Applications of partitions that are ours, but are not read.
    stopped: BTreeSet<String>,
    pub(super) partitions: BTreeMap<i32, Partition>,
    /// Those that are ours and are not read.
    pub(super) held: BTreeMap<i32, Held>,
    batches: BTreeMap<i32, Batch>,
    batched_bytes: usize,
    batched_since: Instant,
    pub(super) outbox: Outbox,
    pub(super) moving: Option<Moving>,
    /// Whether the partitions are told to pause, since the queue is full.
    pub(super) is_paused: bool,
    /// The way of what was committed, from the loop that stores.
    pub(super) told: Teller<Acknowledged>,
    acknowledged: Receiver<Acknowledged>,
    pub(super) hearing: Hearing,
    /// When an end is looked for next.
    pub(super) look_at: Instant,
    /// The partition whose end was looked for last.
    pub(super) looked_at: i32,
}

/// Reads the topic until it is at its end, with `once`, or until nobody takes what is read; then waits for the last
/// acknowledgement. Partitions whose application is among `stopped` are held, but not read.
pub(crate) fn read(sender: Sender, connected: Connected, once: bool, stopped: BTreeSet<String>) {
    let mut reading = Reading::new(sender, connected, once, stopped);
    let ended = reading.run();
    reading.leave();
    let Reading { sender, connected, partitions, held, outbox, acknowledged, told, .. } = reading;
    // The lanes go first, those of what was not sent too: each holds an end of the way that acknowledgements come by.
    drop((partitions, held, outbox, told));
    match ended {
        Ok(()) | Err(Stop::Gone) => {}
        Err(Stop::Failed(error)) => sender.fail(error),
        Err(Stop::Again(why)) => sender.end(Message::Again(why)),
    }
    // Without a sender the loop knows that nothing more comes, and makes its last commit.
    drop(sender);
    while let Ok(first) = acknowledged.recv() {
        tell(&connected, std::iter::once(first).chain(acknowledged.try_iter()));
    }
    let _ = connected.consumer.poll(LINGER);
}

/// Tells the group's offsets to the brokers. Whether they take them changes nothing here.
fn tell(connected: &Connected, acknowledged: impl IntoIterator<Item = Acknowledged>) {
    let last: BTreeMap<i32, i64> = acknowledged.into_iter().map(|one| (one.partition, one.next)).collect();
    if last.is_empty() {
        return;
    }
    let offsets = connected.list(last.into_iter().map(|(partition, next)| (partition, Offset::Offset(next))));
    if let Err(error) = offsets.and_then(|offsets| connected.consumer.commit(&offsets, CommitMode::Async)) {
        tracing::debug!(source = %connected.name, %error, "the group's offsets were not taken");
    }
}

impl From<Gone> for Stop {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

impl Reading {
    fn new(sender: Sender, connected: Connected, once: bool, stopped: BTreeSet<String>) -> Self {
        let (told, acknowledged) = mpsc::channel();
        let now = Instant::now();
        Self {
            sender,
            connected,
            once,
            stopped,
            partitions: BTreeMap::new(),
            held: BTreeMap::new(),
            batches: BTreeMap::new(),
            batched_bytes: 0,
            batched_since: now,
            outbox: Outbox::default(),
            moving: None,
            is_paused: false,
            told,
            acknowledged,
            hearing: Hearing::new(now),
            look_at: now + LOOKS,
            looked_at: -1,
        }
    }

    fn run(&mut self) -> Result<(), Stop> {
        if self.once {
            // All of it, whoever else reads it: the group is not asked.
            let all = Move::Come(self.connected.partitions.clone());
            self.moving = Some(self.begin(all));
        } else {
            let topic = self.connected.source.topic.clone();
            self.connected.consumer.subscribe(&[&topic]).map_err(|error| self.failed(error.to_string()))?;
        }
        while !self.is_done() {
            if self.sender.is_gone() {
                return Err(Stop::Gone);
            }
            self.acknowledge();
            self.moves()?;
            // Here the outbox is empty unless the queue is full: after a turn that filled a block it is not.
            self.look()?;
            self.poll_some()?;
            if self.batched_bytes >= BLOCK_BYTES || self.batched_since.elapsed() >= LINGER {
                self.gather();
            }
            self.send()?;
        }
        Ok(())
    }

    /// Whether everything that was asked for is in the queue.
    fn is_done(&self) -> bool {
        let is_read =
            self.once && self.moving.is_none() && self.partitions.values().all(|partition| !partition.is_open);
        is_read && self.batches.is_empty() && self.outbox.is_empty()
    }

    /// Tells the brokers what was committed.
    pub(super) fn acknowledge(&self) {
        tell(&self.connected, self.acknowledged.try_iter());
    }

    /// Takes what is there, up to a block, but not for long: the rest of the loop has its turn after some ms of work, and
    /// where nothing comes after a wait.
    fn poll_some(&mut self) -> Result<(), Stop> {
        let mut took = 0;
        let mut ended_by = None;
        while ended_by.is_none() && self.batched_bytes < BLOCK_BYTES && took < TURN {
            // Only the first is waited for.
            let wait = if took == 0 { self.wait() } else { Duration::ZERO };
            match self.take(wait) {
                Polled::Message => took += 1,
                Polled::Nothing if took > 0 => break,
                other => ended_by = Some(other),
            }
        }
        if took > 0 {
            self.hears();
        }
        ended_by.map_or(Ok(()), |ended_by| self.came(ended_by))
    }

    /// How long the next message is waited for.
    fn wait(&self) -> Duration {
        // Who is waited for has something to tell soon.
        if self.moving.is_some() || !self.outbox.is_empty() { Duration::from_millis(5) } else { LINGER }
    }

    /// Does what something asks for that is no message, or none for a batch.
    fn came(&mut self, polled: Polled) -> Result<(), Stop> {
        match polled {
            Polled::Nothing => return self.look_for_brokers(),
            Polled::Failed(error) => return self.complained(&error),
            Polled::Message => {}
            Polled::End(partition, position) => self.close(partition, position),
            Polled::Oversize(partition, chunk) => {
                self.gather();
                if let Some(partition) = self.partitions.get_mut(&partition) {
                    partition.mark = chunk.mark;
                }
                self.outbox.push(Message::Chunk(chunk));
            }
            Polled::Misplaced(partition, why) => {
                self.misplaced(partition, &why)?;
                let list = self.list([(partition, Offset::Invalid)])?;
                self.connected.consumer.pause(&list).map_err(|error| self.failed(error.to_string()))?;
                if let Some(Partition { lane, next, .. }) = self.partitions.remove(&partition) {
                    self.hold(partition, Held { lane, waits: None }, (next, next));
                }
            }
        }
        self.hears();
        Ok(())
    }

    /// Takes the next message into its partition's batch.
    fn take(&mut self, wait: Duration) -> Polled {
        let message = match self.connected.consumer.poll(wait) {
            None => return Polled::Nothing,
            Some(Err(KafkaError::PartitionEOF(partition))) => return Polled::End(partition, self.position(partition)),
            Some(Err(error)) => return Polled::Failed(error),
            Some(Ok(message)) => message,
        };
        let (number, offset) = (message.partition(), message.offset());
        // What was on its way from a partition that is another member's by now, or that has ended.
        let Some(partition) = self.partitions.get_mut(&number).filter(|partition| partition.is_open) else {
            return Polled::Message;
        };
        if partition.until.is_some_and(|until| offset >= until) {
            return Polled::End(number, partition.until);
        }
        partition.is_open = partition.until.is_none_or(|until| offset + 1 < until);
        if let Some(witness) = partition.witness.take()
            && offset < partition.next
        {
            // Any other before the position was none when that was stored.
            let is_known = offset == witness.offset && mark_of(&message) == Some(witness.mark);
            return if is_known { Polled::Message } else { Polled::Misplaced(number, Misplaced::Other { offset }) };
        }
        partition.next = offset + 1;
        partition.came_micros = message.timestamp().to_millis().map(|millis| millis.saturating_mul(1_000));
        if is_oversize(&message) {
            return Polled::Oversize(number, oversize(&message, &partition.lane));
        }
        if self.batched_bytes == 0 {
            self.batched_since = Instant::now();
        }
        self.batched_bytes += self.batches.entry(number).or_default().add(&message);
        Polled::Message
    }

    /// What an error of the client means: most pass by themselves, and the client tries again.
    fn complained(&mut self, error: &KafkaError) -> Result<(), Stop> {
        let code = error.rdkafka_error_code();
        if matches!(error, KafkaError::MessageConsumptionFatal(_)) {
            let complaint = self.connected.consumer.context().complaint();
            return Err(self.failed(complaint.unwrap_or_else(|| error.to_string())));
        }
        match code {
            Some(RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic) => {
                let why = format!("the topic {} was not known to a broker", self.connected.source.topic);
                Err(Stop::Again(why))
            }
            Some(RDKafkaErrorCode::AutoOffsetReset | RDKafkaErrorCode::OffsetOutOfRange) => {
                // Which partition it is stands nowhere in the error: all are looked at again.
                Err(Stop::Again(format!("a position is not in the topic {} any more", self.connected.source.topic)))
            }
            Some(RDKafkaErrorCode::TopicAuthorizationFailed | RDKafkaErrorCode::GroupAuthorizationFailed) => {
                let KafkaSource { topic, group, .. } = &self.connected.source;
                let why = format!("the brokers do not let this user read the topic {topic} in the group {group}");
                Err(self.failed(format!("{why}; give it the right to both")))
            }
            _ => {
                tracing::debug!(source = %self.connected.name, %error, "the Kafka client tries again");
                self.look_for_brokers()
            }
        }
    }

    /// Waits for brokers that are away: for a while, if the end of what is there now is all that is asked for.
    fn look_for_brokers(&mut self) -> Result<(), Stop> {
        if !self.once || self.moving.is_some() || self.is_paused || self.hearing.silence(Instant::now()) < PATIENCE {
            return Ok(());
        }
        match self.connected.consumer.fetch_metadata(Some(&self.connected.source.topic), PATIENCE) {
            Ok(_) => {
                self.hears();
                Ok(())
            }
            Err(error) => Err(self.failed(error.to_string())),
        }
    }

    /// Tells that a partition must not be read on. The others go on, unless the end of all of them is asked for.
    pub(super) fn misplaced(&self, partition: i32, why: &Misplaced) -> Result<(), Stop> {
        let sentence = format!("{} {why}", self.connected.place(partition));
        if self.once {
            return Err(self.failed(sentence));
        }
        tracing::error!(source = %self.connected.name, partition, "{sentence}; it is not read until then");
        Ok(())
    }

    /// Whether a partition is held without being read.
    pub(super) fn is_stopped(&self, partition: i32) -> bool {
        self.stopped.contains(&self.connected.app(partition))
    }

    /// Offset of what the client has to give next of a partition. Beyond the last message may lie ends of transactions, and
    /// messages that they gave up.
    fn position(&self, partition: i32) -> Option<i64> {
        let positions = self.connected.consumer.position().ok()?;
        match positions.find_partition(&self.connected.source.topic, partition)?.offset() {
            Offset::Offset(position) => Some(position),
            _ => None,
        }
    }

    /// Notes that a partition is at its end, and up to where. What lies there and is no message is passed as well: else the
    /// partition would seem to be behind, and once the brokers dropped it, to have lost something.
    fn close(&mut self, number: i32, position: Option<i64>) {
        let Some(partition) = self.partitions.get_mut(&number).filter(|partition| partition.is_open) else { return };
        partition.is_open = partition.until.is_none();
        if position.is_none_or(|position| position <= partition.next) {
            return;
        }
        self.gather();
        if let (Some(partition), Some(position)) = (self.partitions.get_mut(&number), position) {
            partition.next = position;
            self.outbox.push(Message::Chunk(nothing(&partition.lane, position, partition.mark)));
        }
    }

    /// Notes that a partition is not ours to read any more.
    pub(super) fn forget(&mut self, partition: i32) {
        self.partitions.remove(&partition);
        self.held.remove(&partition);
        self.batches.remove(&partition);
    }

    /// Puts what waits into the outbox.
    pub(super) fn gather(&mut self) {
        self.batched_bytes = 0;
        for (number, batch) in std::mem::take(&mut self.batches) {
            let Some(partition) = self.partitions.get_mut(&number) else { continue };
            if let Some(chunk) = batch.into_chunk(&partition.lane) {
                partition.mark = chunk.mark;
                self.outbox.push(Message::Chunk(chunk));
            }
        }
    }

    /// Sends what waits, and tells the partitions to pause while there is no room.
    fn send(&mut self) -> Result<(), Stop> {
        self.outbox.send(&self.sender, self.is_paused)?;
        if self.outbox.is_empty() == self.is_paused {
            self.is_paused = !self.is_paused;
            self.pause()?;
        }
        Ok(())
    }

    /// Lets the partitions pause or go on, as it stands.
    pub(super) fn pause(&self) -> Result<(), Stop> {
        let list = self.list(self.partitions.keys().map(|partition| (*partition, Offset::Invalid)))?;
        let consumer = &self.connected.consumer;
        let told = if self.is_paused { consumer.pause(&list) } else { consumer.resume(&list) };
        told.map_err(|error| self.failed(error.to_string()))
    }

    pub(super) fn failed(&self, why: impl Into<String>) -> Stop {
        Stop::Failed(self.connected.error(why))
    }
}
