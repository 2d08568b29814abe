//! Speaking with the brokers for the first time, and what their silence means.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::{Offset, TopicPartitionList};

use super::PATIENCE;
use super::group::Group;
use super::settings::{KafkaSettings, client};
use crate::Error;
use crate::source::{KafkaSource, Source};

/// How long a topic is looked for: brokers that were just started may not know of it yet.
const LOOKING: Duration = Duration::from_secs(5);

/// Complaints of the client that are listened to: the brokers that a person names are few, and each is tried again.
const COMPLAINTS: usize = 100;

/// What is to be looked at where the client does not say why: a broker that wants TLS hangs up without a word.
const SILENT: &str = "check the address, that it runs, and kafka.security_protocol: it may want TLS or a password";

/// Pause between two looks.
const LOOK_AGAIN: Duration = Duration::from_millis(250);

/// A consumer that has spoken with its brokers.
pub(crate) struct Connected {
    /// The source as it was named.
    pub(super) name: String,
    pub(super) source: KafkaSource,
    /// Name that the cluster gave itself.
    pub(super) cluster: String,
    pub(super) consumer: BaseConsumer<Group>,
    /// All partitions of the topic.
    pub(super) partitions: Vec<i32>,
    /// How long what was read may take to be stored when partitions go to another member.
    pub(super) drain: Duration,
}

impl Connected {
    /// Application whose progress a partition's offset is. The cluster is part of it, since two may have topics of one
    /// name.
    pub(super) fn app(&self, partition: i32) -> String {
        let KafkaSource { group, topic, .. } = &self.source;
        format!("kafka:{}:{group}:{topic}:{partition}", self.cluster)
    }

    /// A partition, as a person is told of it.
    pub(super) fn place(&self, partition: i32) -> String {
        format!("partition {partition} of the topic {}", self.source.topic)
    }

    /// Partitions of the topic, each with an offset.
    pub(super) fn list(&self, offsets: impl IntoIterator<Item = (i32, Offset)>) -> KafkaResult<TopicPartitionList> {
        let mut list = TopicPartitionList::new();
        for (partition, offset) in offsets {
            list.add_partition_offset(&self.source.topic, partition, offset)?;
        }
        Ok(list)
    }

    pub(super) fn error(&self, why: impl Into<String>) -> Error {
        Error::source(&self.name, why)
    }
}

/// Finds the topic. Blocks, but not longer than a broker may take.
///
/// # Errors
/// [`Error::Source`] when no broker answers, when they refuse, or the topic is missing.
pub(crate) fn connect(source: &KafkaSource, settings: &KafkaSettings) -> Result<Connected, Error> {
    let name = Source::Kafka(source.clone()).to_string();
    let consumer: BaseConsumer<Group> = client(source, settings)
        .create_with_context(Group::default())
        .map_err(|error| Error::source(&name, format!("the Kafka client does not take its settings: {error}")))?;
    let partitions = find(&consumer, &name, &source.topic)?;
    let cluster = consumer.client().fetch_cluster_id(PATIENCE).unwrap_or_else(|| "-".to_owned());
    let drain = Duration::from_millis(u64::from(settings.session_timeout_ms) / 2);
    Ok(Connected { name, source: source.clone(), cluster, consumer, partitions, drain })
}

/// The topic's partitions.
fn find(consumer: &BaseConsumer<Group>, name: &str, topic: &str) -> Result<Vec<i32>, Error> {
    let began = Instant::now();
    loop {
        let metadata =
            consumer.fetch_metadata(Some(topic), PATIENCE).map_err(|error| silence(consumer, name, &error))?;
        let found = metadata.topics().iter().find(|found| found.name() == topic);
        let partitions: Vec<i32> = found
            .filter(|found| found.error().is_none())
            .map(|found| found.partitions().iter().map(|partition| partition.id()).collect())
            .unwrap_or_default();
        if !partitions.is_empty() {
            return Ok(partitions);
        }
        let error = found.and_then(|found| found.error()).map(RDKafkaErrorCode::from);
        if error == Some(RDKafkaErrorCode::TopicAuthorizationFailed) {
            let why = format!("the brokers do not let this user read the topic {topic}; give it the right to");
            return Err(Error::source(name, why));
        }
        if began.elapsed() >= LOOKING {
            return Err(Error::source(name, format!("the topic {topic} does not exist; create it first")));
        }
        std::thread::sleep(LOOK_AGAIN);
    }
}

/// Why no broker answered, as far as the client knows.
fn silence(consumer: &BaseConsumer<Group>, name: &str, error: &KafkaError) -> Error {
    // What the client complained of meanwhile is told one by one, as it is polled.
    for _ in 0..COMPLAINTS {
        if consumer.poll(Duration::from_millis(10)).is_none() {
            break;
        }
    }
    let seconds = PATIENCE.as_secs();
    let why = complaint(consumer, error);
    Error::source(name, format!("no broker answered within {seconds} s {why}"))
}

/// What the client complained of, in its own words, and the remedy.
pub(super) fn complaint(consumer: &BaseConsumer<Group>, error: &KafkaError) -> String {
    let complaint = consumer.context().complaint();
    let remedy = complaint.as_deref().map_or(SILENT, remedy);
    let words = complaint.unwrap_or_else(|| error.to_string());
    format!("({words}); {remedy}")
}

/// What a complaint of the client asks for.
fn remedy(complaint: &str) -> &'static str {
    let complaint = complaint.to_lowercase();
    let speaks_of = |words: &[&str]| words.iter().any(|word| complaint.contains(word));
    // Every complaint names its broker, and so the protocol, sasl_ssl: what only TLS says comes first.
    if speaks_of(&["certificate", "ssl handshake"]) {
        "check kafka.security_protocol and kafka.ca_file"
    } else if speaks_of(&["authentication", "sasl"]) {
        "check kafka.sasl_mechanism, kafka.username and kafka.password"
    } else if speaks_of(&["ssl"]) {
        "check kafka.security_protocol and kafka.ca_file"
    } else if speaks_of(&["disconnected", "closed the connection", "apiversion"]) {
        "check the address, and kafka.security_protocol: the broker may want TLS or a password"
    } else {
        "check the address and that it runs"
    }
}

#[cfg(test)]
mod tests;
