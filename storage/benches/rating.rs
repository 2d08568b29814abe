//! How many legs are charged in a second, against a tariff of many prefixes, on two threads.
//!
//! The legs are made beforehand. Two figures: to numbers that are called again, as people do, and to numbers that are each
//! called once, so that every one of them has to be read.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use opkald_storage::money::rating::{Meter, Rater, Timeline, Use, Why};
use opkald_storage::money::tariff::{
    Calendar, Country, Group, NumberRules, Prepared, Rate, Service, Step, Tariff, Terms, Zone,
};
use opkald_storage::money::{Currency, Price};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PREFIXES: usize = 50_000;
const GROUPS: usize = 200;
const THREADS: u64 = 2;
const LEGS: usize = 1_000_000;
/// Numbers that a customer's people call again and again.
const FAMILIAR: usize = 2_000;

/// A tariff with peak and off-peak prices to each of the groups.
fn tariff(random: &mut SmallRng) -> Tariff {
    let band = |id: &str, times: &[&str]| opkald_storage::money::tariff::Band {
        id: id.to_owned(),
        times: times.iter().map(|times| times.parse().unwrap()).collect(),
    };
    let bands = vec![
        band("peak", &["mon-fri 08:00-18:00"]),
        band("off", &["mon-fri 00:00-08:00", "mon-fri 18:00-24:00", "sat,sun,holiday"]),
    ];
    let mut prefixes = std::collections::BTreeSet::from([format!("+{}", 45)]);
    while prefixes.len() < PREFIXES {
        let length = random.random_range(3..8);
        let digits: String =
            (0..length).map(|at| char::from(b'0' + random.random_range(u8::from(at == 0)..10))).collect();
        prefixes.insert(format!("+{digits}"));
    }
    let mut groups: Vec<Group> = (0..GROUPS)
        .map(|at| Group {
            id: format!("g{at}"),
            name: format!("G{at}"),
            prefixes: Vec::new(),
            own: Vec::new(),
            premium: true,
        })
        .collect();
    for prefix in prefixes {
        groups[random.random_range(0..GROUPS)].prefixes.push(prefix.parse().unwrap());
    }
    let rate = |group: &Group, band: &str, price: &str| Rate {
        service: Service::Call,
        groups: vec![group.id.clone()],
        zones: vec![Zone::Home],
        bands: vec![band.to_owned()],
        after: 0,
        connect: "0.40".parse().unwrap(),
        steps: vec![
            Step { from_seconds: 0, price: price.parse().unwrap(), increment: 60 },
            Step { from_seconds: 60, price: "0.10".parse().unwrap(), increment: 1 },
        ],
        maximum: Some(Price::from_millionths(100_000_000).unwrap()),
    };
    let rates = groups.iter().flat_map(|group| [rate(group, "peak", "0.20"), rate(group, "off", "0.12")]).collect();
    let terms = Terms {
        currency: Currency::DKK,
        country: Country::DENMARK,
        calendar: Calendar::Denmark,
        eu_also: Vec::new(),
        bands,
        groups,
        rates,
    };
    Tariff { id: "t".into(), name: "T".into(), valid_from: "2026-01-01".parse().unwrap(), terms, plans: Vec::new() }
}

/// Half of the calls go to Danish numbers, the others anywhere that a prefix leads.
fn numbers(random: &mut SmallRng, prefixes: &[String], count: usize) -> Vec<String> {
    let one = |random: &mut SmallRng| {
        let prefix = if random.random_bool(0.5) { "+45" } else { &prefixes[random.random_range(0..prefixes.len())] };
        let mut number = prefix.to_owned();
        while number.len() < 11 {
            number.push(char::from(b'0' + random.random_range(0..10_u8)));
        }
        number
    };
    (0..count).map(|_| one(random)).collect()
}

fn legs(random: &mut SmallRng, numbers: &[String], count: usize) -> Vec<Use<'static>> {
    let mut at = 1_767_225_600_000_000_i64;
    (0..count)
        .map(|index| {
            at += random.random_range(0..20_000_000);
            let number = if numbers.len() == count { index } else { random.random_range(0..numbers.len()) };
            Use {
                service: Service::Call,
                number: Some(Cow::Owned(numbers[number].clone())),
                own: None,
                country: None,
                from_us: at,
                quantity: random.random_range(1..600_000_000),
                told: None,
            }
        })
        .collect()
}

fn main() {
    let mut random = SmallRng::seed_from_u64(7);
    let tariff = tariff(&mut random);
    let groups = tariff.terms.groups.iter();
    let prefixes: Vec<String> = groups.flat_map(|group| group.prefixes.iter().map(ToString::to_string)).collect();
    let started = Instant::now();
    let prepared = Arc::new(Prepared::new(tariff).unwrap());
    println!("{PREFIXES} prefixes made ready in {} ms", started.elapsed().as_millis());
    let rules = NumberRules::from(Country::DENMARK).unwrap();
    let tariffs = BTreeMap::from([("2026-01".parse().unwrap(), "t".to_owned())]);
    let timeline = Timeline::new(chrono_tz::Europe::Copenhagen, &tariffs, &[prepared]);
    for (what, count) in [("called again", FAMILIAR), ("called once", LEGS)] {
        let work: Vec<_> = (0..THREADS)
            .map(|thread| {
                let mut random = SmallRng::seed_from_u64(thread);
                let numbers = numbers(&mut random, &prefixes, count);
                legs(&mut random, &numbers, LEGS)
            })
            .collect();
        let started = Instant::now();
        let rated: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = work.iter().map(|legs| scope.spawn(|| rate(&timeline, &rules, legs))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        let seconds = started.elapsed().as_secs_f64();
        let total = THREADS as usize * LEGS;
        println!(
            "numbers {what}: {:.0} legs/s on {THREADS} threads ({total} legs, {rated} with a price)",
            total as f64 / seconds
        );
    }
}

/// Charges all legs of a thread, and tells how many had a price.
fn rate(timeline: &Timeline, rules: &NumberRules, legs: &[Use<'_>]) -> usize {
    let mut rater = Rater::new(timeline, rules, Currency::DKK);
    let mut meter = Meter::default();
    legs.iter().filter(|leg| !matches!(rater.charge(leg, &mut meter).why, Why::Unrated(_))).count()
}
