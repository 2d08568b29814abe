//! From columns in the order of their coming to batches of one day, sorted by (customer, time).

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Decimal128Array, RecordBatch, StringArray, TimestampMicrosecondArray, UInt32Array,
};
use arrow::buffer::{Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow::compute::take;
use arrow::datatypes::{DataType, Int32Type, Int64Type};
use arrow::error::ArrowError;
use chrono::{DateTime, NaiveDate};
use hashbrown::HashMap;
use opkald_storage::events;

use super::sparse::{Texts, nothing};
use super::{Columns, Fingerprint};
use crate::event::{Customer, Direction, EventType, Field, LineKind, Shape};

const DAY_MICROS: i64 = 24 * 3600 * 1_000_000;

/// The rows of one day, in the order of their coming.
#[derive(Debug, Clone)]
pub(crate) struct DayRows {
    /// The UTC date.
    pub(crate) day: NaiveDate,
    /// Their numbers.
    pub(crate) rows: Vec<u32>,
}

/// Columns that take no more rows, ready to be cut into batches.
#[derive(Debug)]
pub(crate) struct Sealed {
    times: Vec<i64>,
    kinds: Vec<u8>,
    customers: Vec<u32>,
    names: Vec<Customer>,
    /// Place of each customer among all, in the order of their numbers.
    ranks: Vec<u32>,
    fingerprints: Vec<Fingerprint>,
    directions: Option<(Vec<u8>, Option<NullBuffer>)>,
    line_kinds: Option<(Vec<u8>, Option<NullBuffer>)>,
    arrays: HashMap<&'static str, ArrayRef>,
}

impl Columns {
    /// Closes the columns.
    ///
    /// # Errors
    /// When a column is none, which is a fault of this program.
    pub(crate) fn seal(self) -> Result<Sealed, ArrowError> {
        let rows = self.rows();
        let mut arrays = HashMap::new();
        let mut texts = self.texts.map(Some);
        let mut numbers = self.numbers.map(Some);
        for field in events::schema().fields() {
            let Some(field) = Field::of(field.name()) else { continue };
            let array = match field.shape() {
                Shape::Text(slot, _) => texts[slot].take().map_or(Ok(None), |texts: Texts| texts.seal(rows))?,
                Shape::Number(slot, _, greatest) => numbers[slot].take().and_then(|numbers| {
                    if greatest == i64::from(i32::MAX) {
                        numbers.into_array::<Int32Type, _>(rows, |value| i32::try_from(value).unwrap_or(i32::MAX))
                    } else {
                        numbers.into_array::<Int64Type, _>(rows, |value| value)
                    }
                }),
                _ => None,
            };
            arrays.extend(array.map(|array| (field.name(), array)));
        }
        if let Some((values, valid)) = self.prices.seal(rows) {
            let prices = Decimal128Array::new(values.into(), valid).with_data_type(events::PRICE);
            arrays.insert(Field::Price.name(), Arc::new(prices) as ArrayRef);
        }
        Ok(Sealed {
            ranks: ranks(&self.names),
            times: self.times,
            kinds: self.kinds,
            customers: self.customers,
            names: self.names,
            fingerprints: self.fingerprints,
            directions: self.directions.seal(rows),
            line_kinds: self.line_kinds.seal(rows),
            arrays,
        })
    }
}

/// The rank of each customer.
fn ranks(names: &[Customer]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_unstable_by_key(|place| names[*place]);
    let mut ranks = vec![0; names.len()];
    for (rank, place) in order.into_iter().enumerate() {
        ranks[place] = u32::try_from(rank).unwrap_or(u32::MAX);
    }
    ranks
}

impl Sealed {
    /// The fingerprint of every row.
    pub(crate) fn fingerprints(&self) -> &[Fingerprint] {
        &self.fingerprints
    }

    /// The least and greatest customer of some rows.
    pub(crate) fn customers_of(&self, rows: &[u32]) -> Option<(Customer, Customer)> {
        let places = || rows.iter().map(|row| self.customers[*row as usize] as usize);
        let least = places().min_by_key(|place| self.ranks[*place])?;
        let greatest = places().max_by_key(|place| self.ranks[*place])?;
        Some((self.names[least], self.names[greatest]))
    }

    /// The rows by UTC date, in the order of the dates.
    pub(crate) fn days(&self) -> Vec<DayRows> {
        let mut days: HashMap<i64, Vec<u32>> = HashMap::new();
        let mut at = 0;
        while at < self.times.len() {
            // Events mostly come in the order of time: take a run of one day at once.
            let day = self.times[at].div_euclid(DAY_MICROS);
            let same = |time: &&i64| time.div_euclid(DAY_MICROS) == day;
            let end = at + self.times[at..].iter().take_while(same).count();
            let run = at as u32..end as u32;
            days.entry(day).or_default().extend(run);
            at = end;
        }
        let date = |day: i64| DateTime::from_timestamp_micros(day * DAY_MICROS).map(|time| time.date_naive());
        let mut days: Vec<DayRows> =
            days.into_iter().filter_map(|(day, rows)| Some(DayRows { day: date(day)?, rows })).collect();
        days.sort_unstable_by_key(|rows| rows.day);
        days
    }

    /// Some rows as a batch of the events' schema, sorted by (customer, time, coming).
    ///
    /// # Errors
    /// When the columns do not make a batch, which is a fault of this program.
    pub(crate) fn batch(&self, rows: &[u32]) -> Result<RecordBatch, ArrowError> {
        let order = self.sorted(rows);
        let in_place = order.len() == self.times.len() && order.iter().zip(0..).all(|(row, at)| *row == at);
        let order = UInt32Array::from(order);
        let schema = events::schema();
        let columns = schema.fields().iter().map(|field| match field.name().as_str() {
            "customer" => self.customer_column(order.values()),
            "time" => {
                let times: ScalarBuffer<i64> = order.values().iter().map(|row| self.times[*row as usize]).collect();
                Ok(Arc::new(TimestampMicrosecondArray::new(times, None).with_timezone("UTC")) as ArrayRef)
            }
            "type" => words(order.values(), EventType::WORDS, &self.kinds, None),
            "direction" => optional_words(order.values(), Direction::WORDS, self.directions.as_ref()),
            "line_kind" => optional_words(order.values(), LineKind::WORDS, self.line_kinds.as_ref()),
            name => match self.arrays.get(name) {
                None => Ok(nothing(field.data_type(), order.len())),
                Some(array) if in_place => Ok(Arc::clone(array)),
                Some(array) => take(array.as_ref(), &order, None),
            },
        });
        let columns: Vec<ArrayRef> = columns.collect::<Result<_, _>>()?;
        RecordBatch::try_new(schema, columns)
    }

    /// The rows in order: their keys packed into one number each, so that sorting compares and moves nothing else.
    fn sorted(&self, rows: &[u32]) -> Vec<u32> {
        let key = |row: &u32| {
            let place = self.customers[*row as usize] as usize;
            let time = (self.times[*row as usize] as u64) ^ (1 << 63);
            (u128::from(self.ranks[place]) << 96) | (u128::from(time) << 32) | u128::from(*row)
        };
        let mut keys: Vec<u128> = rows.iter().map(key).collect();
        keys.sort_unstable();
        keys.into_iter().map(|key| key as u32).collect()
    }

    fn customer_column(&self, order: &[u32]) -> Result<ArrayRef, ArrowError> {
        let digits = |row: &u32| self.names[self.customers[*row as usize] as usize];
        let mut bytes = Vec::with_capacity(order.len() * 8);
        let mut ends = Vec::with_capacity(order.len() + 1);
        ends.push(0);
        for row in order {
            bytes.extend_from_slice(digits(row).digits());
            ends.push(i32::try_from(bytes.len()).unwrap_or(i32::MAX));
        }
        strings(ends, bytes, None)
    }
}

fn optional_words(
    order: &[u32],
    words_of: &[&str],
    codes: Option<&(Vec<u8>, Option<NullBuffer>)>,
) -> Result<ArrayRef, ArrowError> {
    match codes {
        None => Ok(nothing(&DataType::Utf8, order.len())),
        Some((codes, valid)) => words(order, words_of, codes, valid.as_ref()),
    }
}

/// Writes out the words that some codes stand for.
fn words(
    order: &[u32],
    words_of: &[&str],
    codes: &[u8],
    valid: Option<&NullBuffer>,
) -> Result<ArrayRef, ArrowError> {
    let mut bytes = Vec::with_capacity(order.len() * 12);
    let mut ends = Vec::with_capacity(order.len() + 1);
    ends.push(0);
    let is_valid = |row: usize| valid.is_none_or(|valid| valid.is_valid(row));
    for row in order {
        let row = *row as usize;
        if is_valid(row) {
            bytes.extend_from_slice(words_of[usize::from(codes[row])].as_bytes());
        }
        ends.push(i32::try_from(bytes.len()).unwrap_or(i32::MAX));
    }
    let nulls = valid.map(|_| order.iter().map(|row| is_valid(*row as usize)).collect());
    strings(ends, bytes, nulls)
}

fn strings(ends: Vec<i32>, bytes: Vec<u8>, nulls: Option<NullBuffer>) -> Result<ArrayRef, ArrowError> {
    let offsets = OffsetBuffer::new(ScalarBuffer::from(ends));
    Ok(Arc::new(StringArray::try_new(offsets, Buffer::from_vec(bytes), nulls)?))
}
