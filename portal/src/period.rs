//! The period that a request asks for, as buckets of the customer's wall clock.
//!
//! **A period is half-open and made of whole buckets**: what is asked is widened to them, and the answer says what it covers.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use opkald_storage::zone::{self, Bucket, first_instant};
use serde::Serialize;

use crate::error::PortalError;
use crate::week::Week;
use crate::wrong::Wrong;

/// The most buckets that one answer holds.
const MOST_BUCKETS: i64 = 10_000;
/// The longest stretch that a list or a total looks through.
const MOST_YEARS: i32 = 100;

/// How long a bucket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Interval {
    /// An hour of the wall clock.
    Hour,
    /// A local calendar day, of 23, 24 or 25 hours.
    Day,
    /// A local calendar month.
    Month,
}

impl Interval {
    /// All of them, shortest first.
    pub(crate) const ALL: [Self; 3] = [Self::Hour, Self::Day, Self::Month];

    /// The value as it stands in an address.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// Reads the parameter `interval`; hours where it is absent.
    pub(crate) fn parse(text: Option<&str>) -> Result<Self, PortalError> {
        let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(Self::Hour) };
        let found = Self::ALL.into_iter().find(|interval| interval.name() == text);
        found.ok_or_else(|| PortalError::parameter("interval", Wrong::none_of(text, &Self::ALL.map(Self::name))))
    }

    fn shortest(self) -> TimeDelta {
        match self {
            Self::Hour => TimeDelta::hours(1),
            Self::Day => TimeDelta::hours(23),
            Self::Month => TimeDelta::days(28),
        }
    }

    fn buckets(self, zone: Tz, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Bucket> {
        match self {
            Self::Hour => zone::hours(zone, from, to),
            Self::Day => zone::days(zone, from, to),
            Self::Month => zone::months(zone, from, to),
        }
    }

    /// How much is shown when only one end, or none, is given: a day of hours, a month of days, a year of months.
    fn usual(self, date: NaiveDate) -> (NaiveDate, NaiveDate) {
        let first_of_month = date.with_day(1).unwrap_or(date);
        match self {
            Self::Hour => (date, later(date, Days::new(1))),
            Self::Day => (first_of_month, months_later(first_of_month, 1)),
            Self::Month => (months_earlier(first_of_month, 11), months_later(first_of_month, 1)),
        }
    }
}

/// A stretch of time, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// The first instant.
    pub(crate) from: DateTime<Utc>,
    /// The first instant after it.
    pub(crate) to: DateTime<Utc>,
}

impl Window {
    /// Reads `from` and `to` of a list; seven days up to the end of today where they are absent.
    pub(crate) fn parse(
        from: Option<&str>,
        to: Option<&str>,
        zone: Tz,
        now: DateTime<Utc>,
    ) -> Result<Self, PortalError> {
        let tomorrow = later(now.with_timezone(&zone).date_naive(), Days::new(1));
        let to = instant("to", to, zone)?.unwrap_or_else(|| first_instant(zone, tomorrow));
        let week_before = earlier(to.with_timezone(&zone).date_naive(), Days::new(7));
        let from = instant("from", from, zone)?.unwrap_or_else(|| first_instant(zone, week_before));
        Self { from, to }.checked()
    }

    /// The local dates of its first and its last instant.
    pub(crate) fn dates(self, zone: Tz) -> (NaiveDate, NaiveDate) {
        let date = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        (date(self.from), date(self.to - TimeDelta::microseconds(1)))
    }

    /// The same widened to whole local days.
    pub(crate) fn whole_days(self, zone: Tz) -> Self {
        let (first, last) = self.dates(zone);
        Self { from: first_instant(zone, first), to: first_instant(zone, later(last, Days::new(1))) }
    }

    fn checked(self) -> Result<Self, PortalError> {
        if self.from >= self.to {
            return Err(PortalError::parameter("to", Wrong::NotLater));
        }
        if self.to.year() - self.from.year() > MOST_YEARS {
            return Err(PortalError::parameter("from", Wrong::TooLong(MOST_YEARS)));
        }
        Ok(self)
    }
}

/// A window, cut into buckets.
#[derive(Debug, Clone)]
pub(crate) struct Period {
    /// How long each bucket is.
    pub(crate) interval: Interval,
    /// From the first bucket's start to the last one's end.
    pub(crate) window: Window,
    /// Every bucket, whether anything happened in it or not.
    pub(crate) buckets: Vec<Bucket>,
    /// The zone that the boundaries are of.
    pub(crate) zone: Tz,
    /// Which hours of it are looked at.
    pub(crate) week: Week,
}

impl Period {
    /// Reads `interval`, `from` and `to`. Where an end is absent, the usual length for the interval stands in.
    pub(crate) fn parse(
        interval: Option<&str>,
        from: Option<&str>,
        to: Option<&str>,
        zone: Tz,
        now: DateTime<Utc>,
    ) -> Result<Self, PortalError> {
        let interval = Interval::parse(interval)?;
        let given_from = instant("from", from, zone)?;
        let given_to = instant("to", to, zone)?;
        let local_date = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
        let window = match (given_from, given_to) {
            (Some(from), Some(to)) => Window { from, to },
            (Some(from), None) => {
                let (usual_from, usual_to) = interval.usual(local_date(from));
                let length = usual_to.signed_duration_since(usual_from).num_days().unsigned_abs();
                let to = if interval == Interval::Month {
                    months_later(local_date(from), 12)
                } else {
                    later(local_date(from), Days::new(length))
                };
                Window { from, to: first_instant(zone, to) }
            }
            (None, Some(to)) => {
                Window { from: first_instant(zone, interval.usual(local_date(to - TimeDelta::microseconds(1))).0), to }
            }
            (None, None) => {
                let (from, to) = interval.usual(local_date(now));
                Window { from: first_instant(zone, from), to: first_instant(zone, to) }
            }
        };
        Self::cut(interval, window.checked()?, zone)
    }

    /// The local day that an instant lies in, as one bucket.
    pub(crate) fn today(zone: Tz, now: DateTime<Utc>) -> Result<Self, PortalError> {
        let date = now.with_timezone(&zone).date_naive();
        Self::cut(
            Interval::Day,
            Window { from: first_instant(zone, date), to: first_instant(zone, later(date, Days::new(1))) },
            zone,
        )
    }

    fn cut(interval: Interval, asked: Window, zone: Tz) -> Result<Self, PortalError> {
        let most = (asked.to - asked.from).num_seconds() / interval.shortest().num_seconds();
        if most > MOST_BUCKETS {
            return Err(PortalError::parameter("from", Wrong::TooManyRows { asked: most, most: MOST_BUCKETS }));
        }
        let buckets = interval.buckets(zone, asked.from, asked.to);
        let (Some(first), Some(last)) = (buckets.first(), buckets.last()) else {
            return Err(PortalError::parameter("to", Wrong::NotLater));
        };
        let window = Window { from: first.start, to: last.end };
        Ok(Self { interval, window, buckets, zone, week: Week::any(zone) })
    }

    /// The same, of which some hours only are looked at.
    #[must_use]
    pub(crate) fn within(self, week: Week) -> Self {
        Self { week, ..self }
    }

    /// How many seconds of a bucket are looked at.
    pub(crate) fn seconds_of(&self, bucket: &Bucket) -> f64 {
        self.week.seconds(bucket.start, bucket.end)
    }

    /// How many seconds of it are looked at.
    pub(crate) fn seconds(&self) -> f64 {
        self.week.seconds(self.window.from, self.window.to)
    }

    /// The period of the usual length around a date.
    pub(crate) fn usual(interval: Interval, around: NaiveDate, zone: Tz) -> Result<Self, PortalError> {
        let (from, to) = interval.usual(around);
        Self::cut(interval, Window { from: first_instant(zone, from), to: first_instant(zone, to) }, zone)
    }

    /// The place of the bucket that an instant lies in.
    pub(crate) fn bucket_of(&self, at: DateTime<Utc>) -> Option<usize> {
        let after = self.buckets.partition_point(|bucket| bucket.start <= at);
        after.checked_sub(1).filter(|index| at < self.buckets[*index].end)
    }

    /// Whether nothing more can begin in it.
    pub(crate) fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.window.to <= now
    }

    /// The local date of the first instant.
    pub(crate) fn first_date(&self) -> NaiveDate {
        self.window.dates(self.zone).0
    }

    /// The local date of the last instant in it.
    pub(crate) fn last_date(&self) -> NaiveDate {
        self.window.dates(self.zone).1
    }
}

/// An end of a period: a local date (its first instant), or RFC 3339.
pub(crate) fn instant(field: &'static str, text: Option<&str>, zone: Tz) -> Result<Option<DateTime<Utc>>, PortalError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return sane(field, first_instant(zone, date)).map(Some);
    }
    // In an address a bare plus sign is a blank; an offset is never one.
    let Ok(at) = DateTime::parse_from_rfc3339(&text.replace(' ', "+")) else {
        return Err(PortalError::parameter(field, Wrong::NoTime(text.to_owned())));
    };
    sane(field, at.to_utc()).map(Some)
}

/// Keeps calendar arithmetic well inside what the tables can hold.
fn sane(field: &'static str, at: DateTime<Utc>) -> Result<DateTime<Utc>, PortalError> {
    if (1970..=2200).contains(&at.year()) {
        return Ok(at);
    }
    Err(PortalError::parameter(field, Wrong::OutOfYears))
}

fn later(date: NaiveDate, days: Days) -> NaiveDate {
    date.checked_add_days(days).unwrap_or(date)
}

fn earlier(date: NaiveDate, days: Days) -> NaiveDate {
    date.checked_sub_days(days).unwrap_or(date)
}

fn months_later(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months)).unwrap_or(date)
}

fn months_earlier(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_sub_months(Months::new(months)).unwrap_or(date)
}

mod neighbours;

#[cfg(test)]
mod tests;
