//! Lays the files of each day anew where that is worth it, a commit each.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use tokio::sync::watch;

use super::super::encode::Origin;
use super::super::{Commit, FileEntry, Outcome, Table};
use super::Maintained;
use super::merge::{Merge, Merged};
use super::output;
use super::plan::{Plan, plan};
use crate::Result;

/// How long after midnight, UTC, a day is over: sources fall behind, and a day is best laid down once.
const GRACE: TimeDelta = TimeDelta::hours(2);

/// Times that a pass gives way to another one of a table before it is left to that.
const LOSSES: u64 = 3;

/// A pass over the days of one table.
#[derive(Debug)]
pub(super) struct Compaction<'a> {
    pub(super) now: DateTime<Utc>,
    pub(super) memory_bytes: usize,
    pub(super) stop: &'a watch::Receiver<bool>,
}

impl Compaction<'_> {
    /// Does what there is to do. A day that fails does not keep the others from their turn; its error comes at the end.
    ///
    /// # Errors
    /// The first of [`crate::Error::NotConserved`] and the failures of the store.
    pub(super) async fn run(&self, table: &mut Table, done: &mut Maintained) -> Result<()> {
        let mut failed = None;
        for day in by_day(table).into_keys() {
            if let Err(error) = self.day(table, day, done).await {
                failed.get_or_insert(error);
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// What a pass would do, as far as it can be told before.
    pub(super) fn look(&self, table: &Table, done: &mut Maintained) {
        for (day, files) in by_day(table) {
            if let Some(plan) = plan(&files, self.is_over(day), self.memory_bytes) {
                done.count_read(&plan);
            }
        }
    }

    async fn day(&self, table: &mut Table, day: Option<NaiveDate>, done: &mut Maintained) -> Result<()> {
        while !*self.stop.borrow() && done.lost < LOSSES {
            let files: Vec<FileEntry> = table.files().filter(|file| file.day == day).cloned().collect();
            let Some(plan) = plan(&files, self.is_over(day), self.memory_bytes) else { return Ok(()) };
            if !self.lay_anew(table, day, plan, done).await? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Lays files anew and commits; false when it was stopped.
    async fn lay_anew(
        &self,
        table: &mut Table,
        day: Option<NaiveDate>,
        plan: Plan,
        done: &mut Maintained,
    ) -> Result<bool> {
        let origin = if plan.closes && day.is_some() { Origin::ClosedDay } else { Origin::Rows };
        let merge = Merge { place: table.place(), day, runs: plan.runs.clone(), origin, received_from: None };
        let Some(merged) = merge.run(self.stop.clone()).await? else { return Ok(false) };
        if commit(table, plan.runs.concat(), &merged, "compact").await? {
            done.count_read(&plan);
            done.count_written(&merged);
        } else {
            done.lost += 1;
        }
        Ok(true)
    }

    fn is_over(&self, day: Option<NaiveDate>) -> bool {
        let end = day.and_then(|day| day.checked_add_days(Days::new(1)));
        end.is_some_and(|end| end.and_time(NaiveTime::MIN).and_utc() + GRACE <= self.now)
    }
}

/// Puts merged files in the place of those that they came from; false, and nothing left behind, when one of these is
/// gone.
pub(super) async fn commit(
    table: &mut Table,
    remove: Vec<FileEntry>,
    merged: &Merged,
    operation: &'static str,
) -> Result<bool> {
    let commit = Commit {
        add: merged.files.clone(),
        remove,
        rows_stay: merged.doubles == 0 && merged.expired == 0,
        operation,
        ..Commit::default()
    };
    // After an error the files may be in the table or not: if not, the vacuum finds them.
    if matches!(table.commit(commit).await?, Outcome::Landed { .. }) {
        return Ok(true);
    }
    output::remove(&table.place(), &merged.files).await;
    Ok(false)
}

fn by_day(table: &Table) -> BTreeMap<Option<NaiveDate>, Vec<FileEntry>> {
    let mut days: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for file in table.files() {
        days.entry(file.day).or_default().push(file.clone());
    }
    days
}
