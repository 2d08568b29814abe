//! What of a month's allowances a line has left, and how far it is in its tiers.

use std::collections::HashMap;

use crate::money::tariff::{Allowance, Group, Plan, Service, Zone};

/// The counters of one line in one month. Uses go by it in the order of time.
#[derive(Debug, Clone, Default)]
pub struct Meter {
    allowances: Vec<Left>,
    /// What was used beside allowances, by what it is for.
    used: HashMap<(Service, Zone, String), u64>,
}

/// An allowance and what is left of it.
#[derive(Debug, Clone)]
struct Left {
    plan: String,
    what: Allowance,
    /// None is without end.
    amount: Option<u64>,
}

/// What allowances would take of a use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Covered {
    /// From which allowance, and how much.
    pub(super) taken: Vec<(usize, u64)>,
    /// How much in all.
    pub(super) total: u64,
}

impl Meter {
    /// The counters at the start of a month in which a line has these plans and add-ons. They are used in this order.
    pub fn new<'a>(plans: impl IntoIterator<Item = &'a Plan>) -> Self {
        let of_plan = |plan: &'a Plan| {
            let left = |what: &Allowance| Left { plan: plan.name.clone(), amount: what.amount, what: what.clone() };
            plan.allowances.iter().map(left)
        };
        Self { allowances: plans.into_iter().flat_map(of_plan).collect(), used: HashMap::new() }
    }

    /// What allowances have for a use of so many seconds, messages or bytes.
    pub(super) fn cover(&self, service: Service, zone: Zone, group: Option<&Group>, wanted: u64) -> Covered {
        let mut covered = Covered::default();
        for (at, left) in self.allowances.iter().enumerate() {
            let rest = wanted - covered.total;
            let taken = left.amount.unwrap_or(u64::MAX).min(rest);
            if taken > 0 && is_for(&left.what, service, zone, group) {
                covered.taken.push((at, taken));
                covered.total += taken;
            }
        }
        covered
    }

    /// Takes what was covered, and counts the rest.
    pub(super) fn take(&mut self, covered: &Covered) {
        for (at, taken) in &covered.taken {
            if let Some(amount) = &mut self.allowances[*at].amount {
                *amount -= taken;
            }
        }
    }

    /// The plan that an allowance belongs to.
    pub(super) fn plan(&self, allowance: usize) -> &str {
        &self.allowances[allowance].plan
    }

    /// What was used of something in the month, beside allowances.
    pub(super) fn used(&self, service: Service, zone: Zone, group: Option<&Group>) -> u64 {
        // Most tariffs have no tiers, and then nothing was counted.
        if self.used.is_empty() {
            return 0;
        }
        self.used.get(&key(service, zone, group)).copied().unwrap_or(0)
    }

    /// Counts what was used of something.
    pub(super) fn count(&mut self, service: Service, zone: Zone, group: Option<&Group>, more: u64) {
        *self.used.entry(key(service, zone, group)).or_default() += more;
    }
}

fn key(service: Service, zone: Zone, group: Option<&Group>) -> (Service, Zone, String) {
    (service, zone, group.map(|group| group.id.clone()).unwrap_or_default())
}

fn is_for(allowance: &Allowance, service: Service, zone: Zone, group: Option<&Group>) -> bool {
    let is_to = match group {
        None => true,
        Some(group) if allowance.groups.is_empty() => !group.premium,
        Some(group) => allowance.groups.contains(&group.id),
    };
    allowance.service == service && is_to && allowance.zones.contains(&zone)
}
