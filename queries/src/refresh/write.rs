//! From computed rows to data files: sorted by (`customer`, instant), one for each table and window.

use std::collections::BTreeMap;

use datafusion::arrow::array::RecordBatch;
use opkald_storage::CustomerNumber;
use opkald_storage::lake::{Encoded, FileEntry, NewFile, Table};
use tokio::task::JoinSet;

use super::amend::Amendment;
use super::carry::carry;
use crate::Result;
use crate::compute::Window;
use crate::statistics::Statistic;

/// What was computed of the tables of statistics, on its way into files.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    writing: JoinSet<Result<Draft>>,
    written: Vec<Draft>,
    amendments: BTreeMap<Statistic, Amendment>,
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

    /// Takes what was computed for a window of some customers, to take the place of theirs alone.
    pub(super) fn amend(
        &mut self,
        statistic: Statistic,
        rows: RecordBatch,
        window: Window,
        customers: &[CustomerNumber],
    ) {
        self.amendments.entry(statistic).or_default().take(rows, window, customers);
    }

    /// What enters and what leaves a table by all that was taken for it.
    pub(super) async fn of(&mut self, statistic: Statistic, table: &Table) -> Result<(Vec<NewFile>, Vec<FileEntry>)> {
        self.settle().await?;
        let drafts: Vec<_> = self.written.extract_if(.., |draft| draft.statistic == statistic).collect();
        let windows: Vec<_> = drafts.iter().map(|draft| draft.window).collect();
        let amendment = self.amendments.remove(&statistic).unwrap_or_default();
        let (mut add, remove) = carry(table, windows, amendment).await?;
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
    let encoded = tokio::task::spawn_blocking(move || Encoded::sorted(&definition, &batch)).await??;
    let file = table.put(encoded).await?;
    tracing::debug!(table = table.definition().name, rows, ms = started.elapsed().as_millis(), "written");
    Ok(Some(file))
}
