//! What the book would hold after the load: whether each line's plans are in the tariffs that its customer has.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::super::super::{AccountFile, Customer, CustomerTariff, FileFault, LineKind, Subscription};
use super::{At, CustomerPart, fault};
use crate::money::Month;
use crate::money::tariff::{PlanKind, Tariff};

/// Book and file together.
pub(super) struct Merged<'a> {
    /// The versions of each tariff, with their lines in the file.
    versions: BTreeMap<&'a str, BTreeMap<NaiveDate, (Option<usize>, &'a Tariff)>>,
    customers: Vec<Account>,
}

/// A customer with its months.
struct Account {
    customer: Customer,
    line: Option<usize>,
    tariffs: Vec<(Option<usize>, CustomerTariff)>,
    plans: Vec<PlanUse>,
}

/// A plan or an add-on of a line, and where the file tells of it.
struct PlanUse {
    place: Option<Place>,
    what: Subscription,
}

/// A place in the file.
#[derive(Debug, Clone)]
struct Place {
    line: usize,
    key: String,
}

impl<'a> Merged<'a> {
    pub(super) fn new(known: &'a [Tariff], file: &'a AccountFile) -> Self {
        let mut versions: BTreeMap<&str, BTreeMap<_, _>> = BTreeMap::new();
        for tariff in known {
            versions.entry(&tariff.id).or_default().insert(tariff.valid_from, (None, tariff));
        }
        for at in &file.tariffs {
            versions.entry(&at.what.id).or_default().insert(at.what.valid_from, (Some(at.line), &at.what));
        }
        Self { versions, customers: Vec::new() }
    }

    /// A customer of the file, with what lines have that it does not name.
    pub(super) fn tell(&mut self, part: &CustomerPart, customer: Customer, unnamed: Vec<Subscription>) {
        let locals = part.lines.iter().filter(|line| line.what.kind == LineKind::Local);
        let locals: HashSet<&str> = locals.map(|line| line.what.number.as_str()).collect();
        let place = |at: &At<Subscription>| {
            let of = if locals.contains(at.what.line.as_str()) { LineKind::Local } else { LineKind::Mobile };
            Place::new(at.line, format!("customer.{}.{}", of.word(), at.what.kind.word()))
        };
        let told = part.subscriptions.iter().map(|at| PlanUse { place: Some(place(at)), what: at.what.clone() });
        let kept = unnamed.into_iter().map(|what| PlanUse { place: None, what });
        self.customers.push(Account {
            customer,
            line: Some(part.customer.line),
            tariffs: part.tariffs.iter().map(|at| (Some(at.line), at.what.clone())).collect(),
            plans: told.chain(kept).collect(),
        });
    }

    /// A customer that the file does not name.
    pub(super) fn add(&mut self, customer: Customer, tariffs: Vec<CustomerTariff>, plans: Vec<Subscription>) {
        let tariffs = tariffs.into_iter().map(|tariff| (None, tariff)).collect();
        let plans = plans.into_iter().map(|what| PlanUse { place: None, what }).collect();
        self.customers.push(Account { customer, line: None, tariffs, plans });
    }

    pub(super) fn faults(mut self) -> Vec<FileFault> {
        let mut accounts = std::mem::take(&mut self.customers);
        let mut faults = Vec::new();
        for account in &mut accounts {
            account.tariffs.sort_by_key(|(_, tariff)| tariff.from);
            faults.extend(self.tariff_faults(account));
            for plan in &account.plans {
                faults.extend(self.plan_fault(account, plan));
            }
            faults.extend(overlaps(account));
        }
        faults
    }

    fn tariff_faults(&self, account: &Account) -> Vec<FileFault> {
        let mut faults = Vec::new();
        for (line, tariff) in &account.tariffs {
            let place = Place::new(line.or(account.line).unwrap_or(1), "customer.tariff".to_owned());
            let Some(versions) = self.versions.get(tariff.tariff.as_str()) else {
                let what = format!(
                    "there is no tariff {:?}: add it under [[tariff]], here or in a file before",
                    tariff.tariff
                );
                faults.push(place.fault("id", what));
                continue;
            };
            let first = versions.keys().next().copied();
            if first.is_some_and(|first| tariff.from.first_day() < first) {
                let first = first.map(|day| day.to_string()).unwrap_or_default();
                let what = format!("a gap: the tariff {:?} has no version before {first}; begin later", tariff.tariff);
                faults.push(place.fault("from", what));
            }
            let theirs = account.customer.currency;
            let other = versions.values().find(|(_, version)| version.terms.currency != theirs);
            if let Some((version_line, version)) = other {
                let what = format!(
                    "the tariff {:?} is in {}, customer {} pays in {theirs}: choose another",
                    tariff.tariff, version.terms.currency, account.customer.number
                );
                // Of a customer whom the file does not name, it is the tariff that became another.
                faults.push(match (account.line, version_line) {
                    (None, Some(line)) => fault(*line, "tariff.currency", what),
                    _ => place.fault("id", what),
                });
            }
        }
        faults
    }

    /// A month in which a line has a plan that the customer's tariff does not.
    fn plan_fault(&self, account: &Account, plan: &PlanUse) -> Option<FileFault> {
        let (kind, what) = (plan.what.kind.word(), &plan.what);
        let Some((_, first)) = account.tariffs.first() else {
            let told = format!("customer {} has no tariff: add one under [[customer.tariff]]", what.customer);
            return Some(plan.place(account).fault("id", told));
        };
        if what.from < first.from {
            let told =
                format!("a gap: the customer has no tariff before {}; begin later, or the tariff sooner", first.from);
            return Some(plan.place(account).fault("from", told));
        }
        let has = |version: &Tariff| version.plans.iter().any(|known| known.kind == what.kind && known.id == what.plan);
        let lacking = self.versions_of(account, what).into_iter().find(|(_, version)| !has(version));
        lacking.map(|(version_line, version)| {
            let told = format!(
                "a gap: the tariff {:?} from {} has no {kind} {:?}, which {} has; add it there, or end it before",
                version.id,
                version.valid_from,
                what.plan,
                masked(&what.line),
            );
            match (&plan.place, version_line) {
                (None, Some(line)) => fault(line, &format!("tariff.{kind}"), told),
                _ => plan.place(account).fault("id", told),
            }
        })
    }

    /// The versions of tariffs that hold in the months of a plan.
    fn versions_of(&self, account: &Account, plan: &Subscription) -> Vec<(Option<usize>, &'a Tariff)> {
        let mut found = Vec::new();
        for (at, (_, tariff)) in account.tariffs.iter().enumerate() {
            let next = account.tariffs.get(at + 1).map(|(_, next)| next.from);
            let from = tariff.from.max(plan.from).first_day();
            let until = [next, plan.until].into_iter().flatten().min().map(Month::first_day);
            let Some(versions) = self.versions.get(tariff.tariff.as_str()) else { continue };
            if until.is_some_and(|until| until <= from) {
                continue;
            }
            let at_start = versions.range(..=from).next_back();
            let later =
                versions.range(from..).filter(|(day, _)| **day > from && until.is_none_or(|until| **day < until));
            found.extend(at_start.into_iter().chain(later).map(|(_, version)| *version));
        }
        found
    }
}

/// Lines that would have two plans in one month, or one add-on twice.
fn overlaps(account: &Account) -> Vec<FileFault> {
    let mut stretches: HashMap<(&str, PlanKind, &str), Vec<&PlanUse>> = HashMap::new();
    for plan in &account.plans {
        let which = if plan.what.kind == PlanKind::Plan { "" } else { plan.what.plan.as_str() };
        stretches.entry((plan.what.line.as_str(), plan.what.kind, which)).or_default().push(plan);
    }
    let mut faults = Vec::new();
    for plans in stretches.values_mut() {
        plans.sort_by_key(|plan| plan.what.from);
        for pair in plans.windows(2) {
            let (earlier, later) = (&pair[0].what, &pair[1].what);
            if earlier.until.is_none_or(|until| later.from < until) {
                let what = format!(
                    "an overlap: {} has {:?} from {} on; end that by `until = \"{}\"`, or begin later",
                    masked(&later.line),
                    earlier.plan,
                    earlier.from,
                    later.from,
                );
                let told = if pair[1].place.is_some() { pair[1] } else { pair[0] };
                faults.push(told.place(account).fault("from", what));
            }
        }
    }
    faults
}

impl PlanUse {
    /// Where it is told of. What a line has that the file does not name can only be wrong for the customer's tariffs.
    fn place(&self, account: &Account) -> Place {
        let of_customer = || Place::new(account.line.unwrap_or(1), "customer.tariff".to_owned());
        self.place.clone().unwrap_or_else(of_customer)
    }
}

impl Place {
    fn new(line: usize, key: String) -> Self {
        Self { line, key }
    }

    fn fault(&self, key: &str, what: String) -> FileFault {
        fault(self.line, &format!("{}.{key}", self.key), what)
    }
}

/// A number as it may stand in a log.
fn masked(number: &str) -> String {
    let shown = number.len().saturating_sub(4);
    match number.get(..shown) {
        Some(start) if shown > 0 => format!("{start}…"),
        _ => "a line".to_owned(),
    }
}
