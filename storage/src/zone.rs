//! Local time: where hours, days and months begin in a zone, by the tz database.
//!
//! A bucket is a stretch of UTC, half-open. The repeated hour of an autumn night is two buckets, the skipped one of a
//! spring night none; a zone may be off by any number of minutes.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// A stretch of time that counts are made for, `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bucket {
    /// Its first instant, and its name.
    pub start: DateTime<Utc>,
    /// The first instant after it.
    pub end: DateTime<Utc>,
}

/// The hours that overlap `[from, to)`.
pub fn hours(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Bucket> {
    walk(from, to, |at| hour_start(zone, at), |start| next_hour(zone, start))
}

/// The days that overlap `[from, to)`.
pub fn days(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Bucket> {
    walk(from, to, |at| day_start(zone, at), |start| next_day(zone, start))
}

/// The months that overlap `[from, to)`.
pub fn months(zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Bucket> {
    walk(from, to, |at| month_start(zone, at), |start| next_month(zone, start))
}

fn walk(
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    start_of: impl Fn(DateTime<Utc>) -> DateTime<Utc>,
    next_of: impl Fn(DateTime<Utc>) -> DateTime<Utc>,
) -> Vec<Bucket> {
    let mut buckets = Vec::new();
    let mut start = start_of(from);
    while start < to {
        let end = next_of(start);
        buckets.push(Bucket { start, end });
        start = end;
    }
    buckets
}

/// Start of the local hour that holds the instant.
pub fn hour_start(zone: Tz, at: DateTime<Utc>) -> DateTime<Utc> {
    let offset = offset(zone, at);
    let into_hour = (at + offset).timestamp_micros().rem_euclid(Duration::hours(1).num_microseconds().unwrap_or(1));
    let start = at - TimeDelta::microseconds(into_hour);
    if self::offset(zone, start) == offset { start } else { transition(zone, start, at) }
}

/// Start of the local hour after the one that starts here.
pub fn next_hour(zone: Tz, start: DateTime<Utc>) -> DateTime<Utc> {
    let here = offset(zone, start);
    let into_hour = (start + here).timestamp_micros().rem_euclid(Duration::hours(1).num_microseconds().unwrap_or(1));
    let next = start + Duration::hours(1) - TimeDelta::microseconds(into_hour);
    if offset(zone, next) == here { next } else { transition(zone, start, next) }
}

/// Start of the local day that holds the instant.
pub fn day_start(zone: Tz, at: DateTime<Utc>) -> DateTime<Utc> {
    first_instant(zone, local(zone, at).date())
}

/// Start of the local day after the one that holds the instant.
pub fn next_day(zone: Tz, at: DateTime<Utc>) -> DateTime<Utc> {
    first_instant(zone, local(zone, at).date() + Duration::days(1))
}

/// Start of the local month that holds the instant.
pub fn month_start(zone: Tz, at: DateTime<Utc>) -> DateTime<Utc> {
    let date = local(zone, at).date();
    first_instant(zone, date - Duration::days(i64::from(date.day0())))
}

/// Start of the local month after the one that holds the instant.
pub fn next_month(zone: Tz, at: DateTime<Utc>) -> DateTime<Utc> {
    let date = local(zone, at).date();
    let first = date - Duration::days(i64::from(date.day0()));
    // 31 days after the first lie in the next month whatever the length of this one.
    let in_next = first + Duration::days(31);
    first_instant(zone, in_next - Duration::days(i64::from(in_next.day0())))
}

/// First instant of a local date, in a zone where midnight may be skipped or come twice.
pub fn first_instant(zone: Tz, date: NaiveDate) -> DateTime<Utc> {
    let midnight = date.and_time(chrono::NaiveTime::MIN);
    let (early, late) = match zone.from_local_datetime(&midnight) {
        chrono::LocalResult::Single(one) => (one.to_utc(), one.to_utc()),
        chrono::LocalResult::Ambiguous(early, late) => (early.to_utc(), late.to_utc()),
        chrono::LocalResult::None => {
            // Midnight is skipped: the date begins with the transition that skips it.
            let before = (midnight - Duration::hours(24)).and_utc();
            let after = (midnight + Duration::hours(24)).and_utc();
            let start = transition(zone, before, after);
            (start, start)
        }
    };
    if local(zone, early).date() == date { early } else { late }
}

fn local(zone: Tz, at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc() + offset(zone, at)
}

/// By how much the clock on the wall is before UTC at an instant.
pub fn offset(zone: Tz, at: DateTime<Utc>) -> TimeDelta {
    let seconds = zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc();
    TimeDelta::seconds(i64::from(seconds))
}

/// The first instant with the offset of `after`, between two instants with one change of offset between them.
pub fn transition(zone: Tz, before: DateTime<Utc>, after: DateTime<Utc>) -> DateTime<Utc> {
    let old = offset(zone, before);
    // The tz database knows whole seconds.
    let (mut low, mut high) = (before.timestamp(), after.timestamp());
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        match DateTime::from_timestamp(middle, 0) {
            Some(at) if offset(zone, at) == old => low = middle,
            _ => high = middle,
        }
    }
    DateTime::from_timestamp(high, 0).unwrap_or(after)
}

#[cfg(test)]
mod tests;
