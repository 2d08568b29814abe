//! Brokers that let nobody in without TLS and a login.

use crate::given::{attempt, produce};
use crate::kafka::Cluster;
use crate::support::Place;

#[test]
fn without_a_login_nothing_is_read() {
    let Some(cluster) = Cluster::start_secured() else { return };
    let topic = cluster.topic(2);
    produce(&cluster, &topic, 0..100);
    let sentence = attempt(&Place::new(), &cluster.source(&topic, "g")).failure();
    assert!(sentence.contains(&cluster.brokers()), "{sentence}");
    println!("{sentence}");
}
