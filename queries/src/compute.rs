//! Runs the statements that compute statistics, for one window of days.

mod inputs;
mod months;
mod rows;
mod uses;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Date32Type, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::prelude::{DataFrame, Expr, SessionContext, col, lit};
use opkald_storage::events::TABLE as EVENTS;
use opkald_storage::lake::FileEntry;
use tracing::debug;

use crate::params::{Params, instant_us};
use crate::prices::Prices;
use crate::settings::{SERVICE_LEVEL_US, SHORT_ABANDON_US, Settings, ZONE};
use crate::statistics::Statistic;
use crate::{Error, Result};
pub(crate) use inputs::Inputs;
pub(crate) use months::MonthCharged;
pub(crate) use rows::{Rows, column};
pub(crate) use uses::Piece;

/// Days `[from, to)` of UTC that are computed in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: NaiveDate,
    pub(crate) to: NaiveDate,
}

impl Window {
    /// The window and as many days on either side of it.
    pub(crate) fn widened(self, before: i64, after: i64) -> Self {
        Self { from: self.from - TimeDelta::days(before), to: self.to + TimeDelta::days(after) }
    }

    /// All time.
    pub(crate) const ALL: Self = Self { from: NaiveDate::MIN, to: NaiveDate::MAX };

    /// From a day on.
    pub(crate) const fn since(from: NaiveDate) -> Self {
        Self { from, to: NaiveDate::MAX }
    }

    /// From its first instant to its end, in µs since the epoch.
    pub(crate) fn span_us(self) -> Range<i64> {
        let us = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc().timestamp_micros();
        us(self.from)..us(self.to)
    }

    /// Whether a file may hold rows of it.
    pub(crate) fn holds(self, file: &FileEntry) -> bool {
        let dates = file.day.map(|day| (day, day)).or_else(|| file.dates());
        dates.is_some_and(|(first, last)| self.from <= last && first < self.to)
    }

    /// Of an instant: that it lies within.
    fn contains(self, column: &str) -> Expr {
        within(column, &self.span_us())
    }

    fn params(self, now: DateTime<Utc>) -> Params {
        // A leg or a visit that is earlier than two days before the window, or later than a day after it, cannot reach
        // into it.
        let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
        Params::new()
            .instant("from", midnight(self.from))
            .instant("to", midnight(self.to))
            .instant("earliest", midnight(self.from - TimeDelta::days(2)))
            .instant("latest", midnight(self.to) + TimeDelta::days(1))
            .instant("now", now)
            .text("zone", ZONE.name())
            .int("service_level_us", SERVICE_LEVEL_US)
            .int("short_abandon_us", SHORT_ABANDON_US)
    }
}

/// The columns of a table of statistics, in its order and its types.
pub(crate) fn conformed(statistic: Statistic, rows: &Rows) -> Result<RecordBatch> {
    rows.conform(&statistic.definition()).map_err(|error| Error::statement(statistic.name(), error.into()))
}

/// Of an instant: that it lies in a span of time, in µs since the epoch.
pub(crate) fn within(column: &str, span: &Range<i64>) -> Expr {
    col(column).gt_eq(lit(instant_us(span.start))).and(col(column).lt(lit(instant_us(span.end))))
}

/// How parts that may come days apart are gathered into records: an id that is used again makes one more of them.
struct Gathering {
    /// The records, and the statement that gathers them.
    name: &'static str,
    sql: &'static str,
    /// The parts, and the statement that offers them.
    parts: &'static str,
    parts_sql: &'static str,
    /// The statement that tells which parts belong to which of several records of one key.
    scattered_sql: &'static str,
}

/// The records that are computed from the raw events of a window.
const RECORDS: [Statistic; 5] =
    [Statistic::Calls, Statistic::QueueVisits, Statistic::VisitAgents, Statistic::MobileUsage, Statistic::Recordings];

const LEGS: Gathering = Gathering {
    name: "legs",
    sql: include_str!("../sql/compute/legs.sql"),
    parts: "leg_events",
    parts_sql: include_str!("../sql/compute/leg_events.sql"),
    scattered_sql: include_str!("../sql/compute/scattered_legs.sql"),
};

const WHOLE_CALLS: Gathering = Gathering {
    name: "whole_calls",
    sql: include_str!("../sql/compute/whole_calls.sql"),
    parts: "call_legs",
    parts_sql: include_str!("../sql/compute/call_legs.sql"),
    scattered_sql: include_str!("../sql/compute/scattered_calls.sql"),
};

/// A session of the engine for computing, with what the statements read besides events.
pub(crate) struct Computer {
    context: SessionContext,
    now: DateTime<Utc>,
    prices: Arc<Prices>,
}

impl Computer {
    pub(crate) fn new(context: SessionContext, settings: &Settings, now: DateTime<Utc>) -> Result<Self> {
        let computer = Self { context, now, prices: Arc::clone(&settings.prices) };
        let arrow = |error: datafusion::arrow::error::ArrowError| Error::statement("settings", error.into());
        computer.hold("customers", settings.customers().map_err(arrow)?.into())?;
        computer.hold("queue_settings", settings.queue_settings().map_err(arrow)?.into())?;
        Ok(computer)
    }

    /// Computes the records of the window, all but the presence of agents, from the raw events.
    pub(crate) async fn records(&self, window: Window, inputs: &impl Inputs) -> Result<Vec<(Statistic, RecordBatch)>> {
        // What decides about a record lies within a day of it, but for the leg that sent it on: that may have begun a day
        // before, and what decides about it lies within a day of that.
        self.replace(EVENTS, inputs.events(window.widened(2, 1))?)?;
        self.stage("queue_events", include_str!("../sql/compute/queue_events.sql"), window).await?;
        self.stage("visit_events", include_str!("../sql/compute/visit_events.sql"), window).await?;
        self.drop("queue_events")?;
        self.gather(&LEGS, window).await?;
        let mut computed = Vec::new();
        for statistic in RECORDS {
            computed.push((statistic, self.statistic(statistic, window).await?));
        }
        self.drop("legs")?;
        self.drop("visit_events")?;
        Ok(computed)
    }

    /// Gathers what belongs together, all of one key as one. Where that is flagged as more than one record can hold, it
    /// is taken apart and gathered again.
    async fn gather(&self, gathering: &Gathering, window: Window) -> Result<()> {
        let Gathering { name, sql, parts, parts_sql, scattered_sql } = *gathering;
        let fail = |error| Error::statement(name, error);
        self.replace(parts, self.context.sql(parts_sql).await.map_err(fail)?.into_view())?;
        let (together, scattered) = self.run(name, sql, window).await?.split("is_scattered").map_err(fail)?;
        if scattered.count() == 0 {
            return self.hold(name, together);
        }
        self.hold(name, scattered)?;
        self.stage(parts, scattered_sql, window).await?;
        let mut all = self.run(name, sql, window).await?;
        all.batches.extend(together.batches);
        self.hold(name, all)
    }

    /// Computes the presence of agents that reaches into the window or beyond it, from the raw events since then and
    /// the stretches that were going on; these are none where everything is computed again.
    pub(crate) async fn presence(&self, window: Window, inputs: &impl Inputs, goes_on: bool) -> Result<RecordBatch> {
        self.replace(EVENTS, inputs.events(Window::since(window.from))?)?;
        if goes_on {
            self.load_presence(inputs, window).await?;
        } else {
            let schema = Arc::clone(&Statistic::AgentSessions.definition().schema);
            self.hold(Statistic::AgentSessions.name(), RecordBatch::new_empty(schema).into())?;
        }
        self.stage("agent_events", include_str!("../sql/compute/agent_events.sql"), window).await?;
        self.statistic(Statistic::AgentSessions, window).await
    }

    /// Reads the presence of agents that reaches into the window or beyond it into memory: every window of hours asks
    /// for it.
    pub(crate) async fn load_presence(&self, inputs: &impl Inputs, window: Window) -> Result<()> {
        self.load(Statistic::AgentSessions, inputs, Window::since(window.from)).await
    }

    /// Computes the hours of the window from the records, and the presence held in memory.
    pub(crate) async fn hours(&self, window: Window, inputs: &impl Inputs) -> Result<Vec<(Statistic, RecordBatch)>> {
        self.replace(EVENTS, inputs.events(window.widened(0, 1))?)?;
        self.stage("wrapups", include_str!("../sql/compute/wrapups.sql"), window).await?;
        // A call that reaches into the window may have begun two days before it, and what else was of its id then
        // decides about it; one that begins in the window's last hour may gather legs for a day after that.
        let reach = window.widened(3, 2);
        for statistic in [Statistic::Calls, Statistic::QueueVisits, Statistic::VisitAgents] {
            self.load(statistic, inputs, reach).await?;
        }
        self.gather(&WHOLE_CALLS, window).await?;
        let mut computed = Vec::new();
        for statistic in [Statistic::CallHours, Statistic::QueueHours, Statistic::AgentHours] {
            computed.push((statistic, self.statistic(statistic, window).await?));
        }
        Ok(computed)
    }

    /// Reads the rows of a table whose instants lie on these days into memory, since a statement that names a table twice
    /// would read it twice.
    async fn load(&self, statistic: Statistic, inputs: &impl Inputs, days: Window) -> Result<()> {
        let rows = self.collect(statistic.name(), self.stored(statistic, inputs, days)?).await?;
        self.hold(statistic.name(), rows)
    }

    /// The rows of a table whose instants lie on these days.
    fn stored(&self, statistic: Statistic, inputs: &impl Inputs, days: Window) -> Result<DataFrame> {
        let fail = |error| Error::statement(statistic.name(), error);
        let frame = self.context.read_table(inputs.stored(statistic, days)?).map_err(fail)?;
        frame.filter(days.contains(statistic.definition().instant)).map_err(fail)
    }

    /// The days that events happened on, and the day from which on they change the presence of agents, if they do.
    pub(crate) async fn touched(
        &self,
        events: Arc<dyn TableProvider>,
    ) -> Result<(BTreeSet<NaiveDate>, Option<NaiveDate>)> {
        self.replace(EVENTS, events)?;
        // The statement asks for no window: it looks at just these events.
        let none = Window { from: NaiveDate::default(), to: NaiveDate::default() };
        let rows = self.run("touched", include_str!("../sql/compute/touched.sql"), none).await?;
        let dates = |column: usize| {
            let columns =
                rows.batches.iter().filter_map(move |batch| batch.column(column).as_primitive_opt::<Date32Type>());
            columns.flatten().flatten().map(|day| NaiveDate::default() + TimeDelta::days(i64::from(day)))
        };
        Ok((dates(0).collect(), dates(1).min()))
    }

    async fn statistic(&self, statistic: Statistic, window: Window) -> Result<RecordBatch> {
        let rows = self.run(statistic.name(), statistic.sql(), window).await?;
        conformed(statistic, &rows)
    }

    /// Runs a statement and keeps its rows in memory, under its name, for the statements that follow.
    async fn stage(&self, name: &str, sql: &str, window: Window) -> Result<()> {
        let rows = self.run(name, sql, window).await?;
        self.hold(name, rows)
    }

    async fn run(&self, name: &str, sql: &str, window: Window) -> Result<Rows> {
        let fail = |error| Error::statement(name, error);
        let frame = self.context.sql(sql).await.map_err(fail)?;
        let frame = match frame.logical_plan().get_parameter_names() {
            Ok(names) if names.is_empty() => frame,
            _ => frame.with_param_values(window.params(self.now).into_values()).map_err(fail)?,
        };
        self.collect(name, frame).await
    }

    async fn collect(&self, name: &str, frame: DataFrame) -> Result<Rows> {
        let started = Instant::now();
        let planned: SchemaRef = Arc::new(frame.schema().as_arrow().clone());
        let batches = frame.collect().await.map_err(|error| Error::statement(name, error))?;
        let rows = Rows { planned, batches };
        debug!(statement = name, rows = rows.count(), ms = started.elapsed().as_millis(), "computed");
        Ok(rows)
    }

    /// The rows of a table in memory; none where they are more than so many.
    pub(crate) async fn held(
        &self,
        name: &str,
        table: Arc<dyn TableProvider>,
        most: usize,
    ) -> Result<Option<Arc<dyn TableProvider>>> {
        let fail = |error| Error::statement(name, error);
        let frame = self.context.read_table(table).map_err(fail)?.limit(0, Some(most + 1)).map_err(fail)?;
        let rows = self.collect(name, frame).await?;
        if rows.count() > most {
            return Ok(None);
        }
        Ok(Some(Arc::new(rows.into_table(self.parts()).map_err(fail)?)))
    }

    /// Keeps rows in memory under a name, in as many parts as the engine works on at once.
    fn hold(&self, name: &str, rows: Rows) -> Result<()> {
        let table = rows.into_table(self.parts()).map_err(|error| Error::statement(name, error))?;
        self.replace(name, Arc::new(table))
    }

    fn parts(&self) -> usize {
        self.context.copied_config().target_partitions().max(1)
    }

    /// Gives up what is kept under a name.
    fn drop(&self, name: &str) -> Result<()> {
        self.context.deregister_table(name).map_err(|error| Error::statement(name, error))?;
        Ok(())
    }

    fn replace(&self, name: &str, table: Arc<dyn TableProvider>) -> Result<()> {
        let fail = |error| Error::statement(name, error);
        self.context.deregister_table(name).map_err(fail)?;
        self.context.register_table(name, table).map_err(fail)?;
        Ok(())
    }
}
