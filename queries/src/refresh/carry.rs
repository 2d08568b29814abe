//! What a file holds beside the windows that are replaced is carried over into a new file.
//!
//! A file of statistics spans as many days as were computed in one go. A window that lies within it takes its part out:
//! the rest becomes a file of its own, together with the files just before it as long as they are not much larger. So
//! the days that traffic leaves behind gather into ever longer files, and each row is written again a few times only.

use std::ops::Range;

use datafusion::arrow::array::{AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::compute::{concat_batches, filter_record_batch};
use datafusion::arrow::datatypes::TimestampMicrosecondType;
use datafusion::arrow::error::ArrowError;
use opkald_storage::lake::{FileEntry, NewFile, Table, TableDefinition};

use super::amend::Amendment;
use super::write::write;
use crate::compute::Window;
use crate::{Error, Result};

/// How many times the rows of the file before may be those of a carried one to be joined with it.
const NEIGHBOUR_SHARE: u64 = 4;

/// Most rows of a file that comes about by joining, so that memory stays bounded.
const JOINED_ROWS: u64 = 500_000;

/// Files that enter and files that leave when the windows are replaced, beside the windows' own.
pub(super) async fn carry(
    table: &Table,
    mut windows: Vec<Window>,
    amendment: Amendment,
) -> Result<(Vec<NewFile>, Vec<FileEntry>)> {
    let mut amending = amendment.of(table.definition())?;
    windows.sort_by_key(|window| window.from);
    let gaps = gaps(&windows);
    let (mut add, mut remove) = (Vec::new(), Vec::new());
    let (touched, mut beside): (Vec<_>, Vec<_>) = table.files().cloned().partition(|file| !lies_in_a_gap(file, &gaps));
    let mut kept: Vec<Vec<RecordBatch>> = vec![Vec::new(); gaps.len()];
    for file in touched {
        if gaps.iter().any(|gap| reaches_into(&file, gap)) {
            let mut rows = rows_of(table, &file).await?;
            amending.amend_rows(&file, &mut rows)?;
            for batch in rows {
                for (gap, parts) in gaps.iter().zip(&mut kept) {
                    parts.push(part(table.definition(), &batch, gap)?);
                }
            }
        }
        remove.push(file);
    }
    amending.amend_files(table, &mut beside, &mut add, &mut remove).await?;
    for (gap, mut parts) in gaps.iter().zip(kept) {
        if parts.iter().any(|part| part.num_rows() > 0) {
            remove.extend(join_neighbours(table, &mut parts, &mut beside, gap).await?);
            let whole = concat_batches(&table.definition().schema, &parts);
            add.extend(write(table, whole.map_err(|error| fail(table.definition(), error))?).await?);
        }
    }
    add.extend(amending.rest(table).await?);
    Ok((add, remove))
}

/// The time that the windows, in their order, leave as it is, in µs since the epoch.
fn gaps(windows: &[Window]) -> Vec<Range<i64>> {
    let spans: Vec<_> = windows.iter().map(|window| window.span_us()).collect();
    let from = std::iter::once(i64::MIN).chain(spans.iter().map(|span| span.end));
    let to = spans.iter().map(|span| span.start).chain([i64::MAX]);
    from.zip(to).map(|(from, to)| from..to).filter(|gap| !gap.is_empty()).collect()
}

fn lies_in_a_gap(file: &FileEntry, gaps: &[Range<i64>]) -> bool {
    let holds = |first, last| gaps.iter().any(|gap| gap.contains(&first) && gap.contains(&last));
    file.instants.is_none_or(|(first, last)| holds(first, last))
}

fn reaches_into(file: &FileEntry, gap: &Range<i64>) -> bool {
    file.instants.is_some_and(|(first, last)| first < gap.end && gap.start <= last)
}

async fn rows_of(table: &Table, file: &FileEntry) -> Result<Vec<RecordBatch>> {
    let columns: Vec<_> = table.definition().schema.fields().iter().map(|field| field.name().as_str()).collect();
    Ok(table.read(file, &columns).await?)
}

/// The rows whose instant lies within a span of time, in µs since the epoch.
pub(super) fn part(definition: &TableDefinition, batch: &RecordBatch, span: &Range<i64>) -> Result<RecordBatch> {
    let column = batch.column_by_name(definition.instant);
    let instants = column.and_then(|column| column.as_primitive_opt::<TimestampMicrosecondType>());
    let inside = instants.into_iter().flatten().map(|at| Some(at.is_some_and(|at| span.contains(&at))));
    filter_record_batch(batch, &BooleanArray::from_iter(inside)).map_err(|error| fail(definition, error))
}

/// Adds the rows of the files just before, which are then gone.
async fn join_neighbours(
    table: &Table,
    parts: &mut Vec<RecordBatch>,
    beside: &mut Vec<FileEntry>,
    gap: &Range<i64>,
) -> Result<Vec<FileEntry>> {
    let mut gone = Vec::new();
    let mut rows: u64 = parts.iter().map(|part| part.num_rows() as u64).sum();
    let mut end = gap.end;
    loop {
        beside.sort_by_key(|file| file.instants);
        let before = |file: &FileEntry| file.instants.is_some_and(|(first, last)| gap.start <= first && last < end);
        let Some(at) = beside.iter().rposition(before) else { return Ok(gone) };
        if beside[at].rows > rows * NEIGHBOUR_SHARE || beside[at].rows + rows > JOINED_ROWS {
            return Ok(gone);
        }
        let file = beside.remove(at);
        parts.extend(rows_of(table, &file).await?);
        rows += file.rows;
        end = file.instants.map_or(end, |(first, _)| first);
        gone.push(file);
    }
}

pub(super) fn fail(definition: &TableDefinition, error: ArrowError) -> Error {
    Error::statement(definition.name, error.into())
}
