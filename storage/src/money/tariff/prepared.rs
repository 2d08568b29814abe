//! A version of a tariff, ready to charge by.

use std::collections::HashMap;

use chrono_tz::Tz;
use xxhash_rust::xxh3::xxh3_64;

use super::families::{Families, Family};
use super::numbers::Dialled;
use super::trie::{GroupAt, Trie};
use super::week::{BandAt, Week};
use super::{Fault, Group, Plan, Rate, Service, Tariff, Zone};
use crate::book::LineKind;

/// A version of a tariff in which everything is found fast.
#[derive(Debug, Clone)]
pub struct Prepared {
    tariff: Tariff,
    week: Week,
    prefixes: Trie,
    short_numbers: HashMap<String, GroupAt>,
    own: HashMap<LineKind, GroupAt>,
    families: Families,
    mark: u64,
}

/// Why something has no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unrated {
    /// No tariff holds at that time.
    NoTariff,
    /// No group has the number.
    NoGroup,
    /// The number has a price of its own, and its group is not marked as having such numbers.
    NotMarkedPremium,
    /// The group has no rate for this service in this zone.
    NoRate,
}

impl Unrated {
    /// What a person is told.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NoTariff => "no tariff holds for the customer at that time",
            Self::NoGroup => "no group of the tariff has the number",
            Self::NotMarkedPremium => "the number has a price of its own, and its group is not marked as premium",
            Self::NoRate => "the tariff has no rate for it in that zone",
        }
    }
}

/// Which rules a tariff is charged by that do not stand in it, such as what numbers are free. It rises when they change, so
/// that what was charged by others is charged anew.
const RULES: u32 = 2;

fn mark(tariff: &Tariff) -> u64 {
    // What was read from texts can be written as one.
    let mut text = format!("{RULES}\0{}", serde_json::to_string(&tariff.terms).unwrap_or_default());
    for Plan { kind, id, name, price, allowances } in &tariff.plans {
        let allowances = serde_json::to_string(allowances).unwrap_or_default();
        text.push_str(&format!("{}\0{id}\0{name}\0{price}\0{allowances}\0", kind.word()));
    }
    xxh3_64(text.as_bytes())
}

impl Prepared {
    /// Makes a version ready.
    ///
    /// # Errors
    /// Its faults, when it has any.
    pub fn new(tariff: Tariff) -> Result<Self, Vec<Fault>> {
        let faults = tariff.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        let terms = &tariff.terms;
        let (mut prefixes, mut short_numbers, mut own) = (Trie::new(), HashMap::new(), HashMap::new());
        for (at, group) in terms.groups.iter().enumerate() {
            let at = at as GroupAt;
            for prefix in &group.prefixes {
                match prefix.international() {
                    Some(digits) => prefixes.add(digits, at),
                    None => drop(short_numbers.insert(prefix.as_str().to_owned(), at)),
                }
            }
            own.extend(group.own.iter().map(|kind| (*kind, at)));
        }
        let week = Week::new(&terms.bands, terms.calendar);
        let families = Families::new(terms);
        let mark = mark(&tariff);
        Ok(Self { tariff, week, prefixes, short_numbers, own, families, mark })
    }

    /// Tells it from others that charge otherwise; the same in every build.
    pub(in crate::money) fn mark(&self) -> u64 {
        self.mark
    }

    /// What it was made of.
    pub fn tariff(&self) -> &Tariff {
        &self.tariff
    }

    /// The group of a number; one of the customer's own goes by what the book says that it is.
    pub(in crate::money) fn group(&self, number: &Dialled, own: Option<LineKind>) -> Result<GroupAt, Unrated> {
        if let Some(group) = own.and_then(|kind| self.own.get(&kind)) {
            return Ok(*group);
        }
        match number {
            Dialled::International { digits, is_premium } => {
                let group = self.prefixes.longest(digits).ok_or(Unrated::NoGroup)?;
                if *is_premium && !self.group_at(group).premium { Err(Unrated::NotMarkedPremium) } else { Ok(group) }
            }
            Dialled::Short(number) => self.short_numbers.get(&**number).copied().ok_or(Unrated::NoGroup),
            Dialled::Free(_) => Err(Unrated::NoGroup),
        }
    }

    pub(in crate::money) fn group_at(&self, at: GroupAt) -> &Group {
        &self.tariff.terms.groups[at as usize]
    }

    pub(in crate::money) fn family(&self, service: Service, zone: Zone, group: Option<GroupAt>) -> Option<&Family> {
        self.families.of(service, zone, group)
    }

    pub(in crate::money) fn has_tiers(&self) -> bool {
        self.tariff.terms.rates.iter().any(|rate| rate.after > 0)
    }

    pub(in crate::money) fn rate(&self, at: usize) -> &Rate {
        &self.tariff.terms.rates[at]
    }

    /// The band at an instant, and an instant up to which it holds for certain.
    pub(in crate::money) fn band(&self, zone: Tz, instant_us: i64) -> (BandAt, i64) {
        self.week.at(zone, instant_us)
    }

    pub(in crate::money) fn band_name(&self, at: BandAt) -> Option<&str> {
        self.tariff.terms.bands.get(usize::from(at)).map(|band| band.id.as_str())
    }
}
