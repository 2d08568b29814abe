//! Customers in a file.

use std::str::FromStr;

use chrono_tz::Tz;

use super::section::Section;
use super::told::{ToldCustomer, ToldEmployee, ToldLine, ToldMobile, ToldQueue, ToldSim};
use super::{At, CustomerPart};
use crate::CustomerNumber;
use crate::book::{CustomerTariff, Language, LineKind, SimState, Subscription};
use crate::money::tariff::PlanKind;
use crate::money::{Month, Price, VatRate};

/// Reads `[[customer]]`.
pub(super) fn read(section: Section<'_>) -> Option<CustomerPart> {
    let customer = customer(&section);
    // Whatever belongs to a customer without a number is read for its faults all the same.
    let number = customer.as_ref().map_or_else(nobody, |customer| Some(customer.number.clone()))?;
    let tariffs = each(&section, "tariff", |section| tariff(section, &number));
    let employees = each(&section, "employee", |section| employee(section, &number));
    let queues = each(&section, "queue", |section| queue(section, &number));
    let mut lines = Lines::default();
    for (key, kind) in [("local", LineKind::Local), ("mobile", LineKind::Mobile)] {
        for line_section in section.sections(key) {
            line(line_section, &number, kind, &mut lines);
        }
    }
    section.end();
    let Lines { lines, mobiles, sims, subscriptions } = lines;
    let customer = At { line: section.line, what: customer? };
    Some(CustomerPart { customer, tariffs, employees, lines, mobiles, sims, subscriptions, queues })
}

/// The lines of a customer, with what they have.
#[derive(Default)]
struct Lines {
    lines: Vec<At<ToldLine>>,
    mobiles: Vec<At<ToldMobile>>,
    sims: Vec<At<ToldSim>>,
    subscriptions: Vec<At<Subscription>>,
}

/// Stands for the customer of what is only read for its faults.
fn nobody() -> Option<CustomerNumber> {
    CustomerNumber::new("0").ok()
}

/// The tables under a key, each with its line.
fn each<T>(section: &Section<'_>, key: &str, read: impl Fn(&Section<'_>) -> Option<T>) -> Vec<At<T>> {
    let sections = section.sections(key).into_iter();
    let one = |section: Section<'_>| {
        let (line, what) = (section.line, read(&section));
        section.end();
        what.map(|what| At { line, what })
    };
    sections.filter_map(one).collect()
}

fn customer(section: &Section<'_>) -> Option<ToldCustomer> {
    let number = section.needs("number", "\"4711\"");
    let name = section.needs_text("name", "\"Bageriet\"");
    let zone = section.aside(|section| section.has::<Zone>("zone")).map(|zone| zone.0);
    let language = section.aside(|section| section.has::<Tongue>("language")).map(|tongue| tongue.0);
    let currency = section.has("currency");
    let vat = section.aside(|section| {
        let percent: Price = section.has("vat_percent")?;
        let vat = VatRate::from_percent(percent);
        if vat.is_none() {
            let what = format!("{percent} is no rate of VAT: give 0 to 100, with two decimals at most");
            section.tell("vat_percent", what);
        }
        vat
    });
    Some(ToldCustomer { number: number?, name: name?, zone, language, currency, vat })
}

fn tariff(section: &Section<'_>, customer: &CustomerNumber) -> Option<CustomerTariff> {
    let tariff = section.needs_text("id", "\"business\"");
    let from = section.needs("from", "\"2026-01\"");
    Some(CustomerTariff { customer: customer.clone(), from: from?, tariff: tariff? })
}

fn employee(section: &Section<'_>, customer: &CustomerNumber) -> Option<ToldEmployee> {
    let id = section.needs_text("id", "\"anna\"");
    let name = section.needs_text("name", "\"Anna Holm\"");
    let (title, email) = (section.has("title"), email(section, "email"));
    Some(ToldEmployee { customer: customer.clone(), id: id?, name: name?, title, email })
}

fn queue(section: &Section<'_>, customer: &CustomerNumber) -> Option<ToldQueue> {
    let id = section.needs_text("id", "\"sales\"");
    let name = section.has("name");
    let service_level_seconds = section.has::<Seconds>("service_level_seconds").map(|seconds| seconds.0);
    let short_abandon_seconds = section.has::<Seconds>("short_abandon_seconds").map(|seconds| seconds.0);
    let hours = section.list("opening_hours");
    let opening_hours = section.is_there("opening_hours").then_some(hours);
    Some(ToldQueue {
        customer: customer.clone(),
        id: id?,
        name,
        service_level_seconds,
        short_abandon_seconds,
        opening_hours,
    })
}

/// Reads a line with what it has, and a mobile's data where it is one.
fn line(section: Section<'_>, customer: &CustomerNumber, kind: LineKind, lines: &mut Lines) {
    let at = section.line;
    let number = section.needs::<LineNumber>("number", "\"+4588303080\"").map(|number| number.0);
    let name = section.has("name");
    let known = number.clone().unwrap_or_default();
    for (key, kind) in [("plan", PlanKind::Plan), ("addon", PlanKind::Addon)] {
        lines.subscriptions.extend(each(&section, key, |section| subscription(section, customer, &known, kind)));
    }
    if kind == LineKind::Mobile {
        lines.sims.extend(each(&section, "sim", |section| sim(section, customer, &known)));
        let what = mobile(&section, customer, &known);
        lines.mobiles.push(At { line: at, what });
    }
    section.end();
    if let Some(number) = number {
        lines.lines.push(At { line: at, what: ToldLine { customer: customer.clone(), number, kind, name } });
    }
}

fn mobile(section: &Section<'_>, customer: &CustomerNumber, number: &str) -> ToldMobile {
    ToldMobile {
        customer: customer.clone(),
        number: number.to_owned(),
        employee: section.has("employee"),
        user_name: section.has("user_name"),
        address: section.has("address"),
        user_email: email(section, "user_email"),
        administrator_email: email(section, "administrator_email"),
        invoice_text: section.has("invoice_text"),
        caller_id: section.has::<CallerId>("caller_id").map(|number| number.0),
    }
}

fn sim(section: &Section<'_>, customer: &CustomerNumber, number: &str) -> Option<ToldSim> {
    let icc = section.needs::<Icc>("icc", "\"8945010000000000003\"");
    let state = section.aside(|section| section.has::<State>("state")).map(|state| state.0);
    Some(ToldSim { customer: customer.clone(), number: number.to_owned(), icc: icc?.0, state })
}

fn subscription(section: &Section<'_>, customer: &CustomerNumber, line: &str, kind: PlanKind) -> Option<Subscription> {
    let plan = section.needs_text("id", "\"mobile-10\"");
    let from: Option<Month> = section.needs("from", "\"2026-01\"");
    let until: Option<Month> = section.has("until");
    let (plan, from) = (plan?, from?);
    if until.is_some_and(|until| until <= from) {
        section.tell("until", format!("it ends before it begins: give a month after {from}, the first without it"));
    }
    Some(Subscription { customer: customer.clone(), line: line.to_owned(), kind, plan, from, until })
}

/// An address for mail; may be empty.
fn email(section: &Section<'_>, key: &str) -> Option<String> {
    let text: String = section.has(key)?;
    let is_address = text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(char::is_whitespace)
    });
    if !text.is_empty() && !is_address {
        let what = format!("{text:?} is no address for mail: give one, such as anna@example.dk");
        section.aside(|section| section.tell(key, what));
    }
    Some(text)
}

/// Declares how a text of the file becomes one of the domain's types, or why it does not.
macro_rules! read_as {
    ($name:ident($what:ty), $refusal:expr, $read:expr) => {
        struct $name($what);

        impl FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                let read: fn(&str) -> Option<$what> = $read;
                read(text)
                    .map(Self)
                    .ok_or_else(|| format!("{:?} {}", text.chars().take(60).collect::<String>(), $refusal))
            }
        }
    };
}

read_as!(Zone(Tz), "is no time zone: give one such as Europe/Copenhagen", |text| text.parse().ok());
read_as!(Tongue(Language), "is no language of the portal: give da or en", Language::from_code);
read_as!(State(SimState), "is no state of a card: give active, blocked or replaced", SimState::from_word);
read_as!(Seconds(u32), "is no number of seconds: give a whole number from 0 to 86400", |text| text
    .parse()
    .ok()
    .filter(|seconds| *seconds <= 86_400));
read_as!(LineNumber(String), NO_NUMBER, line_number);
read_as!(CallerId(String), NO_NUMBER, |text| if text.is_empty() { Some(String::new()) } else { line_number(text) });
read_as!(Icc(String), "is no ICC: give the 18 to 22 digits that are printed on the card", |text| {
    let fits = (18..=22).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.to_owned())
});

const NO_NUMBER: &str =
    "is no number as events bear it: give +, the country and the digits, or a short number of at most 6";

fn line_number(text: &str) -> Option<String> {
    // A number without its country would be another line than the one that events name.
    let (digits, most) = text.strip_prefix('+').map_or((text, 6), |digits| (digits, 15));
    let fits = (2..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.to_owned())
}
