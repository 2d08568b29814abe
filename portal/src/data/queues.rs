//! Queue figures by bucket.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use opkald_queries::Params;
use opkald_queries::zone::Bucket;

use crate::error::PortalError;
use crate::period::{Interval, Period};
use crate::queue_counts::QueueCounts;
use crate::signed::Signed;

/// A queue's figures, bucket by bucket, with their total.
#[derive(Debug)]
pub(crate) struct QueueTable {
    /// Every bucket of the period, the empty ones too.
    pub(crate) rows: Vec<(Bucket, QueueCounts)>,
    /// All of them added up.
    pub(crate) total: QueueCounts,
}

impl QueueTable {
    /// Asks for one queue's figures.
    pub(crate) async fn load(signed: &Signed, queue: &str, period: &Period) -> Result<Self, PortalError> {
        let mut rows: Vec<_> = period.buckets.iter().map(|bucket| (*bucket, QueueCounts::default())).collect();
        let mut total = QueueCounts::default();
        for (at, _, counts) in ask(signed, queue, period).await? {
            let Some(index) = period.bucket_of(at) else { continue };
            rows[index].1.add(&counts);
            total.add(&counts);
        }
        Ok(Self { rows, total })
    }

    /// The buckets that have begun: of an hour to come nothing is known, not even that nothing happened.
    pub(crate) fn begun(&self, now: DateTime<Utc>) -> impl Iterator<Item = &(Bucket, QueueCounts)> {
        self.rows.iter().filter(move |(bucket, counts)| bucket.start <= now || *counts != QueueCounts::default())
    }
}

/// Asks for the figures of every queue over a whole period.
pub(crate) async fn totals(signed: &Signed, period: &Period) -> Result<BTreeMap<String, QueueCounts>, PortalError> {
    let mut totals: BTreeMap<String, QueueCounts> = BTreeMap::new();
    for (_, queue, counts) in ask(signed, "", period).await? {
        totals.entry(queue).or_default().add(&counts);
    }
    Ok(totals)
}

/// Days are made of hours here: a view of days reads all hours there are, one of hours only those of the period.
async fn ask(
    signed: &Signed,
    queue: &str,
    period: &Period,
) -> Result<Vec<(DateTime<Utc>, String, QueueCounts)>, PortalError> {
    let sql = match period.interval {
        Interval::Hour | Interval::Day => include_str!("../sql/queue_hours.sql"),
        Interval::Month => include_str!("../sql/queue_months.sql"),
    };
    let params = Params::new().text("queue", queue).instant("from", period.window.from).instant("to", period.window.to);
    let rows = signed.ask(sql, params).await?;
    Ok(rows.map(|row| Ok((row.moment("bucket")?, row.key("queue")?, QueueCounts::read(row)?)))?)
}
