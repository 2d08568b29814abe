//! Hours of the week that are looked at, such as those in which a queue is open.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Timelike, Utc};
use chrono_tz::Tz;

use super::times::{DayKind, NotTimes, Times};

/// Minutes in an hour by the clock on the wall.
const HOUR_MINUTES: u16 = 60;

/// Times of the week, widened to whole hours of the clock on the wall, since hours are what statistics are kept of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WeekHours {
    times: Vec<Times>,
    /// A bit for each hour of the day, by the place of the kind of day in [`DayKind::ALL`].
    hours: [u32; DayKind::ALL.len()],
}

impl WeekHours {
    /// Every hour that any of these times touches; without any, none.
    pub fn of(times: &[Times]) -> Self {
        let mut hours = [0; DayKind::ALL.len()];
        for day in DayKind::ALL {
            for one in times.iter().filter(|one| one.is_on(day)) {
                let minutes = one.minutes();
                let touched = minutes.start / HOUR_MINUTES..minutes.end.div_ceil(HOUR_MINUTES);
                hours[day.index()] |= touched.fold(0, |bits, hour| bits | 1 << hour);
            }
        }
        Self { times: times.to_vec(), hours }
    }

    /// Whether an instant lies in one of them, by a zone's clock and its holidays.
    pub fn holds(&self, zone: Tz, at: DateTime<Utc>) -> bool {
        let local = at.with_timezone(&zone);
        let day = DayKind::of(zone, local.date_naive());
        self.hours[day.index()] & 1 << local.hour() != 0
    }
}

/// Reads times with semicolons between them: `mon-fri 08:00-16:00; sat 10:00-13:00`.
impl FromStr for WeekHours {
    type Err = NotTimes;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let times = text.split(';').map(|one| one.trim().parse()).collect::<Result<Vec<Times>, _>>()?;
        Ok(Self::of(&times))
    }
}

impl fmt::Display for WeekHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, times) in self.times.iter().enumerate() {
            let separator = if place == 0 { "" } else { "; " };
            write!(f, "{separator}{times}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
