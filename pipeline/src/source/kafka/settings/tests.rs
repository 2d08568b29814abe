#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;
use crate::source::Source;

fn source() -> KafkaSource {
    let Ok(Source::Kafka(source)) = "kafka://one:9092/calls?group=g".parse() else { panic!("no topic") };
    source
}

#[test]
fn the_client_keeps_within_what_is_counted_for_it() {
    let settings = client(&source(), &KafkaSettings::default());
    let number = |name: &str| settings.get(name).unwrap().parse::<usize>().unwrap();
    let contents = number("queued.max.messages.kbytes") * 1024;
    let messages = number("queued.min.messages") * MESSAGE_BYTES;
    assert!(number("fetch.message.max.bytes") <= number("fetch.max.bytes"));
    let held = contents + messages + ANSWERS * number("fetch.max.bytes");
    assert_eq!(held + 2 * BLOCK_BYTES + MAX_LINE_BYTES, QUEUED_BYTES);
    assert_eq!(held, 16 * 1024 * 1024);
    // The client raises a smaller answer to its own bound of a message.
    let native = settings.create_native_config().unwrap();
    assert!(number("fetch.max.bytes") >= native.get("message.max.bytes").unwrap().parse::<usize>().unwrap());
}

#[test]
fn what_is_said_reaches_the_client_and_a_password_no_log() {
    let settings = KafkaSettings {
        security_protocol: "sasl_ssl".to_owned(),
        sasl_mechanism: "SCRAM-SHA-512".to_owned(),
        username: "opkald".to_owned(),
        password: Secret::new("very secret"),
        ..KafkaSettings::default()
    };
    assert!(!format!("{settings:?}").contains("very secret"));
    let client = client(&source(), &settings);
    let native = client.create_native_config().unwrap();
    assert_eq!(native.get("security.protocol").unwrap(), "sasl_ssl");
    assert_eq!(native.get("sasl.username").unwrap(), "opkald");
    assert_eq!(client.get("sasl.password"), Some("very secret"));
}
