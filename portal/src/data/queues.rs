//! Queue figures by bucket.

use std::collections::{BTreeMap, HashMap};

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
        let mut found: HashMap<DateTime<Utc>, QueueCounts> = HashMap::new();
        for (bucket, _, counts) in ask(signed, queue, period).await? {
            found.entry(bucket).or_default().add(&counts);
        }
        let mut total = QueueCounts::default();
        let rows = period.buckets.iter().map(|bucket| (*bucket, found.remove(&bucket.start).unwrap_or_default()));
        let rows: Vec<_> = rows.collect();
        rows.iter().for_each(|(_, counts)| total.add(counts));
        Ok(Self { rows, total })
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

async fn ask(
    signed: &Signed,
    queue: &str,
    period: &Period,
) -> Result<Vec<(DateTime<Utc>, String, QueueCounts)>, PortalError> {
    let sql = match period.interval {
        Interval::Hour => include_str!("../sql/queue_hours.sql"),
        Interval::Day => include_str!("../sql/queue_days.sql"),
        Interval::Month => include_str!("../sql/queue_months.sql"),
    };
    let params = Params::new().text("queue", queue).instant("from", period.window.from).instant("to", period.window.to);
    let rows = signed.ask(sql, params).await?;
    Ok(rows.map(|row| Ok((row.moment("bucket")?, row.key("queue")?, QueueCounts::read(row)?)))?)
}
