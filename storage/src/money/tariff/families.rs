//! The rates of a tariff, by what they are for.

use std::collections::HashMap;

use super::trie::GroupAt;
use super::week::BandAt;
use super::{Rate, Service, Terms, Zone};

/// The rates of one kind of use: its tiers, the lowest first.
#[derive(Debug, Clone, Default)]
pub(in crate::money) struct Family {
    pub(in crate::money) tiers: Vec<Tier>,
}

/// The rates of a tier, by band.
#[derive(Debug, Clone)]
pub(in crate::money) struct Tier {
    /// After how much of this in the month.
    pub(in crate::money) after: u64,
    /// The place of each band's rate.
    pub(in crate::money) rates: Vec<usize>,
}

/// All families. What goes to nobody has none as its group.
#[derive(Debug, Clone, Default)]
pub(super) struct Families(HashMap<(Service, Zone, Option<GroupAt>), Family>);

impl Families {
    pub(super) fn new(terms: &Terms) -> Self {
        let mut families = Self::default();
        for (at, rate) in terms.rates.iter().enumerate() {
            for group in groups_of(terms, rate) {
                for zone in &rate.zones {
                    families.0.entry((rate.service, *zone, group)).or_default().add(terms, at, rate);
                }
            }
        }
        for family in families.0.values_mut() {
            family.tiers.sort_by_key(|tier| tier.after);
        }
        families
    }

    pub(super) fn of(&self, service: Service, zone: Zone, group: Option<GroupAt>) -> Option<&Family> {
        self.0.get(&(service, zone, group))
    }
}

fn groups_of(terms: &Terms, rate: &Rate) -> Vec<Option<GroupAt>> {
    if !rate.service.has_destination() {
        return vec![None];
    }
    let place = |id: &String| terms.groups.iter().position(|group| group.id == *id);
    rate.groups.iter().filter_map(place).map(|at| Some(at as GroupAt)).collect()
}

impl Family {
    fn add(&mut self, terms: &Terms, at: usize, rate: &Rate) {
        let count = terms.bands.len().max(1);
        let tier = match self.tiers.iter_mut().position(|tier| tier.after == rate.after) {
            Some(known) => known,
            None => {
                self.tiers.push(Tier { after: rate.after, rates: vec![at; count] });
                self.tiers.len() - 1
            }
        };
        for band in 0..count {
            let is_for =
                rate.bands.is_empty() || terms.bands.get(band).is_some_and(|band| rate.bands.contains(&band.id));
            if is_for {
                self.tiers[tier].rates[band] = at;
            }
        }
    }

    /// The rate in a band after so much of the month, and after how much another begins.
    pub(in crate::money) fn rate(&self, band: BandAt, used: u64) -> (usize, Option<u64>) {
        let next = self.tiers.partition_point(|tier| tier.after <= used);
        // The first tier begins at 0.
        let rate = self.tiers[next.saturating_sub(1)].rates[usize::from(band)];
        (rate, self.tiers.get(next).map(|tier| tier.after))
    }
}
