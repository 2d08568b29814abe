//! What a test does with a cluster: topics, messages, and waiting until all nodes know each other.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rand::Rng;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::{ClientContext, DefaultClientContext};
use rdkafka::config::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::DeliveryResult;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _, ProducerContext};
use rdkafka::{Offset, TopicPartitionList};

use super::{Cluster, PATIENCE};

impl Cluster {
    /// Makes a topic with a name that no other has.
    pub(crate) fn topic(&self, partitions: i32) -> String {
        let name = format!("calls-{:016x}", rand::rng().random::<u64>());
        self.create(&name, partitions);
        name
    }

    /// Makes a topic, with a copy on each node, and waits until all of them know it.
    pub(crate) fn create(&self, topic: &str, partitions: i32) {
        let copies = TopicReplication::Fixed(self.size() as i32);
        let wanted = NewTopic::new(topic, partitions, copies);
        let made = self.ask(async |admin, options| admin.create_topics([&wanted], options).await);
        made.into_iter().for_each(|topic| assert!(topic.is_ok(), "{topic:?}"));
        let consumer = self.consumer();
        until("the topic has its leaders", || {
            (0..partitions).all(|at| consumer.fetch_watermarks(topic, at, Duration::from_secs(2)).is_ok())
        });
    }

    /// Drops a topic, and waits until it is gone.
    pub(crate) fn delete(&self, topic: &str) {
        let gone = self.ask(async |admin, options| admin.delete_topics(&[topic], options).await);
        gone.into_iter().for_each(|topic| assert!(topic.is_ok(), "{topic:?}"));
        let consumer = self.consumer();
        until("the topic is gone", || {
            let metadata = consumer.fetch_metadata(None, Duration::from_secs(2));
            metadata.is_ok_and(|all| all.topics().iter().all(|known| known.name() != topic))
        });
    }

    /// Drops what lies before an offset, as the brokers do with what is old.
    pub(crate) fn drop_before(&self, topic: &str, partition: i32, offset: i64) {
        let mut offsets = TopicPartitionList::new();
        offsets.add_partition_offset(topic, partition, Offset::Offset(offset)).unwrap();
        self.ask(async |admin, options| admin.delete_records(&offsets, options).await);
        let (low, _) = self.consumer().fetch_watermarks(topic, partition, PATIENCE).unwrap();
        assert_eq!(low, offset);
    }

    /// Number of messages in each partition of a topic that began at 0.
    pub(crate) fn ends(&self, topic: &str, partitions: i32) -> Vec<i64> {
        let consumer = self.consumer();
        (0..partitions).map(|at| consumer.fetch_watermarks(topic, at, PATIENCE).unwrap().1).collect()
    }

    /// The offset that a group has told the brokers; none without one.
    pub(crate) fn told(&self, group: &str, topic: &str, partition: i32) -> Option<i64> {
        let consumer: BaseConsumer = self.client().set("group.id", group).create().unwrap();
        let mut asked = TopicPartitionList::new();
        asked.add_partition(topic, partition);
        let known = consumer.committed_offsets(asked, PATIENCE).unwrap();
        match known.elements()[0].offset() {
            Offset::Offset(offset) => Some(offset),
            _ => None,
        }
    }

    /// Waits until the node that clients begin at knows all others.
    pub(super) fn until_whole(&self) {
        let consumer = self.consumer();
        until("all nodes know each other", || {
            let metadata = consumer.fetch_metadata(None, Duration::from_secs(2));
            metadata.is_ok_and(|all| all.brokers().len() == self.size())
        });
    }

    /// What every client is told.
    pub(crate) fn client(&self) -> ClientConfig {
        let mut client = ClientConfig::new();
        client.set("bootstrap.servers", self.brokers());
        if let Some(login) = self.login() {
            client.set("security.protocol", "SASL_SSL").set("ssl.ca.location", login.authority.to_str().unwrap());
            client.set("sasl.mechanism", "SCRAM-SHA-512");
            client.set("sasl.username", login.user).set("sasl.password", login.password);
        }
        client
    }

    fn consumer(&self) -> BaseConsumer {
        self.client().create().unwrap()
    }

    fn ask<T>(
        &self,
        question: impl AsyncFnOnce(&AdminClient<DefaultClientContext>, &AdminOptions) -> Result<T, KafkaError>,
    ) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let admin = self.client().create().unwrap();
        let options = AdminOptions::new().request_timeout(Some(PATIENCE)).operation_timeout(Some(PATIENCE));
        runtime.block_on(question(&admin, &options)).unwrap()
    }
}

/// Sends messages, each acknowledged by all copies in the end, also when nodes come and go meanwhile.
#[derive(Clone)]
pub(crate) struct Producer {
    client: Arc<BaseProducer<Deliveries>>,
    topic: Arc<str>,
}

/// Counts what the brokers took.
#[derive(Debug, Default)]
struct Deliveries {
    taken: AtomicU64,
    refused: AtomicU64,
}

impl ClientContext for Deliveries {}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let count = if result.is_ok() { &self.taken } else { &self.refused };
        count.fetch_add(1, Ordering::Relaxed);
    }
}

impl Producer {
    /// One for a topic.
    pub(crate) fn new(cluster: &Cluster, topic: &str) -> Self {
        let mut client = cluster.client();
        client.set("enable.idempotence", "true").set("acks", "all").set("linger.ms", "5");
        // It gives up nothing by itself.
        client.set("message.timeout.ms", "0").set("reconnect.backoff.max.ms", "500");
        let client = client.create_with_context(Deliveries::default()).unwrap();
        Self { client: Arc::new(client), topic: topic.into() }
    }

    /// Sends a message; its key decides the partition.
    pub(crate) fn send(&self, key: &str, payload: &str) {
        self.put(BaseRecord::to(&self.topic).key(key).payload(payload));
    }

    /// Sends a message to a partition.
    pub(crate) fn send_to(&self, partition: i32, payload: &str) {
        self.put(BaseRecord::to(&self.topic).key("").payload(payload).partition(partition));
    }

    fn put<'a>(&self, mut record: BaseRecord<'a, str, str>) {
        loop {
            match self.client.send(record) {
                Ok(()) => break,
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), back)) => record = back,
                Err((error, _)) => panic!("{error}"),
            }
            self.client.poll(Duration::from_millis(10));
        }
        self.client.poll(Duration::ZERO);
    }

    /// Waits until all that was sent is taken, and tells how many messages that were.
    pub(crate) fn finish(&self) -> u64 {
        self.client.flush(PATIENCE).unwrap();
        let deliveries = self.client.context();
        assert_eq!(deliveries.refused.load(Ordering::Relaxed), 0, "the brokers refused a message");
        deliveries.taken.load(Ordering::Relaxed)
    }
}

/// Waits for something that comes soon.
#[track_caller]
fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < until, "waited in vain until {what}");
        sleep(Duration::from_millis(20));
    }
}
