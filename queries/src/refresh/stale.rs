//! Which days are stale.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta};
use opkald_storage::CustomerNumber;
use opkald_storage::lake::{Changes, FileEntry, Table};
use opkald_storage::money::Month;

use super::{Stand, Tables};
use crate::compute::{Computer, MonthCharged, Piece, Window};
use crate::scan::LakeTable;
use crate::statistics::Statistic;
use crate::{Error, Result};

/// Events of the days that are computed in one go, about, so that memory stays bounded however long the history is.
const CHUNK_ROWS: u64 = 1_500_000;

/// The newest days, which traffic will go on to change, are computed apart from the others: so they have files of their
/// own, and replacing them need not take a large one apart.
const NEWEST_DAYS: i64 = 7;

/// Uses that are charged by themselves at the most, and the customers whose they are: beyond, the days of all customers are
/// charged, a chunk at a time.
const FEW_USES: u64 = 250_000;
const FEW_CUSTOMERS: usize = 100;

/// The days of the events.
#[derive(Debug)]
pub(crate) struct Days {
    /// The days that there are events of, and how many.
    pub(crate) rows: BTreeMap<NaiveDate, u64>,
    /// Those on which some happened that came or went.
    pub(crate) touched: BTreeSet<NaiveDate>,
    /// The day from which on these changed the presence of agents, if they did.
    pub(crate) presence_from: Option<NaiveDate>,
}

/// Customers that are charged anew, few enough that the rows of the others are left as they are.
#[derive(Debug, Clone)]
pub(crate) struct Anew {
    /// Whose uses these are.
    pub(crate) customers: Vec<CustomerNumber>,
    /// Windows whose records stand for everybody.
    pub(crate) windows: Vec<Window>,
}

/// What has to be computed again.
#[derive(Debug, Default)]
pub(crate) struct Stale {
    /// Nothing has: every table stands for just this.
    pub(crate) is_current: bool,
    /// Everything is: what is stored counts for nothing.
    pub(crate) is_everything: bool,
    /// The first of the newest days, where these are computed apart.
    pub(crate) newest: Option<NaiveDate>,
    /// Windows of records: calls and visits.
    pub(crate) records: Vec<Window>,
    /// The date from which on an agent's presence may have changed.
    pub(crate) presence_from: Option<NaiveDate>,
    /// Windows of hours.
    pub(crate) hours: Vec<Window>,
    /// Windows whose records stand, but not what they are charged.
    pub(crate) charges: Vec<Window>,
    /// The months of customers that are charged under something else than what holds now.
    pub(crate) outdated: Vec<MonthCharged>,
    /// Those of them that are charged by themselves.
    pub(crate) anew: Option<Anew>,
    /// The days of local time on which uses changed.
    usage: BTreeSet<NaiveDate>,
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
            && let Some(changed) = decisive(&tables.events.changed_since(oldest).await?)
        {
            let changed =
                LakeTable::new(&tables.events, changed).map_err(|error| Error::statement("touched", error))?;
            let (touched, presence_from) = computer.touched(Arc::new(changed)).await?;
            let then_us = stands.iter().filter_map(|stand| stand.now_us).min().unwrap_or_default();
            let passed_us = (then_us, target.now_us.unwrap_or_default());
            let events = Days { rows: rows_of(&tables.events), touched, presence_from };
            let mut stale = Self::since(&events, passed_us, computer.is_metered());
            if stands.iter().any(|stand| stand.prices != target.prices) {
                stale.charge_anew(computer.outdated(tables).await?, &events.rows);
            }
            return Ok(stale);
        }
        Ok(Self::all(tables))
    }

    /// Adds months of customers that are charged under something else than what holds now.
    fn charge_anew(&mut self, outdated: Vec<MonthCharged>, rows: &BTreeMap<NaiveDate, u64>) {
        let days = outdated.iter().flat_map(|month| span(month.days.0, month.days.1));
        let mut days: BTreeSet<NaiveDate> = days.collect();
        let for_all = |windows: &[Window]| days_of(windows).collect::<BTreeSet<_>>();
        let (fresh, charged) = (for_all(&self.records), for_all(&self.charges));
        days.retain(|day| !fresh.contains(day) && !charged.contains(day));
        let uses: u64 = outdated.iter().map(|month| month.uses).sum();
        let customers: BTreeSet<_> =
            outdated.iter().filter_map(|month| CustomerNumber::new(&month.customer).ok()).collect();
        if uses <= FEW_USES && customers.len() <= FEW_CUSTOMERS {
            let windows = chunks(&days, &BTreeMap::new(), None);
            self.anew = Some(Anew { customers: customers.into_iter().collect(), windows });
        } else {
            days.extend(charged);
            self.charges = chunks(&days, rows, None);
        }
        self.outdated = outdated;
    }

    /// What is charged anew, in the order of time.
    pub(crate) fn pieces(&self) -> Vec<Piece> {
        let fresh = self.records.iter().map(|window| Piece::Fresh(*window));
        let stored = self.charges.iter().map(|window| Piece::Stored(*window));
        let mut pieces: Vec<_> = fresh.chain(stored).collect();
        pieces.sort_by_key(|piece| piece.window().from);
        pieces
    }

    /// Notes that uses of a window were charged, or not any more.
    pub(crate) fn used(&mut self, window: Window) {
        // The local day of an instant may have begun a day before it.
        self.usage.extend(days_of(&[window.widened(1, 0)]));
    }

    /// Windows of the local days on which uses changed.
    pub(crate) fn usage(&self, rows: &BTreeMap<NaiveDate, u64>) -> Vec<Window> {
        chunks(&self.usage, rows, self.newest)
    }

    /// Windows of the local days on which uses changed of those alone who are charged by themselves.
    pub(crate) fn usage_anew(&self) -> Vec<Window> {
        let windows = self.anew.iter().flat_map(|anew| &anew.windows).map(|window| window.widened(1, 0));
        let mut days: BTreeSet<_> =
            windows.flat_map(|window| span(window.from, window.to - TimeDelta::days(1))).collect();
        days.retain(|day| !self.usage.contains(day));
        chunks(&days, &BTreeMap::new(), None)
    }

    /// Everything that there are events or statistics for.
    fn all(tables: &Tables) -> Self {
        let mut days: BTreeSet<_> = tables.events.files().filter_map(|file| file.day).collect();
        // Presence that goes on has no end.
        let ending = tables.statistics.iter().filter(|(statistic, _)| *statistic != Statistic::AgentSessions);
        for file in ending.flat_map(|(_, table)| table.files()) {
            days.extend(file.dates().into_iter().flat_map(|(first, last)| span(first, last)));
        }
        let rows = rows_of(&tables.events);
        let (first, last) = (days.first().copied(), days.last().copied());
        let records = records_of(&days);
        let mut hours = hours_of(&records);
        // Presence goes on through days without an event.
        hours.extend(first.zip(last).into_iter().flat_map(|(first, last)| span(first, last)));
        let newest = last.map(|last| last - TimeDelta::days(NEWEST_DAYS));
        Self {
            is_current: false,
            is_everything: true,
            newest,
            records: chunks(&records, &rows, newest),
            presence_from: first,
            hours: chunks(&hours, &rows, newest),
            ..Self::default()
        }
    }

    /// Where everything is stale, so are the hours from the first stretch of presence on: one of which only the end is
    /// known may begin long before the first event.
    pub(crate) fn reach_back(&mut self, presence: Option<NaiveDate>) {
        let Some(from) = presence.filter(|_| self.is_everything) else { return };
        let from = from - TimeDelta::days(1);
        let to = self.hours.first().map_or(from, |window| window.from);
        if from < to {
            self.hours.insert(0, Window { from, to });
        }
    }

    /// What events that came or went, and the time that passed, made stale.
    /// Where charges depend on what was used before in the month, so are those of the rest of it.
    pub(crate) fn since(events: &Days, (then_us, now_us): (i64, i64), is_metered: bool) -> Self {
        // Clocks of writers differ: the end may lie before that of the last time.
        let (then_us, now_us) = (then_us.min(now_us), then_us.max(now_us));
        let date = |us: i64| DateTime::from_timestamp_micros(us).unwrap_or_default().date_naive();
        if events.touched.is_empty() && then_us == now_us {
            // Rows were laid anew, or came without a day: it is only the version that is another.
            return Self::default();
        }
        let mut records = records_of(&events.touched);
        // What was open is so a little longer, or is closed because its 24 hours have passed.
        if then_us != now_us && then_us > 0 {
            let known: BTreeSet<NaiveDate> = events.rows.keys().copied().collect();
            let passed: BTreeSet<_> = span(date(then_us) - TimeDelta::days(1), date(now_us)).collect();
            records.extend(widen(&known, 1, 1).intersection(&passed));
        }
        let mut hours = hours_of(&records);
        if let Some(from) = events.presence_from {
            hours.extend(span(from - TimeDelta::days(1), date(now_us)));
        }
        if then_us > 0 {
            hours.extend(span(date(then_us), date(now_us)));
        }
        let charges = if is_metered { rest_of_months(&records, &events.rows) } else { BTreeSet::new() };
        let windows = |days| chunks(days, &events.rows, None);
        let (records, hours, charges) = (windows(&records), windows(&hours), windows(&charges));
        Self { records, presence_from: events.presence_from, hours, charges, ..Self::default() }
    }
}

/// The days, up to the last that there are events of, that follow these in their months, in whatever zone.
fn rest_of_months(days: &BTreeSet<NaiveDate>, rows: &BTreeMap<NaiveDate, u64>) -> BTreeSet<NaiveDate> {
    let Some(last) = rows.keys().last() else { return BTreeSet::new() };
    let mut rest = BTreeSet::new();
    for day in days {
        // In some zone the day belongs to the month of the next; and that month ends a day later in another.
        let month = Month::of(*day + TimeDelta::days(1));
        let end = (month.next().first_day() + TimeDelta::days(1)).min(*last + TimeDelta::days(1));
        let from = *day + TimeDelta::days(1);
        // Of neighbours, the last tells all.
        if !days.contains(&from) {
            rest.extend(span(from, end).filter(|day| !days.contains(day)));
        }
    }
    rest
}

fn days_of(windows: &[Window]) -> impl Iterator<Item = NaiveDate> {
    windows.iter().flat_map(|window| span(window.from, window.to - TimeDelta::days(1)))
}

/// Days on which records may begin that events of these days decide about: a record takes events for a day; what was of
/// its id in the day before decides about it, and about the leg that sent it on, which began up to a day before.
fn records_of(events: &BTreeSet<NaiveDate>) -> BTreeSet<NaiveDate> {
    widen(events, 1, 2)
}

/// Days of whose hours the records that begin on these days decide: a call began with a leg up to a day before, in a
/// local hour that may begin on the UTC day before that; a leg decides which call the legs of the next day belong to,
/// those decide the same of the legs of the day after, and a leg lasts a day.
fn hours_of(records: &BTreeSet<NaiveDate>) -> BTreeSet<NaiveDate> {
    widen(records, 2, 3)
}

fn span(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    first.iter_days().take_while(move |day| *day <= last)
}

fn widen(days: &BTreeSet<NaiveDate>, before: i64, after: i64) -> BTreeSet<NaiveDate> {
    days.iter().flat_map(|day| span(*day - TimeDelta::days(before), *day + TimeDelta::days(after))).collect()
}

/// The files whose events, that came or went, decide what is stale; none where everything is. What went and what came
/// make the same days stale: those that the one set of events has and the other lacks.
pub(crate) fn decisive(changes: &Changes) -> Option<Vec<FileEntry>> {
    let came = changes.files()?.filter(|file| file.day.is_some());
    Some(came.chain(changes.gone()).cloned().collect())
}

/// Rows that a table has of each day.
pub(super) fn rows_of(table: &Table) -> BTreeMap<NaiveDate, u64> {
    let mut rows = BTreeMap::new();
    for file in table.files() {
        if let Some(day) = file.day {
            *rows.entry(day).or_default() += file.rows;
        }
    }
    rows
}

/// Runs of days that follow each other, none with many more events than a chunk; one begins on the day that is to be
/// apart.
fn chunks(days: &BTreeSet<NaiveDate>, rows: &BTreeMap<NaiveDate, u64>, apart: Option<NaiveDate>) -> Vec<Window> {
    let mut windows: Vec<Window> = Vec::new();
    let mut held = 0;
    for day in days {
        let next = *day + TimeDelta::days(1);
        let more = rows.get(day).copied().unwrap_or_default();
        match windows.last_mut() {
            Some(last) if last.to == *day && held + more <= CHUNK_ROWS && apart != Some(*day) => {
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
    fn runs_are_joined_and_cut_at_a_chunk_and_before_the_newest() {
        let first = NaiveDate::default();
        let days: BTreeSet<_> = span(first, first + TimeDelta::days(40)).chain([first + TimeDelta::days(90)]).collect();
        let rows = days.iter().map(|day| (*day, 50_000)).collect();
        let lengths = |apart| {
            let windows = chunks(&days, &rows, apart);
            windows.iter().map(|window| (window.to - window.from).num_days()).collect::<Vec<_>>()
        };
        assert_eq!(lengths(None), [30, 11, 1]);
        assert_eq!(lengths(Some(first + TimeDelta::days(38))), [30, 8, 3, 1]);
    }
}
