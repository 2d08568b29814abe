//! What a customer uses and has by the month, as lines of an invoice.
//!
//! **A line is rounded once, half-up to hundredths; VAT is worked on the sum of the lines.** No float touches an amount.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use opkald_queries::Params;
use opkald_storage::money::{Amount, Currency, Month, Ore, VatRate};
use opkald_storage::zone::{self, Bucket};

use crate::error::PortalError;
use crate::period::Window;
use crate::rows::{Row, RowError};
use crate::signed::Signed;
use crate::state::AppState;
use crate::wrong::Wrong;

/// Months of the history, the one that is asked for among them.
const HISTORY: usize = 13;

/// The kinds of use, in the order in which an invoice has them.
pub(crate) const KINDS: [&str; 8] = ["subscription", "addon", "calls", "data", "sms", "mms", "roaming", "fee"];

/// What a line used or had of one kind in one month.
#[derive(Debug, Clone)]
pub(crate) struct InvoiceLine {
    /// The month's first instant.
    pub(crate) month: DateTime<Utc>,
    /// The line.
    pub(crate) line: String,
    /// One of [`KINDS`].
    pub(crate) kind: String,
    /// How much, in `unit`.
    pub(crate) quantity: f64,
    /// `seconds`, `bytes`, `messages`, `uses` or `months`.
    pub(crate) unit: String,
    /// What it comes to, without VAT.
    pub(crate) amount: Amount,
    /// In what.
    pub(crate) currency: String,
}

/// What a number comes to in one currency, by kind.
pub(crate) type Costs<'a> = BTreeMap<&'a str, Ore>;

/// What lines come to in one currency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    /// Without VAT.
    pub(crate) ex_vat: Ore,
    /// The VAT on that.
    pub(crate) vat: Ore,
    /// Both.
    pub(crate) incl_vat: Ore,
}

/// A month of a customer, and those before it.
#[derive(Debug)]
pub(crate) struct Usage {
    /// The month that was asked for.
    pub(crate) month: Month,
    /// Its first instant, and that of the next.
    pub(crate) window: Window,
    /// The months of the history, the one that was asked for last.
    pub(crate) months: Vec<Bucket>,
    /// All lines of these months.
    pub(crate) lines: Vec<InvoiceLine>,
    /// What the customer pays in.
    pub(crate) currency: String,
    vat: VatRate,
}

impl InvoiceLine {
    fn read(row: &Row<'_>) -> Result<Self, RowError> {
        Ok(Self {
            month: row.moment("month")?,
            line: row.key("line")?,
            kind: row.key("kind")?,
            quantity: row.sum("quantity")?,
            unit: row.key("unit")?,
            amount: row.key("amount")?.parse().map_err(|_| RowError::Kind("amount".to_owned()))?,
            currency: row.text("currency")?.unwrap_or_default(),
        })
    }

    /// What stands on the invoice.
    pub(crate) fn rounded(&self) -> Ore {
        self.amount.rounded()
    }
}

impl Usage {
    /// A month by its name, or the one that is going on, and from when to when it lasts.
    pub(crate) fn month(signed: &Signed, month: Option<&str>) -> Result<(Month, Window), PortalError> {
        let month = match month.filter(|text| !text.is_empty()) {
            Some(text) => text.parse().map_err(|_| PortalError::parameter("month", Wrong::NoMonth))?,
            None => Month::at(signed.zone, signed.now),
        };
        Ok((month, Window { from: month.start(signed.zone), to: month.next().start(signed.zone) }))
    }

    /// Asks for a month, by its name or the one that is going on, and those before it.
    pub(crate) async fn load(signed: &Signed, state: &AppState, month: Option<&str>) -> Result<Self, PortalError> {
        let (month, window) = Self::month(signed, month)?;
        let first = (1..HISTORY).fold(month, |month, _| month.before());
        let first = first.start(signed.zone);
        let months = zone::months(signed.zone, first, window.to);
        let params = Params::new().instant("from", first).instant("to", window.to);
        let asked = signed.ask(include_str!("../sql/usage_months.sql"), params);
        let customer = async { state.book.customer(&signed.customer).await.map_err(PortalError::failed) };
        let (rows, customer) = tokio::try_join!(asked, customer)?;
        let (vat, currency) =
            customer.map_or((VatRate::DENMARK, Currency::DKK), |customer| (customer.vat, customer.currency));
        let (lines, currency) = (rows.map(InvoiceLine::read)?, currency.to_string());
        Ok(Self { month, window, months, lines, currency, vat })
    }

    /// The lines of the month that was asked for.
    pub(crate) fn of_month(&self) -> impl Iterator<Item = &InvoiceLine> {
        self.of(self.window.from)
    }

    /// The lines of a month, by its first instant.
    pub(crate) fn of(&self, month: DateTime<Utc>) -> impl Iterator<Item = &InvoiceLine> {
        self.lines.iter().filter(move |line| line.month == month)
    }

    /// What a month, by its first instant, has of one number.
    pub(crate) fn of_number<'a>(
        &'a self,
        month: DateTime<Utc>,
        number: &'a str,
    ) -> impl Iterator<Item = &'a InvoiceLine> {
        self.of(month).filter(move |line| line.line == number)
    }

    /// What some lines come to, by currency.
    pub(crate) fn sums<'a>(&self, lines: impl Iterator<Item = &'a InvoiceLine>) -> BTreeMap<String, Sum> {
        let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
        for line in lines {
            sums.entry(line.currency.clone()).or_default().ex_vat += line.rounded();
        }
        for sum in sums.values_mut() {
            sum.vat = sum.ex_vat.vat(self.vat);
            sum.incl_vat = sum.ex_vat + sum.vat;
        }
        sums
    }

    /// The lines of the month before.
    pub(crate) fn of_month_before(&self) -> impl Iterator<Item = &InvoiceLine> {
        self.months.iter().rev().nth(1).into_iter().flat_map(|month| self.of(month.start))
    }

    /// What the month that was asked for comes to, and by how much that is more than the month before.
    pub(crate) fn compared(&self) -> BTreeMap<String, (Sum, Ore)> {
        compared(&self.sums(self.of_month()), &self.sums(self.of_month_before()))
    }
}

/// Sums beside those of an earlier month, by every currency that either has: each with by how much it is more, without VAT.
pub(crate) fn compared(sums: &BTreeMap<String, Sum>, before: &BTreeMap<String, Sum>) -> BTreeMap<String, (Sum, Ore)> {
    let of = |sums: &BTreeMap<String, Sum>, currency: &str| sums.get(currency).copied().unwrap_or_default();
    let compared = sums.keys().chain(before.keys()).map(|currency| {
        let sum = of(sums, currency);
        (currency.clone(), (sum, sum.ex_vat - of(before, currency).ex_vat))
    });
    compared.collect()
}

/// What each number comes to in each currency.
pub(crate) fn costs<'a>(lines: impl Iterator<Item = &'a InvoiceLine>) -> BTreeMap<(&'a str, &'a str), Costs<'a>> {
    let mut costs: BTreeMap<_, Costs<'_>> = BTreeMap::new();
    for line in lines {
        let kinds = costs.entry((line.line.as_str(), line.currency.as_str())).or_default();
        *kinds.entry(&line.kind).or_default() += line.rounded();
    }
    costs
}
