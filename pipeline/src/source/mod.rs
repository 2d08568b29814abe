//! Where events come from: files, standard input, Kafka.
//!
//! A source is read by a thread of its own, which sends chunks of raw records through one queue, bounded in bytes. Who
//! takes them knows nothing about the kind of source: a chunk bears the lane it runs in and the position after it.
//!
//! **A source never acknowledges anything before the commit that bears its position.**

mod chunk;
mod file;
mod kafka;
mod mark;
mod open;
mod queue;
mod spec;
mod stream;
mod unbroken;

pub(crate) use chunk::{Acknowledge, Acknowledged, Chunk, Framing, Lane, Record, Resume};
pub(crate) use file::{FileStart, content_app, generation_app};
pub use kafka::{KafkaSettings, Secret};
pub(crate) use queue::{Looked, Message, Queue, Sender, Settle, queue};
pub use spec::{KafkaSource, Source};

pub(crate) use file::{read_files, warn_unfinished};
pub(crate) use kafka::{QUEUED_BYTES as KAFKA_QUEUED_BYTES, connect as connect_kafka, read as read_kafka};
pub(crate) use open::{ZSTD_WINDOW_BYTES, locate};
pub(crate) use queue::QUEUE_CHUNKS;
pub(crate) use stream::read_stdin;
pub(crate) use unbroken::WITNESS_BYTES;

#[cfg(test)]
mod tests;
