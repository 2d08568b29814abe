//! One consistent state of the lake: raw events at a version, and the statistics that were computed from just that.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use opkald_storage::events::TABLE as EVENTS;
use opkald_storage::lake::{FileEntry, Table};

use crate::refresh::Stand;
use crate::scan::LakeTable;
use crate::settings::Settings;
use crate::statistics::Statistic;
use crate::{Error, Result};

/// What all sessions of one moment see.
#[derive(Debug)]
pub(crate) struct Snapshot {
    /// Version of the table of events that the statistics stand for.
    pub(crate) events_version: i64,
    /// Up to when open calls and sessions count: see [`as_of`].
    pub(crate) now: DateTime<Utc>,
    /// Up to when all that reached the sources is in, as far as it is known; it moves on while nothing comes.
    data_until: RwLock<Option<DateTime<Utc>>>,
    pub(crate) settings: Settings,
    pub(crate) tables: HashMap<&'static str, Arc<LakeTable>>,
    /// What all of the statistics stand for; none where they do not stand for the same.
    pub(crate) stand: Option<Stand>,
    /// Versions of all tables, in the order of their names.
    versions: BTreeMap<&'static str, i64>,
}

impl Snapshot {
    pub(crate) fn new(
        events: &Table,
        statistics: &[(Statistic, Table)],
        stand: Option<Stand>,
        settings: Settings,
        committed_at: Option<DateTime<Utc>>,
    ) -> Result<Self> {
        let mut tables = HashMap::new();
        let mut versions = BTreeMap::new();
        for table in statistics.iter().map(|(_, table)| table).chain([events]) {
            let name = table.definition().name;
            let files: Vec<FileEntry> = table.files().cloned().collect();
            let provider = LakeTable::new(table, files).map_err(|error| Error::statement(name, error))?;
            tables.insert(name, Arc::new(provider));
            versions.insert(name, table.version());
        }
        Ok(Self {
            events_version: events.version(),
            now: as_of(events, committed_at),
            data_until: RwLock::default(),
            settings,
            tables,
            stand,
            versions,
        })
    }

    /// The same statistics beside events that came after them.
    pub(crate) fn with_events(&self, events: Arc<LakeTable>, events_version: i64, now: DateTime<Utc>) -> Self {
        let mut tables = self.tables.clone();
        tables.insert(EVENTS, events);
        Self {
            events_version,
            now,
            data_until: RwLock::default(),
            settings: self.settings.clone(),
            tables,
            stand: self.stand,
            versions: self.versions.clone(),
        }
    }
}

/// How large a table is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableSize {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: i64,
    /// Live data files.
    pub files: usize,
    /// Bytes of them.
    pub bytes: u64,
    /// Entries of the log that whoever opens the table reads one by one.
    pub log_depth: i64,
}

impl Snapshot {
    /// How large each table is; the depth of its log is not known here.
    pub(crate) fn sizes(&self) -> Vec<TableSize> {
        let size = |(name, version): (&&'static str, &i64)| {
            let (files, bytes) = self.tables.get(name).map(|table| table.size()).unwrap_or_default();
            TableSize { name, version: *version, files, bytes, log_depth: 0 }
        };
        self.versions.iter().map(size).collect()
    }

    /// What reached the sources before it is in.
    pub(crate) fn data_until(&self) -> Option<DateTime<Utc>> {
        *self.data_until.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes up to when all that reached the sources is in.
    pub(crate) fn tell_until(&self, until: Option<DateTime<Utc>>) {
        *self.data_until.write().unwrap_or_else(PoisonError::into_inner) = until;
    }

    /// Whether sessions see just these tables and settings.
    pub(crate) fn is_of(&self, events: &Table, statistics: &[(Statistic, Table)], settings: &Settings) -> bool {
        let mut tables = statistics.iter().map(|(_, table)| table).chain([events]);
        tables.all(|table| self.versions.get(table.definition().name) == Some(&table.version()))
            && self.settings == *settings
    }
}

/// Up to when open calls and sessions count: the last instant that a live event tells, but no later than its commit,
/// since a source's clock may run ahead. So an old log counts up to its own end, and every rebuild tells the same.
pub(crate) fn as_of(events: &Table, committed_at: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let last = events.files().filter(|file| file.day.is_some()).filter_map(|file| file.instants).map(|both| both.1);
    let last = last.max().and_then(DateTime::from_timestamp_micros).unwrap_or_default();
    committed_at.map_or(last, |committed_at| last.min(committed_at))
}
