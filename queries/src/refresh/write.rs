//! From computed rows to data files: sorted by (`customer`, instant), one for each table and window.

use std::collections::{HashMap, HashSet};

use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch, UInt32Array};
use datafusion::arrow::compute::take_record_batch;
use datafusion::arrow::datatypes::TimestampMicrosecondType;
use datafusion::arrow::error::ArrowError;
use datafusion::arrow::row::{RowConverter, SortField};
use opkald_storage::lake::{Encoded, FileEntry, NewFile, Table, TableDefinition};
use tokio::task::JoinSet;

use super::carry::carry;
use crate::compute::{Window, column};
use crate::statistics::Statistic;
use crate::{Error, Result};

/// Columns after customer and instant that take part in the order: the rest of the key of nearly every row.
const FOLLOWING_KEYS: usize = 2;

/// What was computed of the tables of statistics, on its way into files.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    writing: JoinSet<Result<Draft>>,
    written: Vec<Draft>,
}

/// What was computed of one table for one window: its file, unless there are no rows.
#[derive(Debug)]
struct Draft {
    statistic: Statistic,
    window: Window,
    file: Option<NewFile>,
}

impl Drafts {
    /// Takes what was computed for a window. Its files are written while the next window is computed.
    pub(super) async fn take(
        &mut self,
        tables: &[(Statistic, Table)],
        computed: Vec<(Statistic, RecordBatch)>,
        window: Window,
    ) -> Result<()> {
        // The rows of one window in memory are enough.
        self.settle().await?;
        for (statistic, batch) in computed {
            let Some((_, table)) = tables.iter().find(|(candidate, _)| *candidate == statistic) else { continue };
            let table = table.clone();
            self.writing.spawn(async move {
                let file = write(&table, batch).await?;
                Ok(Draft { statistic, window, file })
            });
        }
        Ok(())
    }

    /// What enters and what leaves a table by all that was taken for it.
    pub(super) async fn of(&mut self, statistic: Statistic, table: &Table) -> Result<(Vec<NewFile>, Vec<FileEntry>)> {
        self.settle().await?;
        let drafts: Vec<_> = self.written.extract_if(.., |draft| draft.statistic == statistic).collect();
        let windows: Vec<_> = drafts.iter().map(|draft| draft.window).collect();
        let (mut add, remove) = carry(table, windows).await?;
        add.extend(drafts.into_iter().filter_map(|draft| draft.file));
        Ok((add, remove))
    }

    async fn settle(&mut self) -> Result<()> {
        while let Some(draft) = self.writing.join_next().await {
            self.written.push(draft??);
        }
        Ok(())
    }
}

/// Lays the rows down as a file of the table; nothing where there are none.
pub(super) async fn write(table: &Table, batch: RecordBatch) -> Result<Option<NewFile>> {
    if batch.num_rows() == 0 {
        return Ok(None);
    }
    let started = std::time::Instant::now();
    let definition = table.definition().clone();
    let rows = batch.num_rows();
    let encoded = tokio::task::spawn_blocking(move || encode(&definition, &batch)).await??;
    let file = table.put(encoded).await?;
    tracing::debug!(table = table.definition().name, rows, ms = started.elapsed().as_millis(), "written");
    Ok(Some(file))
}

/// Sorts the rows by (`customer`, instant) and what tells them apart, and encodes them.
fn encode(definition: &TableDefinition, batch: &RecordBatch) -> Result<Encoded> {
    let fail = |error: ArrowError| Error::statement(definition.name, error.into());
    let order = order(definition, batch).map_err(fail)?;
    let sorted = take_record_batch(batch, &order).map_err(fail)?;
    Ok(Encoded::new(definition, None, &sorted)?)
}

/// The order of the rows: by customer, instant, and the columns that follow.
///
/// Customers are few and repeat, so they are compared by rank, and texts only where customer and instant are the same.
fn order(definition: &TableDefinition, batch: &RecordBatch) -> Result<UInt32Array, ArrowError> {
    let column = |name: &str| column(batch, name);
    let customers = column("customer")?.as_string::<i32>();
    let instants = column(definition.instant)?.as_primitive::<TimestampMicrosecondType>();
    let lead = ["customer", definition.instant];
    let rest = definition.schema.fields().iter().map(|field| field.name().as_str());
    let rest: Vec<ArrayRef> = rest
        .filter(|name| !lead.contains(name))
        .take(FOLLOWING_KEYS)
        .map(|name| column(name).cloned())
        .collect::<Result<_, _>>()?;
    let fields = rest.iter().map(|key| SortField::new(key.data_type().clone())).collect();
    let rest = RowConverter::new(fields)?.convert_columns(&rest)?;
    // Told apart before they are sorted: there are as many as rows otherwise.
    let mut distinct: Vec<&str> = customers.iter().flatten().collect::<HashSet<_>>().into_iter().collect();
    distinct.sort_unstable();
    let ranks: HashMap<&str, u32> = distinct.into_iter().zip(0_u32..).collect();
    let mut keys = Vec::with_capacity(batch.num_rows());
    let mut last: Option<(&str, u32)> = None;
    for (row, (customer, instant)) in (0_u32..).zip(customers.iter().zip(instants)) {
        let customer = customer.unwrap_or_default();
        let rank = match last.filter(|(name, _)| *name == customer) {
            Some((_, rank)) => rank,
            None => ranks.get(customer).copied().unwrap_or_default(),
        };
        last = Some((customer, rank));
        keys.push((rank, instant, row));
    }
    keys.sort_unstable_by(|a, b| {
        (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| rest.row(a.2 as usize).cmp(&rest.row(b.2 as usize)))
    });
    Ok(keys.into_iter().map(|(_, _, row)| row).collect())
}
