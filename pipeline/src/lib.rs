//! From a source's bytes to committed events.
//!
//! Sources (files, standard input, Kafka) are read by threads that send raw records through one bounded queue. One loop
//! takes them: decode, refuse, tell doubles, sort, write, commit. What is refused is stored too, as a dead letter with
//! the reason, in the commit that moves the source's position past it.

mod clock;
mod dead_letters;
mod decode;
mod dedup;
mod error;
mod ingest;
pub mod measure;
mod metrics;
pub mod simulation;
mod source;

pub use clock::Clock;
pub use dead_letters::{DeadLetter, dead_letters};
pub use error::{Error, Result};
pub use ingest::{
    Budget, FlushPolicy, ImportFormat, ImportOptions, IngestOptions, MAX_REFUSED_PERCENT, OnProgress, Replayed,
    Summary, import, ingest, replay,
};
pub use metrics::IngestMetrics;
pub use source::{KafkaSettings, KafkaSource, Secret, Source};
