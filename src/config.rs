//! The settings: what they are, one struct an area, and what they are when nobody says otherwise.
//!
//! **Every key is here and nowhere else**: the file, the environment and `opkald config` follow from these structs.

mod layers;
mod load;
mod mask;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use opkald_pipeline::KafkaSettings;
use serde::{Deserialize, Serialize};

pub(crate) use load::load;

/// All settings in force.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Config {
    /// Folder that everything lies under, unless `store` or `database` say otherwise.
    pub(crate) data: PathBuf,
    /// Where the event and statistics tables lie; empty means `lake` in the data folder.
    pub(crate) store: String,
    /// Where the account book lies; empty means `book.sqlite` in the data folder.
    pub(crate) database: String,
    /// Where the recordings' files lie; empty means `recordings` in the data folder.
    pub(crate) recordings: String,
    pub(crate) log: LogSettings,
    pub(crate) runtime: RuntimeSettings,
    pub(crate) ingest: IngestSettings,
    /// How Kafka's brokers are spoken with.
    pub(crate) kafka: KafkaSettings,
    pub(crate) maintain: MaintainSettings,
    pub(crate) query: QuerySettings,
    pub(crate) portal: PortalSettings,
}

/// The log on standard error.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct LogSettings {
    pub(crate) format: LogFormat,
    /// Empty means `info` for what goes on and `warn` for what ends.
    pub(crate) level: String,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// Lines for people
    #[default]
    Text,
    /// One JSON object a line
    Json,
}

/// The threads.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct RuntimeSettings {
    /// 0 means as many as the machine has. `serve` takes as many again for its refresh, which the system deals the
    /// processor out to beside the pages.
    pub(crate) threads: usize,
}

/// The way in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct IngestSettings {
    /// What was read is committed as soon as it takes so much memory.
    pub(crate) commit_mib: usize,
    /// What was read is committed as soon as it is so many events.
    pub(crate) commit_events: usize,
    /// How long an event waits for its commit at most, when events come slowly.
    pub(crate) commit_seconds: f64,
    /// A partition of a topic is stopped when more than so many percent of its last records are no events.
    pub(crate) max_refused_percent: u8,
}

/// The upkeep of the tables.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MaintainSettings {
    /// How often `serve` looks for what there is to do; 0 means never.
    pub(crate) every_seconds: f64,
    /// Whole UTC days of events, and of dead letters, that are kept before today; 0 keeps all.
    pub(crate) keep_days: u32,
    /// What a merge of files may hold in memory.
    pub(crate) memory_mib: usize,
}

/// The way out.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct QuerySettings {
    /// What all queries together may hold in memory; beyond it, work goes over the disk.
    pub(crate) memory_mib: usize,
    /// Threads of one query; 0 means as many as the machine has, and no more than 8.
    pub(crate) threads: usize,
    /// How long an ad-hoc query may take.
    pub(crate) timeout_seconds: u64,
    /// How many rows an ad-hoc query may answer.
    pub(crate) max_rows: usize,
}

/// The portal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PortalSettings {
    /// Address and port that it listens at.
    pub(crate) listen: SocketAddr,
    /// Whether browsers reach it by HTTPS, so that the session's cookie may be kept to it.
    pub(crate) https: bool,
    /// How often new commits are looked for, and the statistics brought up to them.
    pub(crate) refresh_seconds: f64,
    /// How old what it shows may be before it says that it is not ready.
    pub(crate) stale_seconds: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("opkald-data"),
            store: String::new(),
            database: String::new(),
            recordings: String::new(),
            log: LogSettings::default(),
            runtime: RuntimeSettings::default(),
            ingest: IngestSettings::default(),
            kafka: KafkaSettings::default(),
            maintain: MaintainSettings::default(),
            query: QuerySettings::default(),
            portal: PortalSettings::default(),
        }
    }
}

impl Default for IngestSettings {
    fn default() -> Self {
        Self {
            commit_mib: 48,
            commit_events: 1 << 20,
            commit_seconds: 1.0,
            max_refused_percent: opkald_pipeline::MAX_REFUSED_PERCENT,
        }
    }
}

impl Default for MaintainSettings {
    fn default() -> Self {
        Self { every_seconds: 60.0, keep_days: 0, memory_mib: 256 }
    }
}

impl Default for QuerySettings {
    fn default() -> Self {
        Self { memory_mib: 1024, threads: 0, timeout_seconds: 60, max_rows: 1_000_000 }
    }
}

impl Default for PortalSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            https: false,
            refresh_seconds: 2.0,
            stale_seconds: 60,
        }
    }
}

impl Config {
    /// Where the tables lie.
    pub(crate) fn store(&self) -> String {
        self.place(&self.store, "lake")
    }

    /// Where the account book lies.
    pub(crate) fn database(&self) -> String {
        self.place(&self.database, "book.sqlite")
    }

    /// Where the recordings' files lie.
    pub(crate) fn recordings(&self) -> String {
        self.place(&self.recordings, "recordings")
    }

    fn place(&self, said: &str, usual: &str) -> String {
        if said.is_empty() { under(&self.data, usual) } else { said.to_owned() }
    }
}

fn under(folder: &Path, name: &str) -> String {
    folder.join(name).display().to_string()
}

#[cfg(test)]
mod tests;
