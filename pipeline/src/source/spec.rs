//! A source as a person names it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use crate::Error;

/// Where events come from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// A file of lines: plain, or compressed with the suffix `.gz` or `.zst`.
    File(PathBuf),
    /// Standard input, plain.
    Stdin,
    /// A topic.
    Kafka(KafkaSource),
}

/// A topic of a Kafka cluster, read in the name of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KafkaSource {
    /// The brokers to begin with, `host:port`, with commas between them.
    pub brokers: String,
    /// The topic.
    pub topic: String,
    /// The group.
    pub group: String,
    /// Name of this member, by which the group knows it again after a short absence; none for a new member each time.
    pub instance: Option<String>,
}

impl FromStr for Source {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        if text.is_empty() {
            return Err(Error::source(text, "it is empty; give a file, - or kafka://host:port/topic?group=NAME"));
        }
        if text == "-" {
            return Ok(Self::Stdin);
        }
        if let Some(rest) = text.strip_prefix("kafka://") {
            return parse_kafka(rest).map(Self::Kafka).map_err(|why| Error::source(text, why));
        }
        match text.split_once("://") {
            Some(("file", path)) if path.starts_with('/') => Ok(Self::File(PathBuf::from(path))),
            Some((scheme, _)) if !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                let why =
                    format!("the scheme {scheme} is not known; give a file, - or kafka://host:port/topic?group=NAME");
                Err(Error::source(text, why))
            }
            _ => Ok(Self::File(PathBuf::from(text))),
        }
    }
}

fn parse_kafka(rest: &str) -> Result<KafkaSource, String> {
    let (address, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (brokers, topic) =
        address.split_once('/').ok_or("it names no topic; write kafka://host:port/topic?group=NAME")?;
    for broker in brokers.split(',') {
        let port = broker.rsplit_once(':').filter(|(host, _)| !host.is_empty());
        if port.and_then(|(_, port)| port.parse::<u16>().ok()).is_none() {
            return Err(format!("\"{broker}\" is not host:port"));
        }
    }
    let is_name = |name: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        (1..=249).contains(&name.len()) && name.bytes().all(fits)
    };
    if !is_name(topic) {
        return Err(format!("\"{topic}\" is no name of a topic"));
    }
    let (mut group, mut instance) = (None, None);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("group", name)) if is_name(name) => group = Some(name.to_owned()),
            Some(("instance", name)) if is_name(name) => instance = Some(name.to_owned()),
            Some((key @ ("group" | "instance"), name)) => return Err(format!("\"{name}\" is no name of a {key}")),
            _ => return Err(format!("the setting \"{pair}\" is not known; there are group=NAME and instance=NAME")),
        }
    }
    let group = group.ok_or("it names no group; add ?group=NAME")?;
    Ok(KafkaSource { brokers: brokers.to_owned(), topic: topic.to_owned(), group, instance })
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Stdin => f.write_str("standard input"),
            Self::Kafka(kafka) => {
                write!(f, "kafka://{}/{}?group={}", kafka.brokers, kafka.topic, kafka.group)?;
                kafka.instance.as_ref().map_or(Ok(()), |instance| write!(f, "&instance={instance}"))
            }
        }
    }
}
