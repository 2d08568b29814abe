#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
//! The way from events to numbers, on small worlds laid out by hand.

mod ahead;
mod calls;
mod maintained;
mod money;
mod presence;
mod queues;
mod scope;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use arrow::array::{RecordBatch, TimestampMicrosecondArray};
use arrow::compute::{SortColumn, lexsort_to_indices, take_record_batch};
use chrono::{DateTime, NaiveDate, Utc};
use opkald_storage::book::Book;
use opkald_storage::events;
use opkald_storage::lake::{Commit, Encoded, Lake, Progress};
use serde_json::{Value, json};

use crate::{Engine, EngineOptions, Freshness, Scope};

/// A lake and a book in a folder that goes with it.
pub(crate) struct World {
    folder: tempfile::TempDir,
    lake: Lake,
    options: EngineOptions,
    pub(crate) engine: Engine,
}

impl World {
    pub(crate) async fn new() -> Self {
        let freshness = Freshness { read_prices_every: Duration::ZERO, ..Freshness::default() };
        Self::with(EngineOptions { freshness, ..EngineOptions::default() }).await
    }

    pub(crate) async fn with(options: EngineOptions) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let lake = Lake::open(&folder.path().join("lake").to_string_lossy()).await.unwrap();
        let book = Book::open(&folder.path().join("book.sqlite").to_string_lossy()).await.unwrap();
        let engine = Engine::open(lake.clone(), book, options.clone()).await.unwrap();
        Self { folder, lake, options, engine }
    }

    pub(crate) async fn book(&self) -> Book {
        Book::open(&self.folder.path().join("book.sqlite").to_string_lossy()).await.unwrap()
    }

    /// The same lake and book, as another process opens them.
    pub(crate) async fn opened_again(&self) -> Engine {
        Engine::open(self.lake.clone(), self.book().await, self.options.clone()).await.unwrap()
    }

    /// Where a table lies.
    pub(crate) fn table_folder(&self, table: &str) -> PathBuf {
        self.folder.path().join("lake").join(table)
    }

    /// Puts what is no entry at the end of a table's log, and tells when.
    pub(crate) fn spoil(&self, table: &str) -> DateTime<Utc> {
        let log = self.table_folder(table).join("_delta_log");
        let is_entry = |path: &PathBuf| path.extension().is_some_and(|end| end == "json");
        let entries = std::fs::read_dir(&log).unwrap().map(|file| file.unwrap().path()).filter(is_entry);
        let next = format!("{:020}.json", entries.count());
        std::fs::write(log.join(next), "no entry\n").unwrap();
        Utc::now()
    }

    /// Stores events, each an object of the event contract, in one commit.
    pub(crate) async fn store(&self, rows: &[Value]) {
        let mut days: BTreeMap<NaiveDate, Vec<Value>> = BTreeMap::new();
        for row in rows {
            let time: DateTime<chrono::FixedOffset> = row["time"].as_str().unwrap().parse().unwrap();
            let mut row = row.clone();
            row["time"] = json!(time.to_utc().to_rfc3339());
            if row.get("call").is_some() && row.get("leg").is_none() {
                row["leg"] = json!(0);
            }
            days.entry(time.to_utc().date_naive()).or_default().push(row);
        }
        let mut table = self.lake.table(&events::definition()).await.unwrap();
        let mut add = Vec::new();
        for (day, rows) in days {
            let file = Encoded::new(&events::definition(), Some(day), &batch(&rows)).unwrap();
            add.push(table.put(file).await.unwrap());
        }
        let expected = table.progress("test").await.unwrap();
        let next = expected.unwrap_or_default() + rows.len() as i64;
        let progress = vec![Progress { app: "test".to_owned(), expected, next }];
        table.commit(Commit { add, progress, operation: "TEST", ..Commit::default() }).await.unwrap();
    }

    /// Rows of a query over all customers, each as JSON objects.
    pub(crate) async fn ask(&self, sql: &str) -> Vec<Value> {
        let session = self.engine.session(Scope::Operator).await.unwrap();
        to_json(&session.adhoc(sql).await.unwrap().1)
    }

    /// Refreshes, asks, and sees that a rebuild would say the same.
    pub(crate) async fn tell(&self, sql: &str) -> Vec<Value> {
        self.engine.refresh().await.unwrap();
        assert_eq!(self.engine.check().await.unwrap(), []);
        self.ask(sql).await
    }
}

pub(crate) fn to_json(batches: &[RecordBatch]) -> Vec<Value> {
    let mut writer = arrow::json::WriterBuilder::new()
        .with_explicit_nulls(true)
        .build::<_, arrow::json::writer::LineDelimited>(Vec::new());
    for batch in batches {
        writer.write(batch).unwrap();
    }
    writer.finish().unwrap();
    let lines = String::from_utf8(writer.into_inner()).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn batch(rows: &[Value]) -> RecordBatch {
    let mut decoder =
        arrow::json::ReaderBuilder::new(events::schema()).with_batch_size(rows.len()).build_decoder().unwrap();
    decoder.serialize(rows).unwrap();
    let batch = decoder.flush().unwrap().unwrap();
    let key = |name: &str| SortColumn { values: batch.column_by_name(name).unwrap().clone(), options: None };
    let order = lexsort_to_indices(&[key("customer"), key("time")], None).unwrap();
    let sorted = take_record_batch(&batch, &order).unwrap();
    let times = sorted.column_by_name("time").unwrap().as_any().downcast_ref::<TimestampMicrosecondArray>();
    assert!(times.is_some());
    sorted
}

/// An event of customer 100.
pub(crate) fn event(kind: &str, time: &str, fields: Value) -> Value {
    let mut event = json!({"type": kind, "time": time, "customer": "100"});
    for (name, value) in fields.as_object().unwrap() {
        event[name] = value.clone();
    }
    if event.get("id").is_none() {
        // Any text that tells this event from others of the test.
        event["id"] =
            json!(format!("{kind}/{time}/{}", fields).chars().filter(|c| c.is_alphanumeric()).collect::<String>());
    }
    event
}
