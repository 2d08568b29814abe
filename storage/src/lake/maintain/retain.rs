//! Forgets what is older than it is to be kept: events by whole UTC days, dead letters by when they were received.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use parquet::arrow::async_reader::AsyncFileReader;
use parquet::file::statistics::Statistics;
use tokio::sync::watch;

use super::super::encode::Origin;
use super::super::read::Place;
use super::super::{Commit, FileEntry, Outcome, Table};
use super::merge::{Merge, RECEIVED};
use super::{Maintained, compact};
use crate::Result;

/// The first day that is kept.
pub(super) fn first_kept(now: DateTime<Utc>, keep_days: u32) -> Option<NaiveDate> {
    let today = now.date_naive();
    (keep_days > 0).then(|| today.checked_sub_days(Days::new(u64::from(keep_days)))).flatten()
}

/// Removes the files of the days before. Rows went: whoever computes from them looks at these, and does so anew.
///
/// # Errors
/// When the log cannot be written.
pub(super) async fn drop_days(table: &mut Table, first: NaiveDate, done: &mut Maintained) -> Result<()> {
    let gone: Vec<FileEntry> = old(table, first);
    if gone.is_empty() {
        return Ok(());
    }
    let commit = Commit { remove: gone.clone(), operation: "retain", ..Commit::default() };
    if matches!(table.commit(commit).await?, Outcome::Landed { .. }) {
        look(&gone, done);
    }
    Ok(())
}

/// The files of the days before.
pub(super) fn old(table: &Table, first: NaiveDate) -> Vec<FileEntry> {
    table.files().filter(|file| file.day.is_some_and(|day| day < first)).cloned().collect()
}

/// Counts what goes, or would.
pub(super) fn look(gone: &[FileEntry], done: &mut Maintained) {
    let mut days: Vec<_> = gone.iter().filter_map(|file| file.day).collect();
    days.dedup();
    done.days_dropped += days.len() as u64;
    done.rows_dropped += gone.iter().map(|file| file.rows).sum::<u64>();
}

/// Writes files that hold dead letters of the days before again, without these.
///
/// # Errors
/// When a file cannot be read or written.
pub(super) async fn drop_dead_letters(
    table: &mut Table,
    first: NaiveDate,
    stop: &watch::Receiver<bool>,
    done: &mut Maintained,
) -> Result<()> {
    let from = first.and_time(NaiveTime::MIN).and_utc().timestamp_micros();
    let files: Vec<FileEntry> = table.files().filter(|file| file.day.is_none()).cloned().collect();
    for file in files {
        if oldest(&table.place(), &file).await?.is_none_or(|oldest| oldest >= from) {
            continue;
        }
        let merge = Merge {
            place: table.place(),
            day: None,
            runs: vec![vec![file.clone()]],
            origin: Origin::Rows,
            received_from: Some(from),
        };
        let Some(merged) = merge.run(stop.clone()).await? else { return Ok(()) };
        if compact::commit(table, vec![file], &merged, "retain").await? {
            done.rows_dropped += merged.expired;
        }
    }
    Ok(())
}

/// The first instant in µs at which a record of a file was received, by the file's own statistics.
async fn oldest(place: &Place, file: &FileEntry) -> Result<Option<i64>> {
    let metadata = place.reader(file).get_metadata(None).await.map_err(|error| place.error(error))?;
    let column = |group: &parquet::file::metadata::RowGroupMetaData| {
        group.columns().iter().find(|column| column.column_path().string() == RECEIVED).and_then(|column| match column
            .statistics()
        {
            Some(Statistics::Int64(bounds)) => bounds.min_opt().copied(),
            _ => None,
        })
    };
    Ok(metadata.row_groups().iter().filter_map(column).min())
}
