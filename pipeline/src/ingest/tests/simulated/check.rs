//! What must hold at the end: at every version, the table holds what its positions say, once.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::AsArray;
use arrow::datatypes::{Int64Type, TimestampMicrosecondType};
use bytes::Bytes;
use chrono::{DateTime, NaiveDate, TimeDelta};
use object_store::path::Path;
use opkald_storage::lake::Lake;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use super::super::*;
use super::log::{is_retention, made_at};
use super::topic::{app, key, source};
use super::world::World;
use crate::source::content_app;

/// Customer, id and day of an event.
type Event = (String, String, String);

/// Source, position and content of a dead letter.
type Dead = (String, i64, Vec<u8>);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Row {
    Event(Event),
    /// With the instant at which it was received, in µs.
    Dead(Dead, i64),
}

/// Rows, by what they must be told apart by.
#[derive(Default)]
struct Rows {
    events: BTreeSet<Event>,
    dead: BTreeSet<Dead>,
    /// Those that were dropped once, since they were too old. An event may come again after that.
    dropped: BTreeSet<Row>,
}

impl World {
    /// Goes through the whole log by itself, reads every file, and compares with the topic.
    pub(super) fn check(&self) -> Result<(), String> {
        let (mut rows, mut expected) = (Rows::default(), Rows::default());
        let mut stands: BTreeMap<String, i64> = BTreeMap::new();
        for (entry, version) in self.log.entries.iter().zip(1..) {
            let fails = |why: String| format!("version {version}: {why}");
            let (removed, added) = (self.rows_of(entry, "remove")?, self.rows_of(entry, "add")?);
            if is_retention(entry) {
                rows.forget(removed, &added, self.first_kept(made_at(entry))).map_err(fails)?;
                continue;
            }
            if !removed.is_empty() {
                is_conserved(removed, added).map_err(fails)?;
                continue;
            }
            added.into_iter().try_for_each(|row| rows.take(row)).map_err(fails)?;
            for action in entry {
                if let (Some(app), Some(next)) = (action["txn"]["appId"].as_str(), action["txn"]["version"].as_i64()) {
                    stands.insert(app.to_owned(), next);
                }
            }
            self.expect(&stands, &mut expected)?;
            rows.compare(&expected).map_err(fails)?;
        }
        for partition in 0..self.topic.partitions.len() {
            let (stands, end) = (stands.get(&app(partition)).copied().unwrap_or_default(), self.topic.end(partition));
            if stands != end {
                return Err(format!("partition {partition} stands at {stands}, and ends at {end}"));
            }
        }
        rows.are_young(self.first_kept(self.utc() - TimeDelta::hours(1)))?;
        self.look_for_orphans()?;
        self.compare_with_table()
    }

    /// The rows of the files that an entry adds, or removes, read from what was put.
    fn rows_of(&self, entry: &[Value], kind: &'static str) -> Result<Vec<Row>, String> {
        let mut rows = Vec::new();
        for action in entry {
            let Some(path) = action[kind]["path"].as_str() else { continue };
            let file = self.files.get(&Path::from(format!("events/{path}"))).ok_or(format!("{path} never was"))?;
            let day = action[kind]["partitionValues"]["day"].as_str();
            read(day, file.clone(), &mut rows).map_err(|error| error.to_string())?;
        }
        Ok(rows)
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
    fn compare_with_table(&self) -> Result<(), String> {
        let live = self.live_files()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let lake = Lake::on(self.store.clone(), "memory:///".parse().unwrap()).unwrap();
            let table = lake.table(&events::definition()).await.map_err(|error| error.to_string())?;
            let breaks = table.audit_progress().await.map_err(|error| error.to_string())?;
            let seen: BTreeSet<String> = table.files().map(|file| file.path.clone()).collect();
            if !breaks.is_empty() || seen != *live {
                return Err(format!("the table tells of other files, or of breaks: {breaks:?}"));
            }
            Ok(())
        })
    }
}

/// Laying rows anew adds and takes none.
fn is_conserved(mut removed: Vec<Row>, mut added: Vec<Row>) -> Result<(), String> {
    removed.sort_unstable();
    added.sort_unstable();
    let is_same = removed == added;
    let other = removed.iter().zip(&added).find(|(one, other)| one != other);
    is_same.then_some(()).ok_or_else(|| format!("{} rows became {}: {other:?}", removed.len(), added.len()))
}

/// Reads the rows of a file.
fn read(day: Option<&str>, file: Bytes, rows: &mut Vec<Row>) -> parquet::errors::Result<()> {
    for batch in ParquetRecordBatchReaderBuilder::try_new(file)?.build()? {
        let batch = batch?;
        let text = |name: &str| batch.column_by_name(name).unwrap().as_string::<i32>();
        let Some(day) = day else {
            let raws = batch.column_by_name("raw").unwrap().as_binary::<i32>();
            let positions = batch.column_by_name("source_position").unwrap().as_primitive::<Int64Type>();
            let received = batch.column_by_name("received_at").unwrap().as_primitive::<TimestampMicrosecondType>();
            rows.extend((0..batch.num_rows()).map(|row| {
                let dead = (text("source").value(row).to_owned(), positions.value(row), raws.value(row).to_vec());
                Row::Dead(dead, received.value(row))
            }));
            continue;
        };
        let (customers, ids) = (text("customer"), text("id"));
        let event = |row| (customers.value(row).to_owned(), ids.value(row).to_owned(), day.to_owned());
        rows.extend((0..batch.num_rows()).map(|row| Row::Event(event(row))));
    }
    Ok(())
}

impl Row {
    /// Whether it is of a day before.
    fn is_before(&self, first: Option<NaiveDate>) -> bool {
        let day = match self {
            Self::Event((_, _, day)) => day.parse::<NaiveDate>().unwrap(),
            Self::Dead(_, received) => DateTime::from_timestamp_micros(*received).unwrap().date_naive(),
        };
        first.is_some_and(|first| day < first)
    }

    /// Without the instant at which it was received, which the topic does not tell.
    fn undated(self) -> Self {
        match self {
            Self::Dead(dead, _) => Self::Dead(dead, 0),
            event => event,
        }
    }
}

impl Rows {
    /// Takes a row, which must not be there before.
    fn take(&mut self, row: Row) -> Result<(), String> {
        let twice = format!("{row:?} is stored twice");
        let is_new = match row {
            Row::Event(event) => self.events.insert(event),
            Row::Dead(dead, _) => self.dead.insert(dead),
        };
        is_new.then_some(()).ok_or(twice)
    }

    /// Drops what an entry removes and does not add again, which must be too old.
    fn forget(&mut self, removed: Vec<Row>, added: &[Row], first: Option<NaiveDate>) -> Result<(), String> {
        let stays = added.iter().collect::<BTreeSet<_>>();
        if added.len() != stays.len() || added.iter().any(|row| !removed.contains(row)) {
            return Err("rows come in where old ones are to go".to_owned());
        }
        for row in removed.iter().filter(|row| !stays.contains(row)) {
            if !row.is_before(first) {
                return Err(format!("{row:?} is dropped, and {first:?} is the first day to be kept"));
            }
            match row {
                Row::Event(event) => drop(self.events.remove(event)),
                Row::Dead(dead, _) => drop(self.dead.remove(dead)),
            }
            self.dropped.insert(row.clone().undated());
        }
        Ok(())
    }

    /// Nothing is older than it is to be kept.
    fn are_young(&self, first: Option<NaiveDate>) -> Result<(), String> {
        let old = self.events.iter().find(|event| Row::Event((*event).clone()).is_before(first));
        old.map_or(Ok(()), |old| Err(format!("{old:?} is still there, and {first:?} is the first day to be kept")))
    }

    fn compare(&self, expected: &Self) -> Result<(), String> {
        let events = expected.events.difference(&self.events).map(|event| Row::Event(event.clone()));
        let dead = expected.dead.difference(&self.dead).map(|dead| Row::Dead(dead.clone(), 0));
        let missing = events.chain(dead).find(|row| !self.dropped.contains(row));
        let beside = self.events.difference(&expected.events).next().map(|event| format!("{event:?}"));
        let beside = beside.or_else(|| self.dead.difference(&expected.dead).next().map(|dead| format!("{dead:?}")));
        match (missing, beside) {
            (None, None) => Ok(()),
            (Some(missing), _) => Err(format!("{missing:?} is missing")),
            (None, Some(beside)) => Err(format!("{beside} is stored, and no position says so")),
        }
    }
}
