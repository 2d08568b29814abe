//! Random tariffs and uses, together with the plain tables that the naive rating reads.

use rand::Rng;
use rand::rngs::SmallRng;

use super::*;
use crate::money::tariff::{Allowance, Band, Calendar, Group, PlanKind, Rate, Step, Terms, Zone};
use crate::money::{DayKind, Price};

/// A customer's world: versions of a tariff, and which band each minute of the week is in.
pub(super) struct World {
    pub(super) zone: chrono_tz::Tz,
    pub(super) versions: Vec<Tariff>,
    /// By version, kind of day and minute.
    pub(super) bands: Vec<Vec<[u16; 1440]>>,
}

/// Moments at which something happens: clocks change, years and versions begin, holidays.
const MOMENTS: [&str; 6] = [
    "2026-03-29T01:00:00Z",
    "2026-10-25T01:00:00Z",
    "2026-06-30T22:00:00Z",
    "2026-12-31T23:00:00Z",
    "2026-04-02T22:00:00Z",
    "2026-06-03T16:00:00Z",
];

const VERSION_DAYS: [&str; 2] = ["2026-01-01", "2026-07-01"];

impl World {
    pub(super) fn random(random: &mut SmallRng) -> Self {
        let zones = [Copenhagen, chrono_tz::Asia::Kathmandu, chrono_tz::America::New_York];
        let count = random.random_range(1..=VERSION_DAYS.len());
        let groups = groups(random);
        let (mut versions, mut bands) = (Vec::new(), Vec::new());
        for day in &VERSION_DAYS[..count] {
            let (named, table) = week(random);
            versions.push(version(random, day, named, groups.clone()));
            bands.push(table);
        }
        Self { zone: zones[random.random_range(0..zones.len())], versions, bands }
    }

    /// Uses of one line in one month, in the order of time.
    pub(super) fn uses(&self, random: &mut SmallRng, count: usize) -> Vec<Use<'static>> {
        let mut at = us(MOMENTS[random.random_range(0..MOMENTS.len())]) - random.random_range(0..7_200) * 1_000_000;
        let mut uses = Vec::new();
        for _ in 0..count {
            // Quarters of a second are what the naive rating counts in.
            at += random.random_range(0..3_600) * 250_000;
            uses.push(one_use(random, at));
        }
        uses
    }
}

fn one_use(random: &mut SmallRng, from_us: i64) -> Use<'static> {
    let service = Service::ALL[random.random_range(0..Service::ALL.len())];
    let quantity = match service {
        Service::Call | Service::Received if random.random_bool(0.1) => random.random_range(0..10_800_000_000),
        Service::Call | Service::Received => random.random_range(0..600_000_000),
        Service::Sms | Service::Mms => 1,
        Service::Data => random.random_range(0..50_000_000),
    };
    let digits: String = (0..6).map(|_| char::from(b'0' + random.random_range(0..3_u8))).collect();
    let countries = [None, Some("SE"), Some("US")];
    Use {
        service,
        number: service.has_destination().then(|| Cow::Owned(format!("+99{digits}"))),
        own: None,
        country: countries[random.random_range(0..3)].map(Cow::Borrowed),
        from_us,
        quantity,
        told: random.random_bool(0.05).then(|| (price(random), Currency::DKK)),
    }
}

fn price(random: &mut SmallRng) -> Price {
    let millionths =
        if random.random_bool(0.5) { random.random_range(0..300) * 10_000 } else { random.random_range(0..3_000_000) };
    Price::from_millionths(millionths).unwrap()
}

/// Groups of random prefixes, of which no two are the same.
fn groups(random: &mut SmallRng) -> Vec<Group> {
    let mut prefixes = std::collections::BTreeSet::new();
    for _ in 0..random.random_range(1..12) {
        let length = random.random_range(0..5);
        let digits: String = (0..length).map(|_| char::from(b'0' + random.random_range(0..3_u8))).collect();
        prefixes.insert(format!("+99{digits}"));
    }
    let mut groups: Vec<Group> = Vec::new();
    for prefix in prefixes {
        let prefix = prefix.parse().unwrap();
        match groups.last_mut() {
            Some(group) if random.random_bool(0.5) => group.prefixes.push(prefix),
            _ => {
                let id = format!("g{}", groups.len());
                groups.push(Group { name: id.clone(), id, prefixes: vec![prefix], own: Vec::new(), premium: false });
            }
        }
    }
    groups
}

/// Bands, as times of the week and as a table.
fn week(random: &mut SmallRng) -> (Vec<Band>, Vec<[u16; 1440]>) {
    let count = random.random_range(1..4_u16);
    let mut times = vec![Vec::new(); usize::from(count)];
    let mut table = vec![[0; 1440]; DayKind::ALL.len()];
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"];
    for (day, row) in table.iter_mut().enumerate() {
        let mut cuts: Vec<u16> = (0..random.random_range(0..3)).map(|_| random.random_range(1..1440)).collect();
        cuts.extend([0, 1440]);
        cuts.sort_unstable();
        cuts.dedup();
        for pair in cuts.windows(2) {
            let band = random.random_range(0..count);
            row[usize::from(pair[0])..usize::from(pair[1])].fill(band);
            let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
            let text = format!("{} {}-{}", days[day], clock(pair[0]), clock(pair[1]));
            times[usize::from(band)].push(text.parse().unwrap());
        }
    }
    let bands = times.into_iter().enumerate().map(|(at, times)| Band { id: format!("b{at}"), times }).collect();
    (bands, table)
}

fn version(random: &mut SmallRng, day: &str, bands: Vec<Band>, groups: Vec<Group>) -> Tariff {
    let mut rates = Vec::new();
    for service in Service::ALL {
        let to: Vec<Option<&Group>> =
            if service.has_destination() { groups.iter().map(Some).collect() } else { vec![None] };
        for group in to {
            for zone in Zone::ALL {
                // Each group has a price for something, or the tariff would be refused.
                if (service, zone) == (Service::Call, Zone::Home) || random.random_bool(0.8) {
                    family(random, service, group, zone, &bands, &mut rates);
                }
            }
        }
    }
    let plans = (0..random.random_range(0..3)).map(|at| plan(random, at, &groups)).collect();
    let terms = Terms {
        currency: Currency::DKK,
        country: Country::DENMARK,
        calendar: Calendar::Denmark,
        eu_also: Vec::new(),
        bands,
        groups,
        rates,
    };
    Tariff { id: "t".into(), name: "T".into(), valid_from: day.parse().unwrap(), terms, plans }
}

fn family(
    random: &mut SmallRng,
    service: Service,
    group: Option<&Group>,
    zone: Zone,
    bands: &[Band],
    rates: &mut Vec<Rate>,
) {
    let unit = match service {
        Service::Call | Service::Received => 60,
        Service::Sms | Service::Mms => 1,
        Service::Data => 1_000_000,
    };
    let tiers = random.random_range(1..=2);
    for tier in 0..tiers {
        let after = if tier == 0 { 0 } else { random.random_range(1..15) * unit };
        let all_bands: Vec<Vec<String>> = if random.random_bool(0.4) {
            vec![Vec::new()]
        } else {
            bands.iter().map(|band| vec![band.id.clone()]).collect()
        };
        for bands in all_bands {
            rates.push(Rate {
                service,
                groups: group.map(|group| group.id.clone()).into_iter().collect(),
                zones: vec![zone],
                bands,
                after,
                connect: if random.random_bool(0.5) { price(random) } else { Price::ZERO },
                steps: steps(random, service),
                maximum: random.random_bool(0.3).then(|| price(random)),
            });
        }
    }
}

fn steps(random: &mut SmallRng, service: Service) -> Vec<Step> {
    let count = if service.lasts() { random.random_range(1..4) } else { 1 };
    let mut from_seconds = 0;
    (0..count)
        .map(|_| {
            let increments: &[u64] = match service {
                Service::Call | Service::Received => &[1, 1, 6, 7, 10, 30, 60],
                Service::Sms | Service::Mms => &[1],
                Service::Data => &[1, 1_000, 10_000, 999_983],
            };
            let step = Step {
                from_seconds,
                price: price(random),
                increment: increments[random.random_range(0..increments.len())],
            };
            from_seconds += random.random_range(1..120);
            step
        })
        .collect()
}

fn plan(random: &mut SmallRng, at: usize, groups: &[Group]) -> Plan {
    let allowances = (0..random.random_range(0..3)).map(|_| {
        let service = Service::ALL[random.random_range(0..Service::ALL.len())];
        let most = if service == Service::Data { 30_000_000 } else { 900 };
        let named = groups.iter().filter(|_| service.has_destination() && random.random_bool(0.4));
        let groups = named.map(|group| group.id.clone()).collect();
        let zones: Vec<Zone> = Zone::ALL.into_iter().filter(|_| random.random_bool(0.6)).collect();
        Allowance {
            service,
            amount: random.random_bool(0.9).then(|| random.random_range(1..most)),
            groups,
            zones: if zones.is_empty() { vec![Zone::Home] } else { zones },
        }
    });
    let allowances = allowances.collect();
    Plan { kind: PlanKind::Addon, id: format!("p{at}"), name: format!("P{at}"), price: Price::ZERO, allowances }
}
