//! Brings the statistics up to the events: finds the stale days, computes them again, replaces them.
//!
//! An event of day *t* can change records that began a day before it or up to two days after, and a record can change
//! hours of the days around it ([`stale`] says why). So days are taken with margins, and everything in them is computed
//! again from the raw events: the result is what a rebuild gives, whatever order the events came in.

mod amend;
mod carry;
mod repriced;
mod stale;
mod write;

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::TimestampMicrosecondType;
use datafusion::catalog::TableProvider;
use opkald_storage::lake::{Commit, FileEntry, Lake, Outcome, Progress, Table};

use crate::compute::{Computer, Inputs, Piece, Window};
use crate::scan::LakeTable;
use crate::settings::Settings;
use crate::snapshot::as_of;
use crate::statistics::Statistic;
use crate::{Error, Result};

pub use repriced::Repriced;
pub(crate) use stale::{Days, Stale, decisive};
use write::Drafts;

/// Application under which a table of statistics tells the version of the events that it stands for.
const EVENTS: &str = opkald_storage::events::TABLE;
/// Application for the mark of the settings that it was computed under.
const SETTINGS: &str = "settings";
/// Application for the instant in µs up to which open calls and sessions counted.
const NOW: &str = "now";

/// How long a replaced file stays for those who read the version before: a query has minutes at the most.
const GRACE: Duration = Duration::from_secs(600);

/// Application for the mark of what customers paid by when they were charged.
const PRICES: &str = "prices";

/// What a refresh did.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Refreshed {
    /// Version of the table of events that the statistics now stand for.
    pub events_version: i64,
    /// Days whose hours were computed again.
    pub days: usize,
    /// How long it took.
    pub seconds: f64,
    /// Months of customers that another tariff, plan or add-on gave other charges.
    pub repriced: Vec<Repriced>,
}

/// The tables that a refresh works on.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    pub(crate) events: Table,
    pub(crate) statistics: Vec<(Statistic, Table)>,
}

/// How a try to refresh ended.
pub(crate) enum Try {
    Done(Refreshed),
    /// Another process replaced something meanwhile: follow the logs and look again.
    Lost,
}

/// What a table's log says it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stand {
    pub(crate) events: Option<i64>,
    pub(crate) settings: Option<i64>,
    pub(crate) now_us: Option<i64>,
    pub(crate) prices: Option<i64>,
}

impl Tables {
    pub(crate) async fn open(lake: &Lake) -> Result<Self> {
        let events = lake.table(&opkald_storage::events::definition()).await?;
        Self { events, statistics: Vec::new() }.beside(lake).await
    }

    /// The same events, with statistics of their own beside those that are kept.
    pub(crate) async fn beside(&self, statistics: &Lake) -> Result<Self> {
        let mut tables = Vec::new();
        for statistic in Statistic::ALL {
            tables.push((statistic, statistics.table(&statistic.definition()).await?));
        }
        Ok(Self { events: self.events.clone(), statistics: tables })
    }

    /// Follows all logs to their ends.
    pub(crate) async fn update(&mut self) -> Result<()> {
        self.events.update().await?;
        for (_, table) in &mut self.statistics {
            table.update().await?;
        }
        Ok(())
    }

    /// Deletes files of statistics that were replaced so long ago that nobody reads them any more.
    pub(crate) async fn sweep(&mut self) {
        for (_, table) in &mut self.statistics {
            table.sweep(GRACE).await;
        }
    }

    /// Waits for checkpoints that were started beside the work.
    pub(crate) async fn settle(&self) {
        for (_, table) in &self.statistics {
            table.settle().await;
        }
    }

    pub(crate) async fn stand(table: &Table) -> Result<Stand> {
        Ok(Stand {
            events: table.progress(EVENTS).await?,
            settings: table.progress(SETTINGS).await?,
            now_us: table.progress(NOW).await?,
            prices: table.progress(PRICES).await?,
        })
    }

    /// What all of the statistics stand for, where it is the same.
    pub(crate) async fn common_stand(&self) -> Result<Option<Stand>> {
        let mut common = None;
        for (_, table) in &self.statistics {
            let stand = Self::stand(table).await?;
            if *common.get_or_insert(stand) != stand {
                return Ok(None);
            }
        }
        Ok(common)
    }

    /// Computes what is stale, or everything, and replaces it.
    pub(crate) async fn refresh(
        &mut self,
        computer: impl Fn(DateTime<Utc>) -> Result<Computer>,
        settings: &Settings,
        everything: bool,
    ) -> Result<Try> {
        let started = Instant::now();
        let now = as_of(&self.events, self.events.committed_at().await?);
        let target = Stand {
            events: Some(self.events.version()),
            settings: Some(settings.mark()),
            now_us: Some(now.timestamp_micros().max(0)),
            prices: Some(settings.prices.mark()),
        };
        let computer = computer(now)?;
        let mut stale = Stale::find(self, &computer, target, everything).await?;
        let days = stale.hours.iter().map(|window| (window.to - window.from).num_days()).sum::<i64>();
        if !stale.is_current && !self.replace(&computer, &mut stale, target).await? {
            return Ok(Try::Lost);
        }
        let repriced = match &stale.outdated[..] {
            [] => Vec::new(),
            outdated => repriced::differences(outdated, &computer.months(self).await?),
        };
        Ok(Try::Done(Refreshed {
            events_version: self.events.version(),
            days: usize::try_from(days).unwrap_or_default(),
            seconds: started.elapsed().as_secs_f64(),
            repriced,
        }))
    }

    /// Records first, since the hours are computed from them; every table in one commit of its own.
    async fn replace(&mut self, computer: &Computer, stale: &mut Stale, target: Stand) -> Result<bool> {
        let mut drafts = Drafts::default();
        let mut pricing = computer.pricing();
        for piece in stale.pieces() {
            // Where everything is computed again, each piece follows what came before it.
            if !stale.is_everything {
                computer.go_through(piece, &mut pricing, self).await?;
            }
            if let Some(computed) = computer.piece(piece, &mut pricing, self).await? {
                drafts.take(&self.statistics, computed, piece.window()).await?;
            }
            // Also where the charges stand: a refresh that ended before its second commit made them, and the days bear the
            // mark of what they were charged under.
            stale.used(piece.window());
        }
        if let Some(anew) = &stale.anew {
            let mut pricing = computer.pricing_of(&anew.customers);
            for window in &anew.windows {
                let piece = Piece::Stored(*window);
                computer.go_through(piece, &mut pricing, self).await?;
                for (statistic, rows) in computer.piece(piece, &mut pricing, self).await?.into_iter().flatten() {
                    drafts.amend(statistic, rows, *window, &anew.customers);
                }
            }
        }
        if let Some(from) = stale.presence_from {
            let presence = computer.presence(Window { from, to: from }, self, !stale.is_everything).await?;
            stale.reach_back(begin_of(&presence));
            for window in presence_windows(stale, from) {
                let own = vec![(Statistic::AgentSessions, within(&presence, window)?)];
                drafts.take(&self.statistics, own, window).await?;
            }
        }
        let records = [
            Statistic::Calls,
            Statistic::QueueVisits,
            Statistic::VisitAgents,
            Statistic::AgentSessions,
            Statistic::MobileUsage,
            Statistic::Recordings,
        ];
        if !self.commit(&mut drafts, &records, target).await? {
            return Ok(false);
        }
        if let Some(window) = stale.hours.first() {
            computer.load_presence(self, *window).await?;
        }
        for window in &stale.hours {
            let computed = computer.hours(*window, self).await?;
            drafts.take(&self.statistics, computed, *window).await?;
        }
        for window in stale.usage(&stale::rows_of(&self.events)) {
            let computed = vec![(Statistic::UsageDays, computer.usage(window, None, self).await?)];
            drafts.take(&self.statistics, computed, window).await?;
        }
        if let Some(anew) = &stale.anew {
            for window in stale.usage_anew() {
                let rows = computer.usage(window, Some(&anew.customers), self).await?;
                drafts.amend(Statistic::UsageDays, rows, window, &anew.customers);
            }
        }
        let hours = [Statistic::CallHours, Statistic::QueueHours, Statistic::AgentHours, Statistic::UsageDays];
        self.commit(&mut drafts, &hours, target).await
    }

    async fn commit(&mut self, drafts: &mut Drafts, which: &[Statistic], target: Stand) -> Result<bool> {
        for (statistic, table) in self.statistics.iter_mut().filter(|(statistic, _)| which.contains(statistic)) {
            let (add, remove) = drafts.of(*statistic, table).await?;
            let stand = Self::stand(table).await?;
            let progress =
                Progress { app: EVENTS.to_owned(), expected: stand.events, next: target.events.unwrap_or_default() };
            let note = |app: &str, number: Option<i64>| (app.to_owned(), number.unwrap_or_default());
            let commit = Commit {
                add,
                remove,
                progress: vec![progress],
                notes: vec![note(SETTINGS, target.settings), note(NOW, target.now_us), note(PRICES, target.prices)],
                operation: "REFRESH",
                ..Commit::default()
            };
            if !matches!(table.commit(commit).await?, Outcome::Landed { .. }) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl Inputs for Tables {
    fn events(&self, days: Window) -> Result<Arc<dyn TableProvider>> {
        files_of(&self.events, |file| file.day.is_some() && days.holds(file))
    }

    fn stored(&self, wanted: Statistic, days: Window) -> Result<Arc<dyn TableProvider>> {
        let table = self.statistics.iter().find(|(statistic, _)| *statistic == wanted);
        let (_, table) = table.ok_or_else(|| Error::Query(format!("the table {} is not open", wanted.name())))?;
        files_of(table, |file| days.holds(file))
    }
}

fn files_of(table: &Table, keep: impl Fn(&FileEntry) -> bool) -> Result<Arc<dyn TableProvider>> {
    let files = table.files().filter(|file| keep(file)).cloned().collect();
    let table = LakeTable::new(table, files).map_err(|error| Error::statement(table.definition().name, error))?;
    Ok(Arc::new(table))
}

/// The day on which the first stretch of presence began.
fn begin_of(presence: &RecordBatch) -> Option<NaiveDate> {
    let began = presence.column_by_name("began_at");
    let began = began.and_then(|began| began.as_primitive_opt::<TimestampMicrosecondType>())?;
    let first = began.iter().flatten().min()?;
    DateTime::from_timestamp_micros(first).map(|first| first.date_naive())
}

/// The windows that presence is replaced in: all time, or from a day on. The newest days lie apart here too.
fn presence_windows(stale: &Stale, from: NaiveDate) -> Vec<Window> {
    let all = if stale.is_everything { Window::ALL } else { Window::since(from) };
    match stale.newest.filter(|newest| all.from < *newest) {
        Some(newest) => vec![Window { to: newest, ..all }, Window { from: newest, ..all }],
        None => vec![all],
    }
}

/// The stretches of presence that ended within the window; what goes on ends at the end of time.
fn within(presence: &RecordBatch, window: Window) -> Result<RecordBatch> {
    let definition = Statistic::AgentSessions.definition();
    carry::part(&definition, presence, &window.span_us())
}

impl From<tokio::task::JoinError> for Error {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Query(format!("a task was given up: {error}"))
    }
}
