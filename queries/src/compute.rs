//! Runs the statements that compute statistics, for one window of days.

use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use opkald_storage::lake::{FileEntry, Table, TableDefinition};
use tracing::debug;

use crate::params::Params;
use crate::scan::LakeTable;
use crate::settings::{SERVICE_LEVEL_US, SHORT_ABANDON_US, Settings, ZONE};
use crate::statistics::Statistic;
use crate::{Error, Result};

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

    fn holds(self, file: &FileEntry) -> bool {
        file.day.is_some_and(|day| self.from <= day && day < self.to)
    }

    fn params(self, now: DateTime<Utc>) -> Params {
        // What is earlier than two days before the window, or later than a day after it, cannot reach into it.
        let midnight = |day: NaiveDate| day.and_time(chrono::NaiveTime::MIN).and_utc();
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

/// A session of the engine for computing, with what the statements read besides events.
pub(crate) struct Computer {
    context: SessionContext,
    now: DateTime<Utc>,
}

impl Computer {
    pub(crate) fn new(context: SessionContext, settings: &Settings, now: DateTime<Utc>) -> Result<Self> {
        let computer = Self { context, now };
        let arrow = |error: datafusion::arrow::error::ArrowError| Error::statement("settings", error.into());
        computer.hold("customers", settings.customers().map_err(arrow)?)?;
        computer.hold("queue_settings", settings.queue_settings().map_err(arrow)?)?;
        Ok(computer)
    }

    /// Computes the records of the window, all but the presence of agents, from the raw events.
    pub(crate) async fn records(&self, window: Window, raw: &Table) -> Result<Vec<(Statistic, RecordBatch)>> {
        self.offer(raw, |file| window.widened(1, 1).holds(file))?;
        let visit_events = self.run("visit_events", include_str!("../sql/compute/visit_events.sql"), window).await?;
        self.hold("visit_events", visit_events)?;
        let legs = self.run("legs", include_str!("../sql/compute/legs.sql"), window).await?;
        self.hold("legs", legs)?;
        let mut computed = Vec::new();
        for statistic in [Statistic::Calls, Statistic::QueueVisits, Statistic::VisitAgents] {
            computed.push((statistic, self.statistic(statistic, window).await?));
        }
        Ok(computed)
    }

    /// Computes the presence of all agents, whenever it began, from the raw events.
    pub(crate) async fn presence(&self, window: Window, raw: &Table) -> Result<RecordBatch> {
        self.offer(raw, |file| file.day.is_some())?;
        let agent_events = self.run("agent_events", include_str!("../sql/compute/agent_events.sql"), window).await?;
        self.hold("agent_events", agent_events)?;
        self.statistic(Statistic::AgentSessions, window).await
    }

    /// Reads the presence of all agents into memory: every window of hours asks for it.
    pub(crate) async fn hold_presence(&self, records: &[(Statistic, Table)], window: Window) -> Result<()> {
        for (_, table) in records.iter().filter(|(statistic, _)| *statistic == Statistic::AgentSessions) {
            self.load(table, window, |_| true).await?;
        }
        Ok(())
    }

    /// Computes the hours of the window from the records in the lake, and the presence held in memory.
    pub(crate) async fn hours(
        &self,
        window: Window,
        raw: &Table,
        records: &[(Statistic, Table)],
    ) -> Result<Vec<(Statistic, RecordBatch)>> {
        self.offer(raw, |file| window.widened(0, 1).holds(file))?;
        let wrapups = self.run("wrapups", include_str!("../sql/compute/wrapups.sql"), window).await?;
        self.hold("wrapups", wrapups)?;
        for (statistic, table) in records {
            if matches!(statistic, Statistic::Calls | Statistic::QueueVisits | Statistic::VisitAgents) {
                self.load(table, window, |file| window.widened(2, 1).holds(file)).await?;
            }
        }
        let mut computed = Vec::new();
        for statistic in [Statistic::CallHours, Statistic::QueueHours, Statistic::AgentHours] {
            computed.push((statistic, self.statistic(statistic, window).await?));
        }
        Ok(computed)
    }

    /// Reads files of a table into memory, since a statement that names a table twice would read it twice.
    async fn load(&self, table: &Table, window: Window, keep: impl Fn(&FileEntry) -> bool) -> Result<()> {
        let name = table.definition().name;
        self.offer(table, keep)?;
        let rows = self.run(name, &format!("SELECT * FROM {name}"), window).await?;
        self.hold(name, rows)
    }

    /// When the first event of an agent's presence among these files happened.
    pub(crate) async fn first_presence(&self, raw: &Table, files: Vec<FileEntry>) -> Result<Option<NaiveDate>> {
        self.offer_files(raw, files)?;
        let name = "first_presence";
        let sql = include_str!("../sql/compute/first_presence.sql");
        let frame = self.context.sql(sql).await.map_err(|error| Error::statement(name, error))?;
        let batches = frame.collect().await.map_err(|error| Error::statement(name, error))?;
        let day = batches.first().filter(|batch| batch.num_rows() > 0).map(|batch| batch.column(0));
        let days = day.map(|column| cast(column, &datafusion::arrow::datatypes::DataType::Date32)).transpose();
        let days = days.map_err(|error| Error::statement(name, error.into()))?;
        Ok(days.and_then(|days| {
            use datafusion::arrow::array::{Array, AsArray};
            let days = days.as_primitive::<datafusion::arrow::datatypes::Date32Type>().clone();
            (!days.is_null(0)).then(|| NaiveDate::default() + TimeDelta::days(i64::from(days.value(0))))
        }))
    }

    async fn statistic(&self, statistic: Statistic, window: Window) -> Result<RecordBatch> {
        let batch = self.run(statistic.name(), statistic.sql(), window).await?;
        conform(&statistic.definition(), &batch).map_err(|error| Error::statement(statistic.name(), error.into()))
    }

    async fn run(&self, name: &str, sql: &str, window: Window) -> Result<RecordBatch> {
        let fail = |error| Error::statement(name, error);
        let started = Instant::now();
        let frame = self.context.sql(sql).await.map_err(fail)?;
        let frame = match frame.logical_plan().get_parameter_names() {
            Ok(names) if names.is_empty() => frame,
            _ => frame.with_param_values(window.params(self.now).into_values()).map_err(fail)?,
        };
        let planned: SchemaRef = Arc::new(frame.schema().as_arrow().clone());
        let batches = frame.collect().await.map_err(fail)?;
        // What runs may differ from what was planned in how text is laid out.
        let schema = batches.first().map_or(planned, RecordBatch::schema);
        let batch =
            datafusion::arrow::compute::concat_batches(&schema, &batches).map_err(|error| fail(error.into()))?;
        let ms = started.elapsed().as_millis();
        debug!(statement = name, from = %window.from, to = %window.to, rows = batch.num_rows(), ms, "computed");
        Ok(batch)
    }

    fn offer(&self, table: &Table, keep: impl Fn(&FileEntry) -> bool) -> Result<()> {
        self.offer_files(table, table.files().filter(|file| keep(file)).cloned().collect())
    }

    fn offer_files(&self, table: &Table, files: Vec<FileEntry>) -> Result<()> {
        let name = table.definition().name;
        let provider = LakeTable::new(table, files).map_err(|error| Error::statement(name, error))?;
        self.replace(name, Arc::new(provider))
    }

    fn hold(&self, name: &str, batch: RecordBatch) -> Result<()> {
        let half = batch.num_rows().div_ceil(2);
        let halves = [batch.slice(0, half), batch.slice(half, batch.num_rows() - half)];
        let parts = halves.into_iter().map(|part| vec![part]).collect();
        let table = MemTable::try_new(batch.schema(), parts).map_err(|error| Error::statement(name, error))?;
        self.replace(name, Arc::new(table))
    }

    fn replace(&self, name: &str, table: Arc<dyn datafusion::catalog::TableProvider>) -> Result<()> {
        let fail = |error| Error::statement(name, error);
        self.context.deregister_table(name).map_err(fail)?;
        self.context.register_table(name, table).map_err(fail)?;
        Ok(())
    }
}

/// The columns of the table, in its order and its types.
fn conform(
    definition: &TableDefinition,
    batch: &RecordBatch,
) -> Result<RecordBatch, datafusion::arrow::error::ArrowError> {
    let columns = definition.schema.fields().iter().map(|field| {
        let column = batch.column_by_name(field.name()).ok_or_else(|| {
            datafusion::arrow::error::ArrowError::SchemaError(format!("no column {} came out", field.name()))
        })?;
        cast(column, field.data_type())
    });
    RecordBatch::try_new(Arc::clone(&definition.schema), columns.collect::<Result<_, _>>()?)
}
