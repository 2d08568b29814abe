//! A lake, a book and an engine of their own, in a folder that goes with them.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow::array::RecordBatch;
use arrow::json::WriterBuilder;
use arrow::json::writer::LineDelimited;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use opkald_pipeline::{Clock, ImportFormat, ImportOptions, IngestOptions, Source, Summary};
use opkald_queries::{Engine, EngineOptions, Params, Scope, Session};
use opkald_storage::CustomerNumber;
use opkald_storage::book::{AccountFile, Book};
use opkald_storage::lake::Lake;
use tempfile::TempDir;

use crate::paying::account_file;
use crate::rows::{Row, read_lines};

/// The rows of each view, by its name.
pub(crate) type Views = BTreeMap<&'static str, Vec<Row>>;

/// Every view of a session.
pub(crate) const VIEWS: [&str; 18] = [
    "events",
    "calls",
    "queue_visits",
    "visit_agents",
    "agent_sessions",
    "callbacks",
    "mobile_usage",
    "recordings",
    "usage_months",
    "queue_hours",
    "queue_days",
    "queue_months",
    "agent_hours",
    "agent_days",
    "agent_months",
    "call_hours",
    "call_days",
    "call_months",
];

/// The views of what is stored; those of days and months only add up its hours.
pub(crate) const STORED: [&str; 11] = [
    "calls",
    "queue_visits",
    "visit_agents",
    "agent_sessions",
    "callbacks",
    "mobile_usage",
    "recordings",
    "usage_months",
    "queue_hours",
    "agent_hours",
    "call_hours",
];

/// Where events come in and numbers come out.
#[derive(Debug)]
pub(crate) struct World {
    folder: TempDir,
    lake: Lake,
    pub(crate) engine: Engine,
    files: Cell<usize>,
}

impl World {
    /// An empty world with these customers in its book.
    pub(crate) async fn new(customers: &[(String, Tz)]) -> Self {
        Self::with(customers, None).await
    }

    /// An empty world whose customers pay by a tariff.
    pub(crate) async fn paying(customers: &[(String, Tz)]) -> Self {
        Self::with(customers, Some(account_file(customers))).await
    }

    async fn with(customers: &[(String, Tz)], accounts: Option<AccountFile>) -> Self {
        let folder = folder();
        let lake = Lake::open(&text(&folder.path().join("lake"))).await.unwrap();
        let book = Book::open(&text(&folder.path().join("book.sqlite"))).await.unwrap();
        for (number, zone) in customers {
            assert!(book.ensure_customer(&CustomerNumber::new(number).unwrap(), *zone).await.unwrap());
        }
        if let Some(accounts) = accounts {
            book.load(&accounts).await.unwrap();
        }
        let options = EngineOptions { threads: 1, ..EngineOptions::default() };
        let engine = Engine::open(lake.clone(), book, options).await.unwrap();
        Self { folder, lake, engine, files: Cell::new(0) }
    }

    /// A new file in the world's folder.
    pub(crate) fn write(&self, content: impl AsRef<[u8]>) -> PathBuf {
        self.files.set(self.files.get() + 1);
        let path = self.folder.path().join(format!("{}.txt", self.files.get()));
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Stores events through the ingest that everything goes through.
    pub(crate) async fn ingest<'a>(&self, lines: impl IntoIterator<Item = &'a str>, now: DateTime<Utc>) -> Summary {
        let content: String = lines.into_iter().flat_map(|line| [line, "\n"]).collect();
        let path = self.write(content);
        let mut options = IngestOptions::once(self.lake.clone(), vec![Source::File(path)]);
        options.clock = Clock::standing(now);
        opkald_pipeline::ingest(options).await.unwrap()
    }

    /// Stores the records of a queue_log.
    pub(crate) async fn import(&self, file: &Path, customer: &str) -> Summary {
        let customer = CustomerNumber::new(customer).unwrap();
        let files = vec![file.to_owned()];
        let options = ImportOptions::new(self.lake.clone(), ImportFormat::AsteriskQueueLog, files, customer);
        opkald_pipeline::import(options).await.unwrap()
    }

    /// Brings the statistics up to the events.
    pub(crate) async fn refresh(&self) {
        self.engine.refresh().await.unwrap();
    }

    /// The rows of a view, for all customers or for one.
    pub(crate) async fn rows(&self, view: &str, scope: Scope) -> Vec<Row> {
        read_lines(&self.lines(view, scope).await)
    }

    /// The rows of a view as text, sorted: for comparing all of it with another time or another world.
    pub(crate) async fn lines(&self, view: &str, scope: Scope) -> Vec<String> {
        self.lines_of(&self.engine.session(scope).await.unwrap(), view).await
    }

    /// The same of a session.
    pub(crate) async fn lines_of(&self, session: &Session, view: &str) -> Vec<String> {
        let mut lines = self.asked(session, &format!("SELECT * FROM {view}")).await;
        lines.sort_unstable();
        lines
    }

    /// The rows that a query gives, as text.
    pub(crate) async fn asked(&self, session: &Session, sql: &str) -> Vec<String> {
        to_lines(&session.query(sql, Params::new()).await.unwrap())
    }

    /// The rows of these views.
    pub(crate) async fn views(&self, which: &[&'static str]) -> Views {
        let mut views = Views::new();
        for view in which {
            views.insert(view, self.rows(view, Scope::Operator).await);
        }
        views
    }

    /// All that these views say.
    pub(crate) async fn told(&self, which: &[&'static str]) -> Vec<(&'static str, Vec<String>)> {
        let mut all = Vec::new();
        for view in which {
            all.push((*view, self.lines(view, Scope::Operator).await));
        }
        all
    }
}

/// Views that two worlds do not agree on, with the first few rows that only one of them has.
pub(crate) fn disagreements(left: &[(&str, Vec<String>)], right: &[(&str, Vec<String>)]) -> Vec<String> {
    let mut found = Vec::new();
    for ((view, left), (_, right)) in left.iter().zip(right) {
        let only = |these: &[String], those: &[String]| {
            let surplus = these.iter().filter(|line| those.binary_search(line).is_err());
            surplus.take(4).cloned().collect::<Vec<_>>().join("\n    ")
        };
        if left != right {
            let (lefts, rights) = (only(left, right), only(right, left));
            let (many, few) = (left.len(), right.len());
            found.push(format!(
                "{view}: {many} rows against {few}\n  only the first:\n    {lefts}\n  only the second:\n    {rights}"
            ));
        }
    }
    found
}

/// In memory where the machine has such a folder: thousands of worlds come and go.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn to_lines(batches: &[RecordBatch]) -> Vec<String> {
    let mut writer = WriterBuilder::new().with_explicit_nulls(true).build::<_, LineDelimited>(Vec::new());
    for batch in batches {
        writer.write(batch).unwrap();
    }
    writer.finish().unwrap();
    String::from_utf8(writer.into_inner()).unwrap().lines().map(str::to_owned).collect()
}
