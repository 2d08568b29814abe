//! Tariffs in a file.

use std::collections::HashMap;
use std::str::FromStr;

use chrono::NaiveDate;

use super::At;
use super::section::Section;
use crate::book::LineKind;
use crate::money::tariff::{
    Allowance, Band, Calendar, Country, Group, Part, Plan, PlanKind, Rate, Service, Step, Tariff, Terms, Whole, Zone,
};
use crate::money::{Currency, Price};

/// A minute, which calls are priced by.
const SECONDS: u64 = 60;

/// A megabyte, which data are priced by, and a kilobyte.
const BYTES: u64 = 1_000_000;
const KILOBYTE: u64 = 1_000;

/// Seconds in a day: no leg lasts longer.
const LAST_SECOND: u64 = 86_400;

/// Where each part of a tariff stands.
type Places<'a> = HashMap<Part, Section<'a>>;

/// The parts of a kind that could be read.
struct Parts<T> {
    all: Vec<T>,
    is_whole: bool,
}

/// Reads `[[tariff]]`, and tells everything that its own check finds. What could not be read of it is left out of the check,
/// or something else that fits stands in its place; none where that could decide about customers.
pub(super) fn read(section: Section<'_>) -> Option<At<Tariff>> {
    let mut places = Places::new();
    let bands = parts(&section, "band", &mut places, Part::Band, |section, _, _| band(section));
    let groups = parts(&section, "group", &mut places, Part::Group, |section, _, _| group(section));
    let rates = parts(&section, "rate", &mut places, Part::Rate, rate);
    let mut plans = parts(&section, "plan", &mut places, Part::Plan, |section, at, places| {
        plan(section, PlanKind::Plan, at, places)
    });
    let count = plans.all.len();
    let addon_at = |at| Part::Plan(count + at);
    let addons = parts(&section, "addon", &mut places, addon_at, |section, at, places| {
        plan(section, PlanKind::Addon, count + at, places)
    });
    plans.all.extend(addons.all);
    let id = section.needs_text("id", "\"business\"");
    let name = section.needs_text("name", "\"Business 2026\"");
    let valid_from = section.needs::<Day>("valid_from", "2026-01-01");
    let currency = section.needs("currency", "\"DKK\"");
    let decides = id.is_some() && valid_from.is_some() && currency.is_some() && plans.is_whole && addons.is_whole;
    let terms = Terms {
        currency: currency.unwrap_or(Currency::DKK),
        country: section.has("country").unwrap_or(Country::DENMARK),
        calendar: holidays(&section),
        eu_also: section.list("eu_also"),
        bands: bands.all,
        groups: groups.all,
        rates: rates.all,
    };
    let (id, name) = (id.unwrap_or_default(), name.unwrap_or_default());
    let tariff = Tariff { id, name, valid_from: valid_from.unwrap_or_default().0, terms, plans: plans.all };
    let whole = Whole { bands: bands.is_whole, groups: groups.is_whole, rates: rates.is_whole };
    for fault in tariff.faults_within(whole) {
        places.get(&fault.part).unwrap_or(&section).tell(fault.key, fault.what);
    }
    section.end();
    decides.then_some(At { line: section.line, what: tariff })
}

/// The parts under a key, but those that cannot be read as they stand: nothing is told twice.
fn parts<'a, T>(
    section: &Section<'a>,
    key: &str,
    places: &mut Places<'a>,
    part: impl Fn(usize) -> Part,
    read: impl Fn(&Section<'a>, usize, &mut Places<'a>) -> Option<T>,
) -> Parts<T> {
    let mut all = Vec::new();
    let before = section.faults();
    for section in section.sections(key) {
        let before = section.faults();
        let at = all.len();
        let what = read(&section, at, places).filter(|_| section.faults() == before);
        section.end();
        if let Some(what) = what {
            places.insert(part(at), section);
            all.push(what);
        }
    }
    Parts { all, is_whole: section.faults() == before }
}

fn band(section: &Section<'_>) -> Option<Band> {
    let id = section.needs_text("id", "\"peak\"");
    let before = section.faults();
    let times = section.list("times");
    if times.is_empty() && section.faults() == before {
        section.tell("times", "no times: give some, such as [\"mon-fri 08:00-16:00\"]");
    }
    Some(Band { id: id?, times })
}

fn group(section: &Section<'_>) -> Option<Group> {
    let id = section.needs_text("id", "\"denmark\"");
    let name = name(section, id.as_ref());
    let own: Vec<OwnLines> = section.list("own");
    let (prefixes, premium) = (section.list("prefixes"), section.aside(|section| section.flag("premium")));
    Some(Group { id: id?, name, prefixes, own: own.into_iter().map(|own| own.0).collect(), premium })
}

/// What people call something; its id, where that is not told.
fn name(section: &Section<'_>, id: Option<&String>) -> String {
    let name: Option<String> = section.aside(|section| section.has("name"));
    name.or_else(|| id.cloned()).unwrap_or_default()
}

fn rate<'a>(section: &Section<'a>, at: usize, places: &mut Places<'a>) -> Option<Rate> {
    let service = section.needs::<Word<Service>>("service", "\"call\"").map(|word| word.0);
    let groups = section.list("groups");
    let zones = zones(section);
    let bands = section.list("bands");
    let connect = price(section, "connect").unwrap_or(Price::ZERO);
    let maximum = price(section, "maximum");
    // What follows depends on the service, so it cannot be asked for without.
    let Some(service) = service else {
        section.leave(&["steps", "after_minutes", "after_messages", "after_megabytes"]);
        return None;
    };
    let after = quantity(section, service.after_key(), unit(service), u64::MAX / BYTES).unwrap_or(0);
    let mut steps = Vec::new();
    for (place, step_section) in section.sections("steps").into_iter().enumerate() {
        steps.push(step(&step_section, service));
        places.insert(Part::Step(at, place), step_section);
    }
    Some(Rate { service, groups, zones, bands, after, connect, steps, maximum })
}

/// What one of the units is that a service is counted by in a file.
fn unit(service: Service) -> u64 {
    match service {
        Service::Call | Service::Received => SECONDS,
        Service::Sms | Service::Mms => 1,
        Service::Data => BYTES,
    }
}

/// A price, where there is one. Nothing else rests on how high it is.
fn price(section: &Section<'_>, key: &str) -> Option<Price> {
    section.aside(|section| section.has::<NotNegative>(key)).map(|price| price.0)
}

/// A price that must be there.
fn needed_price(section: &Section<'_>, key: &str, such_as: &str) -> Price {
    section.aside(|section| section.needs::<NotNegative>(key, such_as)).map_or(Price::ZERO, |price| price.0)
}

fn step(section: &Section<'_>, service: Service) -> Step {
    let such_as = match service {
        Service::Call | Service::Received => "\"0.25\"",
        Service::Sms | Service::Mms => "\"0.20\"",
        Service::Data => "\"0.05\"",
    };
    let price = needed_price(section, service.price_key(), such_as);
    let from = if service.lasts() { quantity(section, "from_seconds", 1, LAST_SECOND) } else { None };
    let increment = section.aside(|section| match service {
        Service::Call | Service::Received => quantity(section, "increment_seconds", 1, LAST_SECOND),
        Service::Sms | Service::Mms => None,
        Service::Data => quantity(section, "increment_kilobytes", KILOBYTE, BYTES),
    });
    section.end();
    // A day's seconds are few.
    let from_seconds = u32::try_from(from.unwrap_or(0)).unwrap_or(u32::MAX);
    Step { from_seconds, price, increment: increment.unwrap_or(1) }
}

fn plan<'a>(section: &Section<'a>, kind: PlanKind, at: usize, places: &mut Places<'a>) -> Option<Plan> {
    let id = section.needs_text("id", "\"mobile-10\"");
    let name = name(section, id.as_ref());
    let price = needed_price(section, "price", "\"149.00\"");
    let mut allowances = Vec::new();
    for (place, allowance_section) in section.sections("allowance").into_iter().enumerate() {
        allowances.extend(allowance(&allowance_section));
        places.insert(Part::Allowance(at, place), allowance_section);
    }
    Some(Plan { kind, id: id?, name, price, allowances })
}

fn allowance(section: &Section<'_>) -> Option<Allowance> {
    let service = section.needs::<Word<Service>>("service", "\"call\"").map(|word| word.0);
    let (groups, zones, unlimited) = (section.list("groups"), zones(section), section.flag("unlimited"));
    let amount = service.and_then(|service| {
        let key = service.amount_key();
        let amount = quantity(section, key, unit(service), u64::MAX / BYTES);
        if amount.is_some() == unlimited {
            section.tell(key, format!("an allowance has either `{key}` or `unlimited = true`: give one of them"));
        }
        amount
    });
    if service.is_none() {
        section.leave(&["minutes", "messages", "megabytes"]);
    }
    section.end();
    Some(Allowance { service: service?, amount, groups, zones })
}

/// The zones that something is for; at home, where none is named.
fn zones(section: &Section<'_>) -> Vec<Zone> {
    let named: Vec<Word<Zone>> = section.list("zones");
    if named.is_empty() && !section.is_there("zones") {
        return vec![Zone::Home];
    }
    named.into_iter().map(|word| word.0).collect()
}

fn holidays(section: &Section<'_>) -> Calendar {
    let word = section.text("holidays");
    Calendar::from_word(&word).unwrap_or_else(|| {
        section.tell("holidays", format!("nothing is known of holidays called {word:?}: give DK, or leave it out"));
        Calendar::None
    })
}

/// A whole number of units, up to a bound.
fn quantity(section: &Section<'_>, key: &str, unit: u64, most: u64) -> Option<u64> {
    let text: String = section.has(key)?;
    match text.parse::<u64>() {
        Ok(number) if number <= most => Some(number * unit),
        _ => {
            section.tell(key, format!("{text:?} is no whole number from 0 to {most}"));
            None
        }
    }
}

/// A price as tariffs have them.
struct NotNegative(Price);

impl FromStr for NotNegative {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let price: Price = text.parse().map_err(|error| format!("{error}"))?;
        if price.is_negative() {
            Err(format!("{price} is below nothing: a price is 0 or more"))
        } else {
            Ok(Self(price))
        }
    }
}

/// A day, as TOML and people write it.
#[derive(Default)]
struct Day(NaiveDate);

impl FromStr for Day {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| format!("{text:?} is no day: give one, such as 2026-01-01"))
    }
}

/// One of a few words.
struct Word<T>(T);

impl FromStr for Word<Service> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Service::ALL.into_iter().find(|service| service.word() == text);
        found.map(Self).ok_or_else(|| format!("{text:?} is no service: give call, received, sms, mms or data"))
    }
}

impl FromStr for Word<Zone> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Zone::ALL.into_iter().find(|zone| zone.word() == text);
        found.map(Self).ok_or_else(|| format!("{text:?} is no zone: give home, eu or rest"))
    }
}

/// A kind of the customer's own lines.
struct OwnLines(LineKind);

impl FromStr for OwnLines {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        LineKind::from_word(text).map(Self).ok_or_else(|| format!("{text:?} is no kind of line: give local or mobile"))
    }
}
