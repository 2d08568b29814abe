//! The columns of uses that charges are made from, and those that tell them.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Decimal128Array, Int32Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use datafusion::arrow::datatypes::{Decimal128Type, Int32Type, Int64Type, TimestampMicrosecondType};
use datafusion::arrow::error::ArrowError;
use opkald_storage::book::LineKind;
use opkald_storage::money::rating::Use;
use opkald_storage::money::tariff::Service;
use opkald_storage::money::{Account, Amount, Currency};

use super::AMOUNT;
use crate::compute::column;

/// By what a use was charged that the network told the price of.
pub(super) const TOLD: &str = "told";

/// The same, where the network told no currency and the customer's own was put.
pub(super) const TOLD_IN_OWN: &str = "told_in_own";

/// A table of uses, by its columns. Times of a call are those of its talk; what is sent has one.
pub(super) struct Columns<'a> {
    pub(super) customers: &'a StringArray,
    pub(super) lines: &'a StringArray,
    pub(super) instants: &'a TimestampMicrosecondArray,
    /// What tells apart what is of one line and instant: a call's id, or an event's.
    pub(super) ids: &'a StringArray,
    legs: Option<&'a Int32Array>,
    what: What<'a>,
    numbers: &'a StringArray,
    countries: &'a StringArray,
    prices: &'a Decimal128Array,
    currencies: &'a StringArray,
    rated_by: &'a StringArray,
}

enum What<'a> {
    Calls {
        directions: &'a StringArray,
        line_kinds: &'a StringArray,
        answered: &'a TimestampMicrosecondArray,
        talk_us: &'a Int64Array,
    },
    Sent {
        kinds: &'a StringArray,
        bytes: &'a Int64Array,
    },
}

/// What a row is to be charged by.
pub(super) enum Charged<'a> {
    /// By a rating.
    By(Use<'a>),
    /// Nobody pays: it costs nothing, whatever the tariff says.
    Internal,
    /// Not, or not yet.
    Not,
}

impl<'a> Columns<'a> {
    pub(super) fn of(batch: &'a RecordBatch) -> Result<Self, ArrowError> {
        let is_calls = batch.column_by_name("leg").is_some();
        let instant = if is_calls { "started_at" } else { "at" };
        let what = if is_calls {
            What::Calls {
                directions: text(batch, "direction")?,
                line_kinds: text(batch, "line_kind")?,
                answered: times(batch, "answered_at")?,
                talk_us: longs(batch, "talk_us")?,
            }
        } else {
            What::Sent { kinds: text(batch, "kind")?, bytes: longs(batch, "bytes")? }
        };
        let prices = column(batch, "price")?.as_primitive_opt::<Decimal128Type>();
        Ok(Self {
            customers: text(batch, "customer")?,
            lines: text(batch, "line")?,
            instants: times(batch, instant)?,
            ids: text(batch, if is_calls { "call" } else { "id" })?,
            legs: is_calls
                .then(|| column(batch, "leg"))
                .transpose()?
                .and_then(|legs| legs.as_primitive_opt::<Int32Type>()),
            what,
            numbers: text(batch, "to_number")?,
            countries: text(batch, "country")?,
            prices: prices.ok_or_else(|| other("price"))?,
            currencies: text(batch, "currency")?,
            rated_by: text(batch, "rated_by")?,
        })
    }

    /// What places a row among those of its line.
    pub(super) fn order(&self, row: usize) -> (i64, &'a str, i32) {
        (self.instants.value(row), self.ids.value(row), self.legs.map_or(0, |legs| legs.value(row)))
    }

    /// What the network told a row costs, in ten-thousandths, and in what.
    pub(super) fn told(&self, row: usize) -> Option<(i128, Option<Code<'a>>)> {
        let rated_by = self.rated_by.is_valid(row).then(|| self.rated_by.value(row));
        let is_told = rated_by.is_none_or(|rated_by| [TOLD, TOLD_IN_OWN].contains(&rated_by));
        let has_currency = self.currencies.is_valid(row) && rated_by != Some(TOLD_IN_OWN);
        let currency = || has_currency.then(|| Code::Row(self.currencies.value(row)));
        (is_told && self.prices.is_valid(row)).then(|| (self.prices.value(row), currency()))
    }

    /// What stands in a row, as receipts tell it.
    pub(super) fn stored(&self, row: usize) -> Option<String> {
        let price = self.prices.is_valid(row).then(|| i64::try_from(self.prices.value(row)).ok()).flatten();
        price.map(|price| Amount::from_ten_thousandths(price).to_string())
    }

    /// What is to be charged of a row.
    pub(super) fn charged(&self, row: usize, account: &Account) -> Charged<'a> {
        let number = self.numbers.is_valid(row).then(|| self.numbers.value(row));
        let country = self.countries.is_valid(row).then(|| Cow::Borrowed(self.countries.value(row)));
        let own = number.and_then(|number| account.own(number));
        let (service, from_us, quantity) = match &self.what {
            What::Calls { directions, line_kinds, answered, talk_us } => {
                // A leg that lasts, or that nobody told the beginning of: it has no line that could pay.
                if talk_us.is_null(row) || directions.is_null(row) {
                    return Charged::Not;
                }
                let is_own = |number: &str| !number.starts_with('+');
                let is_mobile = || LineKind::from_word(line_kinds.value(row)) == Some(LineKind::Mobile);
                let service = match directions.value(row) {
                    "inbound" if !is_mobile() => return Charged::Not,
                    "inbound" => Service::Received,
                    "internal" if number.is_none_or(is_own) => return Charged::Internal,
                    // It is the called line's own leg.
                    "internal" if number == Some(self.lines.value(row)) => match is_mobile() {
                        true => Service::Received,
                        false => return Charged::Internal,
                    },
                    _ => Service::Call,
                };
                let from_us = if answered.is_valid(row) { answered.value(row) } else { self.instants.value(row) };
                (service, from_us, talk_us.value(row))
            }
            What::Sent { kinds, bytes } => {
                let at = self.instants.value(row);
                match kinds.value(row) {
                    "sms" => (Service::Sms, at, 1),
                    "mms" => (Service::Mms, at, 1),
                    _ => (Service::Data, at, bytes.value(row)),
                }
            }
        };
        let number = number.filter(|_| service.has_destination()).map(Cow::Borrowed);
        let quantity = u64::try_from(quantity).unwrap_or_default();
        Charged::By(Use { service, number, own, country, from_us, quantity, told: None })
    }
}

/// What a row was charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Told<'a> {
    /// In ten-thousandths.
    pub(super) price: Option<i128>,
    pub(super) currency: Option<Code<'a>>,
    pub(super) rated_by: Option<&'static str>,
}

/// A currency as a row tells it, or as the book does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Code<'a> {
    Row(&'a str),
    Book(Currency),
}

impl Code<'_> {
    pub(super) fn as_str(&self) -> &str {
        match self {
            Self::Row(code) => code,
            Self::Book(currency) => currency.code(),
        }
    }
}

/// The batch with what its rows are charged; none where that is what it tells already.
pub(super) fn with_charges(batch: &RecordBatch, told: &[Told<'_>]) -> Result<Option<RecordBatch>, ArrowError> {
    let prices = Decimal128Array::from_iter(told.iter().map(|told| told.price)).with_data_type(AMOUNT);
    let currencies = StringArray::from_iter(told.iter().map(|told| told.currency.as_ref().map(Code::as_str)));
    let rated_by = StringArray::from_iter(told.iter().map(|told| told.rated_by));
    let (schema, mut columns) = (batch.schema(), batch.columns().to_vec());
    let mut has_changed = false;
    let new: [(&str, ArrayRef); 3] =
        [("price", Arc::new(prices)), ("currency", Arc::new(currencies)), ("rated_by", Arc::new(rated_by))];
    for (name, column) in new {
        let at = schema.index_of(name)?;
        has_changed |= *columns[at] != *column;
        columns[at] = column;
    }
    has_changed.then(|| RecordBatch::try_new(schema, columns)).transpose()
}

fn other(name: &str) -> ArrowError {
    ArrowError::SchemaError(format!("the column {name} is of another type"))
}

fn text<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a StringArray, ArrowError> {
    column(batch, name)?.as_string_opt::<i32>().ok_or_else(|| other(name))
}

fn longs<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a Int64Array, ArrowError> {
    column(batch, name)?.as_primitive_opt::<Int64Type>().ok_or_else(|| other(name))
}

fn times<'a>(batch: &'a RecordBatch, name: &str) -> Result<&'a TimestampMicrosecondArray, ArrowError> {
    column(batch, name)?.as_primitive_opt::<TimestampMicrosecondType>().ok_or_else(|| other(name))
}
