//! Which band holds at an instant, and until when.

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use super::{Band, Calendar};
use crate::money::DayKind;
use crate::zone;

/// Minutes in a day by the clock on the wall.
const DAY_MINUTES: usize = 24 * 60;

/// A second, in µs.
const SECOND_US: i64 = 1_000_000;

/// A band's place among the bands of its tariff.
pub(super) type BandAt = u16;

/// The bands of a week, minute by minute.
#[derive(Debug, Clone)]
pub(super) struct Week {
    calendar: Calendar,
    /// For each kind of day and each minute: the band, and the minute at which another begins, at the latest the day's end.
    minutes: Vec<(BandAt, u16)>,
    /// Whether one band holds all the time, so that nobody need look at a clock.
    is_flat: bool,
}

impl Week {
    /// The week of bands that leave no minute out.
    pub(super) fn new(bands: &[Band], calendar: Calendar) -> Self {
        let mut minutes = Vec::with_capacity(DayKind::ALL.len() * DAY_MINUTES);
        for day in DayKind::ALL {
            let held: Vec<BandAt> = (0..DAY_MINUTES).map(|minute| band_at(bands, day, minute)).collect();
            let mut ends = vec![DAY_MINUTES as u16; DAY_MINUTES];
            for minute in (1..DAY_MINUTES).rev() {
                ends[minute - 1] = if held[minute] == held[minute - 1] { ends[minute] } else { minute as u16 };
            }
            minutes.extend(held.into_iter().zip(ends));
        }
        Self { calendar, minutes, is_flat: bands.len() <= 1 }
    }

    /// The band at an instant, and an instant up to which it holds for certain; the next stretch may have the same band.
    pub(super) fn at(&self, zone: Tz, instant_us: i64) -> (BandAt, i64) {
        let Some(instant) = DateTime::<Utc>::from_timestamp_micros(instant_us).filter(|_| !self.is_flat) else {
            return (0, i64::MAX);
        };
        let local = instant.with_timezone(&zone);
        let date = local.date_naive();
        let day = if self.calendar.is_holiday(date) { DayKind::Holiday } else { DayKind::Weekday(date.weekday()) };
        let minute = (local.hour() * 60 + local.minute()) as usize;
        let (band, end) = self.minutes[day.index() * DAY_MINUTES + minute];
        let since_midnight = local.time().signed_duration_since(NaiveTime::MIN);
        let left = TimeDelta::minutes(end.into()) - since_midnight;
        let until_us = instant_us + left.num_microseconds().unwrap_or(SECOND_US);
        (band, clock_change(zone, instant, until_us).unwrap_or(until_us))
    }
}

fn band_at(bands: &[Band], day: DayKind, minute: usize) -> BandAt {
    let holds =
        |band: &Band| band.times.iter().any(|times| times.is_on(day) && times.minutes().contains(&(minute as u16)));
    // Each minute has exactly one, or the tariff would not have been taken.
    bands.iter().position(holds).unwrap_or(0) as BandAt
}

/// The instant between two at which the zone's clock is put forward or back. Two such instants are months apart.
fn clock_change(zone: Tz, from: DateTime<Utc>, until_us: i64) -> Option<i64> {
    let until = DateTime::<Utc>::from_timestamp_micros(until_us)?;
    let changes = zone::offset(zone, from) != zone::offset(zone, until);
    changes.then(|| zone::transition(zone, from, until).timestamp_micros())
}

#[cfg(test)]
mod tests;
