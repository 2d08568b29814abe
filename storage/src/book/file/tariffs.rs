//! Tariffs in a file.

use std::collections::HashMap;
use std::str::FromStr;

use chrono::NaiveDate;

use super::At;
use super::section::Section;
use crate::book::LineKind;
use crate::money::Price;
use crate::money::tariff::{
    Allowance, Band, Calendar, Country, Group, Part, Plan, PlanKind, Rate, Service, Step, Tariff, Terms, Zone,
};

/// A minute, which calls are priced by.
const SECONDS: u64 = 60;

/// A megabyte, which data are priced by, and a kilobyte.
const BYTES: u64 = 1_000_000;
const KILOBYTE: u64 = 1_000;

/// Seconds in a day: no leg lasts longer.
const LAST_SECOND: u64 = 86_400;

/// Reads `[[tariff]]`, and tells everything that its own check finds.
pub(super) fn read(section: Section<'_>) -> Option<At<Tariff>> {
    let mut lines = HashMap::from([(Part::Whole, section.line)]);
    let bands = parts(&section, "band", &mut lines, Part::Band, band);
    let groups = parts(&section, "group", &mut lines, Part::Group, group);
    let rates = parts(&section, "rate", &mut lines, Part::Rate, rate);
    let mut plans = parts(&section, "plan", &mut lines, Part::Plan, |section| plan(section, PlanKind::Plan));
    let count = plans.as_ref().map_or(0, Vec::len);
    let addon_at = |at| Part::Plan(count + at);
    let addons = parts(&section, "addon", &mut lines, addon_at, |section| plan(section, PlanKind::Addon));
    if let (Some(plans), Some(addons)) = (&mut plans, &addons) {
        plans.extend(addons.iter().cloned());
    }
    let id = section.needs_text("id", "\"business\"");
    let name = section.needs_text("name", "\"Business 2026\"");
    let valid_from = section.needs::<Day>("valid_from", "2026-01-01");
    let currency = section.needs("currency", "\"DKK\"");
    let country = section.has("country").or(Some(Country::DENMARK));
    let calendar = holidays(&section);
    let eu_also = section.list("eu_also");
    let line = section.line;
    let tariff = (|| {
        let terms = Terms {
            currency: currency?,
            country: country?,
            calendar,
            eu_also,
            bands: bands?,
            groups: groups?,
            rates: rates?,
        };
        Some(Tariff { id: id?, name: name?, valid_from: valid_from?.0, terms, plans: plans? })
    })();
    for fault in tariff.as_ref().map(Tariff::faults).unwrap_or_default() {
        let at = lines.get(&fault.part).copied().unwrap_or(line);
        section.tell_at(at, part_name(fault.part), fault.key, fault.what);
    }
    section.end();
    Some(At { line, what: tariff? })
}

/// The parts under a key; none if one of them cannot be read as it stands, so that nothing is told twice, or of places that
/// have moved.
fn parts<T>(
    section: &Section<'_>,
    key: &str,
    lines: &mut HashMap<Part, usize>,
    part: impl Fn(usize) -> Part,
    read: impl Fn(&Section<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let sections = section.sections(key).into_iter().enumerate();
    let all: Vec<Option<T>> = sections
        .map(|(at, section)| {
            lines.insert(part(at), section.line);
            let before = section.faults();
            let what = read(&section);
            let is_sound = section.faults() == before;
            section.end();
            what.filter(|_| is_sound)
        })
        .collect();
    all.into_iter().collect()
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Whole => "",
        Part::Band(_) => "band",
        Part::Group(_) => "group",
        Part::Rate(_) => "rate",
        Part::Plan(_) => "plan",
    }
}

fn band(section: &Section<'_>) -> Option<Band> {
    let id = section.needs_text("id", "\"peak\"");
    let times = section.list("times");
    if times.is_empty() {
        section.tell("times", "no times: give some, such as [\"mon-fri 08:00-16:00\"]");
    }
    Some(Band { id: id?, times })
}

fn group(section: &Section<'_>) -> Option<Group> {
    let id = section.needs_text("id", "\"denmark\"");
    let name = section.has("name").or_else(|| id.clone());
    let own: Vec<OwnLines> = section.list("own");
    let (prefixes, premium) = (section.list("prefixes"), section.flag("premium"));
    Some(Group { id: id?, name: name?, prefixes, own: own.into_iter().map(|own| own.0).collect(), premium })
}

fn rate(section: &Section<'_>) -> Option<Rate> {
    let service = section.needs::<Word<Service>>("service", "\"call\"").map(|word| word.0);
    let groups = section.list("groups");
    let zones = zones(section);
    let bands = section.list("bands");
    let connect = section.has("connect").unwrap_or(Price::ZERO);
    let maximum = section.has("maximum");
    // What follows depends on the service, so it cannot be asked for without.
    let Some(service) = service else {
        section.leave(&["steps", "after_minutes", "after_messages", "after_megabytes"]);
        return None;
    };
    let after = after(section, service);
    let steps: Option<Vec<Step>> =
        section.sections("steps").into_iter().map(|step_section| step(step_section, service)).collect();
    Some(Rate { service, groups, zones, bands, after, connect, steps: steps?, maximum })
}

/// The start of a tier, in what the service is counted by.
fn after(section: &Section<'_>, service: Service) -> u64 {
    let (key, unit) = match service {
        Service::Call | Service::Received => ("after_minutes", SECONDS),
        Service::Sms | Service::Mms => ("after_messages", 1),
        Service::Data => ("after_megabytes", BYTES),
    };
    quantity(section, key, unit, u64::MAX / BYTES).unwrap_or(0)
}

fn step(section: Section<'_>, service: Service) -> Option<Step> {
    let (price, from_seconds, increment) = match service {
        Service::Call | Service::Received => {
            let from = quantity(&section, "from_seconds", 1, LAST_SECOND);
            let increment = quantity(&section, "increment_seconds", 1, LAST_SECOND);
            (section.needs("per_minute", "\"0.25\""), from, increment)
        }
        Service::Sms | Service::Mms => (section.needs("per_message", "\"0.20\""), None, None),
        Service::Data => {
            let increment = quantity(&section, "increment_kilobytes", KILOBYTE, BYTES);
            (section.needs("per_megabyte", "\"0.05\""), None, increment.or(Some(1)))
        }
    };
    section.end();
    let from_seconds = u32::try_from(from_seconds.unwrap_or(0)).ok()?;
    Some(Step { from_seconds, price: price?, increment: increment.unwrap_or(1) })
}

fn plan(section: &Section<'_>, kind: PlanKind) -> Option<Plan> {
    let id = section.needs_text("id", "\"mobile-10\"");
    let name = section.has("name").or_else(|| id.clone());
    let price = section.needs("price", "\"149.00\"");
    let allowances: Option<Vec<_>> = section.sections("allowance").into_iter().map(allowance).collect();
    Some(Plan { kind, id: id?, name: name?, price: price?, allowances: allowances? })
}

fn allowance(section: Section<'_>) -> Option<Allowance> {
    let service = section.needs::<Word<Service>>("service", "\"call\"").map(|word| word.0);
    let (groups, zones, unlimited) = (section.list("groups"), zones(&section), section.flag("unlimited"));
    let amount = service.and_then(|service| {
        let (key, unit) = match service {
            Service::Call | Service::Received => ("minutes", SECONDS),
            Service::Sms | Service::Mms => ("messages", 1),
            Service::Data => ("megabytes", BYTES),
        };
        let amount = quantity(&section, key, unit, u64::MAX / BYTES);
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

/// A day, as TOML and people write it.
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
