//! A table's state in memory: loaded by the Delta library, then followed entry by entry.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Utc};
use deltalake_core::logstore::LogStoreRef;
use deltalake_core::{DeltaTable, DeltaTableError};
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;
use url::Url;

use super::action::{Add, Entry};
use super::changes::Changes;
use super::definition::{DAY, TableDefinition};
use super::entries::Entries;
use super::log::Look;
use super::told::Told;
use super::{Encoded, FileEntry, Lake, NewFile, Relaid, Timer, commit, version};
use crate::{Error, Result};

/// A table of the lake at one version.
#[derive(Debug, Clone)]
pub struct Table {
    pub(super) definition: TableDefinition,
    pub(super) url: Url,
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) version: i64,
    pub(super) files: BTreeMap<String, FileEntry>,
    /// Progress seen in entries followed since the table was opened; what is older is asked of `base`.
    pub(super) progress: HashMap<String, i64>,
    /// What `base` answered.
    pub(super) told: Arc<Mutex<Told>>,
    /// Data files whose rows left the table since it was opened, and when that was seen.
    pub(super) left: Vec<(String, Instant)>,
    /// Files that were laid anew and not asked for yet; none before somebody asked.
    relaid: Option<Vec<Relaid>>,
    /// When the last entry that was followed was committed.
    pub(super) committed_at: Option<DateTime<Utc>>,
    pub(super) timer: Arc<dyn Timer>,
    /// When the end of the log was seen.
    pub(super) looked: Look,
    pub(super) base: DeltaTable,
    /// The checkpoint that is being written beside the work, for whoever ends the process.
    pub(super) checkpointing: Option<Arc<Mutex<Option<JoinHandle<()>>>>>,
}

impl Table {
    pub(super) async fn open(lake: &Lake, definition: TableDefinition) -> Result<Self> {
        let url = lake
            .root()
            .join(&format!("{}/", definition.name))
            .map_err(|error| Error::Location { location: lake.root().to_string(), why: error.to_string() })?;
        let store: Arc<dyn ObjectStore> = Arc::new(PrefixStore::new(lake.store(), definition.name));
        let log = lake.log_store(definition.name, &store)?;
        if !log.is_delta_table_location().await.map_err(|error| delta(&definition, error))? {
            commit::create(&definition, store.as_ref(), lake.timer.as_ref()).await?;
        }
        // What is loaded may be old by the time that it is there: it is vouched for from before.
        let looked = Look::now(lake.timer.as_ref());
        let base = load(&definition, log).await?;
        let (version, files) = state(&definition, &base)?;
        Ok(Self {
            definition,
            url,
            store,
            version,
            files,
            progress: HashMap::new(),
            told: Arc::default(),
            left: Vec::new(),
            relaid: None,
            committed_at: None,
            timer: Arc::clone(&lake.timer),
            looked,
            base,
            checkpointing: None,
        })
    }

    /// Takes the state anew, as on opening.
    pub(super) async fn reload(&mut self) -> Result<()> {
        let looked = Look::now(self.timer.as_ref());
        let base = load(&self.definition, self.base.log_store()).await?;
        (self.version, self.files) = state(&self.definition, &base)?;
        (self.base, self.looked) = (base, looked);
        (self.committed_at, self.relaid) = (None, None);
        self.progress.clear();
        // Copies of the table go on with what they were loaded from.
        self.told = Arc::default();
        Ok(())
    }

    /// What the table is.
    pub fn definition(&self) -> &TableDefinition {
        &self.definition
    }

    /// Address of the table's folder.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Version that the state stands at.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// The live files, in the order of their paths.
    pub fn files(&self) -> impl Iterator<Item = &FileEntry> {
        self.files.values()
    }

    /// How far an application has come, by the last commit that told; none if it never did.
    ///
    /// # Errors
    /// [`Error::Delta`] or [`Error::Store`] when the log cannot be read, [`Error::LeftBehind`] when it was cut
    /// through this version: follow it, and ask again.
    pub async fn progress(&self, app: &str) -> Result<Option<i64>> {
        if let Some(progress) = self.progress.get(app) {
            return Ok(Some(*progress));
        }
        self.told_before(app).await
    }

    /// What the Delta library reads and writes the table's log through.
    pub(super) fn log_store(&self) -> LogStoreRef {
        self.base.log_store()
    }

    /// Follows the log to its end; returns the live files that hold the rows that came in.
    ///
    /// # Errors
    /// [`Error::Store`] or [`Error::Log`] when an entry cannot be read, [`Error::LeftBehind`] when entries were removed
    /// before they were followed.
    pub async fn update(&mut self) -> Result<Vec<FileEntry>> {
        let mut changes = Changes::default();
        self.update_and_note(&mut changes).await?;
        Ok(changes.into_came())
    }

    /// Follows the log to its end, and notes what changed beside what was noted before.
    ///
    /// # Errors
    /// As [`Table::update`]; where entries were removed, what was noted is everything from then on.
    pub async fn update_and_note(&mut self, changes: &mut Changes) -> Result<()> {
        let mut looked = Look::now(self.timer.as_ref());
        while let Some(entry) = self.entry(self.version + 1).await? {
            changes.follow(&self.definition, &entry);
            self.apply(&entry);
            looked = Look::now(self.timer.as_ref());
        }
        if self.looked.is_old(self.timer.as_ref()) {
            let seen = self.look_again().await;
            if matches!(seen, Err(Error::LeftBehind { .. })) {
                *changes = Changes::all();
            }
            seen?;
        }
        self.looked = looked;
        Ok(())
    }

    /// Files that were laid anew since this was last asked. The first call gives nothing: from then on they are kept.
    pub fn take_relaid(&mut self) -> Vec<Relaid> {
        self.relaid.replace(Vec::new()).unwrap_or_default()
    }

    /// Lays an encoded file into the store. Nobody sees it before it is committed.
    ///
    /// # Errors
    /// [`Error::Store`] when the store refuses, as on a full disk.
    pub async fn put(&self, encoded: Encoded) -> Result<NewFile> {
        let modification_time = self.timer.utc().timestamp_millis();
        let path = Path::from(encoded.add.path.as_str());
        let put = self.store.put(&path, PutPayload::from_bytes(encoded.bytes)).await;
        put.map_err(|source| self.store_error(source))?;
        Ok(NewFile { add: Add { modification_time, ..encoded.add } })
    }

    /// When the version that the state stands at was committed, by the clock of who committed it; none if it is gone.
    ///
    /// # Errors
    /// [`Error::Store`] or [`Error::Log`] when the entry cannot be read.
    pub async fn committed_at(&self) -> Result<Option<DateTime<Utc>>> {
        if self.version == 0 || self.committed_at.is_some() {
            return Ok(self.committed_at);
        }
        let entry = self.entry(self.version).await?;
        Ok(entry.and_then(|entry| entry.committed_at()))
    }

    /// What changed in the versions after `from`; everything, where their entries, or the files whose rows went, are not
    /// all there any more.
    ///
    /// # Errors
    /// [`Error::Store`] or [`Error::Log`] when an entry cannot be read.
    pub async fn changed_since(&self, from: i64) -> Result<Changes> {
        let mut changes = Changes::default();
        for version in from + 1..=self.version {
            let Some(entry) = self.entry(version).await? else { return Ok(Changes::all()) };
            changes.follow(&self.definition, &entry);
        }
        for file in changes.gone() {
            match self.store.head(&Path::from(file.path.as_str())).await {
                Ok(_) => {}
                Err(object_store::Error::NotFound { .. }) => return Ok(Changes::all()),
                Err(source) => return Err(self.store_error(source)),
            }
        }
        Ok(changes)
    }

    /// Takes the next entry into the state.
    pub(super) fn apply(&mut self, entry: &Entry) {
        for remove in &entry.removes {
            // What was laid anew waits for the vacuum: nobody else's readers are known here.
            if self.files.remove(&remove.path).is_some() && remove.data_change {
                self.left.push((remove.path.clone(), Instant::now()));
            }
        }
        let added = entry.adds.iter().map(|add| FileEntry::of_add(&self.definition, add));
        let added: Vec<FileEntry> = added.collect();
        self.files.extend(added.iter().map(|file| (file.path.clone(), file.clone())));
        if let Some(relaid) = self.relaid.as_mut().filter(|_| entry.is_relaid()) {
            let from = entry.removes.iter().map(|remove| remove.path.clone()).collect();
            relaid.push(Relaid { from, into: added });
        }
        for txn in &entry.txns {
            self.progress.insert(txn.app_id.clone(), txn.version);
        }
        self.committed_at = entry.committed_at();
        self.version += 1;
    }

    pub(super) fn entries(&self) -> Entries<'_> {
        Entries { table: self.definition.name, store: self.store.as_ref() }
    }

    pub(super) async fn entry(&self, version: i64) -> Result<Option<Entry>> {
        self.entries().get(version).await
    }

    pub(super) fn store_error(&self, source: object_store::Error) -> Error {
        Error::Store { table: self.definition.name.to_owned(), source }
    }
}

pub(super) fn delta(definition: &TableDefinition, source: DeltaTableError) -> Error {
    Error::Delta { table: definition.name.to_owned(), source: Box::new(source) }
}

/// Version and live files of a loaded table, which is looked at first.
fn state(definition: &TableDefinition, base: &DeltaTable) -> Result<(i64, BTreeMap<String, FileEntry>)> {
    let snapshot = base.snapshot().map_err(|error| delta(definition, error))?;
    version::check(definition, snapshot)?;
    let data = snapshot.log_data();
    let files = data.iter().map(|view| {
        let path = view.path().into_owned();
        let size = u64::try_from(view.size()).unwrap_or_default();
        let day = view.partition_values_map().remove(DAY).flatten();
        FileEntry::new(definition, path, size, day.as_deref(), view.stats().as_deref())
    });
    let files = files.map(|file| (file.path.clone(), file)).collect();
    Ok((i64::try_from(snapshot.version()).unwrap_or(i64::MAX), files))
}

async fn load(definition: &TableDefinition, log: LogStoreRef) -> Result<DeltaTable> {
    let mut table = DeltaTable::new(log);
    table.load().await.map_err(|error| delta(definition, error))?;
    Ok(table)
}
