//! Public holidays, by rule.

use chrono::{Datelike, Days, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Whose holidays count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Calendar {
    /// No day is a holiday.
    #[default]
    #[serde(rename = "")]
    None,
    /// The Danish ones: those of the national church, which the law closes shops on, and New Year's Day.
    #[serde(rename = "DK")]
    Denmark,
}

/// The year from which on the Great Prayer Day is a working day in Denmark.
const WITHOUT_PRAYER_DAY: i32 = 2024;

impl Calendar {
    /// The word in a file.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Denmark => "DK",
        }
    }

    /// Reads the word in a file.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::None, Self::Denmark].into_iter().find(|calendar| calendar.word() == word)
    }

    /// Whose holidays are kept where a zone's clock goes.
    pub fn of_zone(zone: Tz) -> Self {
        if zone == Tz::Europe__Copenhagen { Self::Denmark } else { Self::None }
    }

    /// Whether a day is a public holiday.
    pub fn is_holiday(self, date: NaiveDate) -> bool {
        match self {
            Self::None => false,
            Self::Denmark => is_danish_holiday(date),
        }
    }
}

fn is_danish_holiday(date: NaiveDate) -> bool {
    if matches!((date.month(), date.day()), (1, 1) | (12, 25) | (12, 26)) {
        return true;
    }
    let Some(easter) = easter_sunday(date.year()) else { return false };
    match date.signed_duration_since(easter).num_days() {
        // Maundy Thursday, Good Friday, Easter, Easter Monday, Ascension, Whit Sunday, Whit Monday.
        -3 | -2 | 0 | 1 | 39 | 49 | 50 => true,
        26 => date.year() < WITHOUT_PRAYER_DAY,
        _ => false,
    }
}

/// The Sunday after the first full moon of spring, by the Gregorian calendar's own reckoning of the moon.
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let century = year.div_euclid(100);
    let skipped_leap_days = century - century.div_euclid(4);
    let moon_correction = (8 * century + 13).div_euclid(25);
    let age = (19 * golden + skipped_leap_days - moon_correction + 15).rem_euclid(30);
    // The full moon of the church is at the latest on 18 April, and never twice on one day of its cycle.
    let is_last = age == 29 || (age == 28 && golden > 10);
    let full_moon =
        NaiveDate::from_ymd_opt(year, 3, 21)?.checked_add_days(Days::new((age - i32::from(is_last)) as u64))?;
    let days_to_sunday = 7 - u64::from(full_moon.weekday().num_days_from_sunday());
    full_moon.checked_add_days(Days::new(days_to_sunday))
}

#[cfg(test)]
mod tests;
