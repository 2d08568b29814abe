//! The client's settings: whom it trusts, and what it may hold in memory.

use std::fmt;
use std::path::PathBuf;

use opkald_events::{BLOCK_BYTES, MAX_LINE_BYTES};
use rdkafka::config::ClientConfig;
use serde::{Deserialize, Serialize, Serializer};

use crate::source::KafkaSource;

/// Bytes that may be held for a topic before they are in the queue: the client's contents, what it keeps beside each and
/// its answers, and what waits here to be sent.
pub(crate) const QUEUED_BYTES: usize =
    CONTENT_BYTES + MESSAGES * MESSAGE_BYTES + ANSWERS * ANSWER_BYTES + 2 * BLOCK_BYTES + MAX_LINE_BYTES;

/// Contents of messages that wait in the client; it asks for more as long as they are fewer.
const CONTENT_BYTES: usize = 4 * 1024 * 1024;

/// Messages that wait in the client; it asks for more as long as they are fewer. Left alone it would hold 100,000, which
/// takes more memory for short messages than their contents do.
const MESSAGES: usize = 8 * 1024;

/// What the client keeps beside the content of a message, about.
const MESSAGE_BYTES: usize = 512;

/// One broker's answer, at most, unless its first message alone is longer. No less than the longest event, and than
/// the 1,000,000 bytes to which the client raises it by itself.
const ANSWER_BYTES: usize = 1024 * 1024;

/// Answers that come over the two bounds: each broker may have one on its way when they are reached, and one that is
/// compressed is several times as long when it is open.
const ANSWERS: usize = 8;

/// What nobody but the broker shall see: it is read as it stands, and written masked.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Keeps it.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "" } else { "***" })
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({self})")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How brokers are spoken with. Empty means what the client does when nobody says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KafkaSettings {
    /// `plaintext`, `ssl`, `sasl_plaintext` or `sasl_ssl`.
    pub security_protocol: String,
    /// `PLAIN`, `SCRAM-SHA-256` or `SCRAM-SHA-512`.
    pub sasl_mechanism: String,
    /// Who we are, by SASL.
    pub username: String,
    /// The password to it.
    pub password: Secret,
    /// File of the certificates that a broker's is checked against; empty means those of the system.
    pub ca_file: PathBuf,
    /// File of our own certificate, where the brokers ask for one.
    pub certificate_file: PathBuf,
    /// File of the key to it.
    pub key_file: PathBuf,
    /// How long a member of the group may be unheard of before its partitions are given to others, in ms.
    pub session_timeout_ms: u32,
}

impl Default for KafkaSettings {
    fn default() -> Self {
        Self {
            security_protocol: String::new(),
            sasl_mechanism: String::new(),
            username: String::new(),
            password: Secret::default(),
            ca_file: PathBuf::new(),
            certificate_file: PathBuf::new(),
            key_file: PathBuf::new(),
            session_timeout_ms: 45_000,
        }
    }
}

impl KafkaSettings {
    /// Why the settings do not fit each other, in a sentence; none where they do.
    pub fn fault(&self) -> Option<String> {
        const PROTOCOLS: [&str; 5] = ["", "plaintext", "ssl", "sasl_plaintext", "sasl_ssl"];
        let protocol = self.security_protocol.to_ascii_lowercase();
        if !PROTOCOLS.contains(&protocol.as_str()) {
            return Some(format!(
                "kafka.security_protocol must be plaintext, ssl, sasl_plaintext or sasl_ssl, not {:?}",
                self.security_protocol
            ));
        }
        let has_login = !self.username.is_empty() || !self.password.0.is_empty() || !self.sasl_mechanism.is_empty();
        if has_login && !protocol.starts_with("sasl") {
            // The client would connect without logging in, and say nothing.
            return Some(
                "a login is set for Kafka, and kafka.security_protocol uses none; set it to sasl_ssl".to_owned(),
            );
        }
        let has_certificates =
            [&self.ca_file, &self.certificate_file, &self.key_file].iter().any(|file| !file.as_os_str().is_empty());
        if has_certificates && !protocol.ends_with("ssl") {
            return Some("certificates are set for Kafka, and kafka.security_protocol encrypts nothing; set it to ssl or sasl_ssl".to_owned());
        }
        None
    }
}

/// The client's settings for a topic.
pub(super) fn client(source: &KafkaSource, settings: &KafkaSettings) -> ClientConfig {
    let mut client = ClientConfig::new();
    client
        .set("bootstrap.servers", &source.brokers)
        .set("group.id", &source.group)
        .set("client.id", "opkald")
        .set("partition.assignment.strategy", "cooperative-sticky")
        .set("session.timeout.ms", settings.session_timeout_ms.to_string())
        .set("heartbeat.interval.ms", (settings.session_timeout_ms / 10).clamp(1, 3_000).to_string())
        // While the store is away the thread that reads goes on polling: only one that stands still is left out.
        .set("max.poll.interval.ms", settings.session_timeout_ms.max(120_000).to_string())
        // Partitions that are added are read within a minute.
        .set("topic.metadata.refresh.interval.ms", "60000")
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("auto.offset.reset", "error")
        .set("isolation.level", "read_committed")
        .set("enable.partition.eof", "true")
        .set("queued.max.messages.kbytes", (CONTENT_BYTES / 1024).to_string())
        .set("queued.min.messages", MESSAGES.to_string())
        // Left alone, a full queue would be looked at again after a second only.
        .set("fetch.queue.backoff.ms", "5")
        .set("fetch.max.bytes", ANSWER_BYTES.to_string())
        .set("fetch.message.max.bytes", ANSWER_BYTES.to_string());
    if let Some(instance) = &source.instance {
        client.set("group.instance.id", instance);
    }
    let file = |path: &PathBuf| path.display().to_string();
    let said = [
        ("security.protocol", settings.security_protocol.clone()),
        ("sasl.mechanism", settings.sasl_mechanism.clone()),
        ("sasl.username", settings.username.clone()),
        ("sasl.password", settings.password.0.clone()),
        ("ssl.ca.location", file(&settings.ca_file)),
        ("ssl.certificate.location", file(&settings.certificate_file)),
        ("ssl.key.location", file(&settings.key_file)),
    ];
    for (name, value) in said.into_iter().filter(|(_, value)| !value.is_empty()) {
        client.set(name, value);
    }
    client
}

#[cfg(test)]
mod tests;
