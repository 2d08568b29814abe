//! From computed rows to data files: sorted, and one for each day.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, UInt32Array};
use datafusion::arrow::compute::{concat_batches, take_record_batch};
use datafusion::arrow::datatypes::TimestampMicrosecondType;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::row::{RowConverter, SortField};
use opkald_storage::lake::{Encoded, TableDefinition};

use super::{Drafts, Tables};
use crate::compute::Window;
use crate::statistics::Statistic;
use crate::{Error, Result};

/// µs of a day.
const DAY_US: i64 = 86_400_000_000;

/// Columns after customer and instant that take part in the order, so that equal rows always lie alike.
const FOLLOWING_KEYS: usize = 4;

impl Drafts {
    /// Takes what was computed for a window: it replaces what the tables have of it.
    pub(super) async fn take(
        &mut self,
        tables: &Tables,
        computed: Vec<(Statistic, RecordBatch)>,
        window: Window,
    ) -> Result<()> {
        for (statistic, batch) in computed {
            let inside = |day: NaiveDate| window.from <= day && day < window.to;
            self.draft(tables, statistic, &batch, inside).await?;
        }
        Ok(())
    }

    /// Takes the presence of all time: it replaces the days whose rows are others than before.
    pub(super) async fn take_presence(&mut self, tables: &Tables, batch: RecordBatch) -> Result<()> {
        self.draft(tables, Statistic::AgentSessions, &batch, |_| true).await
    }

    async fn draft(
        &mut self,
        tables: &Tables,
        statistic: Statistic,
        batch: &RecordBatch,
        replaces: impl Fn(NaiveDate) -> bool,
    ) -> Result<()> {
        let started = std::time::Instant::now();
        let found = tables.statistics.iter().find(|(candidate, _)| *candidate == statistic);
        let Some((_, table)) = found else { return Ok(()) };
        let definition = table.definition().clone();
        let rows = batch.clone();
        let encoded = tokio::task::spawn_blocking(move || encode(&definition, &rows)).await??;
        let mut new = Vec::with_capacity(encoded.len());
        for file in encoded {
            new.push(table.put(file).await?);
        }
        let old = table.files().filter(|file| file.day.is_some_and(&replaces)).cloned().collect();
        tracing::debug!(table = statistic.name(), files = new.len(), ms = started.elapsed().as_millis(), "written");
        self.0.push((statistic, new, old));
        Ok(())
    }
}

/// Sorts the rows by (`customer`, instant) and what tells them apart, and cuts them at midnight of UTC.
fn encode(definition: &TableDefinition, batch: &RecordBatch) -> Result<Vec<Encoded>> {
    let fail = |error: ArrowError| Error::statement(definition.name, error.into());
    let column = |name: &str| batch.column_by_name(name).cloned();
    let instants =
        column(definition.instant).and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>().cloned());
    let Some(instants) = instants else { return Ok(Vec::new()) };
    let dates = Int64Array::from_iter(instants.iter().map(|at| at.map(|at| at.div_euclid(DAY_US))));
    let order = order(definition, batch, &dates).map_err(fail)?;
    let sorted = take_record_batch(batch, &order).map_err(fail)?;
    let mut rows_of: BTreeMap<i64, usize> = BTreeMap::new();
    for date in dates.iter().flatten() {
        *rows_of.entry(date).or_default() += 1;
    }
    let mut from = 0;
    let mut parts = Vec::with_capacity(rows_of.len());
    for (date, rows) in rows_of {
        parts.push((NaiveDate::default() + TimeDelta::days(date), sorted.slice(from, rows)));
        from += rows;
    }
    encode_parts(definition, &parts)
}

/// The order of the rows: by date, customer, instant, and the columns that follow.
fn order(definition: &TableDefinition, batch: &RecordBatch, dates: &Int64Array) -> Result<UInt32Array, ArrowError> {
    let lead = ["customer", definition.instant];
    let rest = definition.schema.fields().iter().map(|field| field.name().as_str());
    let rest = rest.filter(|name| !lead.contains(name)).take(FOLLOWING_KEYS);
    let mut keys: Vec<ArrayRef> = vec![Arc::new(dates.clone())];
    keys.extend(lead.into_iter().chain(rest).filter_map(|name| batch.column_by_name(name).cloned()));
    let fields = keys.iter().map(|key| SortField::new(key.data_type().clone())).collect();
    let rows = RowConverter::new(fields)?.convert_columns(&keys)?;
    let mut order: Vec<u32> = (0..u32::try_from(rows.num_rows()).unwrap_or(u32::MAX)).collect();
    order.sort_unstable_by(|a, b| rows.row(*a as usize).cmp(&rows.row(*b as usize)));
    Ok(UInt32Array::from(order))
}

/// Encodes the days on all processors.
fn encode_parts(definition: &TableDefinition, parts: &[(NaiveDate, RecordBatch)]) -> Result<Vec<Encoded>> {
    let one = |(day, rows): &(NaiveDate, RecordBatch)| {
        let rows = compact(rows).map_err(|error| Error::statement(definition.name, error.into()))?;
        Ok(Encoded::new(definition, Some(*day), &rows)?)
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let share = parts.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let shares: Vec<_> =
            parts.chunks(share).map(|share| scope.spawn(move || share.iter().map(one).collect::<Vec<_>>())).collect();
        let done = shares.into_iter().flat_map(|worker| match worker.join() {
            Ok(encoded) => encoded,
            Err(_) => vec![Err(Error::Query("an encoder stopped".to_owned()))],
        });
        done.collect()
    })
}

/// A slice with buffers of its own: the encoder looks at all that a buffer holds.
fn compact(slice: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    concat_batches(&slice.schema(), [slice])
}
