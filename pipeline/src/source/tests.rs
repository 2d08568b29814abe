#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod unbroken;

use super::*;

#[test]
fn a_source_is_a_file_standard_input_or_a_topic() {
    assert_eq!("-".parse::<Source>().unwrap(), Source::Stdin);
    assert_eq!("a/b.ndjson".parse::<Source>().unwrap(), Source::File("a/b.ndjson".into()));
    assert_eq!("file:///a/b".parse::<Source>().unwrap(), Source::File("/a/b".into()));
    let text = "kafka://one:9092,two:9093/calls?group=opkald";
    let kafka: Source = text.parse().unwrap();
    assert_eq!(kafka.to_string(), text);
    let Source::Kafka(kafka) = kafka else { panic!("no topic") };
    assert_eq!(
        (kafka.brokers.as_str(), kafka.topic.as_str(), kafka.group.as_str()),
        ("one:9092,two:9093", "calls", "opkald")
    );
}

#[test]
fn a_source_that_is_none_says_why() {
    for (text, why) in [
        ("", "it is empty"),
        ("http://x/y", "the scheme http is not known"),
        ("kafka://one:9092", "it names no topic"),
        ("kafka://one/calls?group=g", "\"one\" is not host:port"),
        ("kafka://one:9092/?group=g", "\"\" is no name of a topic"),
        ("kafka://one:9092/calls", "it names no group"),
        ("kafka://one:9092/calls?group=", "\"\" is no name of a group"),
        ("kafka://one:9092/calls?gruop=g", "the setting \"gruop=g\" is not known"),
    ] {
        let error = text.parse::<Source>().unwrap_err().to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
}
