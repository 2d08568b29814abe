//! Days, hours and months of a zone as instants, for the world and for its truth.
//!
//! **Local boundaries come from the tz database, one conversion each**; no arithmetic with 24 hours is done on them.

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// Microseconds since 1970 in UTC.
pub type Micros = i64;

pub(crate) const SECOND: Micros = 1_000_000;
pub(crate) const MINUTE: Micros = 60 * SECOND;
pub(crate) const HOUR: Micros = 60 * MINUTE;
pub(crate) const DAY: Micros = 24 * HOUR;

/// One local calendar day.
#[derive(Debug, Clone)]
pub(crate) struct LocalDay {
    pub(crate) date: NaiveDate,
    /// Days since 1970-01-01: the key of everything random on that day.
    pub(crate) number: i64,
    pub(crate) zone: Tz,
    pub(crate) start: Micros,
    pub(crate) end: Micros,
}

impl LocalDay {
    pub(crate) fn new(zone: Tz, date: NaiveDate) -> Self {
        Self {
            date,
            number: day_number(date),
            zone,
            start: local_instant(zone, date, 0),
            end: local_instant(zone, next_date(date), 0),
        }
    }

    /// The instant at which the clock on the wall shows `minutes` after midnight; beyond 24 hours it is the next day's wall.
    pub(crate) fn at(&self, minutes: i64) -> Micros {
        local_instant(self.zone, self.date, minutes)
    }

    /// The instant at which the zone's offset changes on this day, if it does.
    pub(crate) fn clock_change(&self) -> Option<Micros> {
        let offset = offset_seconds(self.zone, self.start);
        let (mut low, mut high) = (self.start, self.end);
        if offset_seconds(self.zone, high) == offset {
            return None;
        }
        while high - low > SECOND {
            let middle = low + (high - low) / 2;
            if offset_seconds(self.zone, middle) == offset { low = middle } else { high = middle }
        }
        Some(high - high.rem_euclid(SECOND))
    }
}

pub(crate) fn day_number(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce()) - 719_163
}

pub(crate) fn date_of(zone: Tz, instant: Micros) -> NaiveDate {
    utc(instant).with_timezone(&zone).date_naive()
}

pub(crate) fn earlier_date(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

pub(crate) fn next_date(date: NaiveDate) -> NaiveDate {
    date.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX)
}

pub(crate) fn utc(instant: Micros) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(instant).unwrap_or_default()
}

/// Seconds east of Greenwich at an instant.
pub(crate) fn offset_seconds(zone: Tz, instant: Micros) -> i32 {
    zone.offset_from_utc_datetime(&utc(instant).naive_utc()).fix().local_minus_utc()
}

/// The wall clock's hour and the minute at an instant.
pub(crate) fn wall_hour(zone: Tz, instant: Micros) -> usize {
    utc(instant).with_timezone(&zone).hour() as usize
}

fn local_instant(zone: Tz, date: NaiveDate, minutes: i64) -> Micros {
    let wall = date.and_time(chrono::NaiveTime::MIN) + chrono::Duration::minutes(minutes);
    from_wall(zone, wall)
}

/// A wall time that is skipped is the instant of the skip (searched minute by minute); one that comes twice is the first.
fn from_wall(zone: Tz, wall: NaiveDateTime) -> Micros {
    let mut candidate = wall;
    for _ in 0..(26 * 60) {
        match zone.from_local_datetime(&candidate) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => return instant.timestamp_micros(),
            LocalResult::None => candidate += chrono::Duration::minutes(1),
        }
    }
    Utc.from_utc_datetime(&wall).timestamp_micros()
}

/// The length of a statistics bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grain {
    /// A local hour; the repeated hour is two buckets.
    Hour,
    /// A local calendar day.
    Day,
    /// A local calendar month.
    Month,
}

impl Grain {
    /// The bucket `[start, end)` of a zone that holds an instant.
    pub(crate) fn bucket(self, zone: Tz, instant: Micros) -> (Micros, Micros) {
        let local = utc(instant).with_timezone(&zone);
        let date = local.date_naive();
        match self {
            Self::Hour => hour_bucket(zone, instant),
            Self::Day => (local_instant(zone, date, 0), local_instant(zone, next_date(date), 0)),
            Self::Month => {
                let first = date.with_day(1).unwrap_or(date);
                let next = first.checked_add_months(chrono::Months::new(1)).unwrap_or(NaiveDate::MAX);
                (local_instant(zone, first, 0), local_instant(zone, next, 0))
            }
        }
    }
}

/// The hour on the wall around an instant, cut where the offset changes within it.
fn hour_bucket(zone: Tz, instant: Micros) -> (Micros, Micros) {
    let here = offset_seconds(zone, instant);
    let shift = Micros::from(here) * SECOND;
    let mut start = (instant + shift).div_euclid(HOUR) * HOUR - shift;
    let mut end = start + HOUR;
    // Changes of less than an hour (half hours exist) cut an hour; whole ones fall on its edges.
    while offset_seconds(zone, start) != here {
        start += MINUTE;
    }
    while offset_seconds(zone, end - 1) != here {
        end -= MINUTE;
    }
    (start, end)
}

/// An instant as RFC 3339 with the zone's offset at that instant.
pub(crate) fn rfc3339(zone: Tz, instant: Micros) -> String {
    let local = utc(instant).with_timezone(&zone);
    let precision = if instant % SECOND == 0 { chrono::SecondsFormat::Secs } else { chrono::SecondsFormat::Micros };
    local.to_rfc3339_opts(precision, false)
}
