//! What an ingest is asked to do.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use opkald_storage::CustomerNumber;
use opkald_storage::lake::Lake;
use tokio::sync::watch;

use super::Summary;
use crate::Error;
use crate::clock::Clock;
use crate::metrics::IngestMetrics;
use crate::source::{KafkaSettings, Source};

/// Is told how far the work has come, often; it should be quick.
#[derive(Clone)]
pub struct OnProgress(Arc<dyn Fn(&Summary) + Send + Sync>);

impl OnProgress {
    /// Tells `tell`.
    pub fn new(tell: impl Fn(&Summary) + Send + Sync + 'static) -> Self {
        Self(Arc::new(tell))
    }

    pub(super) fn tell(&self, summary: &Summary) {
        (self.0)(summary);
    }
}

impl fmt::Debug for OnProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnProgress")
    }
}

/// When what was read is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlushPolicy {
    /// As soon as it takes so many bytes in memory.
    pub bytes: usize,
    /// As soon as it is so many events.
    pub rows: usize,
    /// As soon as the first of it is so old, when sources are followed.
    pub age: Duration,
}

impl Default for FlushPolicy {
    fn default() -> Self {
        Self { bytes: 24 * 1024 * 1024, rows: 1 << 20, age: Duration::from_secs(2) }
    }
}

/// A share of refusals that no single fault explains.
pub const MAX_REFUSED_PERCENT: u8 = 50;

/// An ingest.
#[derive(Debug, Clone)]
pub struct IngestOptions {
    /// Where to.
    pub lake: Lake,
    /// Where from.
    pub sources: Vec<Source>,
    /// Whether to end at the end of what is there now.
    pub once: bool,
    /// What time it is.
    pub clock: Clock,
    /// Becomes true when the work shall end: what was read is committed first.
    pub stop: watch::Receiver<bool>,
    /// Who is told how far it has come.
    pub on_progress: Option<OnProgress>,
    /// When what was read is stored.
    pub flush: FlushPolicy,
    /// How brokers are spoken with.
    pub kafka: KafkaSettings,
    /// A partition of a topic is stopped when more than so many percent of its last records are no events.
    pub max_refused_percent: u8,
    /// What counts the work.
    pub metrics: IngestMetrics,
}

impl IngestOptions {
    /// Reads the sources to their end by the machine's clock.
    pub fn once(lake: Lake, sources: Vec<Source>) -> Self {
        Self {
            lake,
            sources,
            once: true,
            clock: Clock::system(),
            stop: watch::channel(false).1,
            on_progress: None,
            flush: FlushPolicy::default(),
            kafka: KafkaSettings::default(),
            max_refused_percent: MAX_REFUSED_PERCENT,
            metrics: IngestMetrics::default(),
        }
    }
}

/// A format of foreign records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportFormat {
    /// The queue_log of Asterisk.
    AsteriskQueueLog,
}

impl FromStr for ImportFormat {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "asterisk-queue-log" => Ok(Self::AsteriskQueueLog),
            _ => Err(Error::Setting(format!("the format {text} is not known; there is asterisk-queue-log"))),
        }
    }
}

impl fmt::Display for ImportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsteriskQueueLog => f.write_str("asterisk-queue-log"),
        }
    }
}

/// An import.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Where to.
    pub lake: Lake,
    /// What the records are.
    pub format: ImportFormat,
    /// Where from: plain, or compressed with the suffix `.gz` or `.zst`.
    pub files: Vec<PathBuf>,
    /// Whose they are.
    pub customer: CustomerNumber,
    /// What time it is.
    pub clock: Clock,
    /// Becomes true when the work shall end: what was read is committed first.
    pub stop: watch::Receiver<bool>,
    /// Who is told how far it has come.
    pub on_progress: Option<OnProgress>,
    /// When what was read is stored.
    pub flush: FlushPolicy,
}

impl ImportOptions {
    /// Imports files by the machine's clock.
    pub fn new(lake: Lake, format: ImportFormat, files: Vec<PathBuf>, customer: CustomerNumber) -> Self {
        Self {
            lake,
            format,
            files,
            customer,
            clock: Clock::system(),
            stop: watch::channel(false).1,
            on_progress: None,
            flush: FlushPolicy::default(),
        }
    }
}
