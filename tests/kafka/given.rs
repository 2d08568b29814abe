//! What these tests have in common.

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
