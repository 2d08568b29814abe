//! Which version of which tariff holds for a customer at an instant.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;

use crate::money::Month;
use crate::money::tariff::Prepared;
use crate::zone;

/// The versions that hold for one customer, one after the other.
#[derive(Debug, Clone)]
pub struct Timeline {
    zone: Tz,
    /// From which instant on, in µs of UTC.
    versions: Vec<(i64, Arc<Prepared>)>,
    /// Whether one of them has tiers: then what was used before it is counted too.
    has_tiers: bool,
}

impl Timeline {
    /// Lays the versions of the tariffs that a customer has in each stretch of months after one another.
    pub fn new(zone: Tz, tariffs: &BTreeMap<Month, String>, prepared: &[Arc<Prepared>]) -> Self {
        let mut versions: Vec<(i64, Arc<Prepared>)> = Vec::new();
        let mut stretches = tariffs.iter().peekable();
        while let Some((from, id)) = stretches.next() {
            let first = from.first_day();
            let end = stretches.peek().map(|(next, _)| next.first_day());
            let mut of_tariff: Vec<_> = prepared.iter().filter(|version| version.tariff().id == *id).collect();
            of_tariff.sort_by_key(|version| version.tariff().valid_from);
            let at_start = of_tariff.iter().rposition(|version| version.tariff().valid_from <= first).unwrap_or(0);
            for version in &of_tariff[at_start.min(of_tariff.len())..] {
                let day = version.tariff().valid_from.max(first);
                if end.is_none_or(|end| day < end) {
                    versions.push((zone::first_instant(zone, day).timestamp_micros(), Arc::clone(version)));
                }
            }
        }
        let has_tiers = versions.iter().any(|(_, version)| version.has_tiers());
        Self { zone, versions, has_tiers }
    }

    /// The zone whose clock decides.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Whether what is used in a month decides about the price of what follows.
    pub fn has_tiers(&self) -> bool {
        self.has_tiers
    }

    /// Whether any tariff holds at any time.
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty()
    }

    /// All versions.
    pub fn versions(&self) -> impl Iterator<Item = &Arc<Prepared>> {
        self.versions.iter().map(|(_, version)| version)
    }

    /// The versions that hold somewhere in a stretch of time, each from when on in µs of UTC, but no earlier than its start.
    pub(crate) fn between(&self, from_us: i64, to_us: i64) -> impl Iterator<Item = (i64, &Arc<Prepared>)> {
        let first = self.versions.partition_point(|(from, _)| *from <= from_us).saturating_sub(1);
        let held = self.versions[first.min(self.versions.len())..].iter().take_while(move |(from, _)| *from < to_us);
        held.map(move |(from, version)| ((*from).max(from_us), version))
    }

    /// The version at an instant, and the instant at which another follows.
    pub fn at(&self, instant_us: i64) -> Option<(&Arc<Prepared>, i64)> {
        let next = self.versions.partition_point(|(from, _)| *from <= instant_us);
        let (_, version) = self.versions.get(next.checked_sub(1)?)?;
        Some((version, self.versions.get(next).map_or(i64::MAX, |(from, _)| *from)))
    }

    /// The version by which a month's plans are paid: the one at its start.
    pub fn of_month(&self, month: Month) -> Option<&Arc<Prepared>> {
        self.at(month.start(self.zone).timestamp_micros()).map(|(version, _)| version)
    }
}
