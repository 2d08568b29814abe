//! Brokers that let nobody in without TLS and a login.

use std::path::Path;

use crate::given::{attempt, numbers, produce};
use crate::kafka::{Cluster, Login};
use crate::support::{Ended, Place};

/// An ingest with a login.
fn with(place: &Place, source: &str, login: &Login, password: &str, authority: &Path) -> Ended {
    let mut command = place.opkald();
    command.args(["--log-level", "off", "ingest", "--once", source]);
    command.env("OPKALD_KAFKA_SECURITY_PROTOCOL", "sasl_ssl").env("OPKALD_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512");
    command.env("OPKALD_KAFKA_USERNAME", login.user).env("OPKALD_KAFKA_PASSWORD", password);
    command.env("OPKALD_KAFKA_CA_FILE", authority);
    Ended::from(command.output().unwrap())
}

#[test]
fn only_who_has_the_login_and_trusts_the_right_authority_reads() {
    let Some(cluster) = Cluster::start_secured() else { return };
    let (place, topic) = (Place::new(), cluster.topic(2));
    produce(&cluster, &topic, 0..100);
    let (source, login) = (cluster.source(&topic, "g"), cluster.login().unwrap());
    let without = attempt(&place, &source).failure();
    assert!(without.contains(&cluster.brokers()) && without.contains("kafka.security_protocol"), "{without}");
    let wrong = with(&place, &source, login, "a wrong password", &login.authority).failure();
    assert!(wrong.contains("kafka.password") && !wrong.contains("a wrong password"), "{wrong}");
    let other = with(&place, &source, login, login.password, &login.other_authority).failure();
    assert!(other.contains("kafka.ca_file"), "{other}");
    let right = with(&place, &source, login, login.password, &login.authority);
    assert_eq!(numbers(&right.success()), [100, 100, 0, 0]);
}
