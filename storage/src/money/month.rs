//! Months of the calendar, which is what plans, add-ons and invoices go by.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::zone;

/// A month of a year, from its first day's start to its last day's end by the customer's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(NaiveDate);

/// Says that a text is no month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no month: give a year and a month, such as 2026-10")]
pub struct NotAMonth(String);

impl Month {
    /// The month that a day lies in.
    pub fn of(date: NaiveDate) -> Self {
        // Every month has a first day.
        Self(date.with_day(1).unwrap_or(date))
    }

    /// The month that a zone's clock shows at an instant.
    pub fn at(zone: Tz, at: DateTime<Utc>) -> Self {
        Self::of((at.naive_utc() + zone::offset(zone, at)).date())
    }

    /// Its first instant, by a zone's clock.
    pub fn start(self, zone: Tz) -> DateTime<Utc> {
        zone::first_instant(zone, self.0)
    }

    /// Its first day.
    pub fn first_day(self) -> NaiveDate {
        self.0
    }

    /// The month before it. The calendar begins in the year -262143, and then this is the same month.
    #[must_use]
    pub fn before(self) -> Self {
        Self(self.0.checked_sub_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The month after it. The calendar ends in the year 262142, and then this is the same month.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NotAMonth(text.chars().take(40).collect());
        let (year, month) = text.split_once('-').ok_or_else(refused)?;
        let are_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || month.len() != 2 || !are_digits(year) || !are_digits(month) {
            return Err(refused());
        }
        let numbers = year.parse().ok().zip(month.parse().ok());
        numbers.and_then(|(year, month)| NaiveDate::from_ymd_opt(year, month, 1)).map(Self).ok_or_else(refused)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl TryFrom<String> for Month {
    type Error = NotAMonth;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests;
