//! A second rating, which shares nothing with the first but the words: fractions in place of fixed points, a loop over
//! quarters of a second in place of boundaries, a look at every prefix and every rate in place of indexes.

use chrono::{Datelike, NaiveDate, Timelike};
use proptest::prelude::*;
use rand::SeedableRng;
use rand::rngs::SmallRng;

use super::paper::on_paper;
use super::world::World;
use super::*;
use crate::money::Price;
use crate::money::tariff::{Allowance, Rate, Zone};

/// A fraction, in lowest terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fraction(i128, i128);

impl Fraction {
    fn new(above: i128, below: i128) -> Self {
        let (mut a, mut b) = (above.abs(), below);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let a = a.max(1);
        Self(above / a, below / a)
    }

    fn price(price: Price) -> Self {
        Self::new(price.millionths().into(), 1_000_000)
    }

    fn plus(self, other: Self) -> Self {
        Self::new(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }

    fn times(self, above: i128, below: i128) -> Self {
        Self::new(self.0 * above, self.1 * below)
    }

    fn is_above(self, other: Self) -> bool {
        self.0 * other.1 > other.0 * self.1
    }

    /// Half-up, in ten-thousandths.
    fn rounded(self) -> i128 {
        (2 * self.0 * 10_000 + self.1).div_euclid(2 * self.1)
    }
}

/// What of each allowance is left, and what was used of each kind of use.
#[derive(Debug, Default)]
struct Counters {
    left: Vec<(Allowance, Option<u64>)>,
    used: BTreeMap<(Service, Zone, String), u64>,
}

/// Danish holidays of 2026 and the first of 2027, from an almanac.
const HOLIDAYS: [&str; 11] = [
    "2026-01-01",
    "2026-04-02",
    "2026-04-03",
    "2026-04-05",
    "2026-04-06",
    "2026-05-14",
    "2026-05-24",
    "2026-05-25",
    "2026-12-25",
    "2026-12-26",
    "2027-01-01",
];

impl World {
    fn local(&self, instant: i64) -> (NaiveDate, usize) {
        let local = DateTime::<Utc>::from_timestamp_micros(instant).unwrap().with_timezone(&self.zone);
        (local.date_naive(), (local.hour() * 60 + local.minute()) as usize)
    }

    fn version(&self, instant: i64) -> usize {
        let (date, _) = self.local(instant);
        (0..self.versions.len()).rev().find(|at| self.versions[*at].valid_from <= date).unwrap()
    }

    fn band(&self, version: usize, instant: i64) -> u16 {
        let (date, minute) = self.local(instant);
        let is_holiday = HOLIDAYS.contains(&date.to_string().as_str());
        let day = if is_holiday { 7 } else { date.weekday().num_days_from_monday() as usize };
        self.bands[version][day][minute]
    }

    fn group(&self, version: usize, number: &str) -> Option<&str> {
        let groups = &self.versions[version].terms.groups;
        let all = groups.iter().flat_map(|group| group.prefixes.iter().map(move |prefix| (prefix.as_str(), group)));
        let begins = all.filter(|(prefix, _)| number.starts_with(prefix));
        begins.max_by_key(|(prefix, _)| prefix.len()).map(|(_, group)| group.id.as_str())
    }

    /// The place of the rate that holds at an instant after so much of the month.
    fn rate(&self, what: &Use<'_>, zone: Zone, instant: i64, used: u64) -> Option<(usize, usize)> {
        let version = self.version(instant);
        let group = match &what.number {
            Some(number) => Some(self.group(version, number)?),
            None => None,
        };
        let band = format!("b{}", self.band(version, instant));
        let fits = |rate: &Rate| {
            rate.service == what.service
                && rate.zones == [zone]
                && group.is_none_or(|group| rate.groups == [group])
                && (rate.bands.is_empty() || rate.bands.contains(&band))
                && rate.after <= used
        };
        let rates = self.versions[version].terms.rates.iter().enumerate().filter(|(_, rate)| fits(rate));
        rates.max_by_key(|(_, rate)| rate.after).map(|(at, _)| (version, at))
    }

    /// What a use costs, in ten-thousandths; none when nothing says what.
    fn naive(&self, what: &Use<'_>, counters: &mut Counters) -> Option<i128> {
        if let Some((price, _)) = what.told {
            return Some(Fraction::price(price).rounded());
        }
        if what.quantity == 0 {
            return Some(0);
        }
        let zone = match what.country.as_deref() {
            None => Zone::Home,
            Some("SE") => Zone::Eu,
            Some(_) => Zone::Rest,
        };
        let first = self.version(what.from_us);
        let group = what.number.as_ref().and_then(|number| self.group(first, number));
        if what.service == Service::Received && zone != Zone::Rest && self.rate(what, zone, what.from_us, 0).is_none() {
            return Some(0);
        }
        if what.number.is_some() && group.is_none() {
            return None;
        }
        let unit = if what.service.lasts() { 1_000_000 } else { 1 };
        let wanted = what.quantity.div_ceil(unit);
        let (covered, left) = cover(counters, what.service, zone, group, wanted);
        let key = (what.service, zone, group.unwrap_or_default().to_owned());
        let used = counters.used.get(&key).copied().unwrap_or(0);
        let cost = self.cost(what, zone, covered, used)?;
        counters.left = left;
        *counters.used.entry(key).or_default() += wanted - covered;
        Some(cost.rounded())
    }

    fn cost(&self, what: &Use<'_>, zone: Zone, covered: u64, used: u64) -> Option<Fraction> {
        // Parts of one rate and step: how long, and by which.
        let mut parts: Vec<(u64, (usize, usize), usize)> = Vec::new();
        let (unit, grain) = if what.service.lasts() { (1_000_000, 250_000) } else { (1, 1) };
        let mut at = (covered * unit).min(what.quantity);
        while at < what.quantity {
            let instant = if what.service.lasts() { what.from_us + at as i64 } else { what.from_us };
            let beyond = at / unit - covered;
            let rate = self.rate(what, zone, instant, used + beyond)?;
            let steps = &self.versions[rate.0].terms.rates[rate.1].steps;
            let step = steps.iter().rposition(|step| u64::from(step.from_seconds) * unit <= at).unwrap();
            // Bytes are many, and nothing changes between them but the tier.
            let length = if what.service.lasts() { grain } else { self.to_next_tier(rate, used + beyond) };
            let length = length.min(what.quantity - at);
            match parts.last_mut() {
                Some(part) if (part.1, part.2) == (rate, step) => part.0 += length,
                _ => parts.push((length, rate, step)),
            }
            at += length;
        }
        let rate = |(version, at): (usize, usize)| &self.versions[version].terms.rates[at];
        let Some(first) = parts.first().map(|part| rate(part.1)) else { return Some(Fraction(0, 1)) };
        let mut sum = if covered == 0 { Fraction::price(first.connect) } else { Fraction(0, 1) };
        for (length, part, step) in &parts {
            let step = &rate(*part).steps[*step];
            let paid = i128::from(length.div_ceil(step.increment * unit) * step.increment);
            let per = match what.service {
                Service::Call | Service::Received => 60,
                Service::Sms | Service::Mms => 1,
                Service::Data => 1_000_000,
            };
            sum = sum.plus(Fraction::price(step.price).times(paid, per));
        }
        let most = first.maximum.map(Fraction::price);
        Some(most.filter(|most| sum.is_above(*most)).unwrap_or(sum))
    }

    fn to_next_tier(&self, (version, rate): (usize, usize), used: u64) -> u64 {
        let rates = &self.versions[version].terms.rates;
        let same = |other: &&Rate| {
            (other.service, &other.groups, &other.zones)
                == (rates[rate].service, &rates[rate].groups, &rates[rate].zones)
        };
        let tiers = rates.iter().filter(same).map(|rate| rate.after);
        tiers.filter(|after| *after > used).min().map_or(u64::MAX, |after| after - used)
    }
}

fn cover(
    counters: &Counters,
    service: Service,
    zone: Zone,
    group: Option<&str>,
    wanted: u64,
) -> (u64, Vec<(Allowance, Option<u64>)>) {
    let mut left = counters.left.clone();
    let mut covered = 0;
    for (allowance, amount) in &mut left {
        let is_to =
            group.is_none_or(|group| allowance.groups.is_empty() || allowance.groups.iter().any(|id| id == group));
        if allowance.service == service && is_to && allowance.zones.contains(&zone) {
            // One after the other, as a person counts.
            while covered < wanted && *amount != Some(0) {
                let some = amount.map_or(wanted - covered, |amount| amount.min(wanted - covered));
                covered += some;
                *amount = amount.map(|amount| amount - some);
            }
        }
    }
    (covered, left)
}

/// Uses of one line in each world.
const USES: usize = 20;

proptest! {
    #[test]
    fn properties_two_ratings_agree_and_every_receipt_adds_up(seed: u64) {
        let mut random = SmallRng::seed_from_u64(seed);
        let world = World::random(&mut random);
        let uses = world.uses(&mut random, USES);
        let plans = world.versions[0].plans.clone();
        let prepared: Vec<_> = world.versions.iter().map(|version| Arc::new(Prepared::new(version.clone()).unwrap())).collect();
        let tariffs = BTreeMap::from([("2026-01".parse().unwrap(), "t".to_owned())]);
        let timeline = Timeline::new(world.zone, &tariffs, &prepared);
        let mut rater = Rater::new(&timeline, &RULES, Currency::DKK);
        let (mut meter, mut second_meter) = (Meter::new(&plans), Meter::new(&plans));
        let left = plans.iter().flat_map(|plan| &plan.allowances).map(|what| (what.clone(), what.amount)).collect();
        let mut counters = Counters { left, used: BTreeMap::new() };
        for what in &uses {
            let charge = rater.charge(what, &mut meter);
            let receipt = rater.receipt(what, &mut second_meter);
            let expected = world.naive(what, &mut counters);
            let is_unrated = matches!(charge.why, Why::Unrated(_));
            prop_assert_eq!(is_unrated, expected.is_none(), "{:?}: {:?}", what, charge);
            let amount = i128::from(charge.amount.ten_thousandths());
            prop_assert_eq!(amount, expected.unwrap_or(0), "{:?}: {:#?}", what, receipt);
            prop_assert_eq!(charge.amount.to_string(), receipt.amount.clone());
            if charge.why == Why::Tariff {
                prop_assert_eq!(on_paper(&receipt), amount, "{:#?}", receipt);
            }
        }
    }
}
