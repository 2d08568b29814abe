//! What must hold at the end: at every version, the table holds what its positions say, once.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use futures::FutureExt;
use object_store::ObjectStoreExt;
use object_store::path::Path;
use opkald_storage::lake::Lake;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::super::*;
use super::log::{actions, entry_path};
use super::topic::{app, key, source};
use super::world::World;
use crate::source::content_app;

/// Customer, id and day of an event.
type Event = (String, String, String);

/// Source, position and content of a dead letter.
type Dead = (String, i64, Vec<u8>);

/// Rows, by what they must be told apart by.
#[derive(Default)]
struct Rows {
    events: BTreeSet<Event>,
    dead: BTreeSet<Dead>,
}

impl World {
    /// Goes through the whole log by itself, reads every file, and compares with the topic.
    pub(super) fn check(&self) -> Result<(), String> {
        let (mut rows, mut expected) = (Rows::default(), Rows::default());
        let mut stands: BTreeMap<String, i64> = BTreeMap::new();
        let mut files = BTreeSet::new();
        for version in 1..=self.log.version {
            for action in actions(&self.content(&entry_path(version))?) {
                if let Some(path) = action["add"]["path"].as_str() {
                    files.insert(path.to_owned());
                    let day = action["add"]["partitionValues"]["day"].as_str();
                    let file = self.content(&Path::from(format!("events/{path}")))?;
                    rows.take(day, file).map_err(|why| format!("version {version}: {why}"))?;
                }
                if let (Some(app), Some(next)) = (action["txn"]["appId"].as_str(), action["txn"]["version"].as_i64()) {
                    stands.insert(app.to_owned(), next);
                }
            }
            self.expect(&stands, &mut expected)?;
            rows.compare(&expected).map_err(|why| format!("version {version}: {why}"))?;
        }
        for partition in 0..self.topic.partitions.len() {
            let (stands, end) = (stands.get(&app(partition)).copied().unwrap_or_default(), self.topic.end(partition));
            if stands != end {
                return Err(format!("partition {partition} stands at {stands}, and ends at {end}"));
            }
        }
        self.compare_with_table(&files)
    }

    fn content(&self, path: &Path) -> Result<bytes::Bytes, String> {
        let read = async { self.store.get(path).await?.bytes().await };
        read.now_or_never().expect("memory does not wait").map_err(|error| error.to_string())
    }

    /// What the positions stand for.
    fn expect(&self, stands: &BTreeMap<String, i64>, expected: &mut Rows) -> Result<(), String> {
        for (partition, records) in self.topic.partitions.iter().enumerate() {
            let Some(next) = stands.get(&app(partition)).copied() else { continue };
            let mark = stands.get(&content_app(&app(partition))).copied();
            if mark != self.topic.mark(partition, next) {
                return Err(format!("partition {partition} has the mark {mark:?} at {next}, which is another's"));
            }
            for (position, record) in records.iter().enumerate().take(next as usize) {
                match record.event {
                    Some(number) => drop(expected.events.insert(key(number))),
                    None => {
                        let dead = (source(partition), position as i64, record.payload.clone());
                        expected.dead.insert(dead);
                    }
                }
            }
        }
        Ok(())
    }

    /// The table sees the same files, and its own audit finds nothing.
    fn compare_with_table(&self, files: &BTreeSet<String>) -> Result<(), String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let lake = Lake::on(self.store.clone(), "memory:///".parse().unwrap()).unwrap();
            let table = lake.table(&events::definition()).await.map_err(|error| error.to_string())?;
            let breaks = table.audit_progress().await.map_err(|error| error.to_string())?;
            let seen: BTreeSet<String> = table.files().map(|file| file.path.clone()).collect();
            if !breaks.is_empty() || seen != *files {
                return Err(format!("the table tells of other files, or of breaks: {breaks:?}"));
            }
            Ok(())
        })
    }
}

impl Rows {
    /// Takes the rows of a file; none may be there before.
    fn take(&mut self, day: Option<&str>, file: bytes::Bytes) -> Result<(), String> {
        let reader = ParquetRecordBatchReaderBuilder::try_new(file).and_then(|builder| builder.build());
        for batch in reader.map_err(|error| error.to_string())? {
            let batch = batch.map_err(|error| error.to_string())?;
            match day {
                Some(day) => self.take_events(day, &batch)?,
                None => self.take_dead(&batch)?,
            }
        }
        Ok(())
    }

    fn take_events(&mut self, day: &str, batch: &RecordBatch) -> Result<(), String> {
        let text = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>();
        let (customers, ids) = (text("customer"), text("id"));
        for row in 0..batch.num_rows() {
            let event = (customers.value(row).to_owned(), ids.value(row).to_owned(), day.to_owned());
            if self.events.contains(&event) {
                return Err(format!("{event:?} is stored twice"));
            }
            self.events.insert(event);
        }
        Ok(())
    }

    fn take_dead(&mut self, batch: &RecordBatch) -> Result<(), String> {
        let column = |name: &str| batch.column_by_name(name).unwrap();
        let (sources, raws) = (column("source").as_string::<i32>(), column("raw").as_binary::<i32>());
        let positions = column("source_position").as_primitive::<Int64Type>();
        for row in 0..batch.num_rows() {
            let dead = (sources.value(row).to_owned(), positions.value(row), raws.value(row).to_vec());
            if self.dead.contains(&dead) {
                return Err(format!("{dead:?} is stored twice"));
            }
            self.dead.insert(dead);
        }
        Ok(())
    }

    fn compare(&self, expected: &Self) -> Result<(), String> {
        let missing = expected.events.difference(&self.events).next().map(|event| format!("{event:?}"));
        let missing = missing.or_else(|| expected.dead.difference(&self.dead).next().map(|dead| format!("{dead:?}")));
        let beside = self.events.difference(&expected.events).next().map(|event| format!("{event:?}"));
        let beside = beside.or_else(|| self.dead.difference(&expected.dead).next().map(|dead| format!("{dead:?}")));
        match (missing, beside) {
            (None, None) => Ok(()),
            (Some(missing), _) => Err(format!("{missing} is missing")),
            (None, Some(beside)) => Err(format!("{beside} is stored, and no position says so")),
        }
    }
}
