//! Tariffs: what is charged for what, from a date on.
//!
//! **A version of a tariff never changes the past**: each is whole, valid from a date, and an older month keeps the older one.

mod calendar;
mod check;
mod country;
mod families;
mod faults;
mod numbers;
mod prefix;
mod prepared;
mod trie;
mod week;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use calendar::Calendar;
pub use country::Country;
pub(super) use families::Family;
pub(crate) use faults::Whole;
pub use faults::{Fault, Part};
pub use numbers::{Dialled, Free, NumberReader, NumberRules};
pub use prefix::{NotAPrefix, Prefix};
pub use prepared::{Prepared, Unrated};

use super::{Currency, Price, Times};
use crate::book::LineKind;

/// One version of a tariff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tariff {
    /// Its id, which customers are tied to.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The local day from whose start it holds.
    pub valid_from: NaiveDate,
    /// What usage costs.
    pub terms: Terms,
    /// What a line can have month by month.
    pub plans: Vec<Plan>,
}

/// What usage costs, and what decides about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// What all its prices are in.
    pub currency: Currency,
    /// Where home is: whose numbers are written without a country, and where a mobile roams nowhere.
    pub country: Country,
    /// Which days are public holidays.
    pub calendar: Calendar,
    /// Countries that count as EU although they are none.
    pub eu_also: Vec<Country>,
    /// Times of the week with prices of their own; none when all times cost the same.
    pub bands: Vec<Band>,
    /// What numbers belong together.
    pub groups: Vec<Group>,
    /// The prices.
    pub rates: Vec<Rate>,
}

/// Times of the week that have prices of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// Its id.
    pub id: String,
    /// When.
    pub times: Vec<Times>,
}

/// Called numbers that have one price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// What stands on a receipt.
    pub name: String,
    /// How its numbers begin. The longest of all groups' prefixes decides.
    pub prefixes: Vec<Prefix>,
    /// The customer's own lines of these kinds, which the book knows and a prefix could not tell; they go before prefixes.
    pub own: Vec<LineKind>,
    /// Whether it may hold numbers with a price of their own: such a number is never charged as an ordinary one.
    pub premium: bool,
}

/// What a price is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// A call to somebody.
    Call,
    /// A call that a mobile takes while it is abroad; at home that costs nothing.
    Received,
    /// A text message.
    Sms,
    /// A message with pictures.
    Mms,
    /// Data.
    Data,
}

/// Where a mobile is when it uses something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// In the tariff's own country. Local lines are always there.
    Home,
    /// In another country of the EU or the EEA, or one that the tariff counts as such.
    Eu,
    /// Anywhere else.
    Rest,
}

/// The price of some use: of a service, to some groups, in some zones, in some bands, after so much in the month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// What it is for.
    pub service: Service,
    /// To which groups; none for what goes to nobody.
    pub groups: Vec<String>,
    /// In which zones.
    pub zones: Vec<Zone>,
    /// In which bands; none means in all.
    pub bands: Vec<String>,
    /// A tier: after how much of this in the month, beside what allowances took. In seconds, messages or bytes.
    pub after: u64,
    /// Charged once for each use that is not begun within an allowance.
    pub connect: Price,
    /// The prices of what follows, the first from 0 on.
    pub steps: Vec<Step>,
    /// What one use costs at most.
    pub maximum: Option<Price>,
}

/// A price that holds from some second of a call on. Messages and data have one step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// From which second of the call on.
    pub from_seconds: u32,
    /// A minute's price, a message's or a megabyte's.
    pub price: Price,
    /// What is begun is paid whole: so many seconds, messages or bytes.
    pub increment: u64,
}

/// Whether something is a line's plan, or comes on top of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlanKind {
    /// A line has one at a time.
    Plan,
    /// A line has as many as it likes.
    Addon,
}

/// What a line pays by the month, and what it has for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Plan or add-on.
    pub kind: PlanKind,
    /// Its id.
    pub id: String,
    /// What stands on an invoice.
    pub name: String,
    /// Its price for each month in which a line has it.
    pub price: Price,
    /// What it includes, each month anew.
    pub allowances: Vec<Allowance>,
}

/// Use that is included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allowance {
    /// Of what.
    pub service: Service,
    /// How much a month, in seconds, messages or bytes; none means without end.
    pub amount: Option<u64>,
    /// To which groups; none means to all that are not premium.
    pub groups: Vec<String>,
    /// In which zones.
    pub zones: Vec<Zone>,
}

impl Service {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Call, Self::Received, Self::Sms, Self::Mms, Self::Data];

    /// Its word in a file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Received => "received",
            Self::Sms => "sms",
            Self::Mms => "mms",
            Self::Data => "data",
        }
    }

    /// What it is counted by in a file.
    pub(crate) fn amount_key(self) -> &'static str {
        match self {
            Self::Call | Self::Received => "minutes",
            Self::Sms | Self::Mms => "messages",
            Self::Data => "megabytes",
        }
    }

    /// The key of a tier in a file.
    pub(crate) fn after_key(self) -> &'static str {
        match self {
            Self::Call | Self::Received => "after_minutes",
            Self::Sms | Self::Mms => "after_messages",
            Self::Data => "after_megabytes",
        }
    }

    /// The key of a price in a file.
    pub(crate) fn price_key(self) -> &'static str {
        match self {
            Self::Call | Self::Received => "per_minute",
            Self::Sms | Self::Mms => "per_message",
            Self::Data => "per_megabyte",
        }
    }

    /// Whether it goes to a number, so that its price depends on whose.
    pub fn has_destination(self) -> bool {
        matches!(self, Self::Call | Self::Sms | Self::Mms)
    }

    /// Whether it lasts, so that its price depends on how long.
    pub fn lasts(self) -> bool {
        matches!(self, Self::Call | Self::Received)
    }
}

impl Zone {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Home, Self::Eu, Self::Rest];

    /// Its word in a file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Eu => "eu",
            Self::Rest => "rest",
        }
    }
}

impl PlanKind {
    /// Its word in the book.
    pub fn word(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Addon => "addon",
        }
    }

    /// Reads its word in the book.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Plan, Self::Addon].into_iter().find(|kind| kind.word() == word)
    }
}

impl Terms {
    /// Where a mobile is that uses something in a country; none means at home.
    pub fn zone(&self, country: Option<&str>) -> Zone {
        let Some(country) = country else { return Zone::Home };
        if country == self.country.code() {
            Zone::Home
        } else if country::is_in_eea(country) || self.eu_also.iter().any(|also| also.code() == country) {
            Zone::Eu
        } else {
            Zone::Rest
        }
    }
}

#[cfg(test)]
mod tests;
