//! What a customer pays by: its tariffs, its lines, and what these have by the month.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use xxhash_rust::xxh3::xxh3_64;

use super::rating::{Meter, Receipt, Timeline};
use super::tariff::{Plan, PlanKind, Prepared, Tariff};
use super::{Currency, Month, Price};
use crate::book::{Customer, LineKind, Subscription};

/// How long a call may last that began in a month: what holds after the month's end may decide about its price.
const LONGEST_US: i64 = 24 * 3600 * 1_000_000;

/// What one customer pays by.
#[derive(Debug, Clone)]
pub struct Account {
    timeline: Timeline,
    currency: Currency,
    lines: BTreeMap<String, LineKind>,
    subscriptions: HashMap<String, Vec<Subscription>>,
    is_metered: bool,
}

/// A plan or an add-on of a line, over months in which its price stays the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charged {
    /// The line.
    pub line: String,
    /// Plan or add-on.
    pub kind: PlanKind,
    /// What stands on an invoice.
    pub name: String,
    /// What a month costs.
    pub price: Price,
    /// In what.
    pub currency: Currency,
    /// The first instant of the first month.
    pub from: DateTime<Utc>,
    /// The first instant of the first month without it, or with another price.
    pub until: DateTime<Utc>,
}

/// What a line pays for a month of a plan or an add-on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// Plan or add-on.
    pub kind: PlanKind,
    /// The id of the plan or the add-on.
    pub plan: String,
    /// What stands on an invoice.
    pub name: String,
    /// The first instant of the month.
    pub at: DateTime<Utc>,
    /// How it comes about.
    pub receipt: Receipt,
}

impl Account {
    /// What a customer pays by: the tariffs that it has in each stretch of months, its lines, and what these have.
    pub fn new(
        customer: &Customer,
        tariffs: &BTreeMap<Month, String>,
        prepared: &[Arc<Prepared>],
        lines: BTreeMap<String, LineKind>,
        subscriptions: Vec<Subscription>,
    ) -> Self {
        let mut by_line: HashMap<String, Vec<Subscription>> = HashMap::new();
        for subscription in subscriptions {
            by_line.entry(subscription.line.clone()).or_default().push(subscription);
        }
        let timeline = Timeline::new(customer.zone, tariffs, prepared);
        let has_end = |plan: &Plan| plan.allowances.iter().any(|allowance| allowance.amount.is_some());
        let has_allowance = || timeline.versions().any(|version| version.tariff().plans.iter().any(has_end));
        let is_metered = timeline.has_tiers() || (!by_line.is_empty() && has_allowance());
        Self { timeline, currency: customer.currency, lines, subscriptions: by_line, is_metered }
    }

    /// The tariffs, one after the other.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// What it pays in where no tariff says otherwise.
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The zone whose months count.
    pub fn zone(&self) -> Tz {
        self.timeline.zone()
    }

    /// What a number is, when it is one of its own lines.
    pub fn own(&self, number: &str) -> Option<LineKind> {
        self.lines.get(number).copied()
    }

    /// The counters of a line at the start of a month.
    pub fn meter(&self, line: &str, month: Month) -> Meter {
        Meter::new(self.plans(line, month))
    }

    /// Whether what is used in a month can decide about the price of what follows in it.
    pub fn is_metered(&self) -> bool {
        self.is_metered
    }

    /// The plans and add-ons of a line in a month, plans first, each in the order in which the tariff has them.
    fn plans(&self, line: &str, month: Month) -> Vec<&Plan> {
        let Some(version) = self.timeline.of_month(month) else { return Vec::new() };
        let has = |plan: &&Plan| {
            let of_line = self.subscriptions.get(line).into_iter().flatten();
            of_line.into_iter().any(|has| has.kind == plan.kind && has.plan == plan.id && has.is_in(month))
        };
        let mut plans: Vec<_> = version.tariff().plans.iter().filter(has).collect();
        plans.sort_by_key(|plan| plan.kind);
        plans
    }

    /// What all lines have, from their first month to before the month of an instant has ended.
    pub fn charged(&self, now: DateTime<Utc>) -> Vec<Charged> {
        self.subscriptions.keys().flat_map(|line| self.charged_of(line, now)).collect()
    }

    /// What a line has, from its first month to before the month of an instant has ended.
    pub fn charged_of(&self, line: &str, now: DateTime<Utc>) -> Vec<Charged> {
        let end = Month::at(self.zone(), now).next();
        let mut all: Vec<Charged> = Vec::new();
        for subscription in self.subscriptions.get(line).into_iter().flatten() {
            let first = all.len();
            let mut month = subscription.from;
            while month < subscription.until.unwrap_or(end).min(end) {
                let next = month.next();
                if let Some(charged) = self.charged_in(subscription, month) {
                    match all[first..].last_mut() {
                        Some(last) if last.until == charged.from && last.is_priced_as(&charged) => {
                            last.until = charged.until;
                        }
                        _ => all.push(charged),
                    }
                }
                month = next;
            }
        }
        all
    }

    /// What a line pays in a month for having it, whether it uses it or not, each with how it comes about.
    pub fn fees(&self, line: &str, month: Month) -> Vec<Fee> {
        let at = month.start(self.zone());
        let of_month = self.subscriptions.get(line).into_iter().flatten().filter(|has| has.is_in(month));
        let fee = |subscription| {
            let (tariff, plan) = self.priced(subscription, month)?;
            let receipt = Receipt::fee(tariff, plan, at.with_timezone(&self.zone()));
            Some(Fee { kind: plan.kind, plan: plan.id.clone(), name: plan.name.clone(), at, receipt })
        };
        let mut fees: Vec<Fee> = of_month.filter_map(fee).collect();
        fees.sort_by(|one, other| (one.kind, &one.plan).cmp(&(other.kind, &other.plan)));
        fees
    }

    /// What a subscription is to in a month, by the tariff that has its price.
    fn priced(&self, subscription: &Subscription, month: Month) -> Option<(&Tariff, &Plan)> {
        let tariff = self.timeline.of_month(month)?.tariff();
        let is_it = |plan: &&Plan| plan.kind == subscription.kind && plan.id == subscription.plan;
        Some((tariff, tariff.plans.iter().find(is_it)?))
    }

    fn charged_in(&self, subscription: &Subscription, month: Month) -> Option<Charged> {
        let (tariff, plan) = self.priced(subscription, month)?;
        Some(Charged {
            line: subscription.line.clone(),
            kind: plan.kind,
            name: plan.name.clone(),
            price: plan.price,
            currency: tariff.terms.currency,
            from: month.start(self.zone()),
            until: month.next().start(self.zone()),
        })
    }

    /// A mark of all of it, in all months; the same in every build.
    pub fn whole_mark(&self) -> u64 {
        let mut text = format!("{}\0{}\0", self.zone().name(), self.currency.code());
        for (from_us, version) in self.timeline.between(i64::MIN, i64::MAX) {
            text.push_str(&format!("{from_us}\0{}\0", version.mark()));
        }
        for (line, kind) in &self.lines {
            text.push_str(&format!("{line}\0{}\0", kind.word()));
        }
        let mut subscriptions: Vec<String> = self.subscriptions.values().flatten().map(told).collect();
        subscriptions.sort_unstable();
        xxh3_64((text + &subscriptions.concat()).as_bytes())
    }

    /// A mark of all that decides about the charges of a month: what was charged under another is to be charged anew. It is
    /// kept in tables, so it is the same in every build.
    pub fn mark(&self, month: Month) -> i64 {
        let start = |month: Month| month.start(self.zone()).timestamp_micros();
        let mut text = format!("{}\0{}\0", self.zone().name(), self.currency.code());
        for (from_us, version) in self.timeline.between(start(month), start(month.next()) + LONGEST_US) {
            text.push_str(&format!("{from_us}\0{}\0", version.mark()));
        }
        for (line, kind) in &self.lines {
            text.push_str(&format!("{line}\0{}\0", kind.word()));
            for plan in self.plans(line, month) {
                text.push_str(&format!("{}\0{}\0", plan.kind.word(), plan.id));
            }
        }
        i64::try_from(xxh3_64(text.as_bytes()) >> 1).unwrap_or_default()
    }
}

fn told(subscription: &Subscription) -> String {
    let Subscription { line, kind, plan, from, until, .. } = subscription;
    let until = until.map(|until| until.to_string()).unwrap_or_default();
    format!("{line}\0{}\0{plan}\0{from}\0{until}\0", kind.word())
}

impl Charged {
    fn is_priced_as(&self, other: &Self) -> bool {
        (&self.line, self.kind, &self.name, self.price, self.currency)
            == (&other.line, other.kind, &other.name, other.price, other.currency)
    }
}

#[cfg(test)]
mod tests;
