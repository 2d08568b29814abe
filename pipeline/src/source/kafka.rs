//! Reading a topic.
//!
//! A blocking consumer on a thread of its own, with every partition of the topic assigned by hand and started where the
//! table says. The group's own offsets are told to the brokers after the commit, for tools that show the lag; they are
//! never read.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedMessage, Message as _};
use rdkafka::{Offset, TopicPartitionList};

use super::blocks::MAX_LINE_BYTES;
use super::chunk::{KEPT_BYTES, Record};
use super::open::BLOCK_BYTES;
use super::queue::Gone;
use super::{Acknowledged, Chunk, Framing, KafkaSource, Lane, Sender, Source};
use crate::Error;

/// Bytes that the client may hold before they are taken from it: contents, what it keeps beside each, and answers.
pub(crate) const QUEUED_BYTES: usize = CONTENT_BYTES + MESSAGES * MESSAGE_BYTES + ANSWERS * ANSWER_BYTES;

/// Contents of messages that wait in the client; it asks for more as long as they are fewer.
const CONTENT_BYTES: usize = 4 * 1024 * 1024;

/// Messages that wait in the client; it asks for more as long as they are fewer. Left alone it would hold 100,000, which
/// takes more memory for short messages than their contents do.
const MESSAGES: usize = 8 * 1024;

/// What the client keeps beside the content of a message, about.
const MESSAGE_BYTES: usize = 512;

/// One broker's answer, at most, unless its first message alone is longer. No less than the longest event, and than
/// the 1,000,000 bytes to which the client raises it by itself.
const ANSWER_BYTES: usize = 1024 * 1024;

/// Answers that come over the two bounds: each broker may have one on its way when they are reached, and one that is
/// compressed is several times as long when it is open.
const ANSWERS: usize = 8;

/// How long a broker may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a message may wait for others to be sent with.
const LINGER: Duration = Duration::from_millis(100);

/// A consumer that has spoken with its brokers.
pub(crate) struct Connected {
    pub(crate) name: String,
    topic: String,
    consumer: BaseConsumer,
    /// Number of each partition, its first offset, and the one after its last.
    pub(crate) partitions: Vec<(i32, i64, i64)>,
}

/// Where a partition is begun.
#[derive(Debug)]
pub(crate) struct PartitionStart {
    pub(crate) lane: Arc<Lane>,
    pub(crate) partition: i32,
    pub(crate) from: i64,
    /// Offset to end before; none to go on for ever.
    pub(crate) until: Option<i64>,
}

/// Finds the topic's partitions and their bounds. Blocks, but not longer than a broker may take.
///
/// # Errors
/// [`Error::Source`] when no broker answers or the topic is missing.
pub(crate) fn connect(source: &KafkaSource) -> Result<Connected, Error> {
    let name = Source::Kafka(source.clone()).to_string();
    let consumer: BaseConsumer = settings(source).create().map_err(|error| Error::source(&name, error.to_string()))?;
    let away = |error: KafkaError| {
        let seconds = PATIENCE.as_secs();
        Error::source(
            &name,
            format!("no broker answered within {seconds} s ({error}); check the address and that it runs"),
        )
    };
    let metadata = consumer.fetch_metadata(Some(&source.topic), PATIENCE).map_err(away)?;
    let ids: Vec<i32> = metadata
        .topics()
        .iter()
        .filter(|topic| topic.name() == source.topic && topic.error().is_none())
        .flat_map(|topic| topic.partitions().iter().map(|partition| partition.id()))
        .collect();
    if ids.is_empty() {
        let why = format!("the topic {} does not exist; create it first", source.topic);
        return Err(Error::source(&name, why));
    }
    let mut partitions = Vec::with_capacity(ids.len());
    for id in ids {
        let (low, high) = consumer.fetch_watermarks(&source.topic, id, PATIENCE).map_err(away)?;
        partitions.push((id, low, high));
    }
    Ok(Connected { name, topic: source.topic.clone(), consumer, partitions })
}

/// The client's settings.
fn settings(source: &KafkaSource) -> ClientConfig {
    let mut settings = ClientConfig::new();
    settings
        .set("bootstrap.servers", &source.brokers)
        .set("group.id", &source.group)
        .set("client.id", "opkald")
        .set("enable.auto.commit", "false")
        .set("auto.offset.reset", "error")
        .set("isolation.level", "read_committed")
        .set("enable.partition.eof", "true")
        .set("queued.max.messages.kbytes", (CONTENT_BYTES / 1024).to_string())
        .set("queued.min.messages", MESSAGES.to_string())
        .set("fetch.max.bytes", ANSWER_BYTES.to_string())
        .set("fetch.message.max.bytes", ANSWER_BYTES.to_string());
    settings
}

/// Reads the partitions until each is at its end, or for ever; then waits for the last acknowledgement.
pub(crate) fn read(
    sender: Sender,
    connected: Connected,
    starts: Vec<PartitionStart>,
    acknowledged: &Receiver<Acknowledged>,
) {
    let mut reading = Reading::new(sender, connected, starts);
    let ended = reading.run(acknowledged);
    // The lanes go first: each holds an end of the way that acknowledgements come by.
    let Reading { sender, connected, starts, .. } = reading;
    drop(starts);
    if let Err(Stop::Failed(error)) = ended {
        sender.fail(error);
    }
    // Without a sender the loop knows that nothing more comes, and makes its last commit.
    drop(sender);
    for acknowledge in acknowledged {
        tell(&connected, acknowledge);
    }
    let _ = connected.consumer.poll(LINGER);
}

/// Tells the group's offset to the brokers. Whether they take it changes nothing here.
fn tell(connected: &Connected, acknowledged: Acknowledged) {
    let mut offsets = TopicPartitionList::new();
    let offset = Offset::Offset(acknowledged.next);
    let told = offsets
        .add_partition_offset(&connected.topic, acknowledged.partition, offset)
        .and_then(|()| connected.consumer.commit(&offsets, CommitMode::Async));
    if let Err(error) = told {
        tracing::debug!(source = %connected.name, partition = acknowledged.partition, %error, "the group's offset was not taken");
    }
}

enum Stop {
    Gone,
    Failed(Error),
}

impl From<Gone> for Stop {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

/// What a look for a message came to.
enum Polled {
    Nothing,
    Unwanted,
    /// A partition has no more messages for now.
    End(i32),
    /// A message was added, of so many bytes; none if it is too long.
    Added {
        partition: i32,
        bytes: Option<usize>,
        is_last: bool,
    },
    Failed(KafkaError),
}

/// Messages of one partition that wait to be sent.
#[derive(Default)]
struct Batch {
    data: Vec<u8>,
    messages: Vec<Record>,
}

struct Reading {
    sender: Sender,
    connected: Connected,
    starts: BTreeMap<i32, PartitionStart>,
    /// Partitions that are not at their end.
    open: usize,
    batches: BTreeMap<i32, Batch>,
    waiting_bytes: usize,
    waiting_since: Instant,
    heard: Instant,
}

impl Reading {
    fn new(sender: Sender, connected: Connected, starts: Vec<PartitionStart>) -> Self {
        let starts: BTreeMap<i32, PartitionStart> = starts.into_iter().map(|start| (start.partition, start)).collect();
        let now = Instant::now();
        Self {
            sender,
            connected,
            open: starts.len(),
            starts,
            batches: BTreeMap::new(),
            waiting_bytes: 0,
            waiting_since: now,
            heard: now,
        }
    }

    fn run(&mut self, acknowledged: &Receiver<Acknowledged>) -> Result<(), Stop> {
        self.assign().map_err(|error| self.failed(&error))?;
        while self.open > 0 {
            if self.sender.is_gone() {
                return Err(Stop::Gone);
            }
            match acknowledged.try_recv() {
                Ok(acknowledge) => tell(&self.connected, acknowledge),
                Err(TryRecvError::Empty | TryRecvError::Disconnected) => {}
            }
            self.poll()?;
            if self.waiting_bytes >= BLOCK_BYTES || self.waiting_since.elapsed() >= LINGER {
                self.send_all()?;
            }
        }
        Ok(self.send_all()?)
    }

    fn assign(&mut self) -> Result<(), KafkaError> {
        // A partition that is at its end already has no message to tell so.
        self.starts.retain(|_, start| start.until.is_none_or(|until| start.from < until));
        self.open = self.starts.len();
        let mut offsets = TopicPartitionList::new();
        for start in self.starts.values() {
            offsets.add_partition_offset(&self.connected.topic, start.partition, Offset::Offset(start.from))?;
        }
        self.connected.consumer.assign(&offsets)
    }

    fn poll(&mut self) -> Result<(), Stop> {
        match self.take() {
            Polled::Nothing => return self.look_for_brokers(),
            Polled::Failed(error) if is_passing(&error) => return self.look_for_brokers(),
            Polled::Failed(error) => return Err(self.failed(&error)),
            Polled::Unwanted => {}
            Polled::End(partition) => {
                if self.starts.get(&partition).is_some_and(|start| start.until.is_some()) {
                    self.close(partition);
                }
            }
            Polled::Added { partition, bytes, is_last } => {
                if self.waiting_bytes == 0 {
                    self.waiting_since = Instant::now();
                }
                match bytes {
                    Some(bytes) => self.waiting_bytes += bytes,
                    None => self.send_oversize(partition)?,
                }
                if is_last {
                    self.close(partition);
                }
            }
        }
        self.heard = Instant::now();
        Ok(())
    }

    /// Takes the next message into its partition's batch.
    fn take(&mut self) -> Polled {
        let message = match self.connected.consumer.poll(LINGER) {
            None => return Polled::Nothing,
            Some(Err(KafkaError::PartitionEOF(partition))) => return Polled::End(partition),
            Some(Err(error)) => return Polled::Failed(error),
            Some(Ok(message)) => message,
        };
        let partition = message.partition();
        let Some(start) = self.starts.get(&partition) else { return Polled::Unwanted };
        let until = start.until.unwrap_or(i64::MAX);
        if message.offset() >= until {
            return Polled::End(partition);
        }
        let bytes = self.batches.entry(partition).or_default().add(&message);
        Polled::Added { partition, bytes, is_last: message.offset() + 1 >= until }
    }

    /// Waits for brokers that are away: for a while, if the end of what is there now is all that is asked for.
    fn look_for_brokers(&mut self) -> Result<(), Stop> {
        let ends = self.starts.values().any(|start| start.until.is_some());
        if !ends || self.heard.elapsed() < PATIENCE {
            return Ok(());
        }
        let topic = self.connected.topic.clone();
        match self.connected.consumer.fetch_metadata(Some(&topic), PATIENCE) {
            Ok(_) => {
                self.heard = Instant::now();
                Ok(())
            }
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn close(&mut self, partition: i32) {
        // What is still on its way from a closed partition is not wanted: it has no end to come to.
        if let Some(start) = self.starts.get_mut(&partition)
            && start.until != Some(i64::MIN)
        {
            start.until = Some(i64::MIN);
            self.open -= 1;
        }
    }

    fn send_all(&mut self) -> Result<(), Gone> {
        self.waiting_bytes = 0;
        self.waiting_since = Instant::now();
        for (partition, batch) in std::mem::take(&mut self.batches) {
            let (Some(start), Some(last)) = (self.starts.get(&partition), batch.messages.last()) else { continue };
            let next = last.position + 1;
            let lane = Arc::clone(&start.lane);
            let framing = Framing::Messages(batch.messages);
            self.sender.chunk(Chunk { lane, data: batch.data, framing, next, mark: None })?;
        }
        Ok(())
    }

    /// Sends the message that was too long for a batch, after those before it.
    fn send_oversize(&mut self, partition: i32) -> Result<(), Gone> {
        let oversize = self.batches.get_mut(&partition).and_then(|batch| {
            let message = batch.messages.pop()?;
            let begin = batch.messages.last().map_or(0, |message| message.end);
            Some((batch.data.split_off(begin), message))
        });
        self.send_all()?;
        if let (Some((data, message)), Some(start)) = (oversize, self.starts.get(&partition)) {
            let framing = Framing::Oversize { position: message.position, length: message.end as u64 };
            let (lane, next) = (Arc::clone(&start.lane), message.position + 1);
            self.sender.chunk(Chunk { lane, data, framing, next, mark: None })?;
        }
        Ok(())
    }

    fn failed(&self, error: &KafkaError) -> Stop {
        Stop::Failed(Error::source(&self.connected.name, error.to_string()))
    }
}

impl Batch {
    /// Adds a message and tells its bytes; none if it is too long: then its beginning stands last, with its length as
    /// its end.
    fn add(&mut self, message: &BorrowedMessage<'_>) -> Option<usize> {
        let payload = message.payload().unwrap_or_default();
        let position = message.offset();
        if payload.len() > MAX_LINE_BYTES {
            self.data.extend_from_slice(&payload[..KEPT_BYTES]);
            self.messages.push(Record { end: payload.len(), position });
            return None;
        }
        self.data.extend_from_slice(payload);
        self.messages.push(Record { end: self.data.len(), position });
        Some(payload.len() + size_of::<Record>())
    }
}

/// Whether the client tries again by itself.
fn is_passing(error: &KafkaError) -> bool {
    matches!(
        error.rdkafka_error_code(),
        Some(
            RDKafkaErrorCode::BrokerTransportFailure
                | RDKafkaErrorCode::AllBrokersDown
                | RDKafkaErrorCode::OperationTimedOut
                | RDKafkaErrorCode::Resolve
        )
    )
}

#[cfg(test)]
mod tests;
