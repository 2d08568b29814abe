//! Which days are stale.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta};
use opkald_storage::lake::{FileEntry, Table};

use super::{Stand, Tables};
use crate::Result;
use crate::compute::{Computer, Window};

/// Events of the days that are computed in one go, about, so that memory stays bounded however long the history is.
const CHUNK_ROWS: u64 = 1_500_000;

/// What has to be computed again.
#[derive(Debug, Default)]
pub(crate) struct Stale {
    /// Nothing has: every table stands for just this.
    pub(crate) is_current: bool,
    /// Windows of records: calls and visits.
    pub(crate) records: Vec<Window>,
    /// The date from which on an agent's presence may have changed.
    pub(crate) presence_from: Option<NaiveDate>,
    /// Windows of hours.
    pub(crate) hours: Vec<Window>,
}

impl Stale {
    pub(crate) async fn find(tables: &Tables, computer: &Computer, target: Stand, everything: bool) -> Result<Self> {
        let mut stands = Vec::new();
        for (_, table) in &tables.statistics {
            stands.push(Tables::stand(table).await?);
        }
        if !everything && stands.iter().all(|stand| *stand == target) {
            return Ok(Self { is_current: true, ..Self::default() });
        }
        let oldest = stands.iter().map(|stand| stand.events).min().flatten();
        let same_settings = stands.iter().all(|stand| stand.settings == target.settings);
        if let Some(oldest) = oldest.filter(|_| same_settings && !everything)
            && let Some(added) = tables.events.changed_since(oldest).await?
        {
            let then = stands.iter().filter_map(|stand| stand.now_us).min().unwrap_or_default();
            return Self::since(tables, computer, added, (then, target.now_us.unwrap_or_default())).await;
        }
        Ok(Self::all(tables))
    }

    /// Everything that there are events or statistics for.
    fn all(tables: &Tables) -> Self {
        let of = |table: &Table| table.files().filter_map(|file| file.day).collect::<BTreeSet<_>>();
        let mut days = of(&tables.events);
        for (_, table) in &tables.statistics {
            days.extend(of(table));
        }
        let rows = rows_of(&tables.events);
        let (first, last) = (days.first().copied(), days.last().copied());
        let records = widen(&days, 1, 1);
        let mut hours = widen(&records, 1, 2);
        // Presence goes on through days without an event.
        hours.extend(first.zip(last).into_iter().flat_map(|(first, last)| span(first, last)));
        Self { is_current: false, records: chunks(&records, &rows), presence_from: first, hours: chunks(&hours, &rows) }
    }

    /// What these new files, and the time that passed, made stale.
    async fn since(
        tables: &Tables,
        computer: &Computer,
        added: Vec<FileEntry>,
        (then_us, now_us): (i64, i64),
    ) -> Result<Self> {
        let date = |us: i64| DateTime::from_timestamp_micros(us).unwrap_or_default().date_naive();
        let touched: BTreeSet<NaiveDate> = added.iter().filter_map(|file| file.day).collect();
        let rows = rows_of(&tables.events);
        let mut records = widen(&touched, 1, 1);
        // What was open is so a little longer, or is closed because its 24 hours have passed.
        let known: BTreeSet<NaiveDate> = tables.events.files().filter_map(|file| file.day).collect();
        if then_us != now_us && then_us > 0 {
            let passed: BTreeSet<_> = span(date(then_us) - TimeDelta::days(1), date(now_us)).collect();
            records.extend(widen(&known, 1, 1).intersection(&passed));
        }
        let mut hours = widen(&records, 1, 2);
        let live = added.into_iter().filter(|file| file.day.is_some()).collect();
        let presence_from = computer.first_presence(&tables.events, live).await?;
        if let Some(from) = presence_from {
            hours.extend(span(from - TimeDelta::days(1), date(now_us)));
        }
        if then_us > 0 {
            hours.extend(span(date(then_us), date(now_us)));
        }
        Ok(Self { is_current: false, records: chunks(&records, &rows), presence_from, hours: chunks(&hours, &rows) })
    }
}

fn span(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    first.iter_days().take_while(move |day| *day <= last)
}

fn widen(days: &BTreeSet<NaiveDate>, before: i64, after: i64) -> BTreeSet<NaiveDate> {
    days.iter().flat_map(|day| span(*day - TimeDelta::days(before), *day + TimeDelta::days(after))).collect()
}

/// Rows that a table has of each day.
fn rows_of(table: &Table) -> BTreeMap<NaiveDate, u64> {
    let mut rows = BTreeMap::new();
    for file in table.files() {
        if let Some(day) = file.day {
            *rows.entry(day).or_default() += file.rows;
        }
    }
    rows
}

/// Runs of days that follow each other, none with many more events than a chunk.
fn chunks(days: &BTreeSet<NaiveDate>, rows: &BTreeMap<NaiveDate, u64>) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    let mut held = 0;
    for day in days {
        let next = *day + TimeDelta::days(1);
        let more = rows.get(day).copied().unwrap_or_default();
        match windows.last_mut() {
            Some(last) if last.to == *day && held + more <= CHUNK_ROWS => {
                last.to = next;
                held += more;
            }
            _ => {
                windows.push(Window { from: *day, to: next });
                held = more;
            }
        }
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_joined_and_cut_at_a_chunk() {
        let first = NaiveDate::default();
        let days: BTreeSet<_> = span(first, first + TimeDelta::days(40)).chain([first + TimeDelta::days(90)]).collect();
        let rows = days.iter().map(|day| (*day, 50_000)).collect();
        let lengths: Vec<_> = chunks(&days, &rows).iter().map(|window| (window.to - window.from).num_days()).collect();
        assert_eq!(lengths, [30, 11, 1]);
    }
}
