//! What these tests have in common.

use std::time::Duration;

use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};

use crate::kafka::{Cluster, Producer};
use crate::support::{Ended, Place};

/// A small event of one of a few customers.
pub(crate) fn event(number: u64) -> String {
    let customer = number % 7;
    format!(
        r#"{{"id":"{number}","type":"agent.left","time":"2026-01-02T00:00:02Z","customer":"{customer}","agent":"a"}}"#
    )
}

/// Sends events, each to the partition of its customer.
pub(crate) fn produce(cluster: &Cluster, topic: &str, numbers: std::ops::Range<u64>) {
    let producer = Producer::new(cluster, topic);
    let count = numbers.end - numbers.start;
    numbers.for_each(|number| producer.send(&(number % 7).to_string(), &event(number)));
    assert_eq!(producer.finish(), count);
}

/// Sends events to the first partition in one transaction, which is committed or given up in the end.
pub(crate) fn in_transaction(cluster: &Cluster, topic: &str, numbers: std::ops::Range<u64>, is_kept: bool) {
    let producer: BaseProducer = cluster.client().set("transactional.id", topic).create().unwrap();
    let patience = Duration::from_secs(60);
    producer.init_transactions(patience).unwrap();
    producer.begin_transaction().unwrap();
    for number in numbers {
        producer.send(BaseRecord::<str, str>::to(topic).partition(0).payload(&event(number))).unwrap();
    }
    // Given up at once, it would never have been sent.
    producer.flush(patience).unwrap();
    if is_kept { producer.commit_transaction(patience) } else { producer.abort_transaction(patience) }.unwrap();
}

/// What an ingest to the end of the topic came to: read, stored, duplicates, dead letters.
pub(crate) fn once(place: &Place, source: &str) -> [u64; 4] {
    numbers(&place.run(&["ingest", "--once", source]).success())
}

/// An ingest to the end of the topic, with nothing on standard error but the reason of a failure.
pub(crate) fn attempt(place: &Place, source: &str) -> Ended {
    place.run(&["--log-level", "off", "ingest", "--once", source])
}

/// The numbers of a summary.
pub(crate) fn numbers(summary: &str) -> [u64; 4] {
    let summary: serde_json::Value = serde_json::from_str(summary).unwrap();
    ["read", "stored", "duplicates", "dead_letters"].map(|name| summary[name].as_u64().unwrap())
}
