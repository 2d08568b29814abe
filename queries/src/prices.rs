//! What customers pay by, and charging what they used.
//!
//! A charge depends on what the line used before it in the month, so charges are made in the order of time, each table of
//! uses by itself: calls and messages have no allowance in common.

mod columns;
mod walk;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use datafusion::arrow::array::{ArrayRef, Decimal128Array, RecordBatch, StringArray, TimestampMicrosecondArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::error::ArrowError;
use opkald_storage::CustomerNumber;
use opkald_storage::book::Book;
use opkald_storage::events::instant;
use opkald_storage::money::tariff::{Country, NumberRules, PlanKind};
use opkald_storage::money::{Account, Charged, Currency, Exact, Month};
use xxhash_rust::xxh3::xxh3_64;

use crate::{Error, Result};
pub(crate) use walk::Pricing;

/// Charges and sums of them, as tables and views have them.
pub(crate) const AMOUNT: DataType = DataType::Decimal128(14, 4);

/// What all customers pay by, at one moment.
#[derive(Debug, Default)]
pub(crate) struct Prices {
    accounts: BTreeMap<CustomerNumber, Arc<Account>>,
    /// Plans of numbers, by the home that they are seen from.
    rules: HashMap<Country, Arc<NumberRules>>,
    metered: Vec<CustomerNumber>,
    /// What customers without a tariff pay in, where that is not what most do.
    currencies: BTreeMap<CustomerNumber, Currency>,
    mark: i64,
}

impl PartialEq for Prices {
    fn eq(&self, other: &Self) -> bool {
        self.mark == other.mark
    }
}

impl Eq for Prices {}

impl Prices {
    /// What the book says now. Plans of numbers do not change, and are taken over from what was read before.
    pub(crate) async fn read(book: &Book, before: &Self) -> Result<Self> {
        let accounts = book.pays().await.map_err(|error| Error::Book(error.to_string()))?;
        let mut rules = before.rules.clone();
        let tariffs = accounts.values().flat_map(|account| account.timeline().versions());
        for country in tariffs.map(|version| version.tariff().terms.country).chain([Country::DENMARK]) {
            if !rules.contains_key(&country) && !accounts.is_empty() {
                let read = NumberRules::from(country);
                let missing =
                    || Error::Book(format!("no plan of telephone numbers can be read for {}", country.code()));
                rules.insert(country, Arc::new(read.ok_or_else(missing)?));
            }
        }
        let customers = book.customers().await.map_err(|error| Error::Book(error.to_string()))?;
        let others = customers.into_iter().filter(|customer| !accounts.contains_key(&customer.number));
        let others = others.filter(|customer| customer.currency != Currency::DKK);
        let currencies: BTreeMap<_, _> = others.map(|customer| (customer.number, customer.currency)).collect();
        let mut text = String::new();
        for (number, account) in &accounts {
            text.push_str(&format!("{number}\0{}\0", account.whole_mark()));
        }
        for (number, currency) in &currencies {
            text.push_str(&format!("{number}\0{currency}\0"));
        }
        let mark = if text.is_empty() { 0 } else { mark_of(&text) };
        let metered = accounts.iter().filter(|(_, account)| account.is_metered());
        let metered = metered.map(|(number, _)| number.clone()).collect();
        Ok(Self { accounts, rules, metered, currencies, mark })
    }

    /// A mark of all of it.
    pub(crate) fn mark(&self) -> i64 {
        self.mark
    }

    /// What a customer pays by; none if it has no tariff.
    pub(crate) fn account(&self, customer: &str) -> Option<&Arc<Account>> {
        self.accounts.get(&CustomerNumber::new(customer).ok()?)
    }

    /// A mark of what decides about a customer's charges in a month: above 0 where it has a tariff.
    pub(crate) fn mark_of(&self, customer: &str, month: Month) -> i64 {
        match self.account(customer) {
            Some(account) => account.mark(month),
            None => {
                Some(self.currency(customer)).filter(|own| *own != Currency::DKK).map_or(0, |own| -mark_of(own.code()))
            }
        }
    }

    /// Whether a mark is that of a month that was charged under a tariff.
    pub(crate) fn is_of_tariff(mark: i64) -> bool {
        mark > 0
    }

    /// The customers that have a tariff.
    pub(crate) fn customers(&self) -> impl Iterator<Item = &CustomerNumber> {
        self.accounts.keys()
    }

    /// What a customer pays in where neither the network nor a tariff says otherwise.
    pub(crate) fn currency(&self, customer: &str) -> Currency {
        let account = self.account(customer).map(|account| account.currency());
        let other = || self.currencies.get(&CustomerNumber::new(customer).ok()?).copied();
        account.or_else(other).unwrap_or(Currency::DKK)
    }

    /// A customer's home, by its newest tariff.
    pub(crate) fn home(&self, customer: &str) -> Country {
        let newest = self.account(customer).and_then(|account| account.timeline().versions().last());
        newest.map_or(Country::DENMARK, |version| version.tariff().terms.country)
    }

    fn rules(&self, country: Country) -> Option<&Arc<NumberRules>> {
        self.rules.get(&country)
    }

    /// The customers whose charges depend on what they used before in the month.
    pub(crate) fn metered(&self) -> &[CustomerNumber] {
        &self.metered
    }

    /// The table `subscriptions`: what lines have by the month, over months in which its price stays the same.
    pub(crate) fn subscriptions(
        &self,
        customer: Option<&CustomerNumber>,
        now: DateTime<Utc>,
    ) -> Result<RecordBatch, ArrowError> {
        let texts = ["customer", "zone", "line", "kind", "name"].map(|name| Field::new(name, DataType::Utf8, false));
        let instants = ["from_at", "until_at"].map(|name| Field::new(name, instant(), false));
        let money = [Field::new("price", AMOUNT, false), Field::new("currency", DataType::Utf8, false)];
        let schema = Arc::new(Schema::new([&texts[..], &instants[..], &money[..]].concat()));
        let accounts = self.accounts.iter().filter(|(number, _)| customer.is_none_or(|only| only == *number));
        let charged: Vec<_> = accounts
            .flat_map(|(number, account)| {
                let zone = account.zone().name();
                account.charged(now).into_iter().map(move |charged| (number, zone, charged))
            })
            .collect();
        let text = |of: &dyn Fn(&(&CustomerNumber, &'static str, Charged)) -> String| -> ArrayRef {
            Arc::new(StringArray::from_iter_values(charged.iter().map(of)))
        };
        let at = |times: Vec<DateTime<Utc>>| -> ArrayRef {
            let micros = times.iter().map(DateTime::timestamp_micros);
            Arc::new(TimestampMicrosecondArray::from_iter_values(micros).with_timezone("UTC"))
        };
        // A month's price is rounded to what charges are, as a use is.
        let prices =
            charged.iter().map(|(.., charged)| i128::from(Exact::from(charged.price).rounded().ten_thousandths()));
        let prices = Decimal128Array::from_iter_values(prices).with_data_type(AMOUNT);
        let columns = vec![
            text(&|(number, ..)| number.to_string()),
            text(&|(_, zone, _)| (*zone).to_owned()),
            text(&|(.., charged)| charged.line.clone()),
            text(&|(.., charged)| match charged.kind {
                PlanKind::Plan => "subscription".to_owned(),
                PlanKind::Addon => "addon".to_owned(),
            }),
            text(&|(.., charged)| charged.name.clone()),
            at(charged.iter().map(|(.., charged)| charged.from).collect()),
            at(charged.iter().map(|(.., charged)| charged.until).collect()),
            Arc::new(prices),
            text(&|(.., charged)| charged.currency.to_string()),
        ];
        RecordBatch::try_new(schema, columns)
    }
}

/// A mark of a text, which is never below 0.
pub(crate) fn mark_of(text: &str) -> i64 {
    i64::try_from(xxh3_64(text.as_bytes()) >> 1).unwrap_or_default()
}
