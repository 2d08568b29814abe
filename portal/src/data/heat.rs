//! How much happens at which hour of which kind of day: what the hours of a period come to, laid over one week.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use opkald_storage::money::DayKind;
use opkald_storage::zone;

use crate::period::Period;

/// Hours of a day by the clock on the wall.
pub(crate) const HOURS: usize = 24;
/// A shorter period has no hour twice.
const SHORTEST: TimeDelta = TimeDelta::days(7);

/// An hour of a kind of day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct HeatCell {
    /// What is counted in all of them.
    pub(crate) count: i64,
    /// How many of them there were.
    pub(crate) hours: i64,
}

impl HeatCell {
    /// How much there is in one of them on the average; none where there was no such hour.
    pub(crate) fn average(self) -> Option<f64> {
        (self.hours > 0).then(|| self.count as f64 / self.hours as f64)
    }
}

/// The hours of a period, laid over one week with its holidays.
#[derive(Debug, Clone, Default)]
pub(crate) struct Heat {
    /// By the place of the kind of day in [`DayKind::ALL`], then by the hour.
    days: [[HeatCell; HOURS]; DayKind::ALL.len()],
}

impl Heat {
    /// The hours of a period that have begun and are looked at, with what was counted in them; none of a short one.
    pub(crate) fn of(
        period: &Period,
        now: DateTime<Utc>,
        counts: impl IntoIterator<Item = (DateTime<Utc>, i64)>,
    ) -> Option<Self> {
        let window = period.window;
        if window.to - window.from < SHORTEST {
            return None;
        }
        let mut heat = Self::default();
        let hours = zone::hours(period.zone, window.from, window.to);
        for hour in hours.iter().filter(|hour| hour.start <= now && period.week.holds(hour.start)) {
            heat.cell(period, hour.start).hours += 1;
        }
        for (at, count) in counts {
            heat.cell(period, at).count += count;
        }
        Some(heat)
    }

    fn cell(&mut self, period: &Period, at: DateTime<Utc>) -> &mut HeatCell {
        let local = at.with_timezone(&period.zone);
        // An hour of a clock is below 24.
        &mut self.days[DayKind::of(period.zone, local.date_naive()).index()][local.hour() as usize]
    }

    /// The days of which there was one, with their hours.
    pub(crate) fn days(&self) -> impl Iterator<Item = (DayKind, &[HeatCell; HOURS])> {
        let all = DayKind::ALL.into_iter().zip(&self.days);
        all.filter(|(_, hours)| hours.iter().any(|cell| cell.hours > 0))
    }

    /// The highest average.
    pub(crate) fn most(&self) -> f64 {
        self.days.iter().flatten().filter_map(|cell| cell.average()).fold(0.0, f64::max)
    }
}
