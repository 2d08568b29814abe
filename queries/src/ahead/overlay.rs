//! A customer's rows of the stale days, computed from its own events.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::datasource::{MemTable, provider_as_source};
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{LogicalPlanBuilder, not};
use datafusion::prelude::SessionContext;
use opkald_storage::CustomerNumber;
use opkald_storage::events::TABLE as EVENTS;
use opkald_storage::lake::FileEntry;

use super::newest::News;
use crate::compute::{Computer, Inputs, Window, within};
use crate::refresh::{Days, Stale, Stand};
use crate::session::{Scope, scoped};
use crate::snapshot::Snapshot;
use crate::statistics::Statistic;
use crate::{Error, Result};

/// Beyond so many stale days, as after an import of a long history, the refresh is waited for.
const MOST_DAYS: i64 = 62;

/// Beyond so many events of the customer, it is waited for as well: computing them would take seconds.
const MOST_EVENTS: usize = 300_000;

/// And beyond so many files that may hold some: each has to be opened.
const MOST_FILES: usize = 2000;

/// Rows that stand in place of stored ones.
#[derive(Debug, Default)]
pub(crate) struct Overlay {
    replaced: HashMap<&'static str, Replaced>,
}

/// What stands in place of the rows of a table.
#[derive(Debug)]
struct Replaced {
    instant: &'static str,
    /// The stored rows of these spans of time, in µs since the epoch, do not count.
    spans: Vec<Range<i64>>,
    rows: Vec<RecordBatch>,
}

/// Computes what a customer's events that came or went made stale; none where there are none, or that is too much.
pub(super) async fn compute(
    context: SessionContext,
    base: &Snapshot,
    stand: Stand,
    news: &News,
    customer: &CustomerNumber,
) -> Result<Option<Overlay>> {
    let Some(changed) = &news.changed else { return Ok(None) };
    let changed: Vec<FileEntry> = changed.iter().filter(|file| file.may_hold(customer)).cloned().collect();
    if changed.is_empty() || changed.len() > MOST_FILES {
        return Ok(None);
    }
    let scope = Scope::Customer(customer.clone());
    let own = |files| {
        let table = scoped(EVENTS, Arc::new(news.events.with_files(files)), &scope, None);
        table.map_err(|error| Error::statement(EVENTS, error))
    };
    let computer = Computer::new(context, &base.settings.of(customer), news.now)?;
    let (touched, presence_from) = computer.touched(own(changed)?).await?;
    if touched.is_empty() {
        // Nothing of this customer came or went: it sees what is stored, and how old that is.
        return Ok(None);
    }
    // The rows of one customer are computed in one go, however many others there are.
    let rows = news.events.files().iter().filter_map(|file| file.day).map(|day| (day, 0)).collect();
    let days = Days { rows, touched, presence_from };
    let passed_us = (stand.now_us.unwrap_or_default(), news.now.timestamp_micros());
    let mut stale = Stale::since(&days, passed_us, computer.is_metered());
    let stale_days: i64 = stale.hours.iter().map(|window| (window.to - window.from).num_days()).sum();
    if stale_days > MOST_DAYS {
        return Ok(None);
    }
    let files = files_of(&stale, news, customer);
    if files.len() > MOST_FILES {
        return Ok(None);
    }
    let Some(events) = computer.held(EVENTS, own(files)?, MOST_EVENTS).await? else { return Ok(None) };
    let mut inputs = Beneath { events, base, scope: &scope, overlay: Overlay::default() };
    let mut pricing = computer.pricing();
    for piece in stale.pieces() {
        computer.go_through(piece, &mut pricing, &inputs).await?;
        if let Some(computed) = computer.piece(piece, &mut pricing, &inputs).await? {
            inputs.overlay.take(computed, piece.window());
            stale.used(piece.window());
        }
    }
    if let Some(from) = stale.presence_from {
        let presence = computer.presence(Window { from, to: from }, &inputs, true).await?;
        inputs.overlay.take(vec![(Statistic::AgentSessions, presence)], Window::since(from));
    }
    if let Some(window) = stale.hours.first() {
        computer.load_presence(&inputs, *window).await?;
    }
    for window in &stale.hours {
        let computed = computer.hours(*window, &inputs).await?;
        inputs.overlay.take(computed, *window);
    }
    for window in stale.usage(&days.rows) {
        let computed = computer.usage(window, None, &inputs).await?;
        inputs.overlay.take(vec![(Statistic::UsageDays, computed)], window);
    }
    Ok(Some(inputs.overlay))
}

/// The files that may hold events of the customer that are asked for.
fn files_of(stale: &Stale, news: &News, customer: &CustomerNumber) -> Vec<FileEntry> {
    let records = stale.records.iter().map(|window| window.widened(2, 1));
    let hours = stale.hours.iter().map(|window| window.widened(0, 1));
    let windows: Vec<Window> = records.chain(hours).chain(stale.presence_from.map(Window::since)).collect();
    let is_asked_for = |file: &FileEntry| file.day.is_some() && windows.iter().any(|window| window.holds(file));
    let files = news.events.files().iter().filter(|file| file.may_hold(customer) && is_asked_for(file));
    files.cloned().collect()
}

/// What the customer's rows are computed from: its events in memory, and the stored rows with those that are computed
/// already in place of the stale ones.
struct Beneath<'a> {
    events: Arc<dyn TableProvider>,
    base: &'a Snapshot,
    scope: &'a Scope,
    overlay: Overlay,
}

impl Inputs for Beneath<'_> {
    fn events(&self, _: Window) -> Result<Arc<dyn TableProvider>> {
        Ok(Arc::clone(&self.events))
    }

    fn stored(&self, statistic: Statistic, _: Window) -> Result<Arc<dyn TableProvider>> {
        let name = statistic.name();
        let table = self.base.tables.get(name).cloned();
        let table = table.ok_or_else(|| Error::Query(format!("the table {name} is not open")))?;
        let own = scoped(name, table, self.scope, Some(&self.overlay));
        own.map_err(|error| Error::statement(name, error))
    }
}

impl Overlay {
    /// Stored rows of a table, and in place of the stale ones those that were computed. Whoever lays a scope over a table
    /// lays it over both.
    pub(crate) fn over(&self, table: &str, stored: LogicalPlanBuilder) -> Result<LogicalPlanBuilder, DataFusionError> {
        let Some(Replaced { instant, spans, rows }) = self.replaced.get(table) else { return Ok(stored) };
        let stale = spans.iter().map(|span| within(instant, span)).reduce(|one, other| one.or(other));
        let stored = match stale {
            Some(stale) => stored.filter(not(stale))?,
            None => stored,
        };
        let schema: SchemaRef = Arc::new(stored.schema().as_arrow().clone());
        let rows = rows.iter().map(|batch| as_seen(batch, &schema)).collect::<Result<Vec<_>, _>>()?;
        let computed = MemTable::try_new(schema, vec![rows])?;
        let computed = LogicalPlanBuilder::scan(table, provider_as_source(Arc::new(computed)), None)?;
        stored.union(computed.build()?)
    }

    fn take(&mut self, computed: Vec<(Statistic, RecordBatch)>, window: Window) {
        for (statistic, batch) in computed {
            let instant = statistic.definition().instant;
            let empty = || Replaced { instant, spans: Vec::new(), rows: Vec::new() };
            let replaced = self.replaced.entry(statistic.name()).or_insert_with(empty);
            replaced.spans.push(window.span_us());
            replaced.rows.push(batch);
        }
    }
}

/// Rows as the engine reads them from a file: text as views.
fn as_seen(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, DataFusionError> {
    let columns = batch.columns().iter().zip(schema.fields()).map(|(column, field)| cast(column, field.data_type()));
    Ok(RecordBatch::try_new(Arc::clone(schema), columns.collect::<Result<_, _>>()?)?)
}
