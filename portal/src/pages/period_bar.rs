//! The bar that chooses a period: hours, days or months, earlier and later, and two dates.

use askama::Template;
use chrono::{NaiveDate, TimeDelta};

use super::address::Address;
use crate::error::PortalError;
use crate::format;
use crate::period::{Interval, Period};
use crate::signed::Signed;
use crate::text::{Text, text};
use crate::wrong::Wrong;

/// The most rows that a page draws; the API gives more.
const MOST_ROWS: i64 = 2_000;

/// One of the bar's links.
#[derive(Debug)]
pub(crate) struct Tab {
    pub(crate) name: &'static str,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// The bar's links.
#[derive(Debug, Template)]
#[template(path = "period_bar.html")]
pub(crate) struct PeriodBar {
    pub(crate) t: &'static Text,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) earlier: String,
    pub(crate) later: String,
    pub(crate) current: String,
    /// The period in words.
    pub(crate) label: String,
}

impl PeriodBar {
    /// Makes the links of a page; `here` is its address with all other parameters.
    pub(crate) fn new(signed: &Signed, period: &Period, here: &Address) -> Result<Self, PortalError> {
        let asked = i64::try_from(period.buckets.len()).unwrap_or(i64::MAX);
        if asked > MOST_ROWS {
            return Err(PortalError::parameter("from", Wrong::TooManyRows { asked, most: MOST_ROWS }));
        }
        let t = text(signed.language);
        let zone = signed.zone;
        let link = |interval: Interval, around: NaiveDate| -> Result<String, PortalError> {
            let usual = Period::usual(interval, around, zone)?;
            Ok(here.clone().with("interval", interval.name()).between(usual.window.from, usual.window.to, zone).build())
        };
        // A longer interval is looked at from its end, a shorter one where the data is: at the last day that has begun.
        let today = signed.now.with_timezone(&zone).date_naive();
        let around = period.last_date().min(today).max(period.first_date());
        let names = [t.hours, t.days, t.months];
        let mut tabs = Vec::new();
        for (interval, name) in Interval::ALL.into_iter().zip(names) {
            tabs.push(Tab { name, href: link(interval, around)?, current: interval == period.interval });
        }
        let (before, after) = period.neighbours();
        let step = |(from, to): (NaiveDate, NaiveDate)| {
            here.clone()
                .with("interval", period.interval.name())
                .with("from", &from.to_string())
                .with("to", &to.to_string())
                .build()
        };
        Ok(Self {
            t,
            tabs,
            earlier: step(before),
            later: step(after),
            current: link(period.interval, today)?,
            label: label(signed, period),
        })
    }
}

fn label(signed: &Signed, period: &Period) -> String {
    let (zone, lang) = (signed.zone, signed.language);
    let last = period.window.to - TimeDelta::microseconds(1);
    let (first, last) = match period.interval {
        Interval::Month => (format::month(period.window.from, zone, lang), format::month(last, zone, lang)),
        _ => (format::date(period.window.from, zone, lang), format::date(last, zone, lang)),
    };
    if first == last { first } else { format!("{first} – {last}") }
}

/// What a bucket is called in its period.
pub(crate) fn bucket_label(signed: &Signed, period: &Period, at: chrono::DateTime<chrono::Utc>) -> String {
    let (zone, lang) = (signed.zone, signed.language);
    match period.interval {
        Interval::Hour if period.first_date() == period.last_date() => format::clock(at, zone),
        Interval::Hour => format!("{} {}", format::weekday_date(at, zone, lang), format::clock(at, zone)),
        Interval::Day => format::weekday_date(at, zone, lang),
        Interval::Month => format::month(at, zone, lang),
    }
}
