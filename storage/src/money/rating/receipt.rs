//! A charge as a person can follow it, with pen and paper.

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use utoipa::ToSchema;

use super::Why;
use super::parts::{Listener, Part, Priced};
use crate::money::tariff::{Free, Plan, Service, Tariff};
use crate::money::{Amount, Currency, Exact};

/// The steps that make a charge. All numbers are decimals, as texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Receipt {
    /// What everything is in.
    pub currency: String,
    /// Why it is so much, in a word: see [`Why::word`].
    pub rated_by: &'static str,
    /// The same in a sentence.
    pub why: &'static str,
    /// The steps.
    pub lines: Vec<ReceiptLine>,
    /// What the steps come to, with all decimals.
    pub exact: String,
    /// That, rounded half-up to four decimals: the charge.
    pub amount: String,
}

impl Receipt {
    /// Of what has its charge from elsewhere than a tariff: a word for that, and a sentence.
    pub fn plain(amount: Amount, currency: String, (rated_by, why): (&'static str, &'static str)) -> Self {
        let amount = amount.to_string();
        Self { currency, rated_by, why, lines: Vec::new(), exact: amount.clone(), amount }
    }

    /// Of a plan or an add-on: a month of it, at its price in the tariff.
    pub(crate) fn fee(tariff: &Tariff, plan: &Plan, month_start: DateTime<Tz>) -> Self {
        let exact = Exact::from(plan.price);
        let line = ReceiptLine::Part {
            from: stamp(month_start),
            tariff: told(tariff),
            band: None,
            used: "1".to_owned(),
            increment: 1,
            increments: 1,
            paid: 1,
            unit: "months",
            price: plan.price.to_string(),
            per: 1,
            amount: exact.to_string(),
        };
        Self {
            currency: tariff.terms.currency.to_string(),
            rated_by: Why::Tariff.word(),
            why: Why::Tariff.sentence(),
            lines: vec![line],
            exact: exact.to_string(),
            amount: exact.rounded().to_string(),
        }
    }
}

/// A step of a charge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "step", rename_all = "lowercase")]
pub enum ReceiptLine {
    /// What a plan or an add-on includes.
    Allowance {
        /// Its name.
        plan: String,
        /// How much of the use it took.
        quantity: u64,
        /// Of what.
        unit: &'static str,
    },
    /// The fee of the connection.
    Connect {
        /// How much.
        amount: String,
    },
    /// A part with one price.
    Part {
        /// When it began, by the customer's clock.
        from: String,
        /// The tariff, and since when this version of it holds.
        tariff: String,
        /// The band, where its price holds in some bands only.
        band: Option<String>,
        /// How much was used.
        used: String,
        /// How much is paid at once.
        increment: u64,
        /// How many times that, the last one whole.
        increments: u64,
        /// How much is paid: one times the other.
        paid: u64,
        /// In what all of these are counted.
        unit: &'static str,
        /// The price …
        price: String,
        /// … of so many of these.
        per: u64,
        /// What it comes to: what is paid, times the price, divided by what it is the price of.
        amount: String,
    },
    /// It costs no more than this, whatever its steps come to.
    Maximum {
        /// How much.
        amount: String,
    },
}

/// Writes a receipt as it hears of the parts.
#[derive(Debug)]
pub(super) struct Writer {
    zone: Tz,
    lines: Vec<ReceiptLine>,
}

impl Writer {
    pub(super) fn new(zone: Tz) -> Self {
        Self { zone, lines: Vec::new() }
    }

    pub(super) fn receipt(self, sum: Exact, currency: Currency, why: Why) -> Receipt {
        // The parts of what turned out to have no price are of no interest.
        let lines = if why == Why::Tariff { self.lines } else { Vec::new() };
        let (currency, exact) = (currency.to_string(), sum.to_string());
        let (rated_by, why) = (why.word(), why.sentence());
        Receipt { currency, rated_by, why, lines, exact, amount: sum.rounded().to_string() }
    }

    fn part(&self, part: &Priced<'_>) -> ReceiptLine {
        let from = DateTime::<Utc>::from_timestamp_micros(part.from_us).unwrap_or_default().with_timezone(&self.zone);
        let band = part.version.band_name(part.band).filter(|_| !part.rate.bands.is_empty());
        ReceiptLine::Part {
            from: stamp(from),
            tariff: told(part.version.tariff()),
            band: band.map(str::to_owned),
            used: quantity(part.service, part.length),
            increment: part.step.increment,
            increments: part.increments(),
            paid: part.paid(),
            unit: unit(part.service),
            price: part.step.price.to_string(),
            per: per(part.service),
            amount: part.cost().to_string(),
        }
    }
}

impl Listener for Writer {
    fn hear(&mut self, part: Part<'_>) {
        let line = match part {
            Part::Allowed { plan, amount, service } => {
                ReceiptLine::Allowance { plan: plan.to_owned(), quantity: amount, unit: unit(service) }
            }
            Part::Connect(fee) => ReceiptLine::Connect { amount: fee.to_string() },
            Part::Priced(priced) => self.part(&priced),
            Part::Maximum(most) => ReceiptLine::Maximum { amount: most.to_string() },
        };
        self.lines.push(line);
    }
}

impl Why {
    /// The word for it in a table.
    pub fn word(self) -> &'static str {
        match self {
            Self::Told => "told",
            Self::Nothing => "nothing",
            Self::Free(_) => "free",
            Self::Taken => "taken",
            Self::Tariff => "tariff",
            Self::Unrated(_) => "unrated",
        }
    }

    /// What a person is told.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Told => "the network told the price",
            Self::Nothing => "nothing was used",
            Self::Free(Free::Emergency) => "calls for help are free",
            Self::Free(Free::TollFree) => "the number is toll-free",
            Self::Taken => "calls that are taken at home or in the EU are free",
            Self::Tariff => "by the tariff",
            Self::Unrated(why) => why.sentence(),
        }
    }
}

/// When something began, by the customer's clock.
fn stamp(at: DateTime<Tz>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

/// A tariff, and since when this version of it holds.
fn told(tariff: &Tariff) -> String {
    format!("{} ({})", tariff.name, tariff.valid_from)
}

/// What a service is counted in.
fn unit(service: Service) -> &'static str {
    match service {
        Service::Call | Service::Received => "seconds",
        Service::Sms | Service::Mms => "messages",
        Service::Data => "bytes",
    }
}

/// How many of these have the price that is told: a minute's seconds, a megabyte's bytes.
fn per(service: Service) -> u64 {
    match service {
        Service::Call | Service::Received => 60,
        Service::Sms | Service::Mms => 1,
        Service::Data => 1_000_000,
    }
}

/// A quantity in what it is counted in, to the last µs.
fn quantity(service: Service, length: u64) -> String {
    if !service.lasts() {
        return length.to_string();
    }
    let (seconds, us) = (length / 1_000_000, length % 1_000_000);
    let text = format!("{seconds}.{us:06}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
