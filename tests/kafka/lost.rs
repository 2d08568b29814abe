//! Offsets of the table that the topic does not have any more: told, and never passed over in silence.

use crate::given::{attempt, in_transaction, numbers, once, produce};
use crate::kafka::Cluster;
use crate::support::{Ended, Place};

#[test]
fn messages_that_the_brokers_dropped_unread_are_told_with_their_offsets() {
    let Some(cluster) = Cluster::shared() else { return };
    let (place, topic) = (Place::new(), cluster.topic(1));
    let source = cluster.source(&topic, "g");
    produce(&cluster, &topic, 0..100);
    assert_eq!(once(&place, &source), [100, 100, 0, 0]);
    // What is dropped was read: nothing is missing.
    cluster.drop_before(&topic, 0, 60);
    assert_eq!(once(&place, &source), [0, 0, 0, 0]);
    produce(&cluster, &topic, 100..200);
    cluster.drop_before(&topic, 0, 150);
    let sentence = attempt(&place, &source).failure();
    for part in [topic.as_str(), "partition 0", "begins at offset 150", "100"] {
        assert!(sentence.contains(part), "{part:?} in: {sentence}");
    }
}

#[test]
fn what_ends_a_transaction_is_passed_and_missed_by_nobody() {
    let Some(cluster) = Cluster::shared() else { return };
    let (place, topic) = (Place::new(), cluster.topic(1));
    let source = cluster.source(&topic, "transactions");
    let is_at_its_end = || {
        let end = cluster.ends(&topic, 1)[0];
        assert_eq!(cluster.told("transactions", &topic, 0), Some(end));
        end
    };
    in_transaction(&cluster, &topic, 0..10, true);
    assert_eq!(once(&place, &source), [10, 10, 0, 0]);
    // Ten messages, and the end of the transaction.
    assert_eq!(is_at_its_end(), 11);
    // The last message is known again with that end between it and the position, and without it.
    assert_eq!(once(&place, &source), [0, 0, 0, 0]);
    cluster.drop_before(&topic, 0, 11);
    assert_eq!(once(&place, &source), [0, 0, 0, 0]);
    in_transaction(&cluster, &topic, 10..15, false);
    assert_eq!(once(&place, &source), [0, 0, 0, 0]);
    assert_eq!(is_at_its_end(), 17);
    in_transaction(&cluster, &topic, 15..20, true);
    assert_eq!(once(&place, &source), [5, 5, 0, 0]);
    assert_eq!(is_at_its_end(), 23);
}

#[test]
fn a_topic_that_was_made_anew_is_never_read_on_from_the_old_offset() {
    let Some(cluster) = Cluster::shared() else { return };
    // With fewer messages than were read, as many, and more.
    for count in [40, 100, 160] {
        let (place, topic) = (Place::new(), cluster.topic(1));
        let source = cluster.source(&topic, "g");
        produce(&cluster, &topic, 0..100);
        assert_eq!(once(&place, &source), [100, 100, 0, 0]);
        cluster.delete(&topic);
        cluster.create(&topic, 1);
        produce(&cluster, &topic, 1000..1000 + count);
        is_told_or_read_whole(attempt(&place, &source), count);
    }
}

fn is_told_or_read_whole(ended: Ended, count: u64) {
    if ended.code == Some(0) {
        assert_eq!(numbers(&ended.success()), [count, count, 0, 0], "{count} messages");
    } else {
        let sentence = ended.failure();
        assert!(sentence.contains("was made anew"), "{count} messages: {sentence}");
    }
}
