#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cases;
mod naive;
mod paper;
mod world;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Copenhagen;

use super::{Charge, Meter, Rater, Receipt, Timeline, Use, Why};
use crate::book::AccountFile;
use crate::money::tariff::{Country, NumberRules, Plan, Prepared, Service, Tariff};
use crate::money::{Currency, Month};

/// Making them takes milliseconds, and every test reads numbers.
static RULES: LazyLock<NumberRules> = LazyLock::new(|| NumberRules::from(Country::DENMARK).unwrap());

/// A tariff with one group for all Danish numbers, and what a test says beside it.
fn tariff(rest: &str) -> Tariff {
    let head = "[[tariff]]\nid = \"t\"\nname = \"T\"\nvalid_from = 2026-01-01\ncurrency = \"DKK\"\nholidays = \"DK\"\n\
        [[tariff.group]]\nid = \"dk\"\nname = \"Denmark\"\nprefixes = [\"+45\"]\n";
    let file = AccountFile::read(&format!("{head}{rest}")).unwrap_or_else(|faults| panic!("{faults:#?}"));
    file.tariffs.into_iter().next().unwrap().what
}

/// A tariff whose only rate is for calls at home.
fn calls(rate: &str) -> Tariff {
    tariff(&format!("[[tariff.rate]]\nservice = \"call\"\ngroups = [\"dk\"]\n{rate}\n"))
}

fn us(instant: &str) -> i64 {
    instant.parse::<DateTime<Utc>>().unwrap().timestamp_micros()
}

/// A customer that has had a tariff since 2026 began.
fn timeline(versions: Vec<Tariff>) -> Timeline {
    let january: Month = "2026-01".parse().unwrap();
    let tariffs = BTreeMap::from([(january, versions[0].id.clone())]);
    let prepared: Vec<_> = versions.into_iter().map(|version| Arc::new(Prepared::new(version).unwrap())).collect();
    Timeline::new(Copenhagen, &tariffs, &prepared)
}

/// A call of so many seconds to a Danish number, on a Wednesday at noon.
fn call(seconds: u64) -> Use<'static> {
    Use {
        service: Service::Call,
        number: Some(Cow::Borrowed("+4588303080")),
        own: None,
        country: None,
        from_us: us("2026-06-03T10:00:00Z"),
        quantity: seconds * 1_000_000,
        told: None,
    }
}

/// A desk with one customer's tariffs and one line's meter.
struct Desk {
    timeline: Timeline,
    meter: Meter,
}

impl Desk {
    fn new(tariff: Tariff) -> Self {
        Self { timeline: timeline(vec![tariff]), meter: Meter::default() }
    }

    fn with_plans(mut self, plans: &[Plan]) -> Self {
        self.meter = Meter::new(plans);
        self
    }

    fn charge(&mut self, what: &Use<'_>) -> Charge {
        Rater::new(&self.timeline, &RULES, Currency::DKK).charge(what, &mut self.meter)
    }

    fn amount(&mut self, what: &Use<'_>) -> String {
        let charge = self.charge(what);
        assert!(!matches!(charge.why, Why::Unrated(_)), "{charge:?}");
        charge.amount.to_string()
    }

    fn receipt(&mut self, what: &Use<'_>) -> Receipt {
        Rater::new(&self.timeline, &RULES, Currency::DKK).receipt(what, &mut self.meter)
    }
}
