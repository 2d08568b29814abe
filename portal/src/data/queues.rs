//! Queue figures by bucket.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use opkald_queries::Params;
use opkald_storage::book::Queue;
use opkald_storage::zone::Bucket;

use crate::error::PortalError;
use crate::period::{Interval, Period};
use crate::queue_counts::{QueueCounts, Within};
use crate::rows::Row;
use crate::service_level::ServiceLevel;
use crate::signed::Signed;

/// The figures of hours, and those of months: the same from two views.
const HOURS: &str = concat!(include_str!("../sql/queue_hours.sql"), include_str!("../sql/queue_figures.sql"));
const MONTHS: &str = concat!(include_str!("../sql/queue_months.sql"), include_str!("../sql/queue_figures.sql"));

/// A queue's figures, bucket by bucket, with their total.
#[derive(Debug)]
pub(crate) struct QueueTable {
    /// Every bucket of the period that is looked at, the empty ones too.
    pub(crate) rows: Vec<(Bucket, QueueCounts)>,
    /// All of them added up.
    pub(crate) total: QueueCounts,
    /// How many joined in each hour; empty where months alone were asked for.
    pub(crate) hours: Vec<(DateTime<Utc>, i64)>,
}

impl QueueTable {
    /// Asks for one queue's figures, made for a service level.
    pub(crate) async fn load(
        signed: &Signed,
        queue: &Queue,
        period: &Period,
        level: ServiceLevel,
    ) -> Result<Self, PortalError> {
        let mut table = Self {
            rows: period.buckets.iter().map(|bucket| (*bucket, QueueCounts::default())).collect(),
            total: QueueCounts::default(),
            hours: Vec::new(),
        };
        let Some(seconds) = level.to_count(queue.service_level_seconds) else {
            table.add_all(period, ask(signed, &queue.id, period).await?);
            return Ok(table.looked_at(period));
        };
        let (counts, within) =
            tokio::try_join!(ask(signed, &queue.id, period), count_within(signed, &queue.id, period, seconds))?;
        table.add_all(period, counts);
        table.count_anew(period, within);
        Ok(table.looked_at(period))
    }

    /// Without the buckets of which no hour is looked at.
    fn looked_at(mut self, period: &Period) -> Self {
        self.rows.retain(|(bucket, _)| period.seconds_of(bucket) > 0.0);
        self
    }

    fn add_all(&mut self, period: &Period, counts: Vec<(DateTime<Utc>, String, QueueCounts)>) {
        for (at, _, counts) in counts {
            let Some(index) = period.bucket_of(at) else { continue };
            if !asks_months(period) {
                self.hours.push((at, counts.joined));
            }
            self.rows[index].1.add(&counts);
            self.total.add(&counts);
        }
    }

    /// Puts what was counted in the place of what is stored.
    fn count_anew(&mut self, period: &Period, within: Vec<(DateTime<Utc>, Within)>) {
        self.total.within = Within::default();
        self.rows.iter_mut().for_each(|(_, counts)| counts.within = Within::default());
        for (at, within) in within {
            let Some(index) = period.bucket_of(at) else { continue };
            self.rows[index].1.within.add(within);
            self.total.within.add(within);
        }
    }

    /// The buckets that have begun: of an hour to come nothing is known, not even that nothing happened.
    pub(crate) fn begun(&self, now: DateTime<Utc>) -> impl Iterator<Item = &(Bucket, QueueCounts)> {
        self.rows.iter().filter(move |(bucket, counts)| bucket.start <= now || *counts != QueueCounts::default())
    }
}

/// Counts the visits that were over within a limit, bucket by bucket.
async fn count_within(
    signed: &Signed,
    queue: &str,
    period: &Period,
    seconds: u32,
) -> Result<Vec<(DateTime<Utc>, Within)>, PortalError> {
    let params = Params::new()
        .text("queue", queue)
        .instant("from", period.window.from)
        .instant("to", period.window.to)
        .text("interval", period.interval.name())
        .int("seconds", i64::from(seconds));
    let params = period.week.params(params);
    let rows = signed.ask(include_str!("../sql/visits_within.sql"), params).await?;
    let read = |row: &Row<'_>| {
        let within = Within { answered: row.count("answered")?, abandoned: row.count("abandoned")? };
        Ok((row.moment("bucket")?, within))
    };
    Ok(rows.map(read)?)
}

/// Asks for the figures of every queue over a whole period, made for the stored service level.
pub(crate) async fn totals(signed: &Signed, period: &Period) -> Result<BTreeMap<String, QueueCounts>, PortalError> {
    let mut totals: BTreeMap<String, QueueCounts> = BTreeMap::new();
    for (_, queue, counts) in ask(signed, "", period).await? {
        totals.entry(queue).or_default().add(&counts);
    }
    Ok(totals)
}

/// Whether months are asked for as they are stored: only hours tell which of them are looked at.
fn asks_months(period: &Period) -> bool {
    period.interval == Interval::Month && period.week.is_any()
}

/// Days are made of hours here: a view of days reads all hours there are, one of hours only those of the period.
async fn ask(
    signed: &Signed,
    queue: &str,
    period: &Period,
) -> Result<Vec<(DateTime<Utc>, String, QueueCounts)>, PortalError> {
    let sql = if asks_months(period) { MONTHS } else { HOURS };
    let params = Params::new().text("queue", queue).instant("from", period.window.from).instant("to", period.window.to);
    let rows = signed.ask(sql, params).await?;
    let mut rows = rows.map(|row| Ok((row.moment("bucket")?, row.key("queue")?, QueueCounts::read(row)?)))?;
    rows.retain(|(at, ..)| period.week.holds(*at));
    Ok(rows)
}
