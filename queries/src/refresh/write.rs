//! From computed rows to data files: sorted, and one for each day.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::compute::{SortColumn, SortOptions, lexsort_to_indices, take_record_batch};
use datafusion::arrow::datatypes::TimestampMicrosecondType;
use opkald_storage::lake::{Encoded, TableDefinition};

use super::{Drafts, Tables};
use crate::compute::Window;
use crate::statistics::Statistic;
use crate::{Error, Result};

/// µs of a day.
const DAY_US: i64 = 86_400_000_000;

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
        self.0.push((statistic, new, old));
        Ok(())
    }
}

/// Sorts the rows by the whole of them, customer and instant first, and cuts them at midnight of UTC.
fn encode(definition: &TableDefinition, batch: &RecordBatch) -> Result<Vec<Encoded>> {
    let fail = |error: datafusion::arrow::error::ArrowError| Error::statement(definition.name, error.into());
    let column = |name: &str| batch.column_by_name(name).cloned();
    let instants = column(definition.instant)
        .and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>().cloned());
    let Some(instants) = instants else { return Ok(Vec::new()) };
    let date = |at: i64| at.div_euclid(DAY_US);
    let days: BTreeSet<i64> = instants.iter().flatten().map(date).collect();
    let dates = datafusion::arrow::array::Int64Array::from_iter(instants.iter().map(|at| at.map(date)));
    let options = Some(SortOptions { descending: false, nulls_first: true });
    let key = |values| SortColumn { values, options };
    let mut keys = vec![key(std::sync::Arc::new(dates.clone()) as _)];
    keys.extend(["customer", definition.instant].into_iter().filter_map(column).map(key));
    let rest = definition.schema.fields().iter().filter(|field| {
        !["customer", definition.instant].contains(&field.name().as_str())
    });
    keys.extend(rest.take(4).filter_map(|field| column(field.name())).map(key));
    let order = lexsort_to_indices(&keys, None).map_err(fail)?;
    let sorted = take_record_batch(batch, &order).map_err(fail)?;
    let mut from = 0;
    let mut files = Vec::with_capacity(days.len());
    for day in days {
        let rows = dates.iter().filter(|candidate| *candidate == Some(day)).count();
        let name = NaiveDate::default() + TimeDelta::days(day);
        let part = compact(&sorted.slice(from, rows)).map_err(fail)?;
        files.push(Encoded::new(definition, Some(name), &part)?);
        from += rows;
    }
    Ok(files)
}

/// A slice with buffers of its own: the encoder looks at all that a buffer holds.
fn compact(slice: &RecordBatch) -> Result<RecordBatch, datafusion::arrow::error::ArrowError> {
    datafusion::arrow::compute::concat_batches(&slice.schema(), [slice])
}
