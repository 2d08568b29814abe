//! Which hours of the week are looked at, by the customer's clock: all of them, those in which a queue is open, or others.
//!
//! **A row is looked at when its hour is**, so that rows add up to the statistics, which are kept by the hour.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use opkald_queries::Params;
use opkald_storage::book::Queue;
use opkald_storage::money::WeekHours;
use opkald_storage::zone::{self, Bucket};

use crate::error::PortalError;
use crate::wrong::Wrong;

/// What an address says for the hours in which a queue is open.
pub(crate) const OPEN: &str = "open";

/// A filter by the hours of the week.
#[derive(Debug, Clone)]
pub(crate) struct Week {
    /// As it stands in an address; empty for all hours.
    value: String,
    hours: WeekHours,
    zone: Tz,
}

impl Week {
    /// All hours.
    pub(crate) fn any(zone: Tz) -> Self {
        Self { value: String::new(), hours: WeekHours::default(), zone }
    }

    /// Reads the parameter `times`.
    pub(crate) fn parse(text: Option<&str>, zone: Tz) -> Result<Self, PortalError> {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(Self::any(zone)) };
        let hours = text.parse().map_err(|_| PortalError::parameter("times", Wrong::NoTimes(text.to_owned())))?;
        Ok(Self { value: text.to_owned(), hours, zone })
    }

    /// The same where a queue is looked at, which may be so while it is open. One that tells no hours is always open.
    pub(crate) fn parse_of(text: Option<&str>, queue: &Queue, zone: Tz) -> Result<Self, PortalError> {
        if text != Some(OPEN) || queue.opening_hours.is_empty() {
            return Self::parse(text.filter(|text| *text != OPEN), zone);
        }
        Ok(Self { value: OPEN.to_owned(), hours: WeekHours::of(&queue.opening_hours), zone })
    }

    /// Whether all hours are looked at.
    pub(crate) fn is_any(&self) -> bool {
        self.value.is_empty()
    }

    /// As it stands in an address.
    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    /// Whether an instant is looked at.
    pub(crate) fn holds(&self, at: DateTime<Utc>) -> bool {
        self.is_any() || self.hours.holds(self.zone, at)
    }

    /// How many seconds of a stretch are looked at.
    pub(crate) fn seconds(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
        let length = |from: DateTime<Utc>, to: DateTime<Utc>| (to - from).num_milliseconds() as f64 / 1000.0;
        if self.is_any() {
            return length(from, to);
        }
        let hours = zone::hours(self.zone, from, to).into_iter().filter(|hour| self.holds(hour.start));
        hours.map(|Bucket { start, end }| length(start.max(from), end.min(to))).sum()
    }

    /// The values of the placeholders `$times` and `$zone`.
    pub(crate) fn params(&self, params: Params) -> Params {
        params.text("times", self.hours.to_string()).text("zone", self.zone.name())
    }
}
