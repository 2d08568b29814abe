//! A topic that is read to its end.

use crate::kafka::{Cluster, Producer};
use crate::support::Place;

/// A small event of a customer.
fn event(number: u64) -> String {
    let customer = number % 7;
    format!(
        r#"{{"id":"{number}","type":"agent.left","time":"2026-01-02T00:00:02Z","customer":"{customer}","agent":"a"}}"#
    )
}

/// What an ingest to the end of the topic came to: read, stored, duplicates, dead letters.
fn once(place: &Place, source: &str) -> [u64; 4] {
    let summary: serde_json::Value = serde_json::from_str(&place.run(&["ingest", "--once", source]).success()).unwrap();
    ["read", "stored", "duplicates", "dead_letters"].map(|name| summary[name].as_u64().unwrap())
}

#[test]
fn a_topic_is_read_to_its_end_and_resumed_by_the_table() {
    let Some(cluster) = Cluster::shared() else { return };
    let (place, topic) = (Place::new(), cluster.topic(3));
    let source = cluster.source(&topic, "g");
    let producer = Producer::new(&cluster, &topic);
    (0..1000).for_each(|number| producer.send(&number.to_string(), &event(number)));
    producer.send("5", &event(5));
    producer.send("6", "not json");
    assert_eq!(producer.finish(), 1002);
    assert_eq!(once(&place, &source), [1002, 1000, 1, 1]);
    assert_eq!(once(&place, &source), [0, 0, 0, 0]);
    let told: i64 = (0..3).filter_map(|partition| cluster.told("g", &topic, partition)).sum();
    assert_eq!(told, 1002);
}
