//! A topic that is read to its end.

use std::time::{Duration, Instant};

use crate::given::{attempt, event, once, produce};
use crate::kafka::{Cluster, Producer};
use crate::support::Place;

#[test]
fn a_topic_is_read_to_its_end_and_resumed_by_the_table() {
    let Some(cluster) = Cluster::shared() else { return };
    let (place, topic) = (Place::new(), cluster.topic(3));
    let source = cluster.source(&topic, "g");
    produce(&cluster, &topic, 0..1000);
    let producer = Producer::new(&cluster, &topic);
    producer.send("5", &event(5));
    producer.send("6", "not json");
    assert_eq!(producer.finish(), 2);
    assert_eq!(once(&place, &source), [1002, 1000, 1, 1]);
    assert_eq!(once(&place, &source), [0, 0, 0, 0]);
    produce(&cluster, &topic, 1000..1100);
    assert_eq!(once(&place, &source), [100, 100, 0, 0]);
    // Another group has its own place, and finds everything stored.
    assert_eq!(once(&place, &cluster.source(&topic, "other")), [1102, 0, 1102, 0]);
}

#[test]
fn the_brokers_are_told_how_far_the_group_is() {
    let Some(cluster) = Cluster::shared() else { return };
    let (place, topic) = (Place::new(), cluster.topic(3));
    produce(&cluster, &topic, 0..1000);
    once(&place, &cluster.source(&topic, "told"));
    let told: Vec<_> = (0..3).map(|partition| cluster.told("told", &topic, partition)).collect();
    let ends: Vec<_> = cluster.ends(&topic, 3).into_iter().map(|end| (end > 0).then_some(end)).collect();
    assert_eq!(told, ends);
}

#[test]
fn what_the_group_told_the_brokers_is_no_place_to_begin() {
    let Some(cluster) = Cluster::shared() else { return };
    let topic = cluster.topic(1);
    produce(&cluster, &topic, 0..50);
    let source = cluster.source(&topic, "moved");
    once(&Place::new(), &source);
    // A table that knows nothing of the group begins at the beginning.
    assert_eq!(once(&Place::new(), &source), [50, 50, 0, 0]);
}

#[test]
fn a_topic_that_does_not_exist_is_told_by_name() {
    let Some(cluster) = Cluster::shared() else { return };
    let sentence = attempt(&Place::new(), &cluster.source("no-such-topic", "g")).failure();
    assert!(sentence.contains("the topic no-such-topic does not exist"), "{sentence}");
}

#[test]
fn brokers_that_are_away_are_told_in_bounded_time() {
    let began = Instant::now();
    let sentence = attempt(&Place::new(), "kafka://127.0.0.1:9/calls?group=g").failure();
    assert!(sentence.contains("127.0.0.1:9") && sentence.contains("no broker answered"), "{sentence}");
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
}
