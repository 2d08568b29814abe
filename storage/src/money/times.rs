//! Times of the week: `mon-fri 08:00-16:00`, `sat,sun`, `holiday 10:00-12:00`.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::tariff::Calendar;

/// Minutes in a day by the clock on the wall.
pub(crate) const DAY_MINUTES: u16 = 24 * 60;

/// What a day counts as. A public holiday is a holiday and not the weekday that it falls on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// A day of the week that is no holiday.
    Weekday(Weekday),
    /// A public holiday.
    Holiday,
}

/// Some kinds of days, from a minute on and until another, by the wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Times {
    /// A bit for each kind of day, Monday the lowest.
    days: u8,
    from_minute: u16,
    until_minute: u16,
}

/// Says that a text is no times of the week.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no time of the week: give days and hours, such as \"mon-fri 08:00-16:00\", \"sat,sun\" or \"holiday\""
)]
pub struct NotTimes(String);

impl DayKind {
    /// All kinds, Monday first and the holiday last.
    pub const ALL: [Self; 8] = [
        Self::Weekday(Weekday::Mon),
        Self::Weekday(Weekday::Tue),
        Self::Weekday(Weekday::Wed),
        Self::Weekday(Weekday::Thu),
        Self::Weekday(Weekday::Fri),
        Self::Weekday(Weekday::Sat),
        Self::Weekday(Weekday::Sun),
        Self::Holiday,
    ];

    /// Its place in [`DayKind::ALL`].
    pub fn index(self) -> usize {
        match self {
            Self::Weekday(day) => day.num_days_from_monday() as usize,
            Self::Holiday => 7,
        }
    }

    /// What a date counts as where a zone's clock goes.
    pub fn of(zone: Tz, date: NaiveDate) -> Self {
        if Calendar::of_zone(zone).is_holiday(date) { Self::Holiday } else { Self::Weekday(date.weekday()) }
    }

    /// Its word in times of the week.
    pub fn word(self) -> &'static str {
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"][self.index()]
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|day| day.word() == word)
    }
}

impl Times {
    /// The same hours on all of these days.
    pub(crate) fn on(days: impl IntoIterator<Item = DayKind>, from_minute: u16, until_minute: u16) -> Self {
        let days = days.into_iter().fold(0, |days, day| days | 1 << day.index());
        Self { days, from_minute, until_minute }
    }

    /// Whether they are on that kind of day.
    pub fn is_on(self, day: DayKind) -> bool {
        self.days & 1 << day.index() != 0
    }

    /// The minutes of the day that they hold.
    pub fn minutes(self) -> std::ops::Range<u16> {
        self.from_minute..self.until_minute
    }
}

impl FromStr for Times {
    type Err = NotTimes;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refused = || NotTimes(text.chars().take(60).collect());
        let (days, hours) = text.split_once(' ').unwrap_or((text, "00:00-24:00"));
        let days = days.split(',').map(read_days).collect::<Option<Vec<u8>>>().ok_or_else(refused)?;
        let (from, until) = hours.split_once('-').ok_or_else(refused)?;
        let minutes = read_minute(from).zip(read_minute(until)).filter(|(from, until)| from < until);
        let (from_minute, until_minute) = minutes.ok_or_else(refused)?;
        Ok(Self { days: days.into_iter().fold(0, |all, some| all | some), from_minute, until_minute })
    }
}

/// Reads `mon` or `mon-fri`, as bits.
fn read_days(text: &str) -> Option<u8> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (DayKind::from_word(first)?.index(), DayKind::from_word(last)?.index());
    // A holiday follows no day of the week.
    let is_range = first <= last && (first == last || last < DayKind::Holiday.index());
    is_range.then(|| (first..=last).fold(0, |days, day| days | 1 << day))
}

/// Reads `08:00`; `24:00` is the day's end.
fn read_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |text: &str| (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok());
    let (hour, minute): (u16, u16) = (digits(hour)??, digits(minute)??);
    let total = hour * 60 + minute;
    (minute < 60 && total <= DAY_MINUTES).then_some(total)
}

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        let mut at = 0;
        while at < DayKind::ALL.len() {
            let Some(length) = run_at(self.days, at) else {
                at += 1;
                continue;
            };
            let (first, last) = (DayKind::ALL[at], DayKind::ALL[at + length - 1]);
            write!(f, "{separator}{}", first.word())?;
            match length {
                1 => {}
                2 => write!(f, ",{}", last.word())?,
                _ => write!(f, "-{}", last.word())?,
            }
            separator = ",";
            at += length;
        }
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        if self.minutes() == (0..DAY_MINUTES) {
            return Ok(());
        }
        write!(f, " {}-{}", clock(self.from_minute), clock(self.until_minute))
    }
}

/// How many days in a row there are from one on; a holiday is in no row.
fn run_at(days: u8, at: usize) -> Option<usize> {
    let holiday = DayKind::Holiday.index();
    let end = if at == holiday { holiday + 1 } else { holiday };
    let length = (at..end).take_while(|day| days & 1 << day != 0).count();
    (length > 0).then_some(length)
}

impl TryFrom<String> for Times {
    type Error = NotTimes;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Times> for String {
    fn from(times: Times) -> Self {
        times.to_string()
    }
}

#[cfg(test)]
mod tests;
