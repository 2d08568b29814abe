#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::*;

#[test]
fn the_client_keeps_within_what_is_counted_for_it() {
    let Ok(Source::Kafka(source)) = "kafka://one:9092/calls?group=g".parse() else { panic!("no topic") };
    let settings = settings(&source);
    let number = |name: &str| settings.get(name).unwrap().parse::<usize>().unwrap();
    let contents = number("queued.max.messages.kbytes") * 1024;
    let messages = number("queued.min.messages") * MESSAGE_BYTES;
    assert!(number("fetch.message.max.bytes") <= number("fetch.max.bytes"));
    assert_eq!(contents + messages + ANSWERS * number("fetch.max.bytes"), QUEUED_BYTES);
    assert_eq!(QUEUED_BYTES, 16 * 1024 * 1024);
    // The client raises a smaller answer to its own bound of a message.
    let native = settings.create_native_config().unwrap();
    assert!(number("fetch.max.bytes") >= native.get("message.max.bytes").unwrap().parse::<usize>().unwrap());
}
