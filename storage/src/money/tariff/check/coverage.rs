//! Whether each use that has a price at all has exactly one at every time and in every tier.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Fault, Part, Rate, Service, Terms, Whole, Zone};

/// A kind of use: what, to whom, and where.
type Use<'a> = (Service, Option<&'a str>, Zone);

/// Where the rates of one kind of use lie: tier, then band, then the rates.
type Places<'a> = BTreeMap<u64, BTreeMap<&'a str, Vec<usize>>>;

/// Stands for the only band of a tariff that has none.
const ALWAYS: &str = "";

pub(super) fn faults(terms: &Terms, whole: Whole) -> Vec<Fault> {
    if !whole.rates {
        return Vec::new();
    }
    let mut faults = if whole.bands { uses(terms) } else { Vec::new() };
    faults.extend(unpriced_groups(terms));
    faults
}

/// What has no price at some time, or several.
fn uses(terms: &Terms) -> Vec<Fault> {
    let mut uses: BTreeMap<Use<'_>, Places<'_>> = BTreeMap::new();
    for (at, rate) in terms.rates.iter().enumerate() {
        for each in uses_of(rate) {
            let bands = uses.entry(each).or_default().entry(rate.after).or_default();
            for band in bands_of(terms, rate) {
                bands.entry(band).or_default().push(at);
            }
        }
    }
    let mut faults = Vec::new();
    for (each, tiers) in &uses {
        faults.extend(overlaps(*each, tiers));
        faults.extend(gaps(terms, *each, tiers));
    }
    faults
}

fn uses_of(rate: &Rate) -> Vec<Use<'_>> {
    let groups: Vec<Option<&str>> = if rate.service.has_destination() {
        rate.groups.iter().map(|group| Some(group.as_str())).collect()
    } else {
        vec![None]
    };
    let in_zones = |group| rate.zones.iter().map(move |zone| (rate.service, group, *zone));
    groups.into_iter().flat_map(in_zones).collect()
}

/// The bands that a rate is for. Those that the tariff does not know are told elsewhere.
fn bands_of<'a>(terms: &'a Terms, rate: &'a Rate) -> Vec<&'a str> {
    let all = terms.bands.iter().map(|band| band.id.as_str());
    match (terms.bands.is_empty(), rate.bands.is_empty()) {
        (true, _) => vec![ALWAYS],
        (false, true) => all.collect(),
        (false, false) => all.filter(|band| rate.bands.iter().any(|named| named == band)).collect(),
    }
}

fn overlaps(each: Use<'_>, tiers: &Places<'_>) -> Vec<Fault> {
    let mut told = BTreeSet::new();
    let mut faults = Vec::new();
    for rates in tiers.values().flat_map(BTreeMap::values) {
        let [first, .., last] = rates.as_slice() else { continue };
        if told.insert((*first, *last)) {
            let what = format!("an overlap: {} has a price in rate {} already; leave one", name(each), first + 1);
            faults.push(Fault::new(Part::Rate(*last), "service", what));
        }
    }
    faults
}

fn gaps(terms: &Terms, each: Use<'_>, tiers: &Places<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    let some_rate = tiers.values().flat_map(BTreeMap::values).flatten().min();
    let part = some_rate.map_or(Part::Whole, |at| Part::Rate(*at));
    if !tiers.contains_key(&0) {
        let what =
            format!("a gap: {} has a price for more, and none from the start; add one without `after_…`", name(each));
        faults.push(Fault::new(part, each.0.after_key(), what));
    }
    let bands = if terms.bands.is_empty() { vec![ALWAYS] } else { terms.bands.iter().map(|b| b.id.as_str()).collect() };
    for priced in tiers.values() {
        for band in bands.iter().filter(|band| !priced.contains_key(**band)) {
            let what = format!("a gap: {} has no price in the band {band:?}; add it to a rate", name(each));
            faults.push(Fault::new(part, "bands", what));
        }
    }
    faults
}

/// Groups that no rate is for: who calls there would be charged nothing, and nobody meant it.
fn unpriced_groups(terms: &Terms) -> impl Iterator<Item = Fault> {
    let is_priced = |id: &String| terms.rates.iter().any(|rate| rate.groups.contains(id));
    let unpriced = terms.groups.iter().enumerate().filter(move |(_, group)| !is_priced(&group.id));
    unpriced.map(|(at, group)| {
        let what = format!("a gap: no rate is for the group {:?}; name it in one", group.id);
        Fault::new(Part::Group(at), "id", what)
    })
}

fn name((service, group, zone): Use<'_>) -> String {
    let to = group.map(|group| format!(" to {group:?}")).unwrap_or_default();
    format!("{:?}{to} in the zone {:?}", service.word(), zone.word())
}
