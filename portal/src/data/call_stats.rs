//! Call figures by bucket: of the whole solution, or of one line.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use opkald_queries::Params;
use opkald_storage::zone::{self, Bucket};

use crate::error::PortalError;
use crate::period::{Interval, Period};
use crate::queue_counts::{Peak, ratio};
use crate::rows::{Row, RowError};
use crate::signed::Signed;

/// The additive figures of calls (solution) or legs (line), and the peak of those at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct CallCounts {
    pub(crate) calls: i64,
    pub(crate) inbound: i64,
    pub(crate) outbound: i64,
    pub(crate) internal: i64,
    pub(crate) answered: i64,
    pub(crate) missed: i64,
    pub(crate) talk_seconds: f64,
    pub(crate) peak: Peak,
    /// Seconds of speech that lie within the stretch, whichever calls they are of.
    pub(crate) busy_seconds: f64,
}

impl CallCounts {
    fn read(row: &Row<'_>, bucket_seconds: f64) -> Result<Self, RowError> {
        Ok(Self {
            calls: row.count("calls")?,
            inbound: row.count("inbound")?,
            outbound: row.count("outbound")?,
            internal: row.count("internal")?,
            answered: row.count("answered")?,
            missed: row.count("missed")?,
            talk_seconds: row.sum("talk_seconds")?,
            peak: Peak { most: row.count("peak")?, at: row.instant("peak_at")? },
            busy_seconds: row.sum("erlangs")? * bucket_seconds,
        })
    }

    /// Adds another stretch of time.
    pub(crate) fn add(&mut self, other: &Self) {
        self.calls += other.calls;
        self.inbound += other.inbound;
        self.outbound += other.outbound;
        self.internal += other.internal;
        self.answered += other.answered;
        self.missed += other.missed;
        self.talk_seconds += other.talk_seconds;
        self.peak = self.peak.max(other.peak);
        self.busy_seconds += other.busy_seconds;
    }

    /// Talk of the answered / answered.
    pub(crate) fn average_talk_seconds(&self) -> Option<f64> {
        ratio(self.talk_seconds, self.answered)
    }

    /// The average number of conversations at once over a stretch of so many seconds.
    pub(crate) fn erlangs(&self, seconds: f64) -> f64 {
        if seconds > 0.0 { self.busy_seconds / seconds } else { 0.0 }
    }
}

/// Call figures, bucket by bucket, with their total.
#[derive(Debug)]
pub(crate) struct CallTable {
    /// Every bucket of the period that is looked at, the empty ones too.
    pub(crate) rows: Vec<(Bucket, CallCounts)>,
    /// All of them added up.
    pub(crate) total: CallCounts,
    /// How many calls each hour had; empty where months alone were asked for.
    pub(crate) hours: Vec<(DateTime<Utc>, i64)>,
}

impl CallTable {
    /// Asks for the figures of a line, or of the whole solution by an empty text.
    pub(crate) async fn load(signed: &Signed, line: &str, period: &Period) -> Result<Self, PortalError> {
        // A view of days reads all hours there are, one of hours only those of the period; and of a month only hours tell
        // which of them are looked at.
        let of_months = period.interval == Interval::Month && period.week.is_any();
        let sql =
            if of_months { include_str!("../sql/call_months.sql") } else { include_str!("../sql/call_hours.sql") };
        let params =
            Params::new().text("line", line).instant("from", period.window.from).instant("to", period.window.to);
        let answer = signed.ask(sql, params).await?;
        // The load of a row is told over its own length, which is that of an hour where days are made of hours.
        let read_buckets = if of_months {
            period.buckets.clone()
        } else {
            zone::hours(period.zone, period.window.from, period.window.to)
        };
        let lengths: HashMap<DateTime<Utc>, f64> =
            read_buckets.iter().map(|bucket| (bucket.start, seconds(bucket))).collect();
        let found = answer.map(|row| {
            let start = row.moment("bucket")?;
            Ok((start, CallCounts::read(row, lengths.get(&start).copied().unwrap_or_default())?))
        })?;
        let mut rows: Vec<_> = period.buckets.iter().map(|bucket| (*bucket, CallCounts::default())).collect();
        let mut total = CallCounts::default();
        let mut hours = Vec::new();
        for (at, counts) in found.into_iter().filter(|(at, _)| period.week.holds(*at)) {
            let Some(index) = period.bucket_of(at) else { continue };
            if !of_months {
                hours.push((at, counts.calls));
            }
            rows[index].1.add(&counts);
            total.add(&counts);
        }
        rows.retain(|(bucket, _)| period.seconds_of(bucket) > 0.0);
        Ok(Self { rows, total, hours })
    }

    /// The buckets that have begun: of an hour to come nothing is known, not even that nothing happened.
    pub(crate) fn begun(&self, now: DateTime<Utc>) -> impl Iterator<Item = &(Bucket, CallCounts)> {
        self.rows.iter().filter(move |(bucket, counts)| bucket.start <= now || *counts != CallCounts::default())
    }
}

/// How long a bucket is, in seconds.
fn seconds(bucket: &Bucket) -> f64 {
    (bucket.end - bucket.start).num_milliseconds() as f64 / 1000.0
}
