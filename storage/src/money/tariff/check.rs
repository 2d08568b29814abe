//! Whether a tariff says what everything costs, and says it once.

mod coverage;

use std::collections::HashMap;
use std::hash::Hash;

use super::{Allowance, Fault, Part, Plan, Rate, Service, Tariff, Terms, Whole};
use crate::money::{Price, holes};

impl Tariff {
    /// Everything that is wrong with it, in the order of its parts. A tariff without faults can be charged by.
    pub fn faults(&self) -> Vec<Fault> {
        self.faults_within(Whole::ALL)
    }

    /// Everything that is certainly wrong with one of which only some lists are whole.
    pub(crate) fn faults_within(&self, whole: Whole) -> Vec<Fault> {
        let terms = &self.terms;
        let mut faults = band_faults(terms, whole);
        faults.extend(group_faults(terms));
        for (at, rate) in terms.rates.iter().enumerate() {
            faults.extend(rate_faults(terms, rate, whole).map(|(key, what)| Fault::new(Part::Rate(at), key, what)));
            faults.extend(step_faults(at, rate));
        }
        faults.extend(coverage::faults(terms, whole));
        for (at, plan) in self.plans.iter().enumerate() {
            faults.extend(plan_faults(terms, at, plan, whole));
        }
        let plans = self.plans.iter().map(|plan| (plan.kind, plan.id.as_str()));
        faults.extend(doubles(plans, Part::Plan, |(kind, id)| format!("a second {} called {id:?}", kind.word())));
        faults
    }
}

/// A fault within one part: the key, and the rest.
type Found = (&'static str, String);

/// Everything that an earlier one of its kind has already said.
fn doubles<'a, K: Copy + Eq + Hash + 'a>(
    keys: impl Iterator<Item = K> + 'a,
    part: fn(usize) -> Part,
    told: impl Fn(K) -> String + 'a,
) -> impl Iterator<Item = Fault> + 'a {
    let mut seen = HashMap::new();
    keys.enumerate().filter_map(move |(at, key)| {
        let is_known = seen.insert(key, at).is_some();
        is_known.then(|| Fault::new(part(at), "id", format!("{}: give each an id of its own", told(key))))
    })
}

fn band_faults(terms: &Terms, whole: Whole) -> Vec<Fault> {
    let ids = terms.bands.iter().map(|band| band.id.as_str());
    let mut faults: Vec<Fault> = doubles(ids, Part::Band, |id| format!("a second band called {id:?}")).collect();
    if terms.bands.is_empty() {
        return faults;
    }
    let windows: Vec<_> = terms.bands.iter().map(|band| band.times.clone()).collect();
    for hole in holes(&windows) {
        let names: Vec<_> = hole.owners.iter().map(|at| format!("{:?}", terms.bands[*at].id)).collect();
        let (part, what) = match hole.owners.last() {
            None if !whole.bands => continue,
            None => (Part::Whole, format!("a gap: no band holds {}; add it to one", hole.times)),
            Some(last) => {
                let what = format!("an overlap: {} lies in {}; leave it in one", hole.times, names.join(" and "));
                (Part::Band(*last), what)
            }
        };
        faults.push(Fault::new(part, if hole.owners.is_empty() { "band" } else { "times" }, what));
    }
    faults
}

fn group_faults(terms: &Terms) -> Vec<Fault> {
    let ids = terms.groups.iter().map(|group| group.id.as_str());
    let mut faults: Vec<Fault> = doubles(ids, Part::Group, |id| format!("a second group called {id:?}")).collect();
    let mut prefixes: HashMap<&str, usize> = HashMap::new();
    let mut own: HashMap<&str, usize> = HashMap::new();
    for (at, group) in terms.groups.iter().enumerate() {
        let claim = |claimed: &HashMap<&str, usize>, key, what: &str| {
            let owner = claimed.get(what).map(|owner| terms.groups[*owner].id.as_str())?;
            let told = format!("an overlap: {what} is in the group {owner:?} already; leave it in one");
            Some(Fault::new(Part::Group(at), key, told))
        };
        for prefix in &group.prefixes {
            faults.extend(claim(&prefixes, "prefixes", prefix.as_str()));
            prefixes.insert(prefix.as_str(), at);
        }
        for kind in &group.own {
            faults.extend(claim(&own, "own", kind.word()));
            own.insert(kind.word(), at);
        }
        if group.prefixes.is_empty() && group.own.is_empty() {
            let what = "a group without numbers: give it prefixes, or lines of the customer's own";
            faults.push(Fault::new(Part::Group(at), "prefixes", what));
        }
    }
    faults
}

fn rate_faults(terms: &Terms, rate: &Rate, whole: Whole) -> impl Iterator<Item = Found> {
    let mut found = Vec::new();
    found.extend(destination_faults(terms, rate.service, &rate.groups, whole));
    if rate.service.has_destination() && rate.groups.is_empty() {
        found.push(("groups", "a rate to nobody: name the groups that it is for".to_owned()));
    }
    if rate.zones.is_empty() {
        found.push(("zones", "a rate for nowhere: name home, eu or rest".to_owned()));
    }
    let is_known = |band: &&String| !whole.bands || terms.bands.iter().any(|known| known.id == **band);
    for band in rate.bands.iter().filter(|band| !is_known(band)) {
        found.push(("bands", format!("there is no band {band:?}: name one of the tariff's")));
    }
    found.extend(negative("connect", rate.connect));
    found.extend(rate.maximum.and_then(|maximum| negative("maximum", maximum)));
    found.into_iter()
}

/// Groups that are not there, or have no place here.
fn destination_faults(terms: &Terms, service: Service, groups: &[String], whole: Whole) -> Vec<Found> {
    if !service.has_destination() && !groups.is_empty() {
        return vec![("groups", format!("{:?} goes to no number: leave the groups out", service.word()))];
    }
    let is_known = |group: &&String| !whole.groups || terms.groups.iter().any(|known| known.id == **group);
    let unknown = groups.iter().filter(|group| !is_known(group));
    unknown.map(|group| ("groups", format!("there is no group {group:?}: name one of the tariff's"))).collect()
}

fn step_faults(at: usize, rate: &Rate) -> Vec<Fault> {
    let mut faults = Vec::new();
    match rate.steps.first() {
        None => {
            let what = "a gap: there is no price; give at least one step";
            faults.push(Fault::new(Part::Rate(at), "steps", what));
        }
        Some(first) if first.from_seconds != 0 => {
            let what = format!("a gap: nothing is said up to second {}; begin at 0", first.from_seconds);
            faults.push(Fault::new(Part::Step(at, 0), "from_seconds", what));
        }
        Some(_) => {}
    }
    for (earlier, pair) in rate.steps.windows(2).enumerate() {
        if pair[1].from_seconds <= pair[0].from_seconds {
            let what = format!(
                "an overlap: a step from second {} follows one from {}; let them rise",
                pair[1].from_seconds, pair[0].from_seconds
            );
            faults.push(Fault::new(Part::Step(at, earlier + 1), "from_seconds", what));
        }
    }
    if rate.steps.len() > 1 && !rate.service.lasts() {
        let what = format!("{:?} does not last: give it one step", rate.service.word());
        faults.push(Fault::new(Part::Rate(at), "steps", what));
    }
    for (step_at, step) in rate.steps.iter().enumerate() {
        let part = Part::Step(at, step_at);
        faults.extend(negative(rate.service.price_key(), step.price).map(|(key, what)| Fault::new(part, key, what)));
        if step.increment == 0 {
            let key = if rate.service.lasts() { "increment_seconds" } else { "increment_kilobytes" };
            faults.push(Fault::new(part, key, "an increment of nothing: give at least 1"));
        }
    }
    faults
}

fn plan_faults(terms: &Terms, at: usize, plan: &Plan, whole: Whole) -> Vec<Fault> {
    let price = negative("price", plan.price).map(|(key, what)| Fault::new(Part::Plan(at), key, what));
    let mut faults: Vec<Fault> = price.into_iter().collect();
    for (place, allowance) in plan.allowances.iter().enumerate() {
        let found = allowance_faults(terms, allowance, whole).into_iter();
        faults.extend(found.map(|(key, what)| Fault::new(Part::Allowance(at, place), key, what)));
    }
    faults
}

fn allowance_faults(terms: &Terms, allowance: &Allowance, whole: Whole) -> Vec<Found> {
    let mut found = destination_faults(terms, allowance.service, &allowance.groups, whole);
    if allowance.zones.is_empty() {
        found.push(("zones", "an allowance for nowhere: name home, eu or rest".to_owned()));
    }
    if allowance.amount == Some(0) {
        let what = "an allowance of nothing: give an amount above 0, or leave the allowance out";
        found.push((allowance.service.amount_key(), what.to_owned()));
    }
    found
}

fn negative(key: &'static str, price: Price) -> Option<Found> {
    price.is_negative().then(|| (key, format!("{price} is below nothing: a price is 0 or more")))
}
